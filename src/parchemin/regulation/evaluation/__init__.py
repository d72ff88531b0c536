"""Evaluation: a cohort in NumPy integer blocks, one person in exact Python, over one graph. They agree."""
