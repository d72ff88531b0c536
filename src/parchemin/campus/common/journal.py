"""Writing the journal, and proving that nobody rewrote it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Model, QuerySet

from parchemin.campus.common.blocks import Known, blocks_of_lines
from parchemin.campus.common.evidence import Commitments, RowState, state_of
from parchemin.campus.common.locks import hold_chain
from parchemin.campus.common.models import ActReason, Entry, Evidence, OneLine
from parchemin.campus.common.proving import (
    ADOPT,
    UNREADABLE,
    altered,
    formerly_altered,
    kinds,
    rows_without_line,
    unadopted,
)

__all__ = [
    "ERASED",
    "Payload",
    "adopt",
    "altered",
    "because",
    "begin",
    "broken",
    "digest_of",
    "give_keys",
    "last_line",
    "last_moment",
    "last_told",
    "next_keys",
    "readable",
    "record",
    "record_rows",
]

MISSING, UNLINKED, CHANGED = "missing", "does not follow the line before it", "was changed"

TYPED = ("reason", "words")  # what stands in a row of its own, or in `ActReason`: a line is never erased

ERASED = "retention.erase"  # the verb of a line that tells of rows emptied of what they said

type Payload = Mapping[str, str | int | bool | None]


def record(
    verb: str,
    subject: str,
    *,
    chain: str = "",
    actor: UUID | None,
    at: datetime,
    payload: Payload | None = None,
    rows: Iterable[Evidence] = (),
    states: Iterable[RowState] = (),
    why: Sequence[ActReason] = (),
    untrue: Iterable[str] = (),
) -> Entry:
    """Add a line to a chain, in the caller's transaction. The payload holds text, whole numbers and truth values; never
    what somebody typed of somebody, since it stands for ever.

    rows: those that it vouches for, as they stand from now on. states: the same, of rows that are written or removed by
    other means. why: reasons (`because`), which are written with the line. untrue: what the act stands on and is not as
    the journal says (`evidence.untrue_of`).
    """
    assert connection.in_atomic_block, "a line of the journal belongs to the transaction of what it tells"
    kept = dict(payload or {})
    for name, value in kept.items():
        if not isinstance(value, str | int | bool | None):
            raise TypeError(f"the journal keeps no {type(value).__name__} ({name})")
        if name in TYPED:
            raise TypeError(f"the journal keeps no {name} that somebody typed: hand it over as `why`")
    hold_chain(chain)  # one writer a chain at a time, until the end of the transaction
    last = last_line(chain)
    give_keys(why)
    commitments = Commitments([*map(state_of, [*rows, *why]), *states], untrue)
    entry = Entry(
        chain=chain,
        number=last.number + 1 if last else 1,
        at=at.astimezone(UTC),
        actor=actor,
        verb=verb,
        subject=subject,
        payload=kept | commitments.digests(),
        previous=last.digest if last else "",
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    commitments.write(entry)
    for one in why:
        one.entry = entry
    ActReason.objects.bulk_create(why)
    return entry


def because(words: str, *rows: Evidence | Model) -> list[ActReason]:
    """Why something is done, to be written with its line, once a row that it is about; nothing where it is not said."""
    said = words.strip()[:400]
    return [ActReason(relation=row._meta.db_table, key=str(row.pk), words=said) for row in rows if said]


def last_line(chain: str) -> Entry | None:
    """The last line of a chain; None where it has none."""
    return Entry.objects.filter(chain=chain).order_by("-number").first()


def last_moment(chain: str) -> datetime:
    """The latest moment that a line of a chain tells, which a clock may have been set back from."""
    latest = Entry.objects.filter(chain=chain).aggregate(at=Max("at"))["at"]
    assert isinstance(latest, datetime), "a chain begins with a line"
    return latest


def last_told(chain: str) -> tuple[int, str] | None:
    """The number and the digest of the last line of a chain, whatever else is in it; None where it has none."""
    return Entry.objects.filter(chain=chain).order_by("-number").values_list("number", "digest").first()


def digest_of(entry: Entry) -> str:
    """SHA-256 of the line in its canonical writing, the digest before it included."""
    told = {
        "chain": entry.chain,
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": str(entry.actor) if entry.actor else None,
        "verb": entry.verb,
        "subject": entry.subject,
        "payload": entry.payload,
        "previous": entry.previous,
    }
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def broken(chain: str, known: Known | None = None) -> Iterator[tuple[int, str]]:
    """Every place where a chain does not hold: the number, and what is wrong there. Nothing when it is whole.

    known: what was verified before, and need not be read again.
    """
    known = known or Known()
    expected, previous = 1, ""
    for block in blocks_of_lines(chain):
        lines = Entry.objects.filter(chain=chain, number__gte=block.first, number__lte=block.last).order_by("number")
        if known.holds(block.digest) and (block.first, block.follows) == (expected, previous):
            expected, previous = block.last + 1, block.ends
            continue
        whole = True
        for number, digest, entry in _read(lines):
            for wrong in _wrong(entry, expected, previous) if entry else (CHANGED,):
                whole = whole and number == block.first and wrong != CHANGED
                yield (expected if wrong == MISSING else number), wrong
            expected, previous = number + 1, digest
        if whole:
            known.keep(block.digest)


def _read(lines: QuerySet[Entry]) -> Iterator[tuple[int, str, Entry | None]]:
    """Each line, its number and its digest; None for one in which somebody wrote what cannot be read."""
    found = readable(lines)
    if found is not None:
        yield from ((entry.number, entry.digest, entry) for entry in found)
        return
    for key, number, digest in list(lines.values_list("pk", "number", "digest")):
        yield number, digest, next(iter(readable(Entry.objects.filter(pk=key)) or ()), None)


def readable(lines: QuerySet[Entry]) -> list[Entry] | None:
    """These lines; None where somebody wrote in one of them what cannot be read."""
    try:
        with transaction.atomic():
            return list(lines)
    except UNREADABLE:
        return None


def _wrong(entry: Entry, expected: int, previous: str) -> Iterator[str]:
    """What is wrong with a line, after the one before it."""
    if entry.number != expected:
        yield MISSING
    elif entry.previous != previous:
        yield UNLINKED
    try:
        changed = entry.digest != digest_of(entry)
    except UNREADABLE:  # a moment of which there is none in UTC
        changed = True
    if changed:
        yield CHANGED


def record_rows[E: OneLine](
    verb: str,
    subject: str,
    rows: Sequence[E],
    *,
    chain: str,
    actor: UUID | None,
    at: datetime,
    payload: Payload | None = None,
    others: Iterable[Evidence] = (),
    why: Sequence[ActReason] = (),
    untrue: Iterable[str] = (),
) -> list[E]:
    """Write rows that stand for ever, with the one line of the journal that vouches for them all.

    others: rows that the same act has changed. why, untrue: as `record` has them.
    """
    give_keys(rows)
    told: list[Evidence] = [*rows, *others]
    entry = record(verb, subject, chain=chain, actor=actor, at=at, payload=payload, rows=told, why=why, untrue=untrue)
    for row in rows:
        row.entry = entry
    model = type(rows[0]) if rows else None
    return model._default_manager.bulk_create(rows, batch_size=5_000) if model else []


def give_keys(rows: Sequence[Model]) -> None:
    """Number rows before they are written, so that what tells of them can be written first."""
    unnumbered = [row for row in rows if row.pk is None]
    if unnumbered:
        for row, key in zip(unnumbered, next_keys(type(unnumbered[0]), len(unnumbered)), strict=True):
            row.pk = key


def next_keys(model: type[Model], count: int) -> list[int]:
    """The keys of rows to be written: they are nobody else's."""
    with connection.cursor() as cursor:
        told = [model._meta.db_table, model._meta.pk.column, count]
        cursor.execute("select nextval(pg_get_serial_sequence(%s, %s)) from generate_series(1, %s)", told)
        return [key for (key,) in cursor]


def begin(chain: str, *, at: datetime) -> Entry:
    """The line of a chain that has no row yet: from now on, no row of a table that is vouched for is without a line."""
    told = {"tables": " ".join(model._meta.db_table for model in kinds()), "altered": ""}
    return record(ADOPT, chain, chain=chain, actor=None, at=at, payload=told)


def adopt(chain: str, *, at: datetime) -> Entry | None:
    """Vouch for the rows of tables that this version vouches for and a former did not; None where there is none.

    What was already altered is told in the line, so that it does not become whole.
    """
    with transaction.atomic():
        hold_chain(chain)
        fresh = unadopted(chain)
        if not fresh:
            return None
        first = not Entry.objects.filter(chain=chain, verb=ADOPT).exists()
        found = formerly_altered(chain) if first else []
        told = {
            "tables": " ".join(model._meta.db_table for model in fresh),
            "altered": " ".join(str(number) for number in found),
        }
        rows = (row for model in fresh for row in rows_without_line(chain, model).iterator())
        return record(ADOPT, chain, chain=chain, actor=None, at=at, payload=told, rows=rows)
