"""What the guide of a programme holds for a university year: its days, and who teaches what.

A stage registers functions in its `contributions`: `@CALENDAR.at(rank)` for days, `@TEACHING.at(rank)` for who teaches
what.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Prefetch

from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.catalogue.queries import those_with
from parchemin.campus.common.contributions import Collected, Contributions, collect
from parchemin.campus.people.models import Person, Role, Title
from parchemin.campus.people.queries import by_name


@dataclass(frozen=True, slots=True)
class Guide:
    """Of which programme, for which year (that in which the university year begins), under its last text if any."""

    programme: Programme
    year: int
    publication: Publication | None


@dataclass(frozen=True, slots=True)
class GuideDay:
    """Something that happens on a day. kind: what it is, in a word or two ("first day")."""

    day: date
    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class UnitTaught:
    """A unit that somebody teaches this year. person: their key."""

    person: UUID
    unit: str


@dataclass(frozen=True, slots=True)
class Lecturer:
    """Somebody who teaches in the programme, with their title ("" for none) and their units of the year."""

    person: Person
    title: str
    units: Sequence[str]


CALENDAR = Contributions[Callable[[Guide], Iterable[GuideDay]]]()
TEACHING = Contributions[Callable[[Guide], Iterable[UnitTaught]]]()


def calendar_of(guide: Guide) -> Collected[GuideDay]:
    """The days of the year, in order."""
    brought = collect(CALENDAR, guide)
    return replace(brought, items=tuple(sorted(brought.items, key=lambda one: (one.day, one.words))))


def lecturers_of(guide: Guide) -> Collected[Lecturer]:
    """Those who teach in the programme, by name."""
    brought = collect(TEACHING, guide)
    units: dict[UUID, list[str]] = defaultdict(list)
    for taught in brought.items:
        units[taught.person].append(taught.unit)
    titles = Title.objects.filter(school=guide.programme.school_id, ended=None)
    people = those_with(guide.programme, Role.TEACHER).prefetch_related(Prefetch("titles", titles, to_attr="called"))
    lecturers = (
        Lecturer(one, one.called[0].words if one.called else "", sorted(units[one.pk]))
        for one in people.order_by(*by_name())
    )
    return Collected(tuple(lecturers), brought.failed)
