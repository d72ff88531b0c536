"""Polarity: in which direction each definition moves when one fact moves, whatever the other facts.

`polarity of "module.validated" in "session.mark" is INCREASING` means: raising session marks, everything else equal,
never turns the definition from true to false (for numbers: never lowers it). The typing is sound and incomplete:
MIXED says only that the typing cannot tell, and the solver is asked instead. A fact that is not in the map does not
matter. A choice has no order, so that whatever branches on it is MIXED in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    Choose,
    Compare,
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
    Pick,
    Regulation,
    Round,
    Switch,
)
from parchemin.regulation.verification.bounds import Bounds, Interval


class Polarity(Enum):
    CONSTANT = "constant"
    INCREASING = "increasing"
    DECREASING = "decreasing"
    MIXED = "mixed"

    @property
    def reversed(self) -> Polarity:
        return _REVERSED.get(self, self)

    def join(self, other: Polarity) -> Polarity:
        if self is other or other is Polarity.CONSTANT:
            return self
        return other if self is Polarity.CONSTANT else Polarity.MIXED


_REVERSED = {Polarity.INCREASING: Polarity.DECREASING, Polarity.DECREASING: Polarity.INCREASING}

type Polarities = Mapping[str, Polarity]  # fact -> polarity; a fact that is not there is CONSTANT

NONE: Polarities = {}


def join(parts: Iterable[Polarities]) -> Polarities:
    together: dict[str, Polarity] = {}
    for part in parts:
        for fact, polarity in part.items():
            together[fact] = together.get(fact, Polarity.CONSTANT).join(polarity)
    return together


def reverse(part: Polarities) -> Polarities:
    return {fact: polarity.reversed for fact, polarity in part.items()}


def mixed(part: Polarities) -> Polarities:
    return dict.fromkeys(part, Polarity.MIXED)


class Typing:
    """The polarity of every node of one regulation."""

    def __init__(self, regulation: Regulation, bounds: Bounds | None = None) -> None:
        self.regulation = regulation
        self.bounds = bounds or Bounds(regulation)
        self._known: dict[int, tuple[Node, Polarities]] = {}  # the node is held, so that its id stays its own
        self._learnt: dict[str, dict[str, Polarity]] = {}

    def definition(self, name: str) -> Polarities:
        own = self.of(self.regulation.definitions[name].node)
        return {**own, **self._learnt[name]} if name in self._learnt else own

    def learn(self, name: str, fact: str, polarity: Polarity) -> None:
        """A polarity proved otherwise."""
        self._learnt.setdefault(name, {})[fact] = polarity
        self._known.clear()  # what uses the definition is to be typed anew

    def of(self, node: Node) -> Polarities:
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = node, self._of(node)
        return known[1]

    def _of(self, node: Node) -> Polarities:
        match node:
            case FactUse(name=name):
                ordered = node.type.kind not in (Kind.CHOICE, Kind.TEXT)
                return {name: Polarity.INCREASING if ordered else Polarity.MIXED}
            case DefinitionUse(name=name):
                return self.definition(name)
            case Arithmetic():
                return self._arithmetic(node)
            case Compare():
                return self._compare(node)
            case Not(operand=operand):
                return reverse(self.of(operand))
            case Choose():
                return self._choose(node)
            case Switch():
                values = [value for _, value in node.cases] + ([node.otherwise] if node.otherwise else [])
                return join([mixed(self.of(node.subject)), *map(self.of, values)])
            case Aggregate():
                return self._aggregate(node)
            case Logic(operands=parts) | Extreme(operands=parts):
                return join(map(self.of, parts))
            case Pick(of=of) | Round(of=of) | DueDate(start=of):
                return self.of(of)
            case Lookup(of=of, empty=empty):
                return join([self.of(of), *([] if empty is None else [self.of(empty)])])
            case DecisionUse():
                return self._decided(node)
            case _:
                return NONE

    def _arithmetic(self, node: Arithmetic) -> Polarities:
        left, right = self.of(node.left), self.of(node.right)
        if node.operator in ("+", "-"):
            return join([left, right if node.operator == "+" else reverse(right)])
        if node.operator == "/":
            right = reverse(right)
        # d(l*r): each side moves the product in the direction of the other side's sign
        return join([_signed(left, self.bounds.of(node.right)), _signed(right, self.bounds.of(node.left))])

    def _compare(self, node: Compare) -> Polarities:
        decided = self.bounds.of(node)
        if decided.always or decided.never:
            return NONE
        left, right = self.of(node.left), self.of(node.right)
        if node.operator in (">", ">="):
            return join([left, reverse(right)])
        if node.operator in ("<", "<="):
            return join([reverse(left), right])
        return self._equality(node, left, right)

    def _equality(self, node: Compare, left: Polarities, right: Polarities) -> Polarities:
        """`count(x) == 0` or `flag == true` moves one way: equality at an end of the range is an inequality."""
        for moving, other, polarities in ((node.left, node.right, left), (node.right, node.left, right)):
            fixed, span = self.bounds.of(other), self.bounds.of(moving)
            if fixed.low is None or fixed.low != fixed.high or self.of(other) or moving.type.kind is Kind.CHOICE:
                continue
            if fixed.low in (span.low, span.high) and span.low != span.high:
                at_top = fixed.low == span.high
                return polarities if at_top == (node.operator == "==") else reverse(polarities)
        return mixed(join([left, right]))

    def _choose(self, node: Choose) -> Polarities:
        condition = self.of(node.condition)
        then, otherwise = self.bounds.of(node.then), self.bounds.of(node.otherwise)
        if _above(then, otherwise):
            switch = condition
        elif _above(otherwise, then):
            switch = reverse(condition)
        else:
            switch = mixed(condition)
        return join([switch, self.of(node.then), self.of(node.otherwise)])

    def _aggregate(self, node: Aggregate) -> Polarities:
        of = self.of(node.of)
        if node.function == "best_mean" and node.weight is not None:
            of = mixed(of)  # a higher value may let a heavier one in
        if node.weight is not None and not _non_negative(self.bounds.of(node.weight)):
            of = mixed(of)
        others = [mixed(self.of(part)) for part in (node.weight, node.by) if part is not None]
        if node.empty is not None:
            others.append(self.of(node.empty))
        return join([of, self._where(node), *others])

    def _where(self, node: Aggregate) -> Polarities:
        """What keeping one more descendant does to the aggregate."""
        if node.where is None:
            return NONE
        where, of = self.of(node.where), self.bounds.of(node.of)
        empty = None if node.empty is None else self.bounds.of(node.empty)
        match node.function:
            case "any" | "count":
                return where
            case "all":
                return reverse(where)
            case "sum" if _non_negative(of):
                return where
            case "max" if empty is not None and _above(of, empty):
                return where
            case "min" if empty is not None and _above(empty, of):
                return reverse(where)
            case _:
                return mixed(where)

    def _decided(self, node: DecisionUse) -> Polarities:
        """Settled on an option: its own rows pull towards it, the rows that can prevail over them pull away.

        Under "unique" one row alone must apply, so that several rows of the option are in each other's way.
        """
        decision = self.regulation.decisions[node.decision]
        own = [i for i, row in enumerate(decision.rows) if row.option == node.option and row.by == "rule"]
        unique = decision.policy == "unique"
        last = len(decision.rows) if unique else max(own, default=-1)
        towards = [self.of(decision.rows[i].condition) for i in own]
        if unique and len(own) > 1:
            towards = [mixed(part) for part in towards]
        away = [reverse(self.of(row.condition)) for i, row in enumerate(decision.rows) if i not in own and i < last]
        return join(towards + away)


def _non_negative(span: Interval) -> bool:
    return span.low is not None and span.low >= 0


def _above(upper: Interval, lower: Interval) -> bool:
    return upper.low is not None and lower.high is not None and upper.low >= lower.high


def _signed(moving: Polarities, other: Interval) -> Polarities:
    if _non_negative(other):
        return moving
    return reverse(moving) if other.high is not None and other.high <= 0 else mixed(moving)
