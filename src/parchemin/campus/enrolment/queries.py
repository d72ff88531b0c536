"""Reads about registrations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.rulings.law import Law

YEAR_BEGINS = 8  # August: from then on the university year is the one that is about to begin


def university_year(day: date) -> int:
    """The year in which the university year of a day begins."""
    return day.year if day.month >= YEAR_BEGINS else day.year - 1


def current(programme: Programme, year: int, stage: str | None = None) -> QuerySet[Registration]:
    """The registrations in force of a programme for a year, of one year of study or of all."""
    found = Registration.objects.filter(dossier__programme=programme, year=year, superseded_at=None)
    found = found if stage is None else found.filter(stage=stage)
    return found.select_related("dossier__person").order_by(
        "dossier__person__family_name", "dossier__person__given_name", "dossier__number"
    )


def natures(law: Law) -> Sequence[str]:
    """The kinds of registration that a text names; none where it keeps no register."""
    name = law.canonical("registration.nature")
    fact = law.fact(name) if name else None
    return fact.choices if fact else ()
