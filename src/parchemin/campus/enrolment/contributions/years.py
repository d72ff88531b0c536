"""The years in which somebody studies: since which what the office declares of them speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from parchemin.campus.dossiers.queries.years import STUDIED_YEARS
from parchemin.campus.enrolment.models import Registration


@STUDIED_YEARS.at(20)
def registered_years(dossiers: Collection[int]) -> Mapping[int, Collection[int]]:
    rows = Registration.objects.current().filter(dossier__among=list(dossiers))
    found: dict[int, list[int]] = defaultdict(list)
    for key, year in rows.values_list("dossier_id", "year"):
        found[key].append(year)
    return found
