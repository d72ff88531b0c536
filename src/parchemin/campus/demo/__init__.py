"""The demonstration school: three schools seeded through the same actions that people use. Nothing else imports it."""
