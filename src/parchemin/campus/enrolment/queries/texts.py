"""The texts of a year: those that the people registered in it are under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import text_in_force
from parchemin.campus.common.years import first_day
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_at, law_on


def laws_of_year(programme: Programme, year: int, stage: str = "") -> tuple[Law, ...]:
    """The versions that those registered in a year, or in a year of study of it, are under, the latest first.

    Where nobody is, the one then in force. A text published since changes nothing of a year that nobody follows under
    it.
    """
    rows = Registration.objects.current().filter(dossier__programme=programme, year=year)
    rows = rows.filter(stage=stage) if stage else rows
    under = rows.order_by().values_list(
        "dossier__publication__number", "dossier__entry", "dossier__publication", "dossier__root"
    )
    found = {law_on(key, entry, root): (number, entry) for number, entry, key, root in under.distinct()}
    if found:
        return tuple(sorted(found, key=lambda law: found[law], reverse=True))
    last_day = first_day(year + 1) - timedelta(days=1)
    return (law_at(text_in_force(programme, last_day), last_day),)


def law_of_unit(programme: Programme, year: int, unit: str) -> Law:
    """The text that a unit is followed under in a year."""
    return law_having(laws_of_year(programme, year), unit)


def law_having(laws: Sequence[Law], unit: str) -> Law:
    """The latest of them that has a unit: one that a later text no longer has is followed to its end."""
    return next((law for law in laws if unit in law.units), laws[0])
