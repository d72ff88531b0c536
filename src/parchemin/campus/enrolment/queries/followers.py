"""Who follows which units, many at once and in columns, for what is asked of a whole cohort."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import numpy as np
from django.db import connection

from parchemin.campus.common.records import in_force_sql
from parchemin.campus.enrolment.models import left_on
from parchemin.campus.law.sources import Integers, packed

_FOLLOWED = """
select r.year, r.intake_id, r.modality, r.nature, r.interrupted, r.units, r.sat_elsewhere::text,
       string_agg(int8send(r.dossier_id), ''::bytea)
from enrolment_registration r where {in_force} and r.dossier_id = any(%s) and r.year <= %s
group by r.year, r.intake_id, r.modality, r.nature, r.interrupted, r.units, r.sat_elsewhere order by r.year
"""
_LAST = """
select r.dossier_id, max(r.year) from enrolment_registration r
where {in_force} and r.dossier_id = any(%s) and r.year <= %s group by r.dossier_id
"""
ANY_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Followers:
    """Those who follow a unit in a year, of one intake and modality ("": not said): their keys. Whoever keeps the marks
    that they had before they were moved follows it where they were (`Registration.sat_elsewhere`).

    interrupted: the day from which they all study no more that year (`Registration.left_on`).
    """

    year: int
    unit: str
    intake: UUID
    modality: str
    dossiers: Integers
    interrupted: date | None = None


def followers(dossiers: Sequence[int], *, until: int | None = None, known: datetime | None = None) -> list[Followers]:
    """Who follows which unit, the earliest year first, as registered (by a moment). One query."""
    in_force, moments = in_force_sql("r", known)
    found: dict[tuple[int, str, UUID, str, date | None], list[Integers]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED.format(in_force=in_force), [*moments, list(dossiers), _last(until)])
        for year, intake, said, nature, interrupted, units, elsewhere, keys in cursor:
            some, since = packed(keys), left_on(year, nature, interrupted)
            sat: dict[str, tuple[str, str]] = json.loads(elsewhere)
            for unit in dict.fromkeys(units):
                where, how = sat.get(unit, (intake, said))
                found[year, unit, UUID(str(where)), how, since].append(some)
    return [
        Followers(year, unit, intake, said, np.concatenate(some), since)
        for (year, unit, intake, said, since), some in found.items()
    ]


def last_years(dossiers: Sequence[int], *, until: int | None = None, known: datetime | None = None) -> dict[int, int]:
    """The last year that each registered for, or had by a moment; those who never did are not in it."""
    in_force, moments = in_force_sql("r", known)
    with connection.cursor() as cursor:
        cursor.execute(_LAST.format(in_force=in_force), [*moments, list(dossiers), _last(until)])
        return dict(cursor.fetchall())


def _last(until: int | None) -> int:
    return ANY_YEAR if until is None else until
