"""Those the law is about, and what is declared of them.

A dossier is somebody or something under a programme's text: every later stage hangs its facts on it, and the engine
rules on it.
"""

from __future__ import annotations

from typing import Self
from uuid import uuid4

from django.db import models

from parchemin.campus.catalogue.models import Intake, Programme, Publication
from parchemin.campus.common.records import Record, one_current
from parchemin.campus.people.models import Person


class Dossiers(models.QuerySet["Dossier"]):
    """Dossiers of one or of several roots."""

    def of(self, root: str) -> Self:
        """Those who are one root of their text ("étudiant"): what concerns them says nothing of the others."""
        return self.filter(root=root)

    def students(self) -> Self:
        """Those who study: who is registered, marked, judged for a year and given transcripts."""
        return self.filter(studies=True)


class Dossier(models.Model):
    """Somebody or something under a text, as one of its roots ("étudiant", "candidat", "copie").

    ref: its name in addresses and in other systems. person: whom it is about; None when it is about nobody, as a copy.
    studies: whether its root is the one of those who study; the text says so, and it is kept here for what is asked of
    thousands. number: the school's own, unique in the programme. entry: the day that decides the version of
    `publication` it stays under. The key is a small integer because the engine's columns are made of it.
    """

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


class Declaration(Record):
    """A fact of the regulation that the office declares of somebody: all that no other stage collects.

    fact: as the text names it ("expérience.mois"). place: the member it is about ("" for the person, "S1-DROIT"); for a
    recorded row, its parent's key, a slash and its own name ("S1-DROIT/1/examen", or "stage" under a person). value:
    plain text ("12.5", "2026-07-03", "true", a choice), "?" for unknown. One current value a place: the others are
    superseded, never removed; `withdrawn` says that the line goes back to saying nothing.
    """

    VOUCHED = ("dossier_id", "fact", "place", "value", "withdrawn", "reason", "by_id", "at")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="declarations")
    fact = models.CharField(max_length=120)
    place = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    withdrawn = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (one_current("dossier", "fact", "place", name="one_current_declaration"),)

    def __str__(self) -> str:
        return f"{self.fact}[{self.place}] = {self.value}"
