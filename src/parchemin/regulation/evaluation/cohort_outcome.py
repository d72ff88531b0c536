"""What a cohort's evaluation gives: a column per definition and decision, read person by person or exported whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parchemin.regulation.evaluation.cohort_general import ApplicableRows
from parchemin.regulation.evaluation.cohort_levels import BlockRows
from parchemin.regulation.evaluation.cohort_spans import Array, ChoiceBits, Choices, Number, Truths, Values, whole
from parchemin.regulation.evaluation.spans import ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.meaning.graph import Kind

type Persons = slice | NDArray[Any]


@dataclass(frozen=True, slots=True)
class ColumnBounds:
    """One column as arrays of integers, (members, persons), or (rows,) in the order of the records.

    A truth value or a decision is `low` (certain) and `high` (possible), the latter rows as bits. A choice is in both
    the bits of the names it may take (`Column.names`). A number or date is `low/den` to `high/den`; where an end has
    no bound, `low_open` or `high_open` is true. `high is low` when everything is settled.
    """

    low: Array
    high: Array
    den: Array
    low_open: Array
    high_open: Array


@dataclass(frozen=True, slots=True)
class SettledValues:
    """Settled values of everyone in one array; a number over `den` (one, or one per member)."""

    persons: slice
    array: Array
    kind: Kind | None
    den: tuple[int, ...] = (1,)
    choices: tuple[int, ...] = ()  # the bit of each stored choice
    names: Sequence[str] = ()  # the choice each stored index stands for

    def one(self, position: int) -> list[Outcome]:
        values = self.array[:, position].tolist()
        if self.kind is None:
            return [_verdict(bits, bits) for bits in values]
        if self.kind is Kind.BOOL:
            return [Truth(bool(v), bool(v)) for v in values]
        if self.kind is Kind.CHOICE:
            return [ChoiceSpan(frozenset((self.names[v],))) for v in values]
        dens = self.den if len(self.den) > 1 else self.den * len(values)
        exact = [Fraction(v, d) for v, d in zip(values, dens, strict=True)]
        return [Span(value, value) for value in exact]

    @property
    def bounds(self) -> ColumnBounds:
        low = whole(self.choices).take(self.array, mode="clip") if self.choices else self.array
        never = np.zeros((1, 1), bool)
        return ColumnBounds(low, low, whole(self.den)[:, None], never, never)


@dataclass(frozen=True)
class Spans:
    """Spans of a few persons, or of everyone in a block."""

    persons: Persons
    size: int
    members: int
    value: Values | ApplicableRows
    names: ChoiceBits
    rows: BlockRows | None = None

    def one(self, position: int) -> list[Outcome]:
        cells: list[tuple[int, ...]] = [(m, position) for m in range(self.members)]
        if self.rows is not None:
            cells = [(r,) for r in range(*np.searchsorted(self.rows.person, [position, position + 1]).tolist())]
        return [self._outcome(self.bounds, cell) for cell in cells]

    def _outcome(self, bounds: ColumnBounds, cell: tuple[int, ...]) -> Outcome:
        low, high = bounds.low[cell], bounds.high[cell]
        if isinstance(self.value, ApplicableRows):
            return _verdict(int(low), int(high))
        if isinstance(self.value, Truths):
            return Truth(bool(low), bool(high))
        if isinstance(self.value, Choices):
            return ChoiceSpan(frozenset(name for name in self.names.index if int(low) & self.names.bit(name)))
        den = int(bounds.den[cell])
        return Span(
            None if bounds.low_open[cell] else Fraction(int(low), den),
            None if bounds.high_open[cell] else Fraction(int(high), den),
        )

    @cached_property
    def bounds(self) -> ColumnBounds:
        shape = (len(self.rows),) if self.rows is not None else (self.members, self.size)
        value = self.value
        one, never = np.ones((1,) * len(shape), np.int64), np.zeros((1,) * len(shape), bool)
        if isinstance(value, Choices):
            low = high = value.mask
        elif isinstance(value, Number):
            low, high = value.low, value.high
            one = value.den
        else:
            low, high = value.certain, value.possible
        opens = (value.low_open, value.high_open) if isinstance(value, Number) else (None, None)
        wide = [np.broadcast_to(never if part is None else part, shape) for part in opens]
        first = np.broadcast_to(low, shape)
        last = first if high is low else np.broadcast_to(high, shape)
        return ColumnBounds(first, last, np.broadcast_to(one, shape), *wide)


@dataclass(frozen=True, slots=True)
class SingleOutcomes:
    """Outcomes of persons evaluated one at a time."""

    persons: NDArray[Any]
    outcomes: Sequence[list[Outcome]]

    def one(self, position: int) -> list[Outcome]:
        return self.outcomes[position]


type Piece = (
    SettledValues | Spans | SingleOutcomes
)  # a column for some of the persons, whose `one` takes a position among these


def _verdict(certain: int, possible: int) -> Verdict:
    return Verdict(_bits(certain), _bits(possible))


def _bits(mask: int) -> frozenset[int]:
    return frozenset(i for i in range(mask.bit_length()) if mask >> i & 1)


@dataclass
class Column:
    """A definition or a decision (`kind` None) for the whole cohort. A later piece prevails over an earlier one."""

    name: str
    level: str
    kind: Kind | None
    members: int
    names: ChoiceBits
    size: int
    rows: Array | None = None  # for a recorded level, the person of each row
    pieces: list[Piece] = field(default_factory=list)

    def of(self, person: int) -> list[Outcome]:
        """The outcomes of one person, one for each member of the level, or for each of their recorded rows."""
        for piece in reversed(self.pieces):
            position = _position(piece.persons, person)
            if position is not None:
                return piece.one(position)
        raise IndexError(person)

    def whole(self) -> ColumnBounds:
        """Everyone's values: (members, persons), or for a recorded level (rows,) in the order of the records."""
        if len(self.pieces) == 1 and isinstance(self.pieces[0], SettledValues):
            return self.pieces[0].bounds
        shape = (self.members, self.size) if self.rows is None else (len(self.rows),)
        parts = [(self._cells(piece), self._bounds(piece)) for piece in self.pieces]
        if not parts:
            nothing = np.zeros(shape, np.int64)
            return ColumnBounds(nothing, nothing, nothing + 1, nothing > 0, nothing > 0)
        settled = all(bounds.low is bounds.high for _, bounds in parts)
        columns = list(zip(*((b.low, b.high, b.den, b.low_open, b.high_open) for _, b in parts), strict=True))
        cells = [cell for cell, _ in parts]
        low, den, low_open, high_open = (_laid(shape, cells, columns[i]) for i in (0, 2, 3, 4))
        return ColumnBounds(low, low if settled else _laid(shape, cells, columns[1]), den, low_open, high_open)

    def _cells(self, piece: Piece) -> tuple[Any, ...]:
        """Where a piece stands in the whole."""
        if self.rows is None:
            return (slice(None), piece.persons)
        if isinstance(piece, Spans) and piece.rows is not None:
            return (piece.rows.at,)
        assert isinstance(piece, SingleOutcomes)
        return (np.flatnonzero(np.isin(self.rows, piece.persons)),)

    def _bounds(self, piece: Piece) -> ColumnBounds:
        if not isinstance(piece, SingleOutcomes):
            return piece.bounds
        one_by_one = [[_ends(outcome, self.names) for outcome in outcomes] for outcomes in piece.outcomes]
        if self.rows is not None:
            cells: Array = np.array([ends for person in one_by_one for ends in person], dtype=object).reshape(-1, 5).T
        else:
            cells = np.array(one_by_one, dtype=object).reshape(len(one_by_one), self.members, 5).transpose(2, 1, 0)
        low, high, den, low_open, high_open = cells
        return ColumnBounds(low, high, den, low_open.astype(bool), high_open.astype(bool))


