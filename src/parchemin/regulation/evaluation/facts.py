"""What the school recorded, as the evaluators take it: one person in plain values, a cohort in integer columns.

A stored number is the integer `value / step` of its fact's type; a truth value is 0 or 1; a choice is its index in
`type.choices`; a date is its ordinal. Unknown is the least integer of the array's dtype. Text is not stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from parchemin.regulation.meaning.graph import Fact, Kind, Level, Regulation, Type, Value

type Integers = NDArray[np.signedinteger]


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One recorded row: the key of its parent's member, its own name, and its facts (None: unknown)."""

    parent: str
    name: str
    facts: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One root instance. `listed["module.mark"]["Compta"]` is a value, or None when unknown.

    A fact or a member that is not there takes the fact's `missing` value. `rows` holds the recorded levels; the keys of
    `RowFacts.facts` are fact names such as "experience.hours".
    """

    root: str
    id: str
    listed: Mapping[str, Mapping[str, Value | None]] = field(default_factory=dict)
    rows: Mapping[str, Sequence[RowFacts]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one recorded level for a whole cohort, sorted by person.

    person: (rows,) index of the person. member: (rows,) index of the parent's member. names: (rows,) own names.
    facts: fact name -> (rows,) integers.
    """

    person: NDArray[np.int64]
    member: NDArray[np.int64]
    names: Sequence[str]
    facts: Mapping[str, Integers]

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Many persons of one root. listed: fact name -> (members of its level, persons) integers, member-major.

    A fact without an array takes its `missing` value everywhere.
    """

    root: str
    ids: Sequence[str]
    listed: Mapping[str, Integers]
    rows: Mapping[str, Rows]

    def __len__(self) -> int:
        return len(self.ids)


def unknown(dtype: np.dtype[np.signedinteger]) -> int:
    """The integer that stands for unknown in an array of this dtype."""
    return int(np.iinfo(dtype).min)


def storage(fact: Fact) -> np.dtype[np.signedinteger]:
    """The narrowest dtype that holds every value of the fact, and unknown besides."""
    if fact.type.kind is Kind.BOOL:
        return np.dtype(np.int8)
    if fact.type.kind is Kind.CHOICE:
        return np.dtype(np.int16)
    if fact.type.kind is Kind.DATE:
        return np.dtype(np.int32)
    low, high = fact.type.low, fact.type.high
    if low is None or high is None or fact.type.step is None:
        return np.dtype(np.int64)
    reach = max(abs(low), abs(high)) / fact.type.step
    return np.dtype(next(d for d in (np.int8, np.int16, np.int32, np.int64) if reach < np.iinfo(d).max))


def encode(value: Value, type_: Type) -> int:
    """A value as stored. ValueError when it is not one of the type (off the step, not a choice)."""
    if type_.kind is Kind.CHOICE:
        return type_.choices.index(str(value))
    if type_.kind is Kind.NUMBER:
        steps = Fraction(value) / (type_.step or 1)
        if steps.denominator != 1:
            raise ValueError(f"{value} is not a multiple of {type_.step}")
        return steps.numerator
    return int(value)


def decode(stored: int, type_: Type) -> Value:
    if type_.kind is Kind.BOOL:
        return bool(stored)
    if type_.kind is Kind.CHOICE:
        return type_.choices[stored]
    if type_.kind is Kind.NUMBER:
        return Fraction(stored) * (type_.step or 1)
    return stored


def cohort_of(regulation: Regulation, root: str, persons: Sequence[PersonFacts]) -> Cohort:
    """Columns from persons; the slow, obvious way, for tests, worked cases and small cohorts."""
    facts = [
        f for f in regulation.facts.values() if regulation.root_of(f.level) == root and f.type.kind is not Kind.TEXT
    ]
    listed: dict[str, Integers] = {}
    rows: dict[str, Rows] = {}
    for fact in facts:
        level = regulation.levels[fact.level]
        if level.kind == "listed":
            listed[fact.name] = np.array(
                [[_cell(fact, p.listed.get(fact.name, {}), m.key) for p in persons] for m in level.members],
                dtype=storage(fact),
            ).reshape(len(level.members), len(persons))
    for level in regulation.levels.values():
        if level.kind == "recorded" and regulation.root_of(level.name) == root:
            own = [f for f in facts if f.level == level.name]
            rows[level.name] = _rows_of(regulation, level, own, persons)
    return Cohort(root, [p.id for p in persons], listed, rows)


def _cell(fact: Fact, given: Mapping[str, Value | None], key: str) -> int:
    value = given.get(key, fact.missing)
    return unknown(storage(fact)) if value is None else encode(value, fact.type)


def _rows_of(regulation: Regulation, level: Level, facts: Iterable[Fact], persons: Sequence[PersonFacts]) -> Rows:
    index = {m.key: i for i, m in enumerate(regulation.levels[level.parent].members)}
    flat = [(i, row) for i, p in enumerate(persons) for row in p.rows.get(level.name, ())]
    return Rows(
        np.array([i for i, _ in flat], dtype=np.int64),
        np.array([index[row.parent] for _, row in flat], dtype=np.int64),
        [row.name for _, row in flat],
        {
            f.name: np.array(
                [_cell(f, {"": row.facts[f.name]} if f.name in row.facts else {}, "") for _, row in flat], storage(f)
            )
            for f in facts
        },
    )


def person_of(regulation: Regulation, cohort: Cohort, index: int) -> PersonFacts:
    """One person of a cohort, in plain values."""
    listed: dict[str, dict[str, Value | None]] = {}
    for name, array in cohort.listed.items():
        fact = regulation.facts[name]
        keys = [m.key for m in regulation.levels[fact.level].members]
        listed[name] = {k: _plain(v, array, fact.type) for k, v in zip(keys, array[:, index].tolist(), strict=True)}
    rows: dict[str, list[RowFacts]] = {}
    for level, table in cohort.rows.items():
        parents = regulation.levels[regulation.levels[level].parent].members
        first, last = np.searchsorted(table.person, [index, index + 1])
        rows[level] = [
            RowFacts(
                parents[table.member[r]].key,
                table.names[r],
                {n: _plain(int(a[r]), a, regulation.facts[n].type) for n, a in table.facts.items()},
            )
            for r in range(int(first), int(last))
        ]
    return PersonFacts(cohort.root, str(cohort.ids[index]), listed, rows)


def instance_keys(regulation: Regulation, cohort: Cohort, index: int, level: Level) -> list[str]:
    """The keys of one person's instances of a level; a row's is `parent key/name` (`name` under a root)."""
    if level.kind == "listed":
        return [m.key for m in level.members]
    above, table = regulation.levels[level.parent], cohort.rows.get(level.name)
    if table is None:
        return []
    first, last = (int(i) for i in np.searchsorted(table.person, [index, index + 1]))
    names = [table.names[r] for r in range(first, last)]
    if not above.parent:
        return names
    return [f"{above.members[table.member[r]].key}/{name}" for r, name in zip(range(first, last), names, strict=True)]


def _plain(stored: int, array: Integers, type_: Type) -> Value | None:
    return None if stored == unknown(array.dtype) else decode(stored, type_)
