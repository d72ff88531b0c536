"""Reads about registrations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.rulings.law import Law
from parchemin.campus.rulings.models import Dossier

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


def cohorts(programme: Programme) -> list[tuple[int, str, int]]:
    """The cohorts of a programme: each year, whole ("") and by year of study, with how many; the latest first."""
    current = Registration.objects.filter(dossier__programme=programme, superseded_at=None)
    counted = current.values_list("year", "stage").annotate(count=Count("pk")).order_by("-year", "stage")
    found: list[tuple[int, str, int]] = []
    for year, rows in groupby(counted, key=lambda row: row[0]):
        stages = [(stage, count) for _, stage, count in rows]
        found.append((year, "", sum(count for _, count in stages)))
        found += [(year, stage, count) for stage, count in stages if stage]
    return found


def registered(programme: Programme, year: int, stage: str = "") -> QuerySet[Dossier]:
    """The dossiers registered for a year, in one year of study or in all ("")."""
    here = Q(registrations__year=year, registrations__superseded_at=None)
    if stage:
        here &= Q(registrations__stage=stage)
    return Dossier.objects.filter(here, programme=programme)
