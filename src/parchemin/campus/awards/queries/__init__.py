"""Reads about transcripts: what one tells, its key, those issued."""
