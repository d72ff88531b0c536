"""Who follows which units, many at once and in columns, for what is asked of a whole cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from parchemin.campus.law.sources import Integers, packed

_FOLLOWED = """
select r.year, u.unit, r.intake_id, r.modality, string_agg(int8send(r.dossier_id), ''::bytea)
from enrolment_registration r cross join lateral unnest(r.units) as u(unit)
where r.dossier_id = any(%(dossiers)s) and r.year <= %(until)s
  and (r.superseded_at is null and %(at)s::timestamptz is null
       or r.at <= %(at)s and (r.superseded_at is null or r.superseded_at > %(at)s))
group by r.year, u.unit, r.intake_id, r.modality order by r.year
"""
_LAST = """
select r.dossier_id, max(r.year) from enrolment_registration r
where r.superseded_at is null and r.dossier_id = any(%s) and r.year <= %s group by r.dossier_id
"""
ANY_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Followers:
    """Those who follow a unit in a year, of one intake and modality ("": not said): their keys."""

    year: int
    unit: str
    intake: UUID
    modality: str
    dossiers: Integers


def followers(dossiers: Sequence[int], *, until: int | None = None, at: datetime | None = None) -> list[Followers]:
    """Who follows which unit, the earliest year first, as registrations are, or were at a moment. One query."""
    asked: dict[str, list[int] | int | datetime | None] = {
        "dossiers": list(dossiers),
        "until": ANY_YEAR if until is None else until,
    }
    asked["at"] = at
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED, asked)
        return [Followers(year, unit, intake, said, packed(keys)) for year, unit, intake, said, keys in cursor]


def last_years(dossiers: Sequence[int], *, until: int | None = None) -> dict[int, int]:
    """The last year that each registered for; those who never did are not in it."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [list(dossiers), ANY_YEAR if until is None else until])
        return dict(cursor.fetchall())
