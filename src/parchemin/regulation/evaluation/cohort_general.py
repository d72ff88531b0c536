"""The general evaluator of a block of persons: unknown values, recorded rows, denominators that vary.

It walks the graph over arrays of spans (`cohort_spans`); the rules for aggregates are in `cohort_aggregates`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import numpy as np

from parchemin.regulation.evaluation import cohort_aggregates as aggregates
from parchemin.regulation.evaluation.cohort_levels import Block
from parchemin.regulation.evaluation.cohort_spans import (
    Array,
    ChoiceBits,
    Choices,
    Number,
    Truths,
    Values,
    added,
    chosen,
    collapsed,
    compared,
    conjunction,
    constant,
    disjunction,
    divided,
    extreme,
    joined,
    multiplied,
    negated,
    opposite,
    reshaped,
    rounded,
    same_choice,
    same_denominator,
    same_truth,
    shares,
    times,
    unknown_of,
    whole,
)
from parchemin.regulation.evaluation.deadlines import last_ordinals
from parchemin.regulation.evaluation.facts import Integers, unknown
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    Choose,
    Compare,
    Constant,
    DatumUse,
    Deadline,
    DecisionTable,
    DecisionUse,
    DefinitionUse,
    DueDate,
    Extreme,
    FactUse,
    Kind,
    Logic,
    Lookup,
    Node,
    Not,
    ParameterUse,
    Pick,
    Regulation,
    Round,
    Switch,
    Type,
    Value,
)


@dataclass(frozen=True, slots=True)
class ApplicableRows:
    """Rows of a decision certain to apply, and those that still may, as bits."""

    certain: Array
    possible: Array


@dataclass
class General:
    """Evaluates nodes for one block, each once."""

    regulation: Regulation
    figures: Mapping[str, Value]
    names: ChoiceBits
    block: Block
    _known: dict[int, Values] = field(default_factory=dict)
    _named: dict[str, Values] = field(default_factory=dict)
    _decided: dict[str, ApplicableRows] = field(default_factory=dict)

    def definition(self, name: str) -> Values:
        if name not in self._named:
            definition = self.regulation.definitions[name]
            self._named[name] = self.at(definition.node, definition.level)
        return self._named[name]

    def decision(self, name: str) -> ApplicableRows:
        if name not in self._decided:
            decision = self.regulation.decisions[name]
            truths = [self.truth(row.condition, decision.level) for row in decision.rows]
            self._decided[name] = verdicts(decision, truths)
        return self._decided[name]

    def at(self, node: Node, level: str) -> Values:
        """The values of a node, one per instance of `level`, its own or a descendant."""
        value = self.of(node)
        return value if level == node.level else self.lifted(value, node.level, level)

    def lifted(self, value: Values, level: str, to: str) -> Values:
        return reshaped(value, lambda array: self.block.lift(array, level, to))

    def number(self, node: Node, level: str) -> Number:
        value = self.at(node, level)
        assert isinstance(value, Number)
        return value

    def truth(self, node: Node, level: str) -> Truths:
        value = self.at(node, level)
        assert isinstance(value, Truths)
        return value

    def of(self, node: Node) -> Values:
        if id(node) not in self._known:
            self._known[id(node)] = self._fresh(node)
        return self._known[id(node)]

    def _fresh(self, node: Node) -> Values:
        match node:
            case Constant():
                return self._flat(self.plain(node.value, node.type), node.level)
            case ParameterUse():
                return self._flat(self.plain(self.figures[node.name], node.type), node.level)
            case FactUse():
                return self._fact(node.name)
            case DatumUse():
                return self._datum(node.name)
            case DefinitionUse():
                return self.lifted(self.definition(node.name), self.regulation.definitions[node.name].level, node.level)
            case DecisionUse():
                return self._is_decided(node)
            case _:
                return self._compound(node)

    def _compound(self, node: Node) -> Values:
        level = node.level
        match node:
            case Arithmetic():
                return arithmetic(node.operator, self.number(node.left, level), self.number(node.right, level))
            case Compare():
                return self._comparison(node)
            case Logic():
                combine = conjunction if node.operator == "and" else disjunction
                truth = self.truth(node.operands[0], level)
                for operand in node.operands[1:]:
                    truth = combine(truth, self.truth(operand, level))
                return truth
            case Not():
                return opposite(self.truth(node.operand, level))
            case Choose():
                return self._choice_between(node)
            case Switch():
                return self._switch(node)
            case Aggregate():
                return collapsed(aggregates.aggregate(self, node))
            case Pick():
                return self._pick(node)
            case Lookup():
                return self._lookup(node)
            case Extreme():
                number = self.number(node.operands[0], level)
                for operand in node.operands[1:]:
                    number = extreme(node.function, number, self.number(operand, level))
                return number
            case Round():
                return rounded(self.number(node.of, level), node.step, node.mode)
            case DueDate():
                return self._due(node)
            case _:
                raise NotImplementedError(type(node).__name__)

    # --- leaves ----------------------------------------------------------------------------------------------

    def plain(self, value: Value, type_: Type) -> Values:
        """One known value, as a constant."""
        if type_.kind is Kind.BOOL:
            truth = np.array([[bool(value)]])
            return Truths(truth, truth)
        if type_.kind is Kind.CHOICE:
            return Choices(whole([[self.names.bit(str(value))]]))
        return constant(Fraction(value))

    def _flat(self, value: Values, level: str) -> Values:
        recorded = self.block.tree.is_recorded(level)
        return reshaped(value, lambda array: array.reshape(1)) if recorded else value

    def _fact(self, name: str) -> Values:
        fact = self.regulation.facts[name]
        recorded = self.block.tree.is_recorded(fact.level)
        stored = self.block.rows(fact.level).fact(name) if recorded else self.block.fact(name)
        if stored is None:
            missing = unknown_of(fact.type, self.names) if fact.missing is None else self.plain(fact.missing, fact.type)
            return self._flat(missing, fact.level)
        return self._read(stored, fact.type)

    def _read(self, stored: Integers, type_: Type) -> Values:
        """Records as values: an unknown one is all that its type allows."""
        absent = stored == unknown(stored.dtype)
        some = bool(absent.any())
        if type_.kind is Kind.BOOL:
            certain = stored > 0
            return Truths(certain, certain | absent if some else certain)
        if type_.kind is Kind.CHOICE:
            masks = whole([*(self.names.bit(choice) for choice in type_.choices), self.names.mask(type_.choices)])
            return Choices(masks[np.where(absent, -1, stored) if some else stored])
        step = (type_.step or Fraction(1)) if type_.kind is Kind.NUMBER else Fraction(1)
        known = stored.astype(np.int64)
        if step.numerator != 1:
            known = times(known, whole([step.numerator]))
        den = whole([step.denominator]).reshape((1,) * stored.ndim)
        anything = unknown_of(type_, self.names)
        assert isinstance(anything, Number)
        number, anything = Number(known, known, den), reshaped_number(anything, den.shape)
        if not some:
            return number
        number, anything = same_denominator(number, anything)
        return Number(
            np.where(absent, anything.low, number.low),
            np.where(absent, anything.high, number.high),
            number.den,
            None if anything.low_open is None else absent,
            None if anything.high_open is None else absent,
        )

    def _datum(self, name: str) -> Values:
        type_ = self.regulation.data_types[name]
        given = self.regulation.data[name]
        present = np.array([[value is not None] for value in given])
        default = _default(type_)
        values = [default if value is None else value for value in given]
        known: Values
        if type_.kind is Kind.BOOL:
            truth = np.array([[bool(value)] for value in values])
            known = Truths(truth, truth)
        elif type_.kind is Kind.CHOICE:
            known = Choices(whole([[self.names.bit(str(value))] for value in values]))
        else:
            exact = [Fraction(value) for value in values]
            den = lcm(*(value.denominator for value in exact)) if exact else 1
            low = whole([[int(value * den)] for value in exact])
            known = Number(low, low, whole([[den]]))
        return known if present.all() else chosen(Truths(~present, ~present), unknown_of(type_, self.names), known)

    # --- nodes -----------------------------------------------------------------------------------------------

    def _comparison(self, node: Compare) -> Truths:
        left, right = self.at(node.left, node.level), self.at(node.right, node.level)
        if isinstance(left, Number) and isinstance(right, Number):
            return compared(node.operator, left, right)
        if isinstance(left, Choices) and isinstance(right, Choices):
            same = same_choice(left, right)
        else:
            assert isinstance(left, Truths)
            assert isinstance(right, Truths)
            same = same_truth(left, right)
        return same if node.operator == "==" else opposite(same)

    def _choice_between(self, node: Choose) -> Values:
        condition = self.truth(node.condition, node.level)
        if condition.certain.all():
            return self.at(node.then, node.level)
        if not condition.possible.any():
            return self.at(node.otherwise, node.level)
        return chosen(condition, self.at(node.then, node.level), self.at(node.otherwise, node.level))

    def _switch(self, node: Switch) -> Values:
        subject = self.at(node.subject, node.level)
        assert isinstance(subject, Choices)
        parts: list[tuple[Array, Values]] = []
        covered = 0
        for name, case in node.cases:
            covered |= self.names.bit(name)
            possible = shares(subject.mask, self.names.bit(name))
            if possible.any():
                parts.append((possible, self.at(case, node.level)))
        if node.otherwise is not None:
            possible = shares(subject.mask, self.names.everything & ~covered)
            if possible.any():
                parts.append((possible, self.at(node.otherwise, node.level)))
        if not parts:  # a block without instances of this level
            return self.at(node.cases[0][1], node.level)
        return joined(parts)

    def _pick(self, node: Pick) -> Values:
        value = self.at(node.of, node.over)
        members = self.regulation.levels[node.over].members
        wanted = np.array([i for i, member in enumerate(members) if node.member in (member.name, member.key)])
        parents = self.block.tree.up(node.over, node.level)[wanted]
        rows = wanted[np.argsort(parents, kind="stable")]
        return reshaped(value, lambda array: array if array.shape[0] == 1 else array[rows])

    def _lookup(self, node: Lookup) -> Values:
        there = np.array(node.places)
        value = reshaped(
            self.at(node.of, node.over), lambda array: array if array.shape[0] == 1 else array[np.maximum(there, 0)]
        )
        if node.empty is None:
            return value
        none = (there < 0).reshape(-1, 1)
        return chosen(Truths(none, none), self.at(node.empty, node.level), value)

    def _due(self, node: DueDate) -> Number:
        start = self.number(node.start, node.level)
        deadline, code = self.regulation.deadlines[node.deadline], self.regulation.holidays

        def last(days: Array, without: Array | None) -> Array:
            return _last_days(deadline, code, days if without is None else np.where(without, days.max(initial=1), days))

        low = last(start.low, start.low_open)
        high = low if start.low is start.high else last(start.high, start.high_open)
        return Number(low, high, start.den, start.low_open, start.high_open)

    def _is_decided(self, node: DecisionUse) -> Truths:
        decision = self.regulation.decisions[node.decision]
        verdict = self.decision(node.decision)
        certain, possible = settled_on_option(decision, node.option, verdict)
        truth = Truths(certain, certain if verdict.certain is verdict.possible else possible)
        lifted = self.lifted(truth, decision.level, node.level)
        assert isinstance(lifted, Truths)
        return lifted


def _last_days(deadline: Deadline, code: str, days: Array) -> Array:
    """The last day of each start; a deadline is counted once for each day of the calendar that is there."""
    if days.size == 0:
        return days
    days = np.clip(days, 1, 3_600_000).astype(np.int64)
    first = int(days.min())
    lasts = np.zeros(int(days.max()) - first + 1, np.int64)
    lasts[days - first] = 1
    distinct = np.flatnonzero(lasts)
    lasts[distinct] = last_ordinals(deadline, (distinct + first).astype(np.int32), code)
    return np.asarray(lasts[days - first])


def reshaped_number(number: Number, shape: tuple[int, ...]) -> Number:
    value = reshaped(number, lambda array: array.reshape(shape))
    assert isinstance(value, Number)
    return value


def _default(type_: Type) -> Value:
    """Any value of the type, for cells that hold none."""
    if type_.kind is Kind.BOOL:
        return False
    return type_.choices[0] if type_.kind is Kind.CHOICE else Fraction(0)


def arithmetic(operator: str, left: Number, right: Number) -> Number:
    match operator:
        case "+":
            return added(left, right)
        case "-":
            return added(left, negated(right))
        case "*":
            return multiplied(left, right)
        case _:
            return divided(left, right)


def verdicts(decision: DecisionTable, truths: Sequence[Truths]) -> ApplicableRows:
    """The rows that apply, after the hit policy. See `cohort` for the rule."""
    settled = all(truth.certain is truth.possible for truth in truths)
    shape = (1,) * truths[0].certain.ndim
    bits = np.dtype(np.int64 if len(truths) < 63 else object)
    certain = possible = np.zeros(shape, bits)
    closed = blocked = np.zeros(shape, bool)  # an earlier run is possible; an earlier run is certain
    next_closed, next_blocked = closed, blocked
    for i, (row, truth) in enumerate(zip(decision.rows, truths, strict=True)):
        if decision.policy == "first" and i and (row.by == "rule" or decision.rows[i - 1].by == "rule"):
            closed, blocked = next_closed, next_blocked
        sure = truth.certain & ~closed
        certain = certain | (sure.astype(bits) << i)
        if not settled:
            possible = possible | ((truth.possible & ~blocked).astype(bits) << i)
        if decision.policy == "first":
            next_closed, next_blocked = next_closed | truth.possible, next_blocked | truth.certain
    return ApplicableRows(certain, certain if settled or np.array_equal(certain, possible) else possible)


def settled_on_option(decision: DecisionTable, option: str, verdict: ApplicableRows) -> tuple[Array, Array]:
    """Whether a verdict is settled by rule on `option`: certainly, possibly."""
    certain = possible = np.zeros(verdict.certain.shape, bool)
    for i, row in enumerate(decision.rows):
        if row.by == "rule" and row.option == option:
            alone = verdict.certain & ~(1 << i) == 0
            possible = possible | (((verdict.possible >> i) & 1 == 1) & alone)
            certain = certain | ((verdict.certain == 1 << i) & (verdict.possible == 1 << i))
    return certain, possible
