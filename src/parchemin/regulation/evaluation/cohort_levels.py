"""Where the values of a block of persons stand: which row of an array belongs to which member of which level.

In a block of n persons the values of a listed level are an array (members, n); those of a recorded level are an array
(rows,), in the order of the records. A value that is the same for everyone has one column, a constant one cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from parchemin.regulation.evaluation.cohort_spans import Array
from parchemin.regulation.evaluation.facts import Cohort, Integers, Rows
from parchemin.regulation.meaning.graph import Regulation


@dataclass(frozen=True, slots=True)
class Groups:
    """The items that fall under each instance of a level: `of[i]` is the group of item i, out of `count`.

    `across` is None when the items are rows of an array (members, n), else the n of the persons whose groups are
    flattened, member-major.
    """

    of: Array
    count: int
    order: Array | None
    starts: Array
    filled: Array
    across: int | None

    @property
    def largest(self) -> int:
        ends = np.append(self.starts[1:], len(self.of))
        return int((ends - self.starts).max()) if len(self.starts) else 0

    def reduce(self, ufunc: np.ufunc, items: Array, nothing: object) -> Array:
        """`ufunc` over the items of each group; `nothing` where a group has none. Returns (members, n)."""
        if len(self.of) and items.shape[0] != len(self.of):
            items = np.broadcast_to(items, (len(self.of), *items.shape[1:]))
        if len(self.starts) == 0:
            return self._shaped(np.full((self.count, *items.shape[1:]), nothing, items.dtype))
        found = self._folded(ufunc, items if self.order is None else items[self.order])
        if len(self.starts) == self.count:
            return self._shaped(found)
        result = np.full((self.count, *items.shape[1:]), nothing, found.dtype)
        result[self.filled] = found
        return self._shaped(result)

    def _folded(self, ufunc: np.ufunc, ordered: Array) -> Array:
        """One result for each group that has items; `reduceat` is slow where a cell is a whole row of persons."""
        if self.across is not None:
            return np.asarray(ufunc.reduceat(ordered, self.starts))
        bounds = [*self.starts.tolist(), len(self.of)]
        return np.stack([ufunc.reduce(ordered[a:b], axis=0) for a, b in pairwise(bounds)])

    def spread(self, values: Array) -> Array:
        """The value of each item's group, item by item."""
        if self.across is None:
            return values if values.shape[0] == 1 else values[self.of]
        flat = np.broadcast_to(values, (self.count // self.across, self.across)) if self.across else values
        return np.asarray(flat.reshape(-1)[self.of])

    def _shaped(self, found: Array) -> Array:
        return found if self.across is None else found.reshape(-1, self.across) if self.across else found[None, :]


def grouped(of: Array, count: int, across: int | None, owner: Array) -> Groups:
    """Groups of items; `owner`, the member of each, puts them in order, since they already are by person within it."""
    ordered = bool(np.all(of[1:] >= of[:-1]))
    small = len(owner) == 0 or int(owner.max()) <= np.iinfo(np.int16).max  # which sorts in linear time
    order = None if ordered else np.argsort(owner.astype(np.int16) if small else owner, kind="stable")
    sorted_ = of if order is None else of[order]
    starts = np.flatnonzero(np.concatenate([np.ones(min(1, len(of)), bool), sorted_[1:] != sorted_[:-1]]))
    return Groups(of, count, order, starts, sorted_[starts], across)


@dataclass
class LevelTree:
    """The listed levels of one root, as indexes."""

    regulation: Regulation
    root: str
    _up: dict[tuple[str, str], Array] = field(default_factory=dict)
    _groups: dict[tuple[str, str], Groups] = field(default_factory=dict)

    def size(self, level: str) -> int:
        return len(self.regulation.levels[level].members) if level and level != self.root else 1

    def is_recorded(self, level: str) -> bool:
        return bool(level) and self.regulation.levels[level].kind == "recorded"

    def up(self, level: str, ancestor: str) -> Array:
        """For each member of `level`, the index of the member of `ancestor` it stands under."""
        key = (level, ancestor)
        if key not in self._up:
            index = np.arange(self.size(level))
            while level != ancestor:
                declared = self.regulation.levels[level]
                parents = [member.parent for member in declared.members] if declared.members else [0]
                index = np.array(parents if declared.parent != self.root else [0] * len(parents), np.int64)[index]
                level = declared.parent
            self._up[key] = index
        return self._up[key]

    def groups(self, over: str, level: str) -> Groups:
        key = (over, level)
        if key not in self._groups:
            owner = self.up(over, level)
            self._groups[key] = grouped(owner, self.size(level), None, owner)
        return self._groups[key]


@dataclass(frozen=True, slots=True)
class BlockRows:
    """The rows of one recorded level that belong to a block: persons are counted within the block."""

    person: Array
    member: Array
    at: Array | slice
    table: Rows | None

    def __len__(self) -> int:
        return len(self.person)

    def fact(self, name: str) -> Integers | None:
        column = None if self.table is None else self.table.facts.get(name)
        return None if column is None else column[self.at]


@dataclass
class Block:
    """Some persons of a cohort: a slice of them, or the ascending indexes of a few."""

    tree: LevelTree
    cohort: Cohort
    persons: slice | Array
    size: int
    _rows: dict[str, BlockRows] = field(default_factory=dict)
    _groups: dict[tuple[str, str], Groups] = field(default_factory=dict)

    def fact(self, name: str) -> Integers | None:
        column = self.cohort.listed.get(name)
        return None if column is None else column[:, self.persons]

    def rows(self, level: str) -> BlockRows:
        if level not in self._rows:
            table = self.cohort.rows.get(level)
            nothing = np.zeros(0, np.int64)
            self._rows[level] = BlockRows(nothing, nothing, slice(0, 0), None) if table is None else self._cut(table)
        return self._rows[level]

    def _cut(self, table: Rows) -> BlockRows:
        if isinstance(self.persons, slice):
            first, last = np.searchsorted(table.person, [self.persons.start, self.persons.stop])
            at = slice(int(first), int(last))
            return BlockRows(table.person[at] - self.persons.start, table.member[at], at, table)
        first, last = np.searchsorted(table.person, self.persons), np.searchsorted(table.person, self.persons, "right")
        person = np.repeat(np.arange(self.size), last - first)
        offset = np.arange(len(person)) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
        index = np.repeat(first, last - first) + offset
        return BlockRows(person, table.member[index], index, table)

    def groups(self, over: str, level: str) -> Groups:
        if not self.tree.is_recorded(over):
            return self.tree.groups(over, level)
        key = (over, level)
        if key not in self._groups:
            rows = self.rows(over)
            parent = self.tree.regulation.levels[over].parent
            owner = self.tree.up(parent, level)[rows.member]
            of = owner * self.size + rows.person
            self._groups[key] = grouped(of, self.tree.size(level) * self.size, self.size, owner)
        return self._groups[key]

    def lift(self, values: Array, level: str, to: str) -> Array:
        """Values of `level` brought down to its descendant `to`."""
        recorded = self.tree.is_recorded(to)
        if level == to:
            return values
        if recorded:
            rows = self.rows(to)
            parent = self.tree.regulation.levels[to].parent
            values = self.lift(values, level, parent)
            if values.size == 1:
                return values.reshape(1)
            return np.asarray(
                values[rows.member if values.shape[0] > 1 else 0, rows.person if values.shape[1] > 1 else 0]
            )
        if not level or values.shape[0] == 1:
            return values
        return np.asarray(values[self.tree.up(to, level)])
