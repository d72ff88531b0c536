"""Dossiers as the law is asked about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import cast

from django.db.models import QuerySet

from parchemin.campus.catalogue.models import Intake, Programme, Publication
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.publications import version_on
from parchemin.campus.law.terms import Subject
from parchemin.campus.people.models import Person


def text_of(programme: Programme, person: Person) -> tuple[Publication, date] | None:
    """The text that somebody studies under, and the first day of its version: that of their last entry."""
    files = Dossier.objects.filter(programme=programme, person=person).select_related("publication")
    dossier = files.order_by("-studies", "-entry").first()
    return (dossier.publication, version_on(dossier.publication, dossier.entry)) if dossier else None


def students_already(intake: Intake, persons: Iterable[Person]) -> list[Dossier]:
    """The files of students that these have in the programme of an intake already, the earliest entry first."""
    files = Dossier.objects.students().filter(programme=intake.programme_id, person__in=list(persons))
    return list(files.select_related("person", "intake").order_by("entry", "number"))


def subjects_of(dossiers: QuerySet[Dossier]) -> Sequence[Subject]:
    """What the law needs of each, and no more: thousands cost little."""
    rows = dossiers.order_by().values_list("pk", "number", "publication_id", "root", "entry", named=True)
    return cast("Sequence[Subject]", list(rows.distinct()))
