"""The token a directory signs: its signature, who made it, for whom, for which sign-in, until when."""

from __future__ import annotations

import hashlib
from typing import Any

import jwt

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "nonce")
CLOCKS_APART_SECONDS = 60


def nonce_of(verifier: str) -> str:
    """What ties a token to one sign-in: it follows from the secret (PKCE) that the session keeps meanwhile."""
    return hashlib.sha256(f"nonce {verifier}".encode()).hexdigest()


def verified_claims(token: str, keys: dict[str, Any], *, issuer: str, client: str, nonce: str) -> dict[str, Any]:
    """What a token says, once all of it holds. Raises jwt.PyJWTError; of odd shapes, TypeError, ValueError and such."""
    claims: dict[str, Any] = jwt.decode(
        token,
        key=_key(token, keys),
        algorithms=ALGORITHMS,
        issuer=issuer,
        audience=client,
        leeway=CLOCKS_APART_SECONDS,
        options={"require": list(REQUIRED), "enforce_minimum_key_length": True},
    )
    if claims["nonce"] != nonce:
        raise jwt.InvalidTokenError("the token is of another sign-in")
    if claims.get("azp", client) != client or (claims["aud"] not in (client, [client]) and "azp" not in claims):
        raise jwt.InvalidAudienceError("the token is for another")
    return claims


def _key(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The published key it names, or the only one. A key binds its algorithm."""
    named = jwt.get_unverified_header(token).get("kid")
    fit = [
        key
        for key in jwt.PyJWKSet.from_dict(keys).keys
        if key.public_key_use in (None, "sig") and named in (None, key.key_id)
    ]
    if len(fit) != 1:
        raise jwt.InvalidKeyError("no published key is the token's")
    return fit[0]
