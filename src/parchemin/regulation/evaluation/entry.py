"""Each person stays on the version of the text in force at their entry: a cohort split by version.

The entry is the date fact that the front matter names (`entrée`). Someone whose entry is unknown, or earlier than the
first version, is on the first one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from parchemin.regulation.evaluation.facts import Cohort, Integers, Rows, decode, encode, storage, unknown
from parchemin.regulation.meaning.graph import Fact, Kind, Regulation


@dataclass(frozen=True, slots=True)
class Share:
    """The persons of a cohort on one version: their indexes in the whole cohort, and their own columns."""

    regulation: Regulation
    persons: NDArray[np.int64]
    cohort: Cohort


def shares(versions: Sequence[tuple[date, Regulation]], latest: Regulation, cohort: Cohort) -> list[Share]:
    """The cohort, read under `latest`, split over the versions in order of date; empty shares are left out."""
    column = cohort.listed.get(latest.entry)
    if len(versions) < 2 or column is None or latest.root_of(latest.facts[latest.entry].level) != cohort.root:
        return [Share(latest, np.arange(len(cohort)), cohort)]
    starts = [day.toordinal() for day, _ in versions]
    place = np.array([max(0, bisect_right(starts, int(entry)) - 1) for entry in column[0]])
    found = []
    for i, (_, regulation) in enumerate(versions):
        persons = np.flatnonzero(place == i)
        if len(persons):
            found.append(Share(regulation, persons, recast(cohort, latest, regulation, persons)))
    return found


def recast(cohort: Cohort, source: Regulation, target: Regulation, persons: NDArray[np.int64]) -> Cohort:
    """Some persons of a cohort, in the columns of another version: members matched by key, choices by name."""
    listed: dict[str, Integers] = {}
    rows: dict[str, Rows] = {}
    for name, array in cohort.listed.items():
        if name in target.facts:
            listed[name] = _listed(array[:, persons], source, target, target.facts[name])
    for level, table in cohort.rows.items():
        if level in target.levels and target.levels[level].kind == "recorded":
            rows[level] = _rows(table, source, target, level, persons)
    return Cohort(cohort.root, [cohort.ids[i] for i in persons.tolist()], listed, rows)


def _listed(array: Integers, source: Regulation, target: Regulation, fact: Fact) -> Integers:
    before = {m.key: i for i, m in enumerate(source.levels[fact.level].members)}
    values = _values(array, source.facts[fact.name], fact)
    absent = unknown(storage(fact)) if fact.missing is None else encode(fact.missing, fact.type)
    made = np.full((len(target.levels[fact.level].members), array.shape[1]), absent, dtype=storage(fact))
    for i, member in enumerate(target.levels[fact.level].members):
        if member.key in before:
            made[i] = values[before[member.key]]
    return made


def _rows(table: Rows, source: Regulation, target: Regulation, level: str, persons: NDArray[np.int64]) -> Rows:
    parent = target.levels[level].parent
    after = {m.key: i for i, m in enumerate(target.levels[parent].members)}
    moved = np.array([after.get(m.key, -1) for m in source.levels[parent].members])
    where = np.full(int(persons.max()) + 1, -1)
    where[persons] = np.arange(len(persons))
    inside = table.person <= persons.max()
    kept = np.flatnonzero(inside & (where[np.where(inside, table.person, 0)] >= 0) & (moved[table.member] >= 0))
    facts = {
        name: _values(array[kept], source.facts[name], target.facts[name])
        for name, array in table.facts.items()
        if name in target.facts
    }
    return Rows(where[table.person[kept]], moved[table.member[kept]], [table.names[i] for i in kept.tolist()], facts)


def _values(array: Integers, before: Fact, after: Fact) -> Integers:
    """The same values, stored as the other version stores them. ValueError when one of them has no place there."""
    if before.type == after.type:
        return array
    distinct, places = np.unique(array, return_inverse=True)
    absent = unknown(array.dtype)
    moved = [
        unknown(storage(after)) if v == absent else encode(decode(int(v), before.type), after.type) for v in distinct
    ]
    assert after.type.kind is not Kind.TEXT
    return np.array(moved, dtype=storage(after))[places].reshape(array.shape)
