"""Registrations, superseded, never rewritten; and the lists of students that were sent to be imported."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID, uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.records import Record, one_current
from parchemin.campus.common.years import first_day
from parchemin.campus.dossiers.models import DeclaredLine, Dossier
from parchemin.campus.people.models import Person


def is_interruption(nature: str) -> bool:
    """Whether a kind of registration of a text is an interruption of studies."""
    return "interrupt" in nature.casefold()


def left_on(year: int, nature: str, interrupted: date | None) -> date | None:
    """The day from which whoever is registered so studies no more: of the interruption, or the first of a year
    registered as one without a day."""
    return interrupted or (first_day(year) if is_interruption(nature) else None)


class Registration(Record):
    """A year's registration.

    year: that in which the university year begins (2025 for 2025-2026). intake: that with which they study and are
    examined this year; of their entry, unless they were moved to another. modality: one of the text's own ("distance"),
    "" where it has none, or where it is not said. stage: the year of study ("A2"), "" where the text has none. nature:
    one of the text's own kinds of registration ("enseignement"), "" where it has none. units: the units followed
    ("module:S3-SI"), in the order of the text. in_order: the administrative registration is complete, without which
    juries set the dossier apart. One current registration a dossier and year.

    sat_elsewhere: the units whose papers they sat in another intake or modality of the same year, before they were
    moved, and whose marks they keep: of each, the key of that intake and the modality.

    interrupted: the day from which they study no more this year. state: "cancelled" for the line that says that there
    is no registration any more, by whom, when and why: it ends as it is written, so that it is never in force, now or
    as of any moment, and stands in the history alone.
    """

    CHAIN = "dossier__programme__school__slug"
    BESIDE = ("dossier",)
    ENDED_ALONE = ("enrolment.",)
    VOUCHED = ("dossier_id", "year", "stage", "nature", "units", "in_order", "reason", "by_id", "at")
    ADDED = ("moved_to", "modality", "interrupted_on", "state", "papers_kept")

    class State(models.TextChoices):
        REGISTERED = "", _("registered")
        CANCELLED = "cancelled", _("cancelled")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="registrations")
    year = models.PositiveSmallIntegerField()
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="registrations")
    modality = models.CharField(max_length=60, blank=True)
    stage = models.CharField(max_length=60, blank=True)
    nature = models.CharField(max_length=60, blank=True)
    units = ArrayField(models.CharField(max_length=120))
    sat_elsewhere = models.JSONField(default=dict)
    in_order = models.BooleanField()
    interrupted = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, blank=True, default="")
    reason = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            one_current("dossier", "year", name="one_registration_a_year"),
            models.CheckConstraint(condition=models.Q(year__range=(1900, 2200)), name="a_year_of_our_time"),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled")
                | models.Q(superseded_at__isnull=False, superseded_at=models.F("at")),
                name="cancelled_is_never_in_force",
            ),
        )
        ordering = ("year",)

    @property
    def ends_as_it_is_written(self) -> bool:
        return self.state == self.State.CANCELLED

    def __str__(self) -> str:
        return f"{self.dossier} {self.year}"

    @property
    def moved_to(self) -> str:
        """The intake that they study with, where it is not that of their entry."""
        return "" if self.intake_id == self.dossier.intake_id else str(self.intake_id)

    @property
    def papers_kept(self) -> str:
        """Where units were sat elsewhere, as evidence tells it; "" where none was."""
        return json.dumps(self.sat_elsewhere, ensure_ascii=False, sort_keys=True) if self.sat_elsewhere else ""

    def sat_with(self, unit: str) -> tuple[UUID, str]:
        """The intake (its key) and the modality whose papers of a unit they sit."""
        intake, modality = self.sat_elsewhere.get(unit, (self.intake_id, self.modality))
        return UUID(str(intake)), modality

    @property
    def left_on(self) -> date | None:
        """The day from which they study no more; None where they study on."""
        return left_on(self.year, self.nature, self.interrupted)

    @property
    def interrupted_on(self) -> str:
        """The day of the interruption as evidence tells it; "" where there is none."""
        return self.interrupted.isoformat() if self.interrupted else ""


class IntakeFact(DeclaredLine):
    """A fact of the regulation that holds of everybody who studies with an intake: its length, its way of studying.

    It follows whoever moves to another intake. What is declared of somebody alone prevails over it. fact: about the
    person, as the text names it ("étudiant.durée").
    """

    CHAIN = "intake__programme__school__slug"
    VOUCHED = ("intake_id", "fact", "value", "since", "withdrawn", "reason", "by_id", "at")

    intake = models.ForeignKey(Intake, models.PROTECT, related_name="facts")

    class Meta:
        constraints = (one_current("intake", "fact", "since", name="one_current_intake_fact"),)

    def __str__(self) -> str:
        return f"{self.fact} = {self.value}"


class StudentList(models.Model):
    """A list of students sent for an intake: looked at first, then imported whole or not at all.

    file: kept until it is imported, and destroyed then. sha256: what tells the same file sent twice. lines: how many
    students it brought.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="lists")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    file = models.OneToOneField(KeptFile, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    imported_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    imported_at = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("intake", "sha256"),
                condition=models.Q(imported_at__isnull=False),
                name="one_import_a_file",
            ),
        )
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return self.name
