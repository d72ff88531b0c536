"""A lending library: the small stage by which CONTRIBUTING shows how to add one. `test_lending.py` keeps it working."""
