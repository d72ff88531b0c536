"""What keeps a vote secret: a key of its own for each ballot, in a file beside the database, destroyed when it closes.

A voice is written in the database under that key, so that nothing is lost when a machine stops: it can be counted,
once, by who presides. Once the key is destroyed, nobody can tell what anybody voted: not from the database nor its log,
nor from a backup, which leaves these keys out. Every voice has the same length, and is bound to its ballot and seat.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from parchemin.campus.jury.models import Ballot, Vote
from parchemin.campus.law.deliberation import Voice

VOICES: tuple[Voice, ...] = ("for", "against", "abstain")
NONCE = 12


class VoicesUnreadable(Exception):
    """The voices of a ballot cannot be counted. why: "lost", its key is gone; "altered", one is not what was cast."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def make_key(ballot: UUID) -> None:
    """A new key, on the disk when this returns: no voice is ever kept under a key that a crash could take."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(_file(ballot), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, AESGCM.generate_key(256))
        os.fsync(handle)
    finally:
        os.close(handle)
    _settle(folder)


def destroy_key(ballot: UUID) -> None:
    """Nobody counts these voices any more. Twice is once."""
    _file(ballot).unlink(missing_ok=True)
    if _folder().is_dir():
        _settle(_folder())


def destroy_spent_keys() -> int:
    """The keys of ballots that are closed, left by a crash between the count and its end; gives how many."""
    found = {path.stem: path for path in _folder().glob("*.key")}
    spent = Ballot.objects.filter(pk__in=list(found), closed_at__isnull=False).values_list("pk", flat=True)
    for ballot in spent:
        destroy_key(ballot)
    return len(spent)


def sealed(ballot: UUID, seat: UUID, voice: Voice) -> str:
    """A voice under the key of its ballot, in base 64. Raises `VoicesUnreadable` when the key is gone."""
    nonce = secrets.token_bytes(NONCE)
    kept = nonce + _cipher(ballot).encrypt(nonce, bytes([VOICES.index(voice)]), _bound(ballot, seat))
    return base64.b64encode(kept).decode()


def counted(ballot: UUID, votes: Iterable[Vote]) -> Counter[Voice]:
    """How many of each voice, and nothing of whose. Raises `VoicesUnreadable`."""
    cipher = _cipher(ballot)
    try:
        return Counter(VOICES[_opened(cipher, vote)[0]] for vote in votes)
    except (InvalidTag, IndexError, ValueError) as altered:
        raise VoicesUnreadable("altered") from altered


def _opened(cipher: AESGCM, vote: Vote) -> bytes:
    kept = base64.b64decode(vote.voice, validate=True)
    if len(kept) <= NONCE:
        raise InvalidTag
    return cipher.decrypt(kept[:NONCE], kept[NONCE:], _bound(vote.ballot_id, vote.seat_id))


def _cipher(ballot: UUID) -> AESGCM:
    try:
        return AESGCM(_file(ballot).read_bytes())
    except (FileNotFoundError, ValueError) as gone:
        raise VoicesUnreadable("lost") from gone


def _bound(ballot: UUID, seat: UUID) -> bytes:
    return ballot.bytes + seat.bytes


def _folder() -> Path:
    return Path(settings.BALLOTS)


def _file(ballot: UUID) -> Path:
    return _folder() / f"{ballot}.key"


def _settle(folder: Path) -> None:
    """What was just created or removed in a folder is so on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
