"""Reads about dossiers."""
