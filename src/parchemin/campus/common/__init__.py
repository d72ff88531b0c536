"""What every stage stands on: refusals, the journal, events. No business of its own."""
