"""From the stages' columns to a cohort of the engine, and back to one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import numpy as np

from parchemin.campus.law.law import Law
from parchemin.campus.law.sources import (
    UNKNOWN,
    UNSAID,
    Cells,
    FactsWanted,
    Integers,
    RecordedRows,
    every_source,
)
from parchemin.regulation.evaluation import facts as columns
from parchemin.regulation.evaluation.facts import Cohort, Rows, encode, storage, unknown
from parchemin.regulation.meaning.graph import Fact, Kind


def cohort_of(
    law: Law,
    dossiers: Sequence[tuple[int, str]],
    *,
    at: datetime,
    year: int | None = None,
    drafts: bool = False,
    known: datetime | None = None,
) -> Cohort:
    """The cohort of these dossiers (key, number), in their order, as the stages know them (see `FactsWanted`)."""
    keys = np.array([key for key, _ in dossiers], np.int64)
    order = np.argsort(keys, kind="stable")
    asked = FactsWanted(law, keys[order], at, year, drafts, known)
    making = _Making(law, keys, order)
    for source in every_source():
        for part in source.answer(asked):
            if isinstance(part, Cells):
                making.cells(part)
            else:
                making.lines.setdefault(part.level, []).append(part)
    return Cohort(law.root, [number for _, number in dossiers], making.listed, making.rows())


def digests_of(law: Law, cohort: Cohort) -> list[str]:
    """For each of a cohort, a digest of all their facts: the same exactly while no fact of theirs changed.

    Every fact of the text is in it, said or not: whether somebody else of the cohort has one changes nothing.
    """
    if not len(cohort):
        return []
    wide = [
        np.ascontiguousarray(_column(law, cohort, fact).T).view(np.uint8).reshape(len(cohort), -1)
        for fact in _listed(law)
    ]
    heads = np.concatenate(wide, axis=1) if wide else np.zeros((len(cohort), 0), np.uint8)
    hashes = [blake2b(row.tobytes(), digest_size=32) for row in heads]
    for level in sorted(cohort.rows):
        _add_rows(hashes, cohort.rows[level])
    return [found.hexdigest() for found in hashes]


def _listed(law: Law) -> list[Fact]:
    """The facts of listed levels that a cohort may hold, in the order of their names."""
    levels = {name for name in law.levels() if law.regulation.levels[name].kind != "recorded"}
    found = [f for f in law.regulation.facts.values() if f.level in levels and f.type.kind is not Kind.TEXT]
    return sorted(found, key=lambda fact: fact.name)


def _column(law: Law, cohort: Cohort, fact: Fact) -> columns.Integers:
    kept = cohort.listed.get(fact.name)
    if kept is not None:
        return kept
    return np.full((len(law.regulation.levels[fact.level].members), len(cohort)), _absent(fact), storage(fact))


def _add_rows(hashes: list[blake2b], rows: Rows) -> None:
    """Each person's rows: they stand together, in order, one person after another."""
    ends = np.searchsorted(rows.person, np.arange(len(hashes) + 1)).tolist()
    parts = [rows.member.astype(np.int64), *(rows.facts[name].astype(np.int64) for name in sorted(rows.facts))]
    table = np.ascontiguousarray(np.stack(parts, axis=1))
    for found, first, last in zip(hashes, ends, ends[1:], strict=False):
        found.update(table[first:last].tobytes())
        found.update("\n".join(rows.names[first:last]).encode())


