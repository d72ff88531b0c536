"""The journal: everything of consequence that was done, by whom, when and why, in a chain that shows any change."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from parchemin.campus.common.files.models import KeptFile

__all__ = ["Entry", "Evidence", "KeptFile", "Told", "moment_of"]

type Told = str | int | bool | None


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
    """

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def told(self) -> tuple[Told, ...]:
        """What of the row is vouched for, in plain values."""
        raise NotImplementedError
