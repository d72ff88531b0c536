"""Who follows which units, many at once and in columns, for what is asked of a whole cohort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import connection

from parchemin.campus.common.records import in_force_sql
from parchemin.campus.law.sources import Integers, packed

_FOLLOWED = """
select r.year, u.unit, string_agg(int8send(r.dossier_id), ''::bytea)
from enrolment_registration r cross join lateral unnest(r.units) as u(unit)
where {in_force} and r.dossier_id = any(%s) and r.year <= %s
group by r.year, u.unit order by r.year
"""
_LAST = """
select r.dossier_id, max(r.year) from enrolment_registration r
where {in_force} and r.dossier_id = any(%s) and r.year <= %s group by r.dossier_id
"""
ANY_YEAR = 9999


def followed(
    dossiers: Sequence[int], *, until: int | None = None, known: datetime | None = None
) -> Iterator[tuple[int, str, Integers]]:
    """For each year, the earliest first, and each unit: the keys of those registered for it (by a moment)."""
    in_force, moments = in_force_sql("r", known)
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED.format(in_force=in_force), [*moments, list(dossiers), _last(until)])
        for year, unit, keys in cursor:
            yield year, unit, packed(keys)


def last_years(dossiers: Sequence[int], *, until: int | None = None, known: datetime | None = None) -> dict[int, int]:
    """The last year that each registered for, or had by a moment; those who never did are not in it."""
    in_force, moments = in_force_sql("r", known)
    with connection.cursor() as cursor:
        cursor.execute(_LAST.format(in_force=in_force), [*moments, list(dossiers), _last(until)])
        return dict(cursor.fetchall())


def _last(until: int | None) -> int:
    return ANY_YEAR if until is None else until
