"""The last year in which somebody studies: since which what the office declares of them speaks."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from parchemin.campus.dossiers.queries.years import LAST_YEARS
from parchemin.campus.enrolment.models import Registration


@LAST_YEARS.at(20)
def last_registered(dossiers: Collection[int]) -> Mapping[int, int]:
    rows = Registration.objects.current().filter(dossier__among=list(dossiers)).order_by("year")
    return dict(rows.values_list("dossier_id", "year"))
