"""Signing in through the school's own directory (OpenID Connect): read strictly, and nothing written early.

A person is opened by a link to one subject of one issuer. The link is made by the person, from their account; or, once,
at the end of a whole sign-in, by an address that the directory vouches for. Nothing else of an account ever changes.
"""
