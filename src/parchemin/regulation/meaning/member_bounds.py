"""Bounds of an expression at one member: there, what the tables say of it is known, not only its least and greatest.

`report * continu + (1 - report) * terminal` is on the scale of both at every module, although neither half knows that
the other holds the same `report`.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from parchemin.regulation.meaning import bounds
from parchemin.regulation.meaning.declared import Declared
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    Choose,
    Constant,
    DatumUse,
    DefinitionUse,
    Extreme,
    Kind,
    Lookup,
    Node,
    ParameterUse,
    Pick,
    Round,
    Switch,
    Type,
)

MOST_STEPS = 100_000  # of one question: beyond, the bounds over the whole column are what is known


class MemberBounds:
    """What each expression of one text may be, member by member. `defined` gives the node of a definition."""

    def __init__(self, declared: Declared, defined: Callable[[str], Node | None]) -> None:
        self.declared, self.defined = declared, defined
        self._known: dict[tuple[int, int], tuple[Node, Type]] = {}
        self._steps = 0

    def over_members(self, node: Node) -> Type:
        """The type that holds its values at every member of its level; its own where members are not told apart."""
        if node.type.kind is not Kind.NUMBER or not self._listed(node.level):
            return node.type
        self._steps = 0
        types = [self.at(node, i) for i in range(len(self.declared.levels[node.level].members))]
        if not types or self._steps > MOST_STEPS:
            return node.type
        found = bounds.hull(types)
        return Type(Kind.NUMBER, node.type.unit, found.low, found.high, node.type.step)

    def _listed(self, level: str) -> bool:
        return bool(level) and self.declared.levels[level].kind == "listed"

    def at(self, node: Node, index: int) -> Type:
        """The type of a node at one member of its own level."""
        self._steps += 1
        if node.type.codes or node.type.kind is not Kind.NUMBER or self._steps > MOST_STEPS:
            return node.type
        known = self._known.get((id(node), index))
        if known is None:
            known = self._known[id(node), index] = node, self._at(node, index)
        return known[1]

    def _below(self, node: Node, level: str, index: int) -> Type:
        """The type of an operand, seen from a member of `level`."""
        if not node.level:
            return node.type
        return self.at(node, self._owner(level, index, node.level))

    def _owner(self, level: str, index: int, above: str) -> int:
        while level != above:
            index = self.declared.levels[level].members[index].parent
            level = self.declared.levels[level].parent
        return index

    def _at(self, node: Node, index: int) -> Type:
        level = node.level
        match node:
            case Constant() | ParameterUse():
                return node.type
            case DatumUse(name=name):
                value = self.declared.data[name][index]
                return node.type if value is None or isinstance(value, str) else _same(node, Fraction(value))
            case DefinitionUse(name=name):
                inner = self.defined(name)
                return node.type if inner is None or inner.level != level else self.at(inner, index)
            case Arithmetic(operator=operator, left=left, right=right):
                sides = [self._below(side, level, index) for side in (left, right)]
                return bounds.arithmetic(operator, *sides) if all(s.kind is Kind.NUMBER for s in sides) else node.type
            case Extreme(function=function, operands=operands):
                types = [self._below(o, level, index) for o in operands]
                return bounds.extreme(function, types, bounds.hull(types))
            case Choose(then=then, otherwise=otherwise):
                return bounds.hull([self._below(part, level, index) for part in (then, otherwise)])
            case Switch(cases=cases, otherwise=rest):
                parts = [*(part for _, part in cases), *([rest] if rest is not None else [])]
                return bounds.hull([self._below(part, level, index) for part in parts])
            case Round(of=of, step=step, mode=mode):
                return bounds.rounded(self._below(of, level, index), step, mode)
            case Lookup(over=over, of=of, places=there):
                return node.type if there[index] < 0 else self._below(of, over, there[index])
            case Pick() | Aggregate():
                return self._descendants(node, index)
        return node.type

    def _descendants(self, node: Pick | Aggregate, index: int) -> Type:
        if not self._listed(node.over) or node.of.type.codes:
            return node.type
        members = self.declared.levels[node.over].members
        under = [i for i in range(len(members)) if self._owner(node.over, i, node.level) == index]
        if isinstance(node, Pick):
            picked = [i for i in under if members[i].name == node.member]
            return self._below(node.of, node.over, picked[0]) if picked else node.type
        if node.function == "count":
            return node.type
        items = [self._below(node.of, node.over, i) for i in under]
        if node.function == "sum":
            return self._sum(node, items)
        if node.where is not None or node.empty is not None or not items:
            return node.type
        return bounds.aggregate(node.function, found := bounds.hull(items), found, len(items))

    def _sum(self, node: Aggregate, items: list[Type]) -> Type:
        zero = Fraction(0)
        total = bounds.exactly(zero)
        for item in items:
            kept = item if node.where is None else bounds.hull([item, bounds.exactly(zero)])
            total = bounds.arithmetic("+", total, kept)
        return Type(Kind.NUMBER, node.type.unit, total.low, total.high, node.type.step)


def _same(node: Node, value: Fraction) -> Type:
    return Type(Kind.NUMBER, node.type.unit, value, value, node.type.step)