def _laid(shape: tuple[int, ...], cells: Sequence[tuple[Any, ...]], parts: Sequence[Array]) -> Array:
    """The parts put together, the later over the earlier."""
    result = np.zeros(shape, np.result_type(*(part.dtype for part in parts)))
    for cell, part in zip(cells, parts, strict=True):
        result[cell] = part
    return result


def _ends(outcome: Outcome, names: ChoiceBits) -> tuple[int, int, int, bool, bool]:
    """An outcome as the integers of `ColumnBounds`."""
    if isinstance(outcome, Truth):
        return int(outcome.certain), int(outcome.possible), 1, False, False
    if isinstance(outcome, Verdict):
        low, high = (sum(1 << i for i in rows) for rows in (outcome.certain, outcome.possible))
        return low, high, 1, False, False
    if isinstance(outcome, ChoiceSpan):
        mask = names.mask(sorted(outcome.possible))
        return mask, mask, 1, False, False
    low_end, high_end = outcome.low or Fraction(0), outcome.high or Fraction(0)
    den = lcm(low_end.denominator, high_end.denominator)
    return int(low_end * den), int(high_end * den), den, outcome.low is None, outcome.high is None


def _position(persons: Persons, person: int) -> int | None:
    if isinstance(persons, slice):
        return person - persons.start if persons.start <= person < persons.stop else None
    found = int(np.searchsorted(persons, person))
    return found if found < len(persons) and persons[found] == person else None


@dataclass(frozen=True)
class CohortOutcome:
    """Every outcome asked for. `exceptional` counts the persons whom the plain program could not serve."""

    columns: Mapping[str, Column]
    ids: Sequence[str]
    exceptional: int

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def person(self, index: int) -> dict[str, list[Outcome]]:
        """Everything that is known of one person."""
        return {name: column.of(index) for name, column in self.columns.items()}
