"""Registrations as the regulation's facts.

A text that keeps a register (a recorded level whose shared name is "registration") has a line a year, with its kind; a
text that asks whether somebody is registered, or whether their registration is in order, is told so of the last year.

What is said of an intake holds of whoever studies with it, unless something else is declared of them alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np

from parchemin.campus.dossiers.models import Dossier, FormerEntry
from parchemin.campus.dossiers.queries.declared import Key, declared_true
from parchemin.campus.enrolment.models import IntakeFact, Registration
from parchemin.campus.law.law import Law
from parchemin.campus.law.names import shared
from parchemin.campus.law.sources import UNSAID, Cells, FactsWanted, Integers, RecordedRows, as_stored, source

type _Row = tuple[int, int, str, bool, str]  # dossier, year, nature, in_order, modality

REGISTERED = shared("student.registered", "étudiant.inscrit")
IN_GOOD_STANDING = shared("student.in_good_standing", "étudiant.inscription_à_jour")
NATURE = shared("registration.nature", "inscription.nature")
MODALITY = shared("student.modality", "étudiant.modalité")
SAID_BY_REGISTRATIONS = (REGISTERED, IN_GOOD_STANDING, NATURE, MODALITY)


@source(rank=20, collects=lambda law: {law.canonical(name) for name in SAID_BY_REGISTRATIONS})
def of_registrations(asked: FactsWanted) -> Iterator[Cells | RecordedRows]:
    registered = Registration.objects.in_force(asked.known).filter(dossier__among=asked.dossiers)
    rows = list(
        (registered if asked.year is None else registered.filter(year__lte=asked.year))
        .order_by("dossier", "year")
        .values_list("dossier_id", "year", "nature", "in_order", "modality")
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
    if name := asked.law.canonical(MODALITY):
        said = [as_stored(asked.law, name, rows[i][4]) if rows[i][4] else UNSAID for i in last.tolist()]
        yield Cells(name, "", dossiers[last], np.array(said, np.int64))


def _register(asked: FactsWanted, dossiers: Integers, rows: list[_Row]) -> Iterator[RecordedRows]:
    name = asked.law.canonical(NATURE)
    fact = asked.law.fact(name) if name else None
    if fact is None:
        return
    stored = {row[2]: asked.law.encoded(name, row[2]) if row[2] in fact.choices else UNSAID for row in rows}
    natures = np.array([stored[row[2]] for row in rows], np.int64)
    yield RecordedRows(fact.level, dossiers, [""] * len(rows), [str(row[1]) for row in rows], {name: natures})


def opened_sessions(
    law: Law, dossiers: Sequence[int], year: int | None = None, known: datetime | None = None
) -> dict[Key, list[int]]:
    """By fact and place that open a session, who is registered for it, or was in a year, by a moment."""
    facts = {fact for unit in law.units.values() for fact, _ in law.gates_of(unit)}
    return declared_true(dossiers, facts, year=year, known=known)


# --- what is said of intakes -----------------------------------------------------------------------------------


@source(rank=5, collects=lambda law: ())
def of_intakes(asked: FactsWanted) -> Iterator[Cells]:
    """What holds of everybody of the intake that each studied with last, until the last year they are registered for:
    what is said since a later one is not of who studied before it. Of who is registered for none yet, all of it."""
    said: dict[str, dict[UUID, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    programmes = Dossier.objects.filter(pk__among=asked.dossiers).values("programme")
    rows = IntakeFact.objects.in_force(asked.known).filter(intake__programme__in=programmes)
    rows = rows if asked.year is None else rows.filter(since__lte=asked.year)
    lines = rows.order_by("since").values_list("intake_id", "fact", "value", "withdrawn", "since")
    for intake, name, value, withdrawn, since in lines:
        fact = asked.law.regulation.facts.get(name)
        if fact is not None and fact.level == asked.law.root:
            said[name][intake].append((since, UNSAID if withdrawn else as_stored(asked.law, name, value)))
    if not said:
        return
    studied = _intakes_of(asked)
    for name, of_intake in said.items():
        told = ((key, _last_until(of_intake.get(intake, ()), until)) for key, (intake, until) in studied.items())
        pairs = np.array([(key, value) for key, value in told if value is not None], np.int64).reshape(-1, 2)
        yield Cells(name, "", pairs[:, 0], pairs[:, 1])


def _last_until(lines: Sequence[tuple[int, int]], until: int | None) -> int | None:
    """The value that speaks in a year (the last of all for None) among (since, value), the earliest first."""
    values = [value for since, value in lines if until is None or since <= until]
    return values[-1] if values else None


def _intakes_of(asked: FactsWanted) -> dict[int, tuple[UUID, int | None]]:
    """The intake that each studied with in the last year they registered for, and that year; else that of their entry,
    and None."""
    rows = Registration.objects.in_force(asked.known).filter(dossier__among=asked.dossiers)
    rows = rows if asked.year is None else rows.filter(year__lte=asked.year)
    entered = dict(Dossier.objects.filter(pk__among=asked.dossiers).values_list("pk", "intake_id"))
    entered |= {key: one.intake_id for key, one in FormerEntry.standing(entered, asked.known).items()}
    found: dict[int, tuple[UUID, int | None]] = {key: (intake, None) for key, intake in entered.items()}
    registered = rows.order_by("year").values_list("dossier_id", "intake_id", "year")
    return found | {key: (intake, year) for key, intake, year in registered}
