"""Reads about papers, marks and sheets."""
