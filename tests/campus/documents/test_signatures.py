"""A few bytes signed with the seal of a school: by its key, or by a former one that is still known, and no other."""

from __future__ import annotations

from pathlib import Path

from parchemin.campus.documents.keys import keys_of
from parchemin.campus.documents.signatures import sign, signed_by


def test_a_content_is_signed_by_its_school_alone_and_to_the_byte(seals: Path) -> None:
    signature = sign("icn", b"line 12")
    keys_of("lille")

    assert signed_by("icn", b"line 12", signature)
    assert not signed_by("icn", b"line 13", signature)
    assert not signed_by("icn", b"line 12", signature[:-1] + bytes([signature[-1] ^ 1]))
    assert not signed_by("icn", b"line 12", b"")
    assert not signed_by("lille", b"line 12", signature)
    assert not signed_by("nobody", b"line 12", signature)


def test_what_a_former_key_signed_is_still_the_school_s(seals: Path) -> None:
    signature = sign("icn", b"line 12")
    own = seals / "icn"
    (own / "certificate.pem").rename(own / "of-2026.pem")
    (own / "key.pem").unlink()

    assert signed_by("icn", b"line 12", signature)
    assert sign("icn", b"line 12") != signature
    assert len(list(own.glob("*.pem"))) == 3
    assert signed_by("icn", b"line 12", sign("icn", b"line 12"))
