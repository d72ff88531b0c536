"""The law as the campus asks about it: the one adapter to the engine."""
