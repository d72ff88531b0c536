"""Registrations as the regulation's facts.

A text that keeps a register (a recorded level whose shared name is "registration") has a line a year, with its kind; a
text that asks whether somebody is registered, or whether their registration is in order, is told so of the last year.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parchemin.campus.enrolment.models import Registration
from parchemin.campus.law.shared_names import shared
from parchemin.campus.law.sources import UNSAID, Cells, FactsWanted, Integers, RecordedRows, source

REGISTERED = shared("student.registered", "étudiant.inscrit")
IN_GOOD_STANDING = shared("student.in_good_standing", "étudiant.inscription_à_jour")
NATURE = shared("registration.nature", "inscription.nature")


@source(rank=20, collects=lambda law: {law.canonical(name) for name in (REGISTERED, IN_GOOD_STANDING, NATURE)})
def of_registrations(asked: FactsWanted) -> Iterator[Cells | RecordedRows]:
    rows = list(
        Registration.objects.current()
        .filter(dossier__among=asked.dossiers)
        .order_by("dossier", "year")
        .values_list("dossier_id", "year", "nature", "in_order")
    )
    if not rows:
        return
    dossiers = np.array([row[0] for row in rows], np.int64)
    yield from _register(asked, dossiers, rows)
    last = np.flatnonzero(np.append(dossiers[1:] != dossiers[:-1], True))
    for name, values in (
        (asked.law.canonical(IN_GOOD_STANDING), [int(rows[i][3]) for i in last.tolist()]),
        (asked.law.canonical(REGISTERED), [1] * len(last)),
    ):
        if name:
            yield Cells(name, "", dossiers[last], np.array(values, np.int64))


def _register(asked: FactsWanted, dossiers: Integers, rows: list[tuple[int, int, str, bool]]) -> Iterator[RecordedRows]:
    name = asked.law.canonical(NATURE)
    fact = asked.law.fact(name) if name else None
    if fact is None:
        return
    stored = {nature: asked.law.encoded(name, nature) if nature in fact.choices else UNSAID for _, _, nature, _ in rows}
    natures = np.array([stored[nature] for _, _, nature, _ in rows], np.int64)
    yield RecordedRows(fact.level, dossiers, [""] * len(rows), [str(year) for _, year, _, _ in rows], {name: natures})
