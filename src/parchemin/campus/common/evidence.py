"""What the journal commits to of rows, and whether rows that were read are that.

A row that is vouched for (`models.Evidence`) has one open commitment, made by the last line that told of it. A line
holds the digest of the commitments that it opens, and of those that it closes: so a row changed, removed, slipped in or
put back to what it was, without a line, is seen by who proves it (`proving`).

Why: docs/decisions/0016-what-the-journal-vouches-for.md.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import connection
from django.db.models import QuerySet

from parchemin.campus.common.models import Commitment, Entry, Evidence, JournalValue
from parchemin.campus.common.reading import NotRead, as_read, note_written

SALT = 16  # bytes
AT_ONCE = 5_000  # rows compared together
UNTRUE = "untrue"  # in a line: the rows that were not what the journal said when its act replaced or stood on them

_ROWS = "unnest(%s::text[], %s::text[]) as n (r, k)"
_OPEN = "c.relation = n.r and c.key = n.k and c.closed_id is null"
_STANDING = f"select c.relation, c.key, c.salt, c.digest from common_commitment c, {_ROWS} where {_OPEN}"
_CLOSE = f"update common_commitment c set closed_id = %s, salt = null from {_ROWS} where {_OPEN}"


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row says, to be vouched for. content: None when it is there no more."""

    relation: str
    key: str
    content: tuple[JournalValue, ...] | None


def state_of(row: Evidence) -> RowState:
    return RowState(row._meta.db_table, str(row.pk), row.evidence())


def without(row: Evidence) -> RowState:
    return RowState(row._meta.db_table, str(row.pk), None)


class Commitments:
    """Those that a line is to open, and those that it closes. The caller holds the chain.

    untrue: the rows that the act stands on and found to be other than is committed to (`untrue_of`).
    """

    def __init__(self, states: Iterable[RowState], untrue: Iterable[str] = ()) -> None:
        self._states = list({(one.relation, one.key): one for one in states}.values())
        salted = [(one, secrets.token_bytes(SALT)) for one in self._states if one.content is not None]
        self._opens = [(one.relation, one.key, salt, commitment(salt, one)) for one, salt in salted]
        standing = _standing(self._states)
        self._closes = [digest for *_, digest in standing]
        slipped_in = _slipped_in(self._states, {one[:2] for one in standing})
        self._untrue = sorted({*_changed(standing), *slipped_in, *untrue})

    def digests(self) -> dict[str, JournalValue]:
        """What the line says of them: how many rows, and the two digests."""
        told: dict[str, JournalValue] = {UNTRUE: " ".join(self._untrue)} if self._untrue else {}
        if not self._states:
            return told
        opened: dict[str, JournalValue] = {
            "rows": len(self._opens),
            "opens": digest_of_all(digest for *_, digest in self._opens),
        }
        if self._closes:
            opened["closes"] = digest_of_all(self._closes)
        return opened | told

    def write(self, entry: Entry) -> None:
        """Keep them, with their line."""
        for one in self._states:
            note_written(one.relation, one.key, one.content)
        with connection.cursor() as cursor:
            if self._closes:
                cursor.execute(_CLOSE, [entry.pk, *_places(self._states)])
            if self._opens:
                columns = [list(column) for column in zip(*self._opens, strict=True)]
                cursor.execute(
                    "insert into common_commitment (entry_id, relation, key, salt, digest) select %s, n.*"
                    " from unnest(%s::text[], %s::text[], %s::bytea[], %s::bytea[]) as n",
                    [entry.pk, *columns],
                )


type _Standing = tuple[str, str, bytes | None, bytes]  # relation, key, salt, digest


def _standing(states: Sequence[RowState]) -> list[_Standing]:
    """The open commitments of these rows."""
    if not states:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, _places(states))
        return [(relation, key, salt and bytes(salt), bytes(digest)) for relation, key, salt, digest in cursor]


def _places(states: Sequence[RowState]) -> list[list[str]]:
    return [[one.relation for one in states], [one.key for one in states]]


def _changed(standing: Iterable[_Standing]) -> Iterator[str]:
    """The rows that were no longer what is committed to of them when the act that changes them read them; or were gone,
    and the act has given their key to another."""
    for relation, key, salt, digest in standing:
        content = as_read(relation, key)
        if content is None:
            told = f"{relation} {key} is changed unread: see parchemin.campus.common.reading"
            warnings.warn(told, NotRead, stacklevel=5)
        if content is None or not _holds(RowState(relation, key, content), salt, digest):
            yield f"{relation}:{key}"


def _slipped_in(states: Iterable[RowState], standing: Collection[tuple[str, str]]) -> Iterator[str]:
    """The rows that the act read, and of which nothing is committed to: no line wrote them."""
    for one in states:
        place = one.relation, one.key
        if place not in standing and as_read(*place) is not None:
            yield f"{one.relation}:{one.key}"


def commitment(salt: bytes, state: RowState) -> bytes:
    """SHA-256 of the salt, and of what a row says in its canonical writing."""
    written = json.dumps([state.key, *(state.content or ())], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(salt + written.encode()).digest()


def digest_of_all(digests: Iterable[bytes]) -> str:
    """SHA-256 of commitments, in hexadecimal, whatever their order."""
    return hashlib.sha256(b"".join(sorted(digests))).hexdigest()


def whole(rows: Iterable[Evidence]) -> bool:
    """Whether rows, as they were read, are what the journal commits to of them."""
    return not untrue_of(rows)


def untrue_of(rows: Iterable[Evidence]) -> list[str]:
    """Those of rows, as they were read, that are not what the journal commits to of them: each its table and key."""
    found: set[str] = set()
    for some in batched(rows, AT_ONCE):
        states = [state_of(row) for row in some]
        told = {(relation, key): (salt, digest) for relation, key, salt, digest in _standing(states)}
        wrong = (one for one in states if not _holds(one, *told.get((one.relation, one.key), (None, b""))))
        found.update(f"{one.relation}:{one.key}" for one in wrong)
    return sorted(found)


def _holds(state: RowState, salt: bytes | None, digest: bytes) -> bool:
    return bool(salt) and commitment(salt or b"", state) == digest


def open_commitments(chain: str, model: type[Evidence]) -> QuerySet[Commitment]:
    """What the lines of a chain commit to of the rows of a table, as they stand."""
    return Commitment.objects.filter(relation=model._meta.db_table, closed=None, entry__chain=chain)
