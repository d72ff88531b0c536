"""The plain program: the definitions of listed levels for persons whose facts are known, over constant denominators.

Nearly everyone is such a person, and this is where the time goes. A node becomes a few NumPy steps on the narrowest
integers that provably hold its values; a threshold becomes one integer to compare with. Persons it cannot serve (an
unknown value that matters, an item left out of a mean) are marked exceptional while it runs, and evaluated apart by
`cohort_general`. What it cannot express at all raises `NoPlainSteps`.

An unknown cell is the least integer of its column. It survives a choice between columns, and is looked for where the
value is used: a second-session mark that nobody needed harms no one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from parchemin.regulation.evaluation.cohort_constants import NoPlainSteps, SharedValue
from parchemin.regulation.evaluation.cohort_folds import Folds
from parchemin.regulation.evaluation.cohort_operands import (
    SMALL,
    TRUTH,
    Operand,
    Ref,
    per_row,
    stretched,
    varying,
    widest,
)
from parchemin.regulation.evaluation.single_aggregates import best_of
from parchemin.regulation.evaluation.widths import width
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    Choose,
    Compare,
    DecisionUse,
    DefinitionUse,
    Extreme,
    FactUse,
    Kind,
    Logic,
    Lookup,
    Node,
    Not,
    Pick,
    Round,
    Switch,
)

UNBOUNDED = 2**40  # persons with a greater number, where no scale is declared, are evaluated apart


@dataclass
class Lowering(Folds):
    """Turns nodes into steps."""

    # --- outcomes ------------------------------------------------------------------------------------------------

    def outcome(self, name: str) -> Operand | None:
        """The slot of a definition or decision, None when the plain program cannot give it."""
        kept = self._snapshot()
        try:
            if name in self.regulation.decisions:
                return self.decision(name)
            found = self.definition(name)
            return self.settle(found) if isinstance(found, Ref) else found
        except NoPlainSteps:
            self._restore(kept)
            return None

    def definition(self, name: str) -> Operand:
        if name not in self._definitions:
            definition = self.regulation.definitions[name]
            self._definitions[name] = self.at(definition.node, definition.level)
        return self._definitions[name]

    # --- nodes ---------------------------------------------------------------------------------------------------

    def of(self, node: Node) -> Operand:
        if self.tree.is_recorded(node.level):
            raise NoPlainSteps
        if id(node) not in self._nodes:
            self._nodes[id(node)] = self.constants.of(node) if self.constants.fixed(node) else self._fresh(node)
        return self._nodes[id(node)]

    def _fresh(self, node: Node) -> Operand:
        match node:
            case FactUse():
                return self._fact(node)
            case DefinitionUse():
                found = self.definition(node.name)
                return self.lift(found, node.level) if isinstance(found, Ref) else self._lift_fixed(found, node.level)
            case Arithmetic():
                return self._arithmetic(node)
            case Compare():
                return self._compare(node)
            case Logic():
                return self.logic(
                    node.operator, [self.truth(operand, node.level) for operand in node.operands], node.level
                )
            case Not():
                return self.negation(self.truth(node.operand, node.level))
            case Choose():
                return self._choose(node)
            case Switch():
                return self._switch(node)
            case Aggregate():
                return self._aggregate(node)
            case Pick() | Lookup():
                return self._placed(node)
            case Extreme():
                return self._extreme(node)
            case Round():
                return self._round(node)
            case DecisionUse():
                return self._decided(node)
            case _:
                raise NoPlainSteps

    def at(self, node: Node, level: str) -> Operand:
        if self.tree.is_recorded(level):
            raise NoPlainSteps
        found = self.of(node)
        return self.lift(found, level) if isinstance(found, Ref) else self._lift_fixed(found, level)

    def truth(self, node: Node, level: str) -> Operand:
        found = self.at(node, level)
        return self.settled_truth(found) if isinstance(found, Ref) else found

    def number(self, node: Node, level: str) -> Operand:
        found = self.at(node, level)
        return self.settle(found) if isinstance(found, Ref) else found

    def _fact(self, node: FactUse) -> Ref:
        fact = self.regulation.facts[node.name]
        if node.name not in self.columns or self.tree.is_recorded(fact.level):
            raise NoPlainSteps
        dtype, type_, size = self.columns[node.name], fact.type, self.tree.size(fact.level)
        key = ("fact", node.name)
        if key not in self._made:
            self._made[key] = self.program.fact(node.name, size, dtype)
        ref = Ref(self._made[key], fact.level, size, dtype, type_.kind, raw=True, choices=type_.choices)
        if type_.kind is not Kind.NUMBER:
            limits = np.iinfo(dtype)
            return self.lift(replace(ref, low=limits.min + 1, high=limits.max), node.level)
        step = type_.step or Fraction(1)
        low = -UNBOUNDED if type_.low is None else int(type_.low / step)
        high = UNBOUNDED if type_.high is None else int(type_.high / step)
        whole = replace(ref, low=low, high=high, den=(step.denominator,))
        if type_.low is None or type_.high is None:
            whole = self.within(self.settle(whole))
        return self.lift(
            whole if step.numerator == 1 else self.scaled(self.settle(whole), (step.numerator,)), node.level
        )

    # --- numbers -----------------------------------------------------------------------------------------------

    def _arithmetic(self, node: Arithmetic) -> Operand:
        left, right = self.number(node.left, node.level), self.number(node.right, node.level)
        if node.operator in "+-":
            return self._sum_of(node, left, right)
        if node.operator == "/":
            if not isinstance(right, SharedValue) or not isinstance(left, Ref):
                raise NoPlainSteps
            right = replace(right, values=tuple(1 / Fraction(value) for value in right.values))
        if isinstance(left, SharedValue):
            left, right = right, left
        left = varying(left)
        if isinstance(right, SharedValue):
            factors = [Fraction(value) for value in right.values]
            rows = max(len(factors), len(left.den))
            den = tuple(
                d * f.denominator
                for d, f in zip(stretched(left.den, rows), factors * (rows if len(factors) == 1 else 1), strict=True)
            )
            if len(den) > 1:
                left = self.full(left, node.level)
            return replace(self.scaled(left, tuple(f.numerator for f in factors), node.place), den=den)
        rows = max(len(left.den), len(right.den))
        den = tuple(a * b for a, b in zip(stretched(left.den, rows), stretched(right.den, rows), strict=True))
        ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        return self._combined(np.multiply, node, left, right, den, (min(ends), max(ends)))

    def _sum_of(self, node: Arithmetic, left: Operand, right: Operand) -> Operand:
        left, right, den = self.common(left, right, node.place)
        spans = [self._span(part, den) for part in (left, right)]
        if node.operator == "-":
            spans[1] = (-spans[1][1], -spans[1][0])
        bounds = spans[0][0] + spans[1][0], spans[0][1] + spans[1][1]
        return self._combined(np.add if node.operator == "+" else np.subtract, node, left, right, den, bounds)

    def _extreme(self, node: Extreme) -> Operand:
        function = np.minimum if node.function == "min" else np.maximum
        pick = min if node.function == "min" else max
        result = self.number(node.operands[0], node.level)
        for operand in node.operands[1:]:
            left, right, den = self.common(result, self.number(operand, node.level), node.place)
            if isinstance(left, SharedValue) and isinstance(right, SharedValue):
                raise NoPlainSteps
            spans = [self._span(part, den) for part in (left, right)]
            result = self._combined(
                function, node, left, right, den, (pick(s[0] for s in spans), pick(s[1] for s in spans))
            )
        return result

    def _round(self, node: Round) -> Operand:
        of = self.number(node.of, node.level)
        if isinstance(of, SharedValue) or node.mode == "half-even" or of.low < 0:
            raise NoPlainSteps
        numerator, below = node.step.denominator, tuple(d * node.step.numerator for d in of.den)
        factors = {"down": (1, 0, 1), "up": (1, 1, 1), "half-up": (2, 1, 2)}[node.mode]
        scaled = self.scaled(of, (numerator * factors[0],), node.place)
        added = [b * factors[1] - (1 if node.mode == "up" else 0) for b in below]
        base = [b * factors[2] for b in below]
        top = scaled.high + max(added) if max(added) > 0 else scaled.high
        dtype = width(0, max(top, *base, (top // min(base) + 1) * node.step.numerator), node.place)
        source = self.full(self.cast(scaled, dtype), node.level) if len(below) > 1 else self.cast(scaled, dtype)
        if any(added):
            source = replace(source, slot=self.ufunc(np.add, source.rows, dtype, source, per_row(added, dtype)))
        slot = self.ufunc(np.floor_divide, source.rows, dtype, source, per_row(base, dtype))
        steps = replace(source, slot=slot, den=(node.step.denominator,), low=0, high=top // min(base))
        return self.scaled(steps, (node.step.numerator,), node.place)

    # --- truth ---------------------------------------------------------------------------------------------------

    def _compare(self, node: Compare) -> Operand:
        left, right = self.at(node.left, node.level), self.at(node.right, node.level)
        if left.kind is Kind.CHOICE or right.kind is Kind.CHOICE:
            return self._same_choice(node, left, right)
        if left.kind is Kind.BOOL:
            left, right = self.truth(node.left, node.level), self.truth(node.right, node.level)
            return self._same_truth(node, left, right)
        left, right = self.number(node.left, node.level), self.number(node.right, node.level)
        if isinstance(left, SharedValue):
            mirror = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
            left, right, operator = right, left, mirror[node.operator]
        else:
            operator = node.operator
        left = varying(left)
        if isinstance(right, SharedValue):
            return self._against(node, operator, left, right)
        first, second, den = self.common(left, right, node.place)
        functions: dict[str, np.ufunc] = {
            "<": np.less,
            "<=": np.less_equal,
            "==": np.equal,
            "!=": np.not_equal,
            ">=": np.greater_equal,
            ">": np.greater,
        }
        spans = [self._span(part, den) for part in (first, second)]
        dtype = width(min(s[0] for s in spans), max(s[1] for s in spans), node.place)
        parts = [self._operand(part, den, dtype, node.level) for part in (first, second)]
        rows = max(part.rows for part in parts)
        if rows > 1:
            parts = [self.full(part, node.level) for part in parts]
        return Ref(self.ufunc(functions[operator], rows, TRUTH, *parts), node.level, rows, TRUTH, Kind.BOOL)

    def _against(self, node: Compare, operator: str, left: Ref, right: SharedValue) -> Ref:
        """A threshold becomes one integer a row: x/d >= t when x >= ceil(t*d)."""
        rows = max(len(left.den), len(right.values))
        values = right.values if len(right.values) > 1 else right.values * rows
        exact = [Fraction(value) * d for value, d in zip(values, stretched(left.den, rows), strict=True)]
        if operator in ("==", "!="):
            limits = [int(x) if x.denominator == 1 and left.low <= x <= left.high else left.high + 1 for x in exact]
            function: np.ufunc = np.equal if operator == "==" else np.not_equal
        else:
            strict = operator in (">", "<=")  # x > t and x <= t start above floor(t), the two others at ceil(t)
            starts = [x.__floor__() + 1 if strict else x.__ceil__() for x in exact]
            limits = [min(max(start, left.low), left.high + 1) for start in starts]
            function = np.greater_equal if operator in (">", ">=") else np.less
        dtype = width(left.low, left.high, node.place)
        source = self.cast(left, dtype) if left.dtype != dtype and np.iinfo(left.dtype).max <= left.high else left
        if len(set(limits)) > 1:
            source = self.full(source, node.level)
        slot = self.ufunc(function, source.rows, TRUTH, source, per_row(limits, source.dtype))
        return Ref(slot, node.level, source.rows, TRUTH, Kind.BOOL)

    def _same_choice(self, node: Compare, left: Operand, right: Operand) -> Operand:
        if isinstance(left, SharedValue):
            left, right = right, left
        if not isinstance(left, Ref) or not isinstance(right, SharedValue):
            raise NoPlainSteps
        left = self.settle(left)
        index = {choice: i for i, choice in enumerate(left.choices)}
        wanted = [index.get(str(value), -1) for value in right.values]
        source = self.full(left, node.level) if len(set(wanted)) > 1 else left
        function: np.ufunc = np.equal if node.operator == "==" else np.not_equal
        slot = self.ufunc(function, source.rows, TRUTH, source, per_row(wanted, source.dtype))
        return Ref(slot, node.level, source.rows, TRUTH, Kind.BOOL)

    def _same_truth(self, node: Compare, left: Operand, right: Operand) -> Operand:
        if isinstance(left, SharedValue):
            left, right = right, left
        left = varying(left)
        differ = self.bitwise(np.bitwise_xor, left, right, node.level)
        return differ if node.operator == "!=" else self.negation(differ)

    # --- choices, members, decisions ---------------------------------------------------------------------------------

    def _choose(self, node: Choose) -> Operand:
        condition = self.truth(node.condition, node.level)
        then, otherwise = self.at(node.then, node.level), self.at(node.otherwise, node.level)
        return self.selected(node, condition, then, otherwise)

    def selected(self, node: Node, condition: Operand, then: Operand, otherwise: Operand) -> Operand:
        if isinstance(condition, SharedValue) and len(set(condition.values)) == 1:
            return then if condition.values[0] else otherwise
        if isinstance(condition, SharedValue):
            raise NoPlainSteps
        if node.type.kind is Kind.BOOL:
            return self._selected_truth(node, condition, then, otherwise)
        if node.type.kind is Kind.CHOICE:
            return self._selected_choice(node, condition, then, otherwise)
        raw = [part for part in (then, otherwise) if isinstance(part, Ref) and part.raw]
        if not raw or not self._alike(raw[0], then, otherwise):
            then, otherwise = (self.settle(part) if isinstance(part, Ref) else part for part in (then, otherwise))
            raw = []
        then, otherwise, den = self.common(then, otherwise, node.place)
        spans = [self._span(part, den) for part in (then, otherwise)]
        low, high = min(s[0] for s in spans), max(s[1] for s in spans)
        dtype = raw[0].dtype if raw else width(low, high, node.place)
        parts = [self._operand(part, den, dtype, node.level) for part in (then, otherwise)]
        return self._selection(node, condition, parts, dtype, den, (low, high), bool(raw))

    def _selection(
        self,
        node: Node,
        condition: Ref,
        parts: Sequence[Any],
        dtype: np.dtype[Any],
        den: tuple[int, ...],
        bounds: tuple[int, int],
        raw: bool,
    ) -> Ref:
        rows = max(widest(condition, *parts), len(den))
        if rows > 1:
            condition = self.full(condition, node.level)
            parts = [self.full(part, node.level) if isinstance(part, Ref) else part for part in parts]
        slot = self.select(condition, parts[0], parts[1], rows, dtype)
        return Ref(slot, node.level, rows, dtype, node.type.kind, den, bounds[0], bounds[1], raw, node.type.choices)

    def _alike(self, raw: Ref, *parts: Operand) -> bool:
        """Whether the parts go into the dtype of `raw` as they are, so that unknown stays unknown."""
        for part in parts:
            if isinstance(part, SharedValue):
                exact = [Fraction(value) * raw.den[0] for value in part.values]
                limits = np.iinfo(raw.dtype)
                if len(raw.den) > 1 or any(x.denominator != 1 or not limits.min < x <= limits.max for x in exact):
                    return False
            elif part.dtype != raw.dtype or part.den != raw.den:
                return False
        return True

    def _selected_truth(self, node: Node, condition: Ref, then: Operand, otherwise: Operand) -> Operand:
        parts: list[Any] = [
            self.settled_truth(part) if isinstance(part, Ref) else per_row([int(bool(v)) for v in part.values], TRUTH)
            for part in (then, otherwise)
        ]
        return self._selection(node, condition, parts, TRUTH, (1,), (0, 1), False)

    def _selected_choice(self, node: Node, condition: Ref, then: Operand, otherwise: Operand) -> Operand:
        choices = next((part.choices for part in (then, otherwise) if isinstance(part, Ref)), node.type.choices)
        dtype = np.dtype(np.int16)
        parts: list[Any] = []
        for part in (then, otherwise):
            if isinstance(part, Ref):
                if part.choices != choices or part.dtype != dtype:
                    raise NoPlainSteps
                parts.append(self.settle(part))
            elif not set(part.values) <= set(choices):
                raise NoPlainSteps
            else:
                parts.append(per_row([choices.index(str(value)) for value in part.values], dtype))
        return replace(self._selection(node, condition, parts, dtype, (1,), (0, len(choices)), False), choices=choices)

    def _switch(self, node: Switch) -> Operand:
        subject = self.at(node.subject, node.level)
        cases = dict(node.cases)
        if isinstance(subject, SharedValue):
            wanted = {str(value) for value in subject.values}
            if len(wanted) > 1:
                raise NoPlainSteps
            return self.at(cases.get(wanted.pop(), node.otherwise or node), node.level)
        subject = self.settle(subject)
        names = [name for name in subject.choices if name in cases]
        last = node.otherwise if node.otherwise is not None else cases[names.pop()]
        result = self.at(last, node.level)
        for name in names:
            index = subject.dtype.type(subject.choices.index(name))
            slot = self.ufunc(np.equal, subject.rows, TRUTH, subject, index)
            condition = Ref(slot, node.level, subject.rows, TRUTH, Kind.BOOL)
            result = self.selected(node, condition, self.at(cases[name], node.level), result)
        return result

    def _placed(self, node: Pick | Lookup) -> Operand:
        """The value of another member, at each member."""
        places = node.places if isinstance(node, Lookup) else self._picked(node)
        if min(places, default=-1) < 0:
            raise NoPlainSteps
        of = self.at(node.of, node.over)
        if isinstance(of, SharedValue):
            values = of.values if len(of.values) == 1 else tuple(of.values[i] for i in places)
            return SharedValue(node.level, of.kind, values)
        return replace(of, level=node.level) if of.rows == 1 else self.rows(of, np.array(places), node.level)

    def _picked(self, node: Pick) -> tuple[int, ...]:
        up, members = self.tree.up(node.over, node.level), self.regulation.levels[node.over].members
        wanted = [i for i, member in enumerate(members) if node.member in (member.name, member.key)]
        return tuple(sorted(wanted, key=lambda i: int(up[i])))

    def _aggregate(self, node: Aggregate) -> Operand:
        if self.tree.is_recorded(node.over) or node.function == "latest":
            raise NoPlainSteps
        if node.function in ("all", "any", "count"):
            return self._aggregate_truth(node)
        of = self.number(node.of, node.over)
        keep = None if node.where is None else self.truth(node.where, node.over)
        size = self.tree.size(node.over)
        if node.function == "sum":
            return self._sum(node, of, keep, size)
        if isinstance(keep, SharedValue):
            raise NoPlainSteps
        if isinstance(of, SharedValue):
            raise NoPlainSteps
        if keep is not None:
            self.everyone_keeps(keep)
        match node.function:
            case "mean":
                return self.mean(of, [1] * size, node.over, node.level, node.place)
            case "weighted_mean":
                weight = self.number(node.weight, node.over) if node.weight is not None else None
                if not isinstance(weight, SharedValue):
                    raise NoPlainSteps
                den = lcm(*(Fraction(value).denominator for value in weight.values))
                return self.mean(of, self.numerators(weight, (den,) * size), node.over, node.level, node.place)
            case "best_mean":
                if node.weight is not None or node.best is None:
                    raise NoPlainSteps
                most = best_of(self.constants.of(node.best).values[0])
                return self.best_mean(of, node, most)
            case _:
                of = self.over(of, (lcm(*of.den),), node.place)
                return self.reduced(np.minimum if node.function == "min" else np.maximum, of, node.over, node.level)

    def _sum(self, node: Aggregate, of: Operand, keep: Operand | None, size: int) -> Operand:
        if isinstance(of, SharedValue):
            keep = varying(keep or of)
            den = lcm(*(Fraction(value).denominator for value in of.values))
            total = self.total(keep, self.numerators(of, (den,) * size), node.over, node.level, node.place)
            return replace(total, den=(den,))
        if isinstance(keep, SharedValue):
            kept = stretched(tuple(int(bool(value)) for value in keep.values), size)
            return self.total(of, kept, node.over, node.level, node.place)
        if keep is not None:
            of, flag = self.full(of, node.over), self.full(keep, node.over)
            slot = self.ufunc(np.multiply, of.rows, of.dtype, of, self.cast(flag, SMALL))
            of = replace(of, slot=slot, low=min(of.low, 0), high=max(of.high, 0))
        return self.total(of, [1] * size, node.over, node.level, node.place)

    def _aggregate_truth(self, node: Aggregate) -> Operand:
        of = self.truth(node.of, node.over)
        if node.where is not None:
            keep = self.truth(node.where, node.over)
            if node.function == "all":
                of = self.logic("or", [of, self.negation(keep)], node.over) if not self._certain(of) else of
            else:
                of = keep if self._certain(of) else self.logic("and", [of, keep], node.over)
        if isinstance(of, SharedValue):
            raise NoPlainSteps
        if node.function == "count":
            return self.total(of, [1] * self.tree.size(node.over), node.over, node.level, node.place)
        return self.quantified(node.function, of, node.over, node.level)

    def _certain(self, part: Operand) -> bool:
        return isinstance(part, SharedValue) and all(part.values)

    def decision(self, name: str) -> Ref:
        if name not in self._decisions:
            decision = self.regulation.decisions[name]
            conditions = [self.truth(row.condition, decision.level) for row in decision.rows]
            self._decisions[name] = self.verdict(decision, conditions)
        return self._decisions[name]

    def _decided(self, node: DecisionUse) -> Operand:
        decision = self.regulation.decisions[node.decision]
        found = self.settled_on(decision, node.option, self.decision(node.decision))
        if found is None:
            return SharedValue(node.level, Kind.BOOL, (False,))
        return self.lift(found, node.level)
