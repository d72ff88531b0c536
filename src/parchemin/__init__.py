"""Parchemin: a programme run from its own published regulation."""
