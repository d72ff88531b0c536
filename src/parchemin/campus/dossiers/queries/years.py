"""The university years since which something may be declared of somebody, and the one meant when none is said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from parchemin.campus.catalogue.queries import university_year
from parchemin.campus.common.contributions import Contributions
from parchemin.campus.dossiers.models import Dossier

type LastYears = Callable[[Collection[int]], Mapping[int, int]]

LAST_YEARS: Contributions[LastYears] = Contributions()  # by dossier, the last year a stage knows them to study in


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
    """By dossier. What is said speaks since the last year in which they study, else since that of the moment; of a file
    that does not study, since the year of its intake, which is the one it is judged in."""
    every = {one.pk: one for one in dossiers}
    last: dict[int, int] = {}
    for known in LAST_YEARS:
        last |= known(every)
    return {key: _years_of(one, last.get(key), university_year(timezone.localdate(at))) for key, one in every.items()}


def _years_of(dossier: Dossier, studies: int | None, now: int) -> SpokenYears:
    first = university_year(dossier.entry)
    usual = studies if studies is not None else now if dossier.studies else first
    return SpokenYears(first, max(first, now, usual), max(first, usual))
