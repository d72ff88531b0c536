"""The journal: everything of consequence that was done, by whom, when and why, in a chain that shows any change."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.db import models

from parchemin.campus.common.files.models import KeptFile

__all__ = ["Entry", "Evidence", "JournalValue", "KeptFile", "moment_of", "plain_of"]

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
    """A row that a line of the journal vouches for: the line holds the digest of every row written with it.

    So a row changed behind the triggers' back is seen (`journal.altered`), and who, when and why stand in one place.
    VOUCHED: the fields and properties that are vouched for, in their order, which never changes. ADDED: those that a
    later version of the table added, vouched for where they say something: a line written before says what it said.
    """

    VOUCHED: ClassVar[tuple[str, ...]]
    ADDED: ClassVar[tuple[str, ...]] = ()

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def vouched(self) -> tuple[JournalValue, ...]:
        """What of the row is vouched for, in plain values."""
        since = [(name, plain_of(getattr(self, name))) for name in self.ADDED]
        added = (f"{name}={kept}" for name, kept in since if kept not in (None, ""))
        return (*(plain_of(getattr(self, name)) for name in self.VOUCHED), *added)


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
            return format(value.normalize(), "f")
        case list() | tuple():
            return " ".join(value)
        case dict():
            return " ".join(f"{name}={kept}" for name, kept in sorted(value.items()))
    raise TypeError(f"evidence holds no {type(value).__name__}")