class _Making:
    def __init__(self, law: Law, keys: Integers, order: Integers) -> None:
        self.law, self.regulation = law, law.regulation
        self.order, self.sorted, self.size = order, keys[order], len(keys)
        self.listed: dict[str, columns.Integers] = {}
        self.lines: dict[str, list[RecordedRows]] = {}

    def places(self, dossiers: Integers) -> tuple[Integers, Integers]:
        """For dossiers, their place in the cohort, and which of them are in it at all."""
        found = np.searchsorted(self.sorted, dossiers)
        inside = found < self.size
        inside[inside] = self.sorted[found[inside]] == dossiers[inside]
        kept = np.flatnonzero(inside)
        return self.order[found[kept]], kept

    def cells(self, part: Cells) -> None:
        fact = self.regulation.facts.get(part.fact)
        if fact is None or fact.type.kind is Kind.TEXT or self.regulation.root_of(fact.level) != self.law.root:
            return
        keys = [m.key for m in self.regulation.levels[fact.level].members]
        member = keys.index(part.member) if part.member in keys else (0 if not part.member else -1)
        if member < 0:
            return  # a member of another version of the text
        if fact.name not in self.listed:
            self.listed[fact.name] = np.full((len(keys), self.size), _absent(fact), storage(fact))
        said = part.values != UNSAID
        places, kept = self.places(part.dossiers[said])
        self.listed[fact.name][member, places] = _stored(part.values[said][kept], fact)

    def rows(self) -> dict[str, Rows]:
        made: dict[str, Rows] = {}
        for name in self.law.levels():
            level = self.regulation.levels[name]
            if level.kind == "recorded":
                made[name] = self._rows(name, self.lines.get(name, []))
        return made

    def _rows(self, level: str, parts: list[RecordedRows]) -> Rows:
        facts = [f for f in self.regulation.facts.values() if f.level == level and f.type.kind is not Kind.TEXT]
        parents = {m.key: i for i, m in enumerate(self.regulation.levels[self.regulation.levels[level].parent].members)}
        rooted = not self.regulation.levels[self.regulation.levels[level].parent].parent
        table = _joined(parts, [f.name for f in facts])
        places, inside = self.places(table.dossiers)
        at = {parent: 0 if rooted else parents.get(parent, -1) for parent in set(table.parents)}
        member = np.array([at[table.parents[i]] for i in inside.tolist()], np.int64)
        known = np.flatnonzero(member >= 0)
        sort = known[np.lexsort((member[known], places[known]))]
        names = [table.names[i] for i in inside[sort].tolist()]
        kept = {f.name: _stored(table.facts[f.name][inside[sort]], f) for f in facts}
        return Rows(places[sort], member[sort], names, kept)


def _absent(fact: Fact) -> int:
    return unknown(storage(fact)) if fact.missing is None else encode(fact.missing, fact.type)


def _stored(values: Integers, fact: Fact) -> columns.Integers:
    """Plain integers in the dtype of the engine's column."""
    dtype = storage(fact)
    clean = np.where(values == UNSAID, _absent(fact), np.where(values == UNKNOWN, unknown(dtype), values))
    return clean.astype(dtype)


def _joined(parts: Sequence[RecordedRows], facts: Sequence[str]) -> RecordedRows:
    """Every source's rows, by rank, in one table; a row that two of them speak of stands once."""
    whole = _whole(parts[0] if parts else None, facts)
    for part in parts[1:]:
        whole = _merged(whole, _whole(part, facts), facts)
    return whole


def _whole(part: RecordedRows | None, facts: Sequence[str]) -> RecordedRows:
    if part is None:
        nothing = np.array([], np.int64)
        return RecordedRows("", nothing, (), (), dict.fromkeys(facts, nothing))
    unsaid = np.full(len(part.dossiers), UNSAID)
    return RecordedRows(
        part.level, part.dossiers, part.parents, part.names, {name: part.facts.get(name, unsaid) for name in facts}
    )


def _merged(lower: RecordedRows, higher: RecordedRows, facts: Sequence[str]) -> RecordedRows:
    """The rows of both; of one that both speak of, what the higher says, else what the lower does."""
    pairs = _same_rows(lower, higher)
    left, right = (np.array([pair[i] for pair in pairs], np.int64) for i in (0, 1))
    alone = np.delete(np.arange(len(higher.dossiers)), right)
    merged: dict[str, Integers] = {}
    for name in facts:
        column, other = lower.facts[name].copy(), higher.facts[name]
        said = other[right] != UNSAID
        column[left[said]] = other[right[said]]
        merged[name] = np.concatenate([column, other[alone]])
    rest = alone.tolist()
    return RecordedRows(
        lower.level or higher.level,
        np.concatenate([lower.dossiers, higher.dossiers[alone]]),
        [*lower.parents, *(higher.parents[i] for i in rest)],
        [*lower.names, *(higher.names[i] for i in rest)],
        merged,
    )


def _same_rows(one: RecordedRows, other: RecordedRows) -> list[tuple[int, int]]:
    """Where each row of both stands in one and in the other; only those of the dossiers of both are looked at."""
    near = [np.flatnonzero(np.isin(a.dossiers, b.dossiers)).tolist() for a, b in ((one, other), (other, one))]
    at = {(int(other.dossiers[i]), other.parents[i], other.names[i]): i for i in near[1]}
    keys = ((i, (int(one.dossiers[i]), one.parents[i], one.names[i])) for i in near[0])
    return [(i, at[key]) for i, key in keys if key in at]
