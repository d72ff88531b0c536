"""Transcripts: what was certified of somebody, frozen, with the sealed file; and the asks of the office that made them.

A transcript is never changed. What is no longer so is superseded by another, or withdrawn with a reason, and its key
says so for ever. At most one is in force for a dossier and a period of its studies, whichever jury or office had it
made, and the database itself sees to it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.models import Evidence, OneLine
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person


class Purpose(models.TextChoices):
    PHASE = "phase", _("period of studies")
    JURY = "jury", _("jury")


class About(models.Model):
    """What a transcript is about.

    year and stage: the period, whose units are told; no year is all the studies. label: the same in words ("2025-2026,
    deuxième année"). purpose and subject: for what it was made, the period as such ("2025 A2", "2025", "all") or a jury
    (its key).
    """

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    subject = models.CharField(max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    stage = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=200)

    class Meta:
        abstract = True


class Issuance(About):
    """Transcripts asked for, of one student or of a cohort: a task makes them, one line each."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="issuances")
    dossiers = ArrayField(models.BigIntegerField())
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(dossiers=[]), name="an_issuance_for_somebody"),)
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return f"{self.programme} {self.label}"


class Transcript(About, OneLine):
    """One transcript. content: what it tells, marks exact. final: a published jury stands behind it.

    version and regulation: of the text applied. file: the sealed PDF; sha256: its digest, which the database holds to
    the file's. ended_at: since when it is no longer in force; the events say why.
    """

    VOUCHED = (
        "key",
        "dossier_id",
        "purpose",
        "subject",
        "label",
        "content_digest",
        "final",
        "version",
        "regulation",
        "sha256",
        "by_id",
        "issued_at",
    )
    STATE = ("year", "stage", "ended_at", "file_id")
    CHAIN = "dossier__programme__school__slug"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="transcripts")
    key = models.CharField(max_length=29, unique=True)
    content = models.JSONField()
    final = models.BooleanField()
    version = models.CharField(max_length=20)
    regulation = models.CharField(max_length=64)
    file = models.OneToOneField(KeptFile, models.PROTECT, related_name="+", db_column="file")
    sha256 = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "year", "stage"),
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="one_transcript_in_force",
            ),
        )
        ordering = ("-issued_at",)

    def __str__(self) -> str:
        return self.key

    @property
    def content_digest(self) -> str:
        return digest_of(self.content)

    @property
    def in_force(self) -> date:
        """Since when the text applied is in force."""
        return date.fromisoformat(self.version)


class RevisionDue(models.Model):
    """Something that a transcript in force tells was corrected: until another is asked for, it is to be replaced.

    by: who corrected it. The rows go when that other is asked for.
    """

    transcript = models.ForeignKey(Transcript, models.PROTECT, related_name="revisions")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        db_table = "awards_revision"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.transcript}: {self.at}"


class TranscriptEvent(Evidence):
    """What happened to a transcript. successor: the one that superseded it; reason: why it was withdrawn."""

    VOUCHED = ("transcript_id", "kind", "successor_id", "reason", "at", "by_id")
    CHAIN = "transcript__dossier__programme__school__slug"

    class Kind(models.TextChoices):
        ISSUED = "issued", _("issued")
        SUPERSEDED = "superseded", _("superseded")
        WITHDRAWN = "withdrawn", _("withdrawn")

    transcript = models.ForeignKey(Transcript, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    successor = models.OneToOneField(Transcript, models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        db_table = "awards_event"
        constraints = (
            models.UniqueConstraint(fields=("transcript",), condition=Q(kind="issued"), name="issued_once"),
            models.UniqueConstraint(fields=("transcript",), condition=~Q(kind="issued"), name="ended_once"),
            models.CheckConstraint(
                condition=Q(kind="issued", successor=None, reason="")
                | Q(kind="superseded", successor__isnull=False)
                | (Q(kind="withdrawn", successor=None) & ~Q(reason="")),
                name="ended_by_another_or_for_a_reason",
            ),
        )
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.transcript}: {self.kind}"


class IssuanceLine(models.Model):
    """What came of an issuance for one dossier. transcript: the one issued, or the one that stood and said the same."""

    class Outcome(models.TextChoices):
        ISSUED = "issued", _("issued")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("not issued")

    issuance = models.ForeignKey(Issuance, models.PROTECT, related_name="lines")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    transcript = models.ForeignKey(Transcript, models.PROTECT, related_name="lines", null=True)
    what = models.CharField(max_length=400, blank=True)
    remedy = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "awards_line"
        constraints = (
            models.UniqueConstraint(fields=("issuance", "dossier"), name="one_line_a_dossier"),
            models.CheckConstraint(
                condition=Q(outcome="refused", transcript=None) & ~Q(what="")
                | Q(outcome__in=("issued", "unchanged"), transcript__isnull=False, what=""),
                name="a_transcript_or_why_not",
            ),
        )
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.issuance} {self.dossier}: {self.outcome}"


def digest_of(content: object) -> str:
    """SHA-256 of a content in its canonical writing."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
