"""Those the law is about, and what is declared of them.

A dossier is somebody or something under a programme's text: every later stage hangs its facts on it, and the engine
rules on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.utils import timezone

from parchemin.campus.catalogue.models import Intake, Programme, Publication
from parchemin.campus.common.models import Evidence, OneLine
from parchemin.campus.common.records import Record, Records, one_current
from parchemin.campus.common.years import university_year
from parchemin.campus.people.models import Person


class Dossiers(models.QuerySet["Dossier"]):
    """Dossiers of one or of several roots."""

    def of(self, root: str) -> Self:
        """Those who are one root of their text ("étudiant"): what concerns them says nothing of the others."""
        return self.filter(root=root)

    def students(self) -> Self:
        """Those who study: who is registered, marked, judged for a year and given transcripts."""
        return self.filter(studies=True)


class Dossier(Evidence):
    """Somebody or something under a text, as one of its roots ("étudiant", "candidat", "copie").

    ref: its name in addresses and in other systems. person: whom it is about; None when it is about nobody, as a copy.
    studies: whether its root is the one of those who study; the text says so, and it is kept here for what is asked of
    thousands. number: the school's own, unique in the programme. entry: the day that decides the version of
    `publication` it stays under. The key is a small integer because the engine's columns are made of it.
    """

    VOUCHED = ("ref", "programme_id", "root", "studies", "number", "opened_at")
    STATE = ("person_id", "publication_id", "intake_id", "entry")
    CHAIN = "programme__school__slug"

    ref = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="dossiers", null=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="dossiers")
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="dossiers")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="dossiers")
    root = models.CharField(max_length=60)
    studies = models.BooleanField()
    number = models.CharField(max_length=40)
    entry = models.DateField()
    opened_at = models.DateTimeField()

    objects = Dossiers.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="one_dossier_a_number"),
            models.UniqueConstraint(fields=("person", "intake", "root"), name="one_dossier_an_intake"),
            models.CheckConstraint(
                condition=models.Q(studies=False) | models.Q(person__isnull=False), name="a_student_is_somebody"
            ),
        )
        ordering = ("person__family_name", "person__given_name", "number")

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Whom or what it is about, in words: the person's name, else its number."""
        return str(self.person) if self.person else self.number

    @property
    def listed_name(self) -> str:
        """The same as lists have it: the family name first."""
        return f"{self.person.family_name} {self.person.given_name}" if self.person else self.number

    @property
    def student(self) -> Person:
        """The person of a dossier whose root is always somebody's."""
        assert self.person is not None, "a student is somebody"
        return self.person


class FormerEntry(OneLine):
    """Where a file stood until it was moved: its intake, its day of entry, the text of which it followed a version."""

    VOUCHED = ("dossier_id", "intake_id", "day", "publication_id", "until")
    CHAIN = "dossier__programme__school__slug"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="former_entries")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="+")
    day = models.DateField()
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="+")
    until = models.DateTimeField()

    objects: ClassVar = models.Manager["FormerEntry"]()

    class Meta:
        indexes = (models.Index(fields=("dossier", "until"), name="former_entries_of_a_file"),)

    def __str__(self) -> str:
        return f"{self.dossier} {self.day} → {self.until}"

    @staticmethod
    def standing(dossiers: Iterable[int], known: datetime | None) -> dict[int, FormerEntry]:
        """By dossier, where those among these keys who were moved since a moment stood then. One query; none for None,
        which is now."""
        if known is None:
            return {}
        rows = FormerEntry.objects.filter(dossier__among=list(dossiers), until__gt=known).order_by("-until", "-pk")
        return {one.dossier_id: one for one in rows}

    @classmethod
    def of(cls, dossier: Dossier, at: datetime) -> Self:
        """Where a file stands, which it leaves at a moment."""
        told = {"intake_id": dossier.intake_id, "publication_id": dossier.publication_id, "day": dossier.entry}
        return cls(dossier=dossier, until=at, **told)


class DeclaredLine(Record):
    """A fact of the regulation that is said to hold since a university year, of somebody or of many at once.

    fact: as the text names it ("expérience.mois"). value: plain text ("12.5", "2026-07-03", "true", a choice), "?" for
    unknown. since: the university year in which it begins to speak (2025 for 2025-2026); another line that begins later
    leaves it in force for the years before. One current line a place and year: the year ends the place.

    `withdrawn` says that since that year nothing is said. A line withdrawn that ends as it is written says that a line
    of that year was taken back, so that what was said before holds: it is in force at no moment.
    """

    ENDED_ALONE = ("dossiers.", "enrolment.", "rulings.")  # a line without a year was followed by one of another year

    fact = models.CharField(max_length=120)
    value = models.CharField(max_length=200, blank=True)
    since = models.PositiveSmallIntegerField()
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def ends_as_it_is_written(self) -> bool:
        return self.withdrawn

    @property
    def since_years(self) -> str:
        """The university year since which it speaks, as people write it."""
        return f"{self.since}-{self.since + 1}"

    @property
    def taken_back(self) -> bool:
        """It says that a line of its year was taken back."""
        return self.withdrawn and self.superseded_at == self.at


class Declarations(Records["Declaration"]):
    """What was declared, of which one line in force a place holds in a year."""

    def holding(self, year: int | None = None, known: datetime | None = None) -> Self:
        """What is declared now, or was by a moment: of each fact and place, the line that speaks since the latest year.

        year: as of a university year, nothing that begins later counting. A line withdrawn hides those before it, and
        says nothing.
        """
        same = {name: models.OuterRef(name) for name in ("dossier", "fact", "place")}
        lines = Declaration.objects.in_force(known).filter(**same)
        lines = lines if year is None else lines.filter(since__lte=year)
        # The latest of each place is looked up in its index, whatever the database knows of a table just filled.
        latest = models.Subquery(lines.order_by("-since").values("since")[:1])
        return self.in_force(known).filter(since=latest, withdrawn=False)


class Declaration(DeclaredLine):
    """What the office declares of somebody: all that no other stage collects.

    place: the member it is about ("" for the person, "S1-DROIT"); for a recorded row, its parent's key, a slash and its
    own name ("S1-DROIT/1/examen", or "stage" under a person). The others of its place are superseded, never removed.
    """

    VOUCHED = ("dossier_id", "fact", "place", "value", "withdrawn", "reason", "by_id", "at")
    ADDED = ("since_other_year",)
    CHAIN = "dossier__programme__school__slug"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="declarations")
    place = models.CharField(max_length=200, blank=True)

    objects: ClassVar = models.Manager.from_queryset(Declarations)()

    class Meta:
        constraints = (one_current("dossier", "fact", "place", "since", name="one_current_declaration"),)

    def __str__(self) -> str:
        return f"{self.fact}[{self.place}] = {self.value}"

    @property
    def since_other_year(self) -> str:
        """Since when it speaks, as evidence tells it; "" where it is the year in which it was written."""
        return "" if self.since == university_year(timezone.localdate(self.at)) else str(self.since)
