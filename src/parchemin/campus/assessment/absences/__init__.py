"""Absences: what a student asks about one, and what is decided of it."""
