"""The operations of the API about what is below every stage; each stage brings its own (`contributions/api.py`)."""
