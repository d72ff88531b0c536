"""Reads about registrations and the lists of students that are sent."""
