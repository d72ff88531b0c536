"""The cohorts of a programme: those registered for each year, whole and by year of study."""

from __future__ import annotations

from collections.abc import Iterator

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.queries.cohorts import COHORTS, YearCohort
from parchemin.campus.enrolment.queries.registrations import cohorts, registered


@COHORTS.at(10)
def registered_by_year(programme: Programme) -> Iterator[YearCohort]:
    for year, stage, count in cohorts(programme):
        yield YearCohort(year, stage, count, registered(programme, year, stage))
