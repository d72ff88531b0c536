"""What the stage brings to places that know none: the account of a person, and what is kept of it."""
