"""Who a directory says somebody is: the little that is believed, and only in the form it must have."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_SUBJECT = 255  # OpenID Connect Core, section 2
LONGEST_ADDRESS = 254


class UntrustedClaims(ValueError):
    """What the directory said cannot be believed, or contradicts itself."""


@dataclass(frozen=True, slots=True)
class DirectorySubject:
    """Somebody, as one directory knows them. `address`: the one it vouches for, in small letters; "" for none."""

    issuer: str
    subject: str
    address: str

    @property
    def key(self) -> str:
        """What a link is kept under: the same subject of another issuer is somebody else."""
        return hashlib.sha256(f"{self.issuer}\n{self.subject}".encode()).hexdigest()

    def written(self) -> dict[str, str]:
        return {"iss": self.issuer, "sub": self.subject, "email": self.address}


def subject_of(signed: Mapping[str, Any], told: Mapping[str, Any]) -> DirectorySubject:
    """Who this is, by the claims that were signed and those told beside them. Raises UntrustedClaims.

    Both must be about the same subject. An address is vouched for when nothing they say of it differs, it is plain
    ASCII, and `email_verified` is the JSON value true: neither "true" nor 1.
    """
    if told and not _same(told.get("sub"), signed.get("sub")):
        raise UntrustedClaims("the claims are about two subjects")
    subject = signed.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not _plain(subject):
        raise UntrustedClaims("the subject is not a plain text")
    return DirectorySubject(str(signed["iss"]), subject, _vouched(signed, told))


def _vouched(signed: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    if any(name in signed and name in told and not _same(signed[name], told[name]) for name in CLAIMS_OF_ADDRESS):
        return ""
    address, verified = ({**told, **signed}.get(name) for name in CLAIMS_OF_ADDRESS)
    if verified is not True or not isinstance(address, str) or not 0 < len(address) <= LONGEST_ADDRESS:
        return ""
    # A capital K of another alphabet has a small k: beyond ASCII, no address stands for another.
    return address.lower() if _plain(address) else ""


CLAIMS_OF_ADDRESS = ("email", "email_verified")


def _plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _same(one: object, other: object) -> bool:
    """Equal, and of the same kind: 1 is not true."""
    return type(one) is type(other) and one == other
