"""Looks: what every page shares for the eye and the hand. Tokens, templates, components; no business, no table."""
