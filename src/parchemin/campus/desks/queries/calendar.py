"""The days of a university year in a programme: first days, papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from parchemin.campus.assessment.models import Paper
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.catalogue.queries import university_year
from parchemin.campus.law.law import Law


@dataclass(frozen=True, slots=True)
class Day:
    """Something that happens on a day."""

    day: date
    words: str
    kind: str


def days_of(year: int, papers: Iterable[Paper], law: Law, intakes: Iterable[Intake]) -> list[Day]:
    """The first day of each intake of a year, and the day of each paper whose syllabus gives one, in order."""
    found = [Day(one.starts, one.name, _("first day")) for one in intakes if university_year(one.starts) == year]
    name = law.canonical("assessment.day")
    for paper in papers:
        if name and (kept := paper.facts.get(name)):
            found.append(Day(date.fromisoformat(kept), paper.label, _("assessment")))
    return sorted(found, key=lambda one: (one.day, one.words))
