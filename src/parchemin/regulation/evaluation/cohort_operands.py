"""What the plain program computes with: slots and constants, and the steps that bring two of them together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from parchemin.regulation.evaluation.cohort_constants import Constants, NoPlainSteps, SharedValue
from parchemin.regulation.evaluation.cohort_levels import LevelTree
from parchemin.regulation.evaluation.cohort_program import Frame, Program, Step
from parchemin.regulation.evaluation.cohort_spans import Array
from parchemin.regulation.evaluation.widths import width
from parchemin.regulation.findings import NOWHERE, SourcePlace
from parchemin.regulation.meaning.graph import Kind, Node, Regulation

TRUTH = np.dtype(bool)
SMALL = np.dtype(np.uint8)


@dataclass(frozen=True, slots=True)
class Ref:
    """Values in a slot: `rows` members or one for all. A number is numerator over `den` (one, or one per row)."""

    slot: int
    level: str
    rows: int
    dtype: np.dtype[Any]
    kind: Kind
    den: tuple[int, ...] = (1,)
    low: int = 0
    high: int = 1
    raw: bool = False
    choices: tuple[str, ...] = ()


type Operand = Ref | SharedValue


def per_row(values: Sequence[int], dtype: np.dtype[Any]) -> Any:
    """Constants as an operand: a scalar when all rows share it, else a column."""
    if len(set(values)) == 1:
        return dtype.type(values[0])
    return np.array(values, dtype)[:, None]


def varying(operand: Operand) -> Ref:
    """An operand that is not the same for everyone."""
    if isinstance(operand, Ref):
        return operand
    raise NoPlainSteps


def widest(*parts: Any) -> int:
    """How many rows operands have together."""
    return max(
        [1, *(p.rows for p in parts if isinstance(p, Ref)), *(p.size for p in parts if isinstance(p, np.ndarray))]
    )


def stretched(values: tuple[int, ...], rows: int) -> tuple[int, ...]:
    return values * rows if len(values) == 1 else values


@dataclass
class Operands:
    """Slots, steps and constants of one program; `columns` says which facts the cohort has, and how wide."""

    regulation: Regulation
    tree: LevelTree
    constants: Constants
    columns: Mapping[str, np.dtype[Any]]
    program: Program = field(default_factory=Program)
    _nodes: dict[int, Operand] = field(default_factory=dict)
    _definitions: dict[str, Operand] = field(default_factory=dict)
    _decisions: dict[str, Ref] = field(default_factory=dict)
    _made: dict[tuple[object, ...], int] = field(default_factory=dict)
    _settled: dict[int, Ref] = field(default_factory=dict)

    def _snapshot(self) -> tuple[Any, ...]:
        memos = (self._nodes, self._definitions, self._decisions, self._made, self._settled)
        return len(self.program.slots), len(self.program.steps), tuple(dict(memo) for memo in memos)

    def _restore(self, kept: tuple[Any, ...]) -> None:
        slots, steps, memos = kept
        del self.program.slots[slots:], self.program.steps[steps:]
        self._nodes, self._definitions, self._decisions, self._made, self._settled = memos

    # --- steps ---------------------------------------------------------------------------------------------------

    def make(
        self,
        key: tuple[object, ...],
        rows: int,
        dtype: np.dtype[Any],
        reads: Sequence[int],
        build: Callable[[int], Step],
        scratch: Sequence[int] = (),
    ) -> int:
        """The slot written by the step that `build` makes for it; one slot for equal keys."""
        full = (*key, *reads, rows, dtype)
        if full not in self._made:
            out = self.program.slot(rows, dtype)
            self.program.add(build(out), reads, (out, *scratch))
            self._made[full] = out
        return self._made[full]

    def ufunc(self, function: np.ufunc, rows: int, dtype: np.dtype[Any], left: Any, right: Any = None) -> int:
        """`function` of slots (given as Ref) and constants."""
        reads = [part.slot for part in (left, right) if isinstance(part, Ref)]
        consts = tuple((i, p.tobytes(), p.dtype) for i, p in enumerate((left, right)) if hasattr(p, "tobytes"))

        def build(out: int) -> Step:
            if right is None:
                return lambda frame: function(frame.slots[left.slot], out=frame.slots[out])
            if not isinstance(right, Ref):
                return lambda frame: function(frame.slots[left.slot], right, out=frame.slots[out])
            if not isinstance(left, Ref):
                return lambda frame: function(left, frame.slots[right.slot], out=frame.slots[out])
            return lambda frame: function(frame.slots[left.slot], frame.slots[right.slot], out=frame.slots[out])

        return self.make((function.__name__, isinstance(left, Ref), consts), rows, dtype, reads, build)

    def viewed(self, ref: Ref, rows: int, dtype: np.dtype[Any], key: object, view: Callable[[Array], Array]) -> int:
        full = ("view", key, ref.slot, rows, dtype)
        if full not in self._made:
            self._made[full] = self.program.view(ref.slot, rows, dtype, view)
        return self._made[full]

    def settle(self, ref: Ref) -> Ref:
        """The same values; persons for whom one is unknown are exceptional."""
        if not ref.raw:
            return ref
        if ref.slot not in self._settled:
            slot, none = ref.slot, np.iinfo(ref.dtype).min

            def look(frame: Frame) -> None:
                values = frame.slots[slot]
                if values.min() == none:
                    frame.exceptional |= (values == none).any(axis=0)
                    frame.hurt = True

            self.program.add(look, [slot])
            self._settled[slot] = replace(ref, raw=False)
        return replace(ref, raw=False)

    def within(self, ref: Ref) -> Ref:
        """The same values; persons who have one outside the bounds taken for it are exceptional."""
        slot, low, high = ref.slot, ref.low, ref.high
        if np.iinfo(ref.dtype).max <= high or ("within", slot) in self._made:
            return ref

        def look(frame: Frame) -> None:
            values = frame.slots[slot]
            if values.min() < low or values.max() > high:
                frame.exceptional |= ((values < low) | (values > high)).any(axis=0)
                frame.hurt = True

        self.program.add(look, [slot])
        self._made["within", slot] = slot
        return ref

    def cast(self, ref: Ref, dtype: np.dtype[Any]) -> Ref:
        if ref.dtype == dtype:
            return ref
        if ref.dtype.itemsize == dtype.itemsize:
            slot = self.viewed(ref, ref.rows, dtype, "as", lambda array: array.view(dtype))
        else:
            source = ref.slot
            slot = self.make(
                ("cast",),
                ref.rows,
                dtype,
                [source],
                lambda out: lambda frame: np.copyto(frame.slots[out], frame.slots[source], casting="unsafe"),
            )
        return replace(ref, slot=slot, dtype=dtype)

    def lift(self, ref: Ref, level: str) -> Ref:
        """Values for the members of `level`, a descendant; one row stays one row."""
        if ref.level == level or ref.rows == 1:
            return replace(ref, level=level)
        return self.rows(ref, self.tree.up(level, ref.level), level)

    def rows(self, ref: Ref, index: Array, level: str) -> Ref:
        """The rows `index` of a slot, as a view when they are evenly spaced."""
        den = ref.den if len(ref.den) == 1 else tuple(ref.den[i] for i in index)
        steps = np.diff(index)
        if len(index) and (len(index) == 1 or (steps[0] > 0 and (steps == steps[0]).all())):
            cut = slice(int(index[0]), int(index[-1]) + 1, int(steps[0]) if len(index) > 1 else 1)
            slot = self.viewed(ref, len(index), ref.dtype, (cut.start, cut.stop, cut.step), lambda array: array[cut])
        else:
            source = ref.slot

            def build(out: int) -> Step:
                return lambda frame: np.take(frame.slots[source], index, 0, out=frame.slots[out], mode="clip")

            slot = self.make(("rows", index.tobytes()), len(index), ref.dtype, [source], build)
        return replace(ref, slot=slot, rows=len(index), level=level, den=den)

    def full(self, ref: Ref, level: str) -> Ref:
        """Lifted to `level`, with a row for each of its members."""
        ref = self.lift(ref, level)
        size = self.tree.size(level)
        return ref if ref.rows == size else self.rows(ref, np.zeros(size, np.int64), level)

    # --- numbers -----------------------------------------------------------------------------------------------

    def scaled(self, ref: Ref, by: tuple[int, ...], place: SourcePlace | None = None) -> Ref:
        """Numerators multiplied by a constant, or by one for each row."""
        if set(by) == {1}:
            return ref
        if len(by) > 1 and ref.rows == 1:
            ref = self.full(ref, ref.level)
        ends = [end * factor for end in (ref.low, ref.high) for factor in by]
        low, high = min(ends), max(ends)
        dtype = width(min(low, ref.low, *by), max(high, ref.high, *by), place or NOWHERE)
        source = self.cast(ref, dtype)
        slot = self.ufunc(np.multiply, source.rows, dtype, source, per_row(by, dtype))
        return replace(source, slot=slot, low=low, high=high)

    def numerators(self, fixed: SharedValue, den: tuple[int, ...]) -> tuple[int, ...]:
        rows = max(len(fixed.values), len(den))
        values = fixed.values if len(fixed.values) > 1 else fixed.values * rows
        return tuple(int(Fraction(value) * d) for value, d in zip(values, stretched(den, rows), strict=True))

    def common(self, left: Operand, right: Operand, place: SourcePlace) -> tuple[Operand, Operand, tuple[int, ...]]:
        """Both over one denominator (per row): slots scaled; constants stay to be multiplied by it."""
        dens = [
            part.den if isinstance(part, Ref) else tuple(Fraction(value).denominator for value in part.values)
            for part in (left, right)
        ]
        rows = max(len(den) for den in dens)
        den = tuple(lcm(a, b) for a, b in zip(stretched(dens[0], rows), stretched(dens[1], rows), strict=True))
        den = den[:1] if len(set(den)) == 1 else den
        parts = [self.over(part, den, place) if isinstance(part, Ref) else part for part in (left, right)]
        return parts[0], parts[1], den

    def over(self, ref: Ref, den: tuple[int, ...], place: SourcePlace) -> Ref:
        rows = max(len(den), len(ref.den))
        factors = tuple(d // own for d, own in zip(stretched(den, rows), stretched(ref.den, rows), strict=True))
        return replace(self.scaled(ref, factors, place), den=den)

    def _span(self, part: Operand, den: tuple[int, ...]) -> tuple[int, int]:
        if isinstance(part, Ref):
            return part.low, part.high
        values = self.numerators(part, den)
        return min(values), max(values)

    def _combined(
        self,
        function: np.ufunc,
        node: Node,
        left: Operand,
        right: Operand,
        den: tuple[int, ...],
        bounds: tuple[int, int],
    ) -> Ref:
        """A ufunc of two operands over one denominator, in integers that hold both and the result."""
        spans = [self._span(part, den if isinstance(part, SharedValue) else ()) for part in (left, right)]
        low, high = (pick(pick(span) for span in (*spans, bounds)) for pick in (min, max))
        dtype = width(low, high, node.place)
        parts = [self._operand(part, den, dtype, node.level) for part in (left, right)]
        rows = max(widest(*parts), len(den))
        if rows > 1:
            parts = [self.full(part, node.level) if isinstance(part, Ref) else part for part in parts]
        slot = self.ufunc(function, rows, dtype, parts[0], parts[1])
        return Ref(slot, node.level, rows, dtype, node.type.kind, den, bounds[0], bounds[1])

    def _operand(self, part: Operand, den: tuple[int, ...], dtype: np.dtype[Any], level: str) -> Any:
        if isinstance(part, Ref):
            return self.cast(part, dtype)
        return per_row(self.numerators(part, den), dtype)

    def _lift_fixed(self, fixed: SharedValue, level: str) -> SharedValue:
        if len(fixed.values) == 1 or fixed.level == level:
            return replace(fixed, level=level)
        return SharedValue(level, fixed.kind, tuple(fixed.values[i] for i in self.tree.up(level, fixed.level)))

    def settled_truth(self, ref: Ref) -> Ref:
        if ref.dtype == TRUTH:
            return ref
        settled = self.settle(ref)
        if settled.dtype.itemsize == 1:
            return replace(self.cast(settled, TRUTH), kind=Kind.BOOL)
        slot = self.ufunc(np.not_equal, settled.rows, TRUTH, settled, settled.dtype.type(0))
        return replace(settled, slot=slot, dtype=TRUTH)

    def negation(self, truth: Operand) -> Operand:
        if isinstance(truth, SharedValue):
            return replace(truth, values=tuple(not value for value in truth.values))
        return replace(truth, slot=self.ufunc(np.logical_not, truth.rows, TRUTH, truth))

    def bitwise(self, function: np.ufunc, left: Ref, right: Operand, level: str) -> Ref:
        """A ufunc of truth values; a constant that differs by member is a column."""
        other: Any = right
        if isinstance(right, SharedValue):
            other = per_row([int(bool(value)) for value in right.values], TRUTH)
        wide = [part.rows for part in (left, other) if isinstance(part, Ref)]
        rows = max([*wide, len(other) if isinstance(other, np.ndarray) else 1])
        if rows > 1:
            left, other = self.full(left, level), self.full(other, level) if isinstance(other, Ref) else other
        return Ref(self.ufunc(function, rows, TRUTH, left, other), level, rows, TRUTH, Kind.BOOL)

    def logic(self, operator: str, operands: Sequence[Operand], level: str) -> Operand:
        function = np.bitwise_and if operator == "and" else np.bitwise_or
        refs = [operand for operand in operands if isinstance(operand, Ref)]
        fixed = [operand for operand in operands if isinstance(operand, SharedValue)]
        narrow = [ref for ref in refs if ref.rows == 1]  # few rows first: less to write
        result: Ref | None = None
        for ref in (*narrow, *(ref for ref in refs if ref.rows > 1)):
            result = ref if result is None else self.bitwise(function, result, ref, level)
        if result is None:
            raise NoPlainSteps
        for constant in fixed:
            if set(constant.values) == {operator == "and"}:
                continue
            result = self.bitwise(function, result, constant, level)
        return result
