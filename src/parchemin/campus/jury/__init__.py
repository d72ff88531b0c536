"""The jury: called, composed, deliberating; its decisions, votes, minutes."""
