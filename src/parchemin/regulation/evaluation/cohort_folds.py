"""Steps of the plain program that fold members into the instance above them, or several conditions into one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import gcd, lcm
from typing import Any

import numpy as np

from parchemin.regulation.evaluation.cohort_constants import NoPlainSteps, SharedValue
from parchemin.regulation.evaluation.cohort_operands import SMALL, TRUTH, Operand, Operands, Ref, per_row
from parchemin.regulation.evaluation.cohort_program import Frame, Step
from parchemin.regulation.evaluation.cohort_spans import Array
from parchemin.regulation.evaluation.single_aggregates import limit
from parchemin.regulation.evaluation.widths import width
from parchemin.regulation.findings import SourcePlace
from parchemin.regulation.meaning.graph import Aggregate, DecisionTable, Kind


def runs(rows: Sequence[int]) -> slice | None:
    """The rows as a slice when they follow one another."""
    return slice(rows[0], rows[-1] + 1) if list(rows) == list(range(rows[0], rows[-1] + 1)) else None


def folded(function: np.ufunc, values: Array, rows: Sequence[int], out: Array) -> None:
    """`function` over some rows of an array, written to one row."""
    if len(rows) == 1:
        np.copyto(out, values[rows[0]])
        return
    together = runs(rows)
    if together is not None:
        function.reduce(values[together], axis=0, dtype=out.dtype, out=out)
        return
    function(values[rows[0]], values[rows[1]], out=out)
    for row in rows[2:]:
        function(out, values[row], out=out)


@dataclass
class Folds(Operands):
    """Aggregates of slots, selections and decisions."""

    def children(self, over: str, level: str) -> list[list[int]]:
        """The members of `over` under each member of `level`."""
        groups = self.tree.groups(over, level)
        return [[int(i) for i in np.flatnonzero(groups.of == p)] for p in range(groups.count)]

    def everyone_keeps(self, keep: Ref) -> None:
        """Persons who leave an item out are exceptional."""
        slot = keep.slot
        if ("keep", slot) in self._made:
            return

        def look(frame: Frame) -> None:
            kept = frame.slots[slot]
            if not kept.all():
                frame.exceptional |= ~kept.all(axis=0)
                frame.hurt = True

        self.program.add(look, [slot])
        self._made["keep", slot] = slot

    def reduced(self, function: np.ufunc, of: Ref, over: str, level: str, nothing: int | None = None) -> Ref:
        """A ufunc over the members of each instance of `level`."""
        source, plan = self.full(of, over), self.children(over, level)
        if nothing is None and not all(plan):
            raise NoPlainSteps
        slot = source.slot

        def build(out: int) -> Step:
            def run(frame: Frame) -> None:
                values, result = frame.slots[slot], frame.slots[out]
                for p, rows in enumerate(plan):
                    if rows:
                        folded(function, values, rows, result[p])
                    else:
                        result[p] = nothing

            return run

        made = self.make(("reduced", function.__name__, over, level), len(plan), source.dtype, [slot], build)
        return replace(source, slot=made, level=level, rows=len(plan))

    def quantified(self, function: str, of: Ref, over: str, level: str) -> Ref:
        ufunc = np.bitwise_and if function == "all" else np.bitwise_or
        return self.reduced(ufunc, of, over, level, 1 if function == "all" else 0)

    def total(self, of: Ref, weights: Sequence[int], over: str, level: str, place: SourcePlace) -> Ref:
        """The sum of each instance's members, each times its weight, over a denominator for each instance."""
        source, plan = self.full(of, over), self.children(over, level)
        dens = source.den if len(source.den) > 1 else source.den * source.rows
        common = [lcm(*(dens[m] for m in rows)) if rows else 1 for rows in plan]
        factors = [[(m, weights[m] * common[p] // dens[m]) for m in rows if weights[m]] for p, rows in enumerate(plan)]
        ends = [
            [sum(min(f * source.low, f * source.high, 0) for _, f in rows) for rows in factors],
            [sum(max(f * source.low, f * source.high, 0) for _, f in rows) for rows in factors],
        ]
        low, high = min([0, *ends[0]]), max([0, *ends[1]])
        heaviest = max((abs(factor) for rows in factors for _, factor in rows), default=0)
        dtype = width(min(low, source.low, -heaviest if low < 0 else 0), max(high, source.high, heaviest), place)
        numbers = self.cast(self.cast(source, SMALL), dtype) if source.dtype == TRUTH else self.cast(source, dtype)
        classes = [_by_factor(rows) for rows in factors]
        made = self._weighted(numbers, classes, dtype, (over, level))
        den = tuple(common) if len(set(common)) > 1 else (common[0],)
        return Ref(made, level, len(plan), dtype, Kind.NUMBER, den, low, high)

    def _weighted(
        self, of: Ref, classes: list[list[tuple[int, list[int]]]], dtype: np.dtype[Any], where: tuple[str, str]
    ) -> int:
        slot, scratch = of.slot, self.program.slot(1, dtype)
        typed = [[(dtype.type(factor), factor, rows) for factor, rows in parts] for parts in classes]

        def build(out: int) -> Step:
            def run(frame: Frame) -> None:
                values, result, spare = frame.slots[slot], frame.slots[out], frame.slots[scratch][0]
                for p, parts in enumerate(typed):
                    total = result[p]
                    if not parts:
                        total.fill(0)
                    for i, (factor, number, rows) in enumerate(parts):
                        target = spare if i else total
                        if len(rows) == 1 and number != 1:
                            np.multiply(values[rows[0]], factor, out=target)
                        else:
                            folded(np.add, values, rows, target)
                            if number != 1:
                                np.multiply(target, factor, out=target)
                        if i:
                            np.add(total, spare, out=total)

            return run

        return self.make(("weighted", str(classes), where), len(classes), dtype, [slot], build, [scratch])

    def mean(self, of: Ref, weights: Sequence[int], over: str, level: str, place: SourcePlace) -> Ref:
        plan = self.children(over, level)
        shared = [gcd(*(weights[m] for m in rows)) if rows else 0 for rows in plan]
        if not all(shared) or min(weights) < 0:
            raise NoPlainSteps
        group = self.tree.groups(over, level).of
        lighter = [weight // shared[group[m]] for m, weight in enumerate(weights)]
        total = self.total(of, lighter, over, level, place)
        dens = total.den if len(total.den) > 1 else total.den * len(plan)
        den = tuple(d * sum(lighter[m] for m in rows) for d, rows in zip(dens, plan, strict=True))
        return replace(total, den=den if len(set(den)) > 1 else den[:1])

    def best_mean(self, of: Ref, node: Aggregate, best: int) -> Ref:
        over, level, place = node.over, node.level, node.place
        source, plan = self.full(of, over), self.children(over, level)
        if not all(plan) or len(source.den) > 1:
            raise NoPlainSteps
        counts = [limit(node, best, len(rows)) for rows in plan]
        low, high = min(c * source.low for c in counts), max(c * source.high for c in counts)
        dtype = width(min(low, source.low), max(high, source.high), place)
        source = self.cast(source, dtype)
        slot = source.slot

        def build(out: int) -> Step:
            def run(frame: Frame) -> None:
                values, result = frame.slots[slot], frame.slots[out]
                for p, rows in enumerate(plan):
                    highest = np.sort(values[rows], axis=0)[-counts[p] :]
                    np.add.reduce(highest, axis=0, dtype=dtype, out=result[p])

            return run

        made = self.make(("best", tuple(counts), over, level), len(plan), dtype, [slot], build)
        den = tuple(source.den[0] * c for c in counts)
        return Ref(made, level, len(plan), dtype, Kind.NUMBER, den if len(set(den)) > 1 else den[:1], low, high)

    # --- selection -----------------------------------------------------------------------------------------------

    def select(self, condition: Ref, then: Any, otherwise: Any, rows: int, dtype: np.dtype[Any]) -> int:
        """`then` where the condition holds: otherwise + (then - otherwise) * condition, which wraps back exactly."""
        reads = [part.slot for part in (condition, then, otherwise) if isinstance(part, Ref)]
        consts = tuple(part.tobytes() for part in (then, otherwise) if not isinstance(part, Ref))
        chosen, first, second = condition.slot, _reader(then), _reader(otherwise)
        truth = dtype == TRUTH

        def build(out: int) -> Step:
            def run(frame: Frame) -> None:
                flag, result = frame.slots[chosen], frame.slots[out]
                if truth:
                    np.bitwise_xor(first(frame), second(frame), out=result)
                    np.bitwise_and(result, flag, out=result)
                    np.bitwise_xor(result, second(frame), out=result)
                else:
                    np.subtract(first(frame), second(frame), out=result)
                    np.multiply(result, flag.view(SMALL), out=result)
                    np.add(result, second(frame), out=result)

            return run

        key = ("select", isinstance(then, Ref), isinstance(otherwise, Ref), consts)
        return self.make(key, rows, dtype, reads, build)

    # --- decisions -------------------------------------------------------------------------------------------------

    def verdict(self, decision: DecisionTable, conditions: Sequence[Operand]) -> Ref:
        """The rows that apply after the hit policy, as bits."""
        if len(conditions) > 62:
            raise NoPlainSteps
        size = self.tree.size(decision.level)
        bits = np.dtype(next(name for name in ("u1", "u2", "u4", "i8") if len(conditions) <= 8 * int(name[1])))
        refs = [self.full(c, decision.level) if isinstance(c, Ref) else c for c in conditions]
        reads = [ref.slot for ref in refs if isinstance(ref, Ref)]
        if not reads:
            raise NoPlainSteps
        sources = [_reader(ref if isinstance(ref, Ref) else _column(ref)) for ref in refs]
        first = decision.policy == "first"
        begins = [i > 0 and "rule" in (row.by, decision.rows[i - 1].by) for i, row in enumerate(decision.rows)]
        taken, run_, bit, sure = (self.program.slot(size, t) for t in (TRUTH, TRUTH, bits, TRUTH))

        def build(out: int) -> Step:
            def run(frame: Frame) -> None:
                slots = frame.slots
                slots[out].fill(0)
                slots[taken].fill(False)
                slots[run_].fill(False)
                for i, source in enumerate(sources):
                    if first and begins[i]:
                        np.copyto(slots[taken], slots[run_])
                    np.greater(source(frame), slots[taken], out=slots[sure])
                    np.multiply(slots[sure].view(SMALL), bits.type(1 << i), out=slots[bit])
                    np.bitwise_or(slots[out], slots[bit], out=slots[out])
                    if first:
                        np.bitwise_or(slots[run_], slots[sure], out=slots[run_])

            return run

        made = self.make(("verdict", decision.name), size, bits, reads, build, [taken, run_, bit, sure])
        return Ref(made, decision.level, size, bits, Kind.NUMBER)

    def settled_on(self, decision: DecisionTable, option: str, verdict: Ref) -> Ref | None:
        """Whether a verdict is one rule row of this option, alone."""
        found: Ref | None = None
        for i, row in enumerate(decision.rows):
            if row.by == "rule" and row.option == option:
                slot = self.ufunc(np.equal, verdict.rows, TRUTH, verdict, verdict.dtype.type(1 << i))
                alone = Ref(slot, verdict.level, verdict.rows, TRUTH, Kind.BOOL)
                found = alone if found is None else self.bitwise(np.bitwise_or, found, alone, verdict.level)
        return found


def _by_factor(rows: list[tuple[int, int]]) -> list[tuple[int, list[int]]]:
    by: dict[int, list[int]] = {}
    for member, factor in rows:
        by.setdefault(factor, []).append(member)
    return list(by.items())


def _reader(part: Any) -> Callable[[Frame], Array]:
    if isinstance(part, Ref):
        slot = part.slot
        return lambda frame: frame.slots[slot]
    return lambda frame: part


def _column(fixed: SharedValue) -> Any:
    return per_row([int(bool(value)) for value in fixed.values], TRUTH)
