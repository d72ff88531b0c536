"""What keeps a vote secret: a key of its own for each ballot, in a file beside the database, destroyed when it closes.

A voice is written in the database under that key, so that nothing is lost when a machine stops: it can be counted,
once, by who presides. The count takes the place of the key in its file before anything of it is written elsewhere: if
what closes the ballot fails then, the same voices are told to come to the same count, and others are not counted at
all, so that nobody learns a voice by counting fewer of them. Once the file is destroyed, nobody can tell what anybody
voted: not from the database nor its log, nor from a backup, which leaves these files out. Every voice has the same
length, and is bound to its ballot and seat.
"""

from __future__ import annotations

import base64
import hashlib
import json
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
from parchemin.whole import put_in_place

VOICES: tuple[Voice, ...] = ("for", "against", "abstain")
NONCE, KEY = 12, 32  # bytes


class VoicesUnreadable(Exception):
    """The voices of a ballot cannot be read. why: "lost", its key is gone; "altered", one is not what was cast;
    "counted", others were by a closing that failed, and no voice is taken any more."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def make_key(ballot: UUID) -> None:
    """A new key, on the disk when this returns: no voice is ever kept under a key that a crash could take."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(_file(ballot), AESGCM.generate_key(KEY * 8))
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
    """How many of each voice, and nothing of whose; once. Raises `VoicesUnreadable`."""
    cast = list(votes)
    counted_of = _digest(cast)
    if (before := _count_before(ballot)) is not None:
        found, of = before
        if of != counted_of:
            raise VoicesUnreadable("counted")
        return found
    cipher = _cipher(ballot)
    try:
        found = Counter(VOICES[_opened(cipher, vote)[0]] for vote in cast)
    except (InvalidTag, IndexError, ValueError) as altered:
        raise VoicesUnreadable("altered") from altered
    spent = {voice: found[voice] for voice in VOICES} | {"of": counted_of}
    put_in_place(_file(ballot), lambda beside: _write(beside, json.dumps(spent).encode()))
    _settle(_folder())
    return found


def _digest(votes: Iterable[Vote]) -> str:
    """Of which voices a count is, whatever their order."""
    told = sorted(f"{vote.seat_id} {vote.voice}" for vote in votes)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _count_before(ballot: UUID) -> tuple[Counter[Voice], str] | None:
    """What was counted by a closing that then failed, and of what; None where the key is still there."""
    kept = _kept(ballot)
    if len(kept) == KEY:
        return None
    try:
        told = json.loads(kept)
        found, of = {voice: int(told[voice]) for voice in VOICES}, str(told["of"])
    except (ValueError, LookupError, TypeError) as damaged:
        raise VoicesUnreadable("lost") from damaged
    return Counter(found), of


def _opened(cipher: AESGCM, vote: Vote) -> bytes:
    kept = base64.b64decode(vote.voice, validate=True)
    if len(kept) <= NONCE:
        raise InvalidTag
    return cipher.decrypt(kept[:NONCE], kept[NONCE:], _bound(vote.ballot_id, vote.seat_id))


def _cipher(ballot: UUID) -> AESGCM:
    kept = _kept(ballot)
    if len(kept) != KEY:
        raise VoicesUnreadable("counted" if kept.startswith(b"{") else "lost")
    return AESGCM(kept)


def _kept(ballot: UUID) -> bytes:
    """The key of a ballot, or its count."""
    try:
        return _file(ballot).read_bytes()
    except FileNotFoundError as gone:
        raise VoicesUnreadable("lost") from gone


def _write(file: Path, content: bytes) -> None:
    """A file of its owner alone, on the disk when this returns."""
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


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
