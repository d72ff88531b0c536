"""The cohorts of a programme that something may be asked of together, as a later stage knows them.

A stage registers a function in its `contributions` with `@COHORTS.at(rank)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.contributions import Contributions
from parchemin.campus.dossiers.models import Dossier


@dataclass(frozen=True, slots=True)
class YearCohort:
    """Those of a university year. stage: their year of study, "" for all of the year; count: how many they are."""

    year: int
    stage: str
    count: int
    dossiers: QuerySet[Dossier]

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.year}.{self.stage}"


COHORTS = Contributions[Callable[[Programme], Iterable[YearCohort]]]()


def cohorts_of(programme: Programme) -> list[YearCohort]:
    """Every cohort of a programme, the latest year first."""
    return [cohort for maker in COHORTS for cohort in maker(programme)]
