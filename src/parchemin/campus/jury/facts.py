"""What juries give back to the law: how many were held for somebody's last year, where the text counts them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from django.db import connection

from parchemin.campus.rulings.sources import Asked, Cells, Lines, source

_HELD = """
select d.dossier, count(distinct j.id)
from unnest(%s::bigint[]) as d(dossier)
left join lateral (
    select max(r.year) as year from enrolment_registration r where r.dossier_id = d.dossier and r.superseded_at is null
) last on true
left join jury_case c on c.dossier_id = d.dossier and c.superseded_at is null and c.set_apart = ''
left join jury_jury j on j.id = c.jury_id and j.year = last.year and j.kind <> 'admission'
    and exists (select 1 from jury_event e where e.jury_id = j.id and e.kind = 'published')
group by d.dossier
"""


@source
def of_juries(asked: Asked) -> Iterator[Cells | Lines]:
    """Published juries of the last year somebody registered for; at most what the text can count."""
    name = asked.law.canonical("student.juries_held")
    fact = asked.law.fact(name) if name else None
    if fact is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [asked.dossiers.tolist()])
        rows = np.array(cursor.fetchall(), np.int64).reshape(-1, 2)
    most = int(fact.high) if fact.high else rows[:, 1].max(initial=0)
    yield Cells(name, "", rows[:, 0], np.minimum(rows[:, 1], most))
