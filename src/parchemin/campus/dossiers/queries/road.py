"""One student's road to the diploma: what the text says of them, and what each stage brings to it.

What the text says comes from one evaluation, in which marks still being entered are unknown. What happened (units
followed, papers marked, juries held) is told by the stages, each for what it knows: a stage subclasses `RoadPart`,
overrides what it has something to say of, and registers it in its `contributions` with `@PARTS.at(rank)`.

Parts are handed the road, so that one may ask what the others said ("which years has a jury settled?") without knowing
which stage answers. Nothing is asked before it is needed, nor twice; the number of queries does not depend on how much
there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils import timezone

from parchemin.campus.common.contributions import Collected, Contributions, collect
from parchemin.campus.common.years import both_years
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import evaluation_of
from parchemin.campus.law.portraits import Portrait, portrait_of
from parchemin.campus.law.publications import law_for


@dataclass(frozen=True, slots=True)
class RoadMark:
    """A mark that may be shown. value: None when absent; provisional: a jury may still change it; resit: it is of a
    later session than the first."""

    name: str
    value: Fraction | None
    absent: bool
    provisional: bool
    resit: bool = False


@dataclass(frozen=True, slots=True)
class StartDays:
    """The days of an event that deadlines are counted from. words: how texts call it, in either language."""

    words: tuple[str, ...]
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Interruption:
    """That somebody studies no more in a year they are registered for.

    since: the day; None where it is the whole year. by, at, reason: who wrote it, when and why. article: of the text,
    "" where it says nothing of it; url: where the registration is told.
    """

    year: int
    since: date | None
    by: str
    at: datetime
    reason: str = ""
    article: str = ""
    url: str = ""

    @property
    def years(self) -> str:
        """The university year, as people write it."""
        return both_years(self.year)


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something by a day. counting: how the day is found; article: "" when no text says it; url: where to do it. owed:
    it is known not to be done yet, so that it stays in sight once the day is past."""

    day: date
    what: str
    counting: str = ""
    article: str = ""
    url: str = ""
    owed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the page, in its main column. context: what the template is given as `section`.

    The page's own are at 10 (the periods), 20 (what the diploma asks), 40 (the decision), 50 (other conditions).
    """

    rank: int
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


class RoadPart:
    """What a stage knows of somebody's road; a stage overrides what it has something to say of.

    The facts (`years` to `starts`) are what the page stands on: when one cannot be had the page fails, rather than say
    something wrong of a student. A line or a section that fails is left out, and the page says so.
    """

    def __init__(self, road: Road) -> None:
        self.road = road

    def years(self) -> Iterable[int]:
        """The university years they are registered for."""
        return ()

    def followed(self) -> Mapping[str, int]:
        """The units they follow or followed, with the year that counts of each, the last stage to speak prevailing."""
        return {}

    def marks(self) -> Mapping[str, Sequence[RoadMark]]:
        """By unit, the marks that may be shown, of the last year it was followed."""
        return {}

    def expected(self) -> Mapping[str, date]:
        """By unit, the next day of something to be marked."""
        return {}

    def interruptions(self) -> Iterable[Interruption]:
        """The years in which they were registered and study no more."""
        return ()

    def awaited(self) -> Iterable[str]:
        """The units of which something that they sat, or will sit, is still to be marked."""
        return ()

    def settled(self) -> Iterable[int]:
        """The university years whose marks nothing changes any more."""
        return ()

    def starts(self) -> Iterable[StartDays]:
        """The events that deadlines are counted from, and their days."""
        return ()

    def todo(self) -> Iterable[ToDo]:
        """Lines of what there is to do, past or to come."""
        return ()

    def sections(self) -> Iterable[Section]:
        """Sections of the page."""
        return ()


PARTS = Contributions[type[RoadPart]]()


class Road:
    """One dossier at a moment, before the text and as the stages know it."""

    def __init__(self, dossier: Dossier, at: datetime) -> None:
        self.dossier, self.at = dossier, at
        self.law: Law = law_for(dossier)
        self.evaluation = evaluation_of(dossier, at=at)
        self.portrait: Portrait = portrait_of(self.evaluation)
        self.parts = tuple(part(self) for part in PARTS)

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    # --- what the stages tell --------------------------------------------------------------------------------

    @cached_property
    def years(self) -> frozenset[int]:
        return frozenset(year for part in self.parts for year in part.years())

    @cached_property
    def followed(self) -> dict[str, int]:
        return {unit: year for part in self.parts for unit, year in part.followed().items()}

    @cached_property
    def marks(self) -> dict[str, tuple[RoadMark, ...]]:
        together: dict[str, tuple[RoadMark, ...]] = defaultdict(tuple)
        for part in self.parts:
            for unit, marks in part.marks().items():
                together[unit] += tuple(marks)
        return dict(together)

    @cached_property
    def expected(self) -> dict[str, date]:
        nearest: dict[str, date] = {}
        for part in self.parts:
            for unit, day in part.expected().items():
                nearest[unit] = min(day, nearest.get(unit, day))
        return nearest

    @cached_property
    def interruptions(self) -> dict[int, Interruption]:
        """By year."""
        return {one.year: one for part in self.parts for one in part.interruptions()}

    @property
    def interruption(self) -> Interruption | None:
        """That of the last year they are registered for; None where they study in it."""
        return self.interruptions.get(max(self.years, default=0))

    @cached_property
    def left(self) -> frozenset[str]:
        """The units of which nothing is awaited, since they were interrupted in the year that counts of each."""
        units = {unit for unit, year in self.followed.items() if year in self.interruptions}
        return frozenset(units.difference(*(part.awaited() for part in self.parts)) if units else units)

    @cached_property
    def settled(self) -> frozenset[int]:
        return frozenset(year for part in self.parts for year in part.settled())

    @cached_property
    def starts(self) -> dict[str, tuple[date, ...]]:
        """By what texts call it, in small letters, the days of each event that deadlines are counted from."""
        together: dict[str, tuple[date, ...]] = defaultdict(tuple)
        for start in (start for part in self.parts for start in part.starts()):
            for words in start.words:
                together[words.casefold()] += start.days
        return dict(together)

    @cached_property
    def todo(self) -> Collected[ToDo]:
        """Every line once, by day."""
        brought = collect(part.todo for part in self.parts)
        return replace(brought, items=tuple(sorted(set(brought.items), key=lambda line: (line.day, line.what))))

    @cached_property
    def sections(self) -> Collected[Section]:
        """By rank; between equal ranks, in the order of the stages."""
        brought = collect(part.sections for part in self.parts)
        return replace(brought, items=tuple(sorted(brought.items, key=lambda section: section.rank)))
