"""Interval analysis: between which values every expression lies, whatever the facts.

Numbers and dates are intervals of fractions (None: unbounded on that side); a truth value is an interval within 0..1,
so that [1, 1] holds always and [0, 0] never. Parameters and readings have their values in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    Choose,
    Compare,
    Constant,
    DatumUse,
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
from parchemin.regulation.verification.structure import Tree


@dataclass(frozen=True, slots=True)
class Interval:
    low: Fraction | None
    high: Fraction | None

    @property
    def always(self) -> bool:
        return self.low == 1

    @property
    def never(self) -> bool:
        return self.high == 0

    def join(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Interval(low, high)


ANY = Interval(None, None)
MAYBE, ALWAYS, NEVER = (Interval(Fraction(a), Fraction(b)) for a, b in ((0, 1), (1, 1), (0, 0)))


def exactly(value: Value) -> Interval:
    return ANY if isinstance(value, str) else Interval(Fraction(value), Fraction(value))


class Bounds:
    """The interval of every node of one regulation, computed once each."""

    def __init__(self, regulation: Regulation, tree: Tree | None = None) -> None:
        self.regulation = regulation
        self.tree = tree or Tree(regulation)
        self.figures: Mapping[str, Value] = regulation.values()
        self._known: dict[int, tuple[Node, Interval]] = {}  # the node is held, so that its id stays its own
        self._named: dict[str, Interval] = {}

    def of(self, node: Node) -> Interval:
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = node, self._of(node)
        return known[1]

    def definition(self, name: str) -> Interval:
        if name not in self._named:
            self._named[name] = self.of(self.regulation.definitions[name].node)
        return self._named[name]

    def fact(self, name: str) -> Interval:
        fact = self.regulation.facts[name]
        domain = domain_of(fact.type)
        return domain if fact.missing is None or domain == ANY else domain.join(exactly(fact.missing))

    def _of(self, node: Node) -> Interval:
        match node:
            case Constant(value=value):
                return exactly(value)
            case ParameterUse(name=name):
                return exactly(self.figures[name])
            case FactUse(name=name):
                return self.fact(name)
            case DatumUse(name=name):
                return hull(exactly(v) for v in self.regulation.data[name] if v is not None)
            case DefinitionUse(name=name):
                return self.definition(name)
            case Arithmetic():
                return arithmetic(node.operator, self.of(node.left), self.of(node.right))
            case Compare():
                return self._compare(node)
            case Logic() | Not() | DecisionUse():
                return self._logic(node)
            case Choose():
                return self._choose(node)
            case Switch(cases=cases, otherwise=otherwise):
                values = [self.of(value) for _, value in cases]
                return hull(values + ([] if otherwise is None else [self.of(otherwise)]))
            case Aggregate():
                return self._aggregate(node)
            case Pick(of=of):
                return self.of(of)
            case Lookup(of=of, empty=empty):
                return self.of(of) if empty is None else self.of(of).join(self.of(empty))
            case Extreme():
                return extreme(node.function, [self.of(part) for part in node.operands])
            case Round():
                return widened(self.of(node.of), node.step)
            case DueDate():
                return ANY
            case _:
                return ANY

    def _compare(self, node: Compare) -> Interval:
        if node.left.type.kind in (Kind.CHOICE, Kind.TEXT):
            return MAYBE
        return compared(node.operator, self.of(node.left), self.of(node.right))

    def _logic(self, node: Node) -> Interval:
        match node:
            case Not(operand=operand):
                inner = self.of(operand)
                return NEVER if inner.always else ALWAYS if inner.never else MAYBE
            case Logic(operator=operator, operands=operands):
                parts = [self.of(part) for part in operands]
                if operator == "and":
                    return NEVER if any(p.never for p in parts) else ALWAYS if all(p.always for p in parts) else MAYBE
                return ALWAYS if any(p.always for p in parts) else NEVER if all(p.never for p in parts) else MAYBE
            case _:
                return MAYBE

    def _choose(self, node: Choose) -> Interval:
        condition = self.of(node.condition)
        if condition.always:
            return self.of(node.then)
        return self.of(node.otherwise) if condition.never else self.of(node.then).join(self.of(node.otherwise))

    def _aggregate(self, node: Aggregate) -> Interval:
        of = self.of(node.of)
        least, most = self.tree.counts(node.level, node.over) if node.level else (0, None)
        least = 0 if node.where is not None else least
        match node.function:
            case "all":
                return ALWAYS if of.always or most == 0 else NEVER if of.never and least else MAYBE
            case "any":
                return NEVER if of.never or most == 0 else ALWAYS if of.always and least else MAYBE
            case "count":
                return Interval(Fraction(least if of.always else 0), None if most is None else Fraction(most))
            case "sum":
                return self._sum(node, of, least, most)
            case _:
                return self._average(node, of)

    def _average(self, node: Aggregate, of: Interval) -> Interval:
        """A mean, an extreme or a latest value lies where the values lie, as long as no weight is negative."""
        lightest = None if node.weight is None else self.of(node.weight).low
        if node.weight is not None and (lightest is None or lightest < 0):
            return ANY
        return of if node.empty is None else of.join(self.of(node.empty))

    def _sum(self, node: Aggregate, of: Interval, least: int, most: int | None) -> Interval:
        if isinstance(node.of, DatumUse) and node.where is None and node.level:
            column = self.regulation.data[node.of.name]
            under = (self.tree.below(node.level, spot.index, node.over) for spot in self.tree.spots(node.level))
            return hull(exactly(sum((Fraction(column[i] or 0) for i in group), Fraction(0))) for group in under)
        low = high = None
        if of.low is not None and (of.low >= 0 or most is not None):
            low = of.low * (least if of.low >= 0 else most or 0)
        if of.high is not None and (of.high <= 0 or most is not None):
            high = of.high * (least if of.high <= 0 else most or 0)
        return Interval(low, high)


def domain_of(type_: Type) -> Interval:
    """The declared range of a type."""
    return MAYBE if type_.kind is Kind.BOOL else Interval(type_.low, type_.high)


def hull(intervals: Iterable[Interval]) -> Interval:
    found = list(intervals)
    return reduce(Interval.join, found) if found else ANY


def compared(operator: str, left: Interval, right: Interval) -> Interval:
    """Whether `left operator right` holds for every pair of values, for none, or for some."""
    match operator:
        case "<":
            return _ordered(left.high, right.low, left.low, right.high, strict=True)
        case "<=":
            return _ordered(left.high, right.low, left.low, right.high, strict=False)
        case ">" | ">=":
            return compared("<" if operator == ">" else "<=", right, left)
        case "==" | "!=":
            same = left.low is not None and left == right and left.low == left.high
            apart = compared("<", left, right).always or compared("<", right, left).always
            equal = ALWAYS if same else NEVER if apart else MAYBE
            return equal if operator == "==" else ALWAYS if equal.never else NEVER if equal.always else MAYBE
        case _:
            raise ValueError(operator)


def _ordered(
    left_high: Fraction | None,
    right_low: Fraction | None,
    left_low: Fraction | None,
    right_high: Fraction | None,
    *,
    strict: bool,
) -> Interval:
    if (
        left_high is not None
        and right_low is not None
        and (left_high < right_low or (left_high == right_low and not strict))
    ):
        return ALWAYS
    if (
        left_low is not None
        and right_high is not None
        and (left_low > right_high or (left_low == right_high and strict))
    ):
        return NEVER
    return MAYBE


def arithmetic(operator: str, left: Interval, right: Interval) -> Interval:
    match operator:
        case "+":
            return Interval(_plus(left.low, right.low), _plus(left.high, right.high))
        case "-":
            return arithmetic("+", left, Interval(_minus(right.high), _minus(right.low)))
        case "*":
            return _product(left, right)
        case _:
            if right.low is None or right.high is None or right.low <= 0 <= right.high:
                return ANY
            return _product(left, Interval(1 / right.high, 1 / right.low))


def _plus(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _minus(a: Fraction | None) -> Fraction | None:
    return None if a is None else -a


def _product(left: Interval, right: Interval) -> Interval:
    if None not in (left.low, left.high, right.low, right.high):
        corners = [
            a * b for a in (left.low, left.high) for b in (right.low, right.high) if a is not None and b is not None
        ]
        return Interval(min(corners), max(corners))
    positive = left.low is not None and right.low is not None and left.low >= 0 and right.low >= 0
    return Interval(left.low * right.low, None) if positive and left.low is not None and right.low is not None else ANY


def extreme(function: str, parts: list[Interval]) -> Interval:
    lows, highs = [p.low for p in parts], [p.high for p in parts]
    known_lows, known_highs = [x for x in lows if x is not None], [x for x in highs if x is not None]
    if function == "max":
        return Interval(max(known_lows, default=None), None if None in highs else max(known_highs))
    return Interval(None if None in lows else min(known_lows), min(known_highs, default=None))


def widened(of: Interval, step: Fraction) -> Interval:
    """Rounding moves a value by less than a step, and a bound on the grid stays."""
    low = None if of.low is None else (of.low // step) * step
    high = None if of.high is None else -((-of.high) // step) * step
    return Interval(low, high)
