"""The demonstration as every stage knows it: the steps that write its acts, and the agenda they are written in.

Acts are done in the order of time, as a school lives, so that its journal reads as it happened. A stage adds its own in
its `contributions/demo.py`:

    @STEPS.at(70)
    def loans(scene: Any) -> None:
        for house in scene.houses.values():
            scene.agenda.at(on(scene.year, 10, 5), partial(lend, house))
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from parchemin.campus.common.contributions import Contributions
from parchemin.campus.common.years import in_year

PARIS = ZoneInfo("Europe/Paris")

type Act = Callable[[datetime], None]
type Step = Callable[[Any], None]  # given the scene, which knows every stage and so stands above them all

# A step writes acts in the scene's agenda, each with its time. The houses of the demonstration have ranks 10 to 30; a
# rank only orders acts of the same moment, and what is drawn.
STEPS = Contributions[Step]()


@dataclass
class Agenda:
    """Acts to come. One whose time is after `now` is never done: the year in progress stops there by itself."""

    now: datetime
    done: int = 0
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _count: int = 0

    def at(self, moment: datetime, act: Act) -> None:
        """Write an act in; an act may write in others, later than itself."""
        self._count += 1
        heapq.heappush(self._acts, (moment, self._count, act))

    def past(self, moment: datetime) -> bool:
        return moment <= self.now

    def run(self, since: datetime, hear: Callable[[float], None]) -> None:
        """Do everything that is past, the earliest first; `hear` is told how much of the time since a day is done."""
        heard = 0.0
        while self._acts and self.past(self._acts[0][0]):
            moment, _, act = heapq.heappop(self._acts)
            act(moment)
            self.done += 1
            share = (moment - since) / (self.now - since)
            if share > heard + 0.01:
                heard = share
                hear(share)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def working(day: date) -> date:
    """The day, or the next one that is neither of a week-end nor a holiday."""
    while day.weekday() >= 5 or day in _holidays(day.year):
        day += timedelta(days=1)
    return day


def day_of(year: int, month: int, day: int) -> date:
    """A working day of the university year that begins in `year`."""
    return working(in_year(year, month, day))


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time of a day, in Paris."""
    return datetime.combine(day, time(hour, minute), PARIS)


def on(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A time of a working day of a university year."""
    return moment(day_of(year, month, day), hour, minute)


def after(day: date, days: int, hour: int = 17, minute: int = 0) -> datetime:
    """So many days later, on a working day."""
    return moment(working(day + timedelta(days=days)), hour, minute)
