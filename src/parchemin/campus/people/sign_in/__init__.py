"""Signing in: what the sign-in package is told, who asks, the second factor."""
