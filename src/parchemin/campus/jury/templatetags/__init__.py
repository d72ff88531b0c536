"""The template tags of juries."""
