"""Writing the journal, and proving that nobody rewrote it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Max

from parchemin.campus.common.locks import hold_chain
from parchemin.campus.common.models import Entry, Evidence, JournalValue

type Payload = Mapping[str, str | int | bool | None]


def record(
    verb: str, subject: str, *, chain: str = "", actor: UUID | None, at: datetime, payload: Payload | None = None
) -> Entry:
    """Add a line to a chain, in the caller's transaction. The payload holds text, whole numbers and truth values."""
    assert connection.in_atomic_block, "a line of the journal belongs to the transaction of what it tells"
    kept = dict(payload or {})
    for name, value in kept.items():
        if not isinstance(value, str | int | bool | None):
            raise TypeError(f"the journal keeps no {type(value).__name__} ({name})")
    hold_chain(chain)  # one writer a chain at a time, until the end of the transaction
    last = Entry.objects.filter(chain=chain).order_by("-number").first()
    entry = Entry(
        chain=chain,
        number=last.number + 1 if last else 1,
        at=at.astimezone(UTC),
        actor=actor,
        verb=verb,
        subject=subject,
        payload=kept,
        previous=last.digest if last else "",
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


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


def broken(chain: str) -> Iterator[tuple[int, str]]:
    """Every place where a chain does not hold: the number, and what is wrong there. Nothing when it is whole."""
    expected, previous = 1, ""
    for entry in Entry.objects.filter(chain=chain).order_by("number").iterator():
        if entry.number != expected:
            yield expected, "missing"
        if entry.previous != previous and entry.number == expected:
            yield entry.number, "does not follow the line before it"
        if entry.digest != digest_of(entry):
            yield entry.number, "was changed"
        expected, previous = entry.number + 1, entry.digest


def record_rows[E: Evidence](
    verb: str,
    subject: str,
    rows: Sequence[E],
    *,
    chain: str,
    actor: UUID | None,
    at: datetime,
    payload: Payload | None = None,
) -> list[E]:
    """Write rows that stand for ever, with the one line of the journal that vouches for them all."""
    entry = vouch(verb, subject, [row.vouched() for row in rows], chain=chain, actor=actor, at=at, payload=payload)
    for row in rows:
        row.entry = entry
    model = type(rows[0]) if rows else None
    return model._default_manager.bulk_create(rows, batch_size=5_000) if model else []


def vouch(
    verb: str,
    subject: str,
    rows: Sequence[tuple[JournalValue, ...]],
    *,
    chain: str,
    actor: UUID | None,
    at: datetime,
    payload: Payload | None = None,
) -> Entry:
    """The line alone, for who writes the rows of one table by other means, in the same transaction."""
    vouched: dict[str, JournalValue] = {"rows": len(rows), "evidence": evidence_of(rows)}
    return record(verb, subject, chain=chain, actor=actor, at=at, payload=dict(payload or {}) | vouched)


def evidence_of(rows: Iterable[tuple[JournalValue, ...]]) -> str:
    """SHA-256 of rows, whatever their order."""
    written = sorted(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return hashlib.sha256("\n".join(written).encode()).hexdigest()


def altered(chain: str) -> Iterator[tuple[int, str]]:
    """Every line of a chain whose rows are no longer those it vouched for: its number, and the table.

    What is written meanwhile is left to the next look: the lines are read before the rows.
    """
    last = Entry.objects.filter(chain=chain).aggregate(last=Max("number"))["last"] or 0
    lines = Entry.objects.filter(chain=chain, number__lte=last, payload__has_key="evidence")
    vouched = dict(lines.values_list("number", "payload__evidence"))
    for model in apps.get_models():
        if issubclass(model, Evidence):
            here = model._default_manager.filter(entry__chain=chain, entry__number__lte=last)
            rows = here.select_related("entry").order_by("entry__number")
            for number, group in groupby(rows.iterator(), key=lambda row: row.entry.number):
                found = vouched.pop(number, "")
                if found != evidence_of(row.vouched() for row in group):
                    yield number, model._meta.db_table
    yield from ((number, "no row is left") for number, found in sorted(vouched.items()) if found != evidence_of(()))
