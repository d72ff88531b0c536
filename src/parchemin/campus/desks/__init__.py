"""Desks: what each person finds when they come in, by role."""
