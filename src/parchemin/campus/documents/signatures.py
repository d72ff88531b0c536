"""A few bytes signed with the seal of a school, for what is no document: ECDSA on P-256, with SHA-256."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from parchemin.campus.documents.keys import certificates_of, keys_of

HOW = ec.ECDSA(hashes.SHA256())


def sign(school: str, content: bytes) -> bytes:
    """The signature of a school on a content, in DER. Raises `SealMissing`."""
    key = serialization.load_pem_private_key(keys_of(school).key.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), "a seal is a key on P-256"
    return key.sign(content, HOW)


def signed_by(school: str, content: bytes, signature: bytes, seals: Path | None = None) -> bool:
    """Whether a signature on a content is of the seal of a school, or of one of its former keys. seals: another folder
    in which these are."""
    return any(_signed_with(known.public_key(), content, signature) for known in certificates_of(school, seals))


def _signed_with(key: object, content: bytes, signature: bytes) -> bool:
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        key.verify(signature, content, HOW)
    except InvalidSignature:
        return False
    return True
