"""The university years since which something may be declared of somebody, and the one meant when none is said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from parchemin.campus.common.contributions import Contributions
from parchemin.campus.common.years import university_year
from parchemin.campus.dossiers.models import Dossier

type StudiedYears = Callable[[Collection[int]], Mapping[int, Collection[int]]]

STUDIED_YEARS: Contributions[StudiedYears] = Contributions()  # by dossier, the years a stage knows them to study in


@dataclass(frozen=True, slots=True)
class SpokenYears:
    """From the year of the entry (`first`) to the `last` that has begun or that they are registered for.

    usual: the one meant when none is said.
    """

    first: int
    last: int
    usual: int

    @property
    def every(self) -> range:
        """The latest first."""
        return range(self.last, self.first - 1, -1)

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last


def spoken_years(dossiers: Iterable[Dossier], at: datetime) -> dict[int, SpokenYears]:
    """By dossier. What is said speaks since the year of the moment when they study in it, whatever year they are
    registered for beside, else since the last in which they study; of a file that does not study, since the year of its
    intake, which is the one it is judged in."""
    every = {one.pk: one for one in dossiers}
    studied: dict[int, set[int]] = defaultdict(set)
    for known in STUDIED_YEARS:
        for key, years in known(every).items():
            studied[key] |= set(years)
    now = university_year(timezone.localdate(at))
    return {key: _years_of(one, studied[key], now) for key, one in every.items()}


def entry_year(dossier: Dossier) -> int:
    """The university year in which somebody enters: nothing is of them in one before it."""
    return university_year(dossier.entry)


def _years_of(dossier: Dossier, studied: Collection[int], now: int) -> SpokenYears:
    first, last = entry_year(dossier), max(studied, default=now)
    usual = first if not studied and not dossier.studies else now if now in studied else last
    return SpokenYears(first, max(first, now, last), max(first, usual))
