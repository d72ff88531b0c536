"""What somebody has acquired for good: the units that the text, or a decision published on it, no longer asks of them.

A text says that something is acquired at the level where it validates: a unit, what stands above it (a block, a
semester), everything that is computed from it, or the studies as a whole, by the decision that they lead to. Nothing is
acquired that a mark still unknown could take back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parchemin.campus.law.branches import named_in
from parchemin.campus.law.cohorts import CohortPart, shares_of
from parchemin.campus.law.law import Law
from parchemin.campus.law.obtaining import obtaining
from parchemin.campus.law.terms import Subject, Unit
from parchemin.campus.law.thresholds import limits_of
from parchemin.campus.law.units import marks_of
from parchemin.regulation.explanation.cones import nodes_of

type Truths = NDArray[np.bool_]  # one a person of a cohort


@lru_cache(maxsize=512)
def _behind(law: Law, name: str) -> frozenset[str]:
    """All that a name hangs on, as the text is read."""
    return frozenset({name, *named_in(law.regulation, nodes_of(law.regulation, name))})


def stands_on(law: Law, name: str, unit: str) -> bool:
    """Whether something of the text hangs on the mark of a unit."""
    return law.units[unit].mark in _behind(law, name)


@lru_cache(maxsize=4096)
def ends_of(law: Law, unit: str) -> tuple[str, ...]:
    """What the studies lead to that stands on the mark of a unit: the diploma, the title, or both."""
    return tuple(name for name in law.final_decisions if stands_on(law, name, unit))


def covered(law: Law, obtained: Collection[str]) -> bool:
    """Whether all that the studies lead to is obtained: nothing more can be asked."""
    return set(law.final_decisions) <= set(obtained)


@lru_cache(maxsize=4096)
def validations_of(law: Law, unit: str) -> tuple[tuple[str, str], ...]:
    """The truths, by name and member, of which any acquires a unit: its own, those of the levels it stands in."""
    own = law.units[unit]
    alone = law.validations.get(own.level, "") or limits_of(law, unit, marks_of(law, unit)[0]).passes
    above = zip(law.regulation.path(own.level)[1:-1], (key for key, _ in own.above), strict=True)
    levels = [(law.named(level, "validated"), key) for level, key in (*above, (law.root, ""))]
    return tuple(pair for pair in ((alone, own.key), *levels) if pair[0] in law.regulation.definitions)


@lru_cache(maxsize=4096)
def standing_on(law: Law, unit: str) -> tuple[str, ...]:
    """What validates elsewhere and is computed from a unit that validates nowhere: a stage, from its criteria."""
    own = law.units[unit]
    if validations_of(law, unit):
        return ()
    levels = (law.regulation.levels[name] for name in law.levels() if name not in (own.level, law.root))
    names = [law.named(level.name, "validated") for level in levels if level.kind == "listed"]
    return tuple(n for n in names if n in law.regulation.definitions and own.mark in _behind(law, n))


def units_acquired[S: Subject](
    subjects: Iterable[S],
    obtained: Mapping[int, Collection[str]],
    *,
    at: datetime,
    year: int | None = None,
    drafts: bool = False,
    known: datetime | None = None,
) -> dict[int, frozenset[str]]:
    """By key, the units that each has acquired. obtained: by key, what was published as obtained of the final decisions
    of the text. year, drafts, known: what counts, as `FactsWanted` says."""
    found: dict[int, frozenset[str]] = {}
    for share in shares_of(subjects, at=at, year=year, drafts=drafts, known=known):
        acquired = _Acquired(share, obtained)
        columns = {unit.name: acquired.of(unit) for unit in share.law.units.values()}
        for i, subject in enumerate(share.subjects):
            found[subject.pk] = frozenset(name for name, column in columns.items() if column[i])
    return found


class _Acquired:
    """The units of one text, before one cohort."""

    def __init__(self, share: CohortPart[Subject], obtained: Mapping[int, Collection[str]]) -> None:
        self.law, self.share = share.law, share
        units = self.law.units
        truths = [name for unit in units for name, _ in validations_of(self.law, unit)]
        truths += [name for unit in units for name in standing_on(self.law, unit)]
        self.run = share.run((*truths, *self.law.final_decisions))
        published = [frozenset(obtained.get(subject.pk, ())) for subject in share.subjects]
        self.whole: Truths = np.array([covered(self.law, names) for names in published], bool)
        self.ends = {
            name: self._settled(name) | np.array([name in names for names in published], bool)
            for name in self.law.final_decisions
        }

    def of(self, unit: Unit) -> Truths:
        acquired = self.whole.copy()
        for name, key in validations_of(self.law, unit.name):
            acquired |= self._certain(name)[self._place(name, key)]
        if elsewhere := standing_on(self.law, unit.name):
            acquired |= np.all([self._certain(name).all(axis=0) for name in elsewhere], axis=0)
        if ends := ends_of(self.law, unit.name):
            acquired |= np.all([self.ends[name] for name in ends], axis=0)
        return acquired

    def _place(self, name: str, key: str) -> int:
        members = self.law.regulation.levels[name.partition(".")[0]].members
        return [member.key for member in members].index(key) if key else 0

    def _certain(self, name: str) -> Truths:
        """(members, persons)"""
        members = len(self.law.regulation.levels[name.partition(".")[0]].members)
        return np.broadcast_to(self.run[name].whole().low == 1, (members, len(self.share.subjects)))

    def _settled(self, decision: str) -> Truths:
        """Of whom the text itself says, for certain, that they obtain it."""
        given = {option for name, option in obtaining(self.law) if name == decision}
        rows = self.law.regulation.decisions[decision].rows
        mask = np.int64(sum(1 << i for i, row in enumerate(rows) if row.option in given))
        ends = self.run[decision].whole()
        low, high = ends.low.astype(np.int64), ends.high.astype(np.int64)  # rows as bits, in as few as they need
        settled = (low == high) & (low > 0) & ((low & ~mask) == 0)
        whole: Truths = np.broadcast_to(settled, (1, len(self.share.subjects)))[0]
        return whole
