"""Enrolment: who is registered for which year, on which units, and whether their registration is in order."""
