"""The journal: everything of consequence that was done, by whom, when and why, in a chain that shows any change."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Context, Decimal
from functools import cache
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parchemin.campus.common.files.models import KeptFile

__all__ = [
    "ActReason",
    "Commitment",
    "Entry",
    "Evidence",
    "JournalValue",
    "KeptFile",
    "OneLine",
    "exact_of",
    "moment_of",
    "plain_of",
    "with_beside",
]

type JournalValue = str | int | bool | None


class Entry(models.Model):
    """One line of a chain. A trigger refuses to change or remove it, even to the owner of the tables.

    chain: the school, or "" for what belongs to none. number: 1, 2, 3 … in its chain. digest: SHA-256, in hexadecimal,
    of the line and of the digest before it (`journal.digest_of`).
    """

    chain = models.CharField(max_length=60, blank=True)
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("chain", "number"), name="one_entry_a_number"),
            models.UniqueConstraint(fields=("chain", "previous"), name="one_entry_after_another"),
        )
        ordering = ("chain", "number")

    def __str__(self) -> str:
        return f"{self.chain} {self.number} {self.verb} {self.subject}"


def moment_of(at: datetime) -> int:
    """A moment as evidence tells it: in whole seconds, whatever the database keeps below."""
    return int(at.timestamp())


class Evidence(models.Model):
    """A row that the journal vouches for: a line holds the digest of every row written, changed or removed with it.

    So a row changed behind the triggers' back is seen (`proving.altered`). VOUCHED: the fields and properties that are
    vouched for, in their order, which never changes. ADDED: those that a later version of the table added, vouched for
    where they say something. STATE: what of the row may still change, by an act that vouches for it anew. BESIDE:
    the rows that these properties look at. CHAIN: the way from a row to the name of its chain, as a filter writes it.
    """

    VOUCHED: ClassVar[tuple[str, ...]]
    ADDED: ClassVar[tuple[str, ...]] = ()
    STATE: ClassVar[tuple[str, ...]] = ()
    BESIDE: ClassVar[tuple[str, ...]] = ()
    CHAIN: ClassVar[str]

    class Meta:
        abstract = True

    def vouched(self) -> tuple[JournalValue, ...]:
        """What the lines written before there were commitments vouched for of the row, as they wrote it."""
        return self._told(plain_of)

    def evidence(self) -> tuple[JournalValue, ...]:
        """What of the row is vouched for and how it stands now, in values that no other row has."""
        return (*self._told(exact_of), *(exact_of(self._held(name)) for name in self.STATE))

    def _told(self, written: Callable[[object], JournalValue]) -> tuple[JournalValue, ...]:
        since = [(name, written(self._held(name))) for name in self.ADDED]
        added = (f"{name}={kept}" for name, kept in since if kept not in (None, ""))
        return (*(written(self._held(name)) for name in self.VOUCHED), *added)

    def _held(self, name: str) -> object:
        """What a field or property holds. TypeError for a text where an object or a list is kept: they could be written
        alike, and the campus reads no text there."""
        value: object = getattr(self, name)
        if isinstance(value, str) and name in _of_several(type(self)):
            raise TypeError(f"{name} holds a text, and is made for an object or a list")
        return value


@cache
def _of_several(model: type[models.Model]) -> frozenset[str]:
    """The fields that are made for an object or a list."""
    return frozenset(one.name for one in model._meta.concrete_fields if isinstance(one, models.JSONField | ArrayField))


def exact_of(value: object) -> JournalValue:
    """Two values that differ are never written alike: moments to the microsecond, lists and texts by name as JSON."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case list() | tuple() | dict():
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return plain_of(value)


def with_beside[M: models.Model](rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Rows with those that what is vouched for of them looks at, where there are some."""
    beside = rows.model.BESIDE if issubclass(rows.model, Evidence) else ()
    return rows.select_related(*beside) if beside else rows


class OneLine(Evidence):
    """A row written once, with others, by one line of the journal: who, when and why stand in one place."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ActReason(OneLine):
    """Why something was done, as somebody typed it: beside its line and not in it, so that it can be erased.

    relation, key: of the row that it is about, as a commitment names it. An act that keeps its reason in a row of its
    own writes none here.
    """

    VOUCHED = ("relation", "key", "words")
    CHAIN = "entry__chain"

    relation = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    words = models.CharField(max_length=400, blank=True)

    objects: ClassVar = models.Manager["ActReason"]()

    class Meta:
        indexes = (models.Index(fields=("relation", "key"), name="reasons_of_a_row"),)

    def __str__(self) -> str:
        return f"{self.relation} {self.key}"


class Commitment(models.Model):
    """What the journal commits to of one row, since a line and until another.

    digest: SHA-256 of the salt and of what is vouched for. The line holds the digest of all its commitments: so what a
    row says can be erased with its salt, and the line still holds, without giving away what it was.

    relation: the table. key: of the row, as text. closed: the line by which the row says something else, or is gone;
    the salt goes then.
    """

    relation = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", db_index=False)
    salt = models.BinaryField(null=True)
    digest = models.BinaryField()
    closed = models.ForeignKey(Entry, models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("relation", "key"), condition=models.Q(closed=None), name="one_open_commitment_a_row"
            ),
        )

    def __str__(self) -> str:
        return f"{self.relation} {self.key}"


def _digits(value: Decimal) -> str:
    """All its digits: `normalize` alone would round what is longer than the usual precision."""
    return format(value.normalize(Context(prec=max(28, len(value.as_tuple().digits)))), "f")


def plain_of(value: object) -> JournalValue:
    """A value as evidence tells it, the same before it is saved and after it is read again."""
    match value:
        case None | str() | int():
            return value
        case UUID():
            return str(value)
        case datetime():
            return moment_of(value)
        case Decimal():
            return _digits(value)
        case list() | tuple():
            return " ".join(value)
        case date():
            return value.isoformat()
        case dict():
            return " ".join(f"{name}={kept}" for name, kept in sorted(value.items()))
    raise TypeError(f"evidence holds no {type(value).__name__}")
