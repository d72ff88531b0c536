"""Texts: drafted, reviewed, published, compared, and read."""
