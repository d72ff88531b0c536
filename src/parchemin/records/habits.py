"""What a regulation expects of each fact, as far as its rules say: the figures it meets, the answer it requires.

Read from the graph, so that invented values fall around the thresholds that matter to them, mostly on the good side.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from parchemin.regulation.meaning.graph import (
    Aggregate,
    Compare,
    Constant,
    DatumUse,
    DefinitionUse,
    DueDate,
    FactUse,
    Kind,
    Logic,
    Node,
    Not,
    ParameterUse,
    Regulation,
    Value,
)

type Landmark = tuple[str, Fraction]  # ">=", 10: how the fact, on the left, is compared with the figure

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


class Habits:
    """The habits of one regulation.

    near: comparisons of the fact itself with figures. far: figures that what is computed from the fact is compared
    with. beside: a number of the same type that the fact has to reach. required: the answer a requirement wants.
    selected: how many members a person picks with a truth value (`count(specialisation.main) == 1`). due: for a date,
    the deadline it should meet and the date this starts from. after, before: another date it should not precede or
    follow.
    """

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self.near: dict[str, list[Landmark]] = {}
        self.far: dict[str, list[Fraction]] = {}
        self.required: dict[str, Value] = {}
        self.due: dict[str, tuple[str, str]] = {}
        self.after: dict[str, str] = {}
        self.before: dict[str, str] = {}
        self.selected: dict[str, int] = {}
        self.beside: dict[str, str] = {}
        self._leaves: dict[str, frozenset[Node]] = {}
        for root in self._roots():
            for node in nodes_within(root):
                if isinstance(node, Compare):
                    self._compared(node.left, node.operator, node.right)
                    self._compared(node.right, MIRRORED[node.operator], node.left)
        for definition in regulation.definitions.values():
            if definition.role == "requirement":
                self._require(definition.node)

    def _roots(self) -> Iterator[Node]:
        yield from (definition.node for definition in self.regulation.definitions.values())
        yield from (row.condition for decision in self.regulation.decisions.values() for row in decision.rows)

    def _compared(self, subject: Node, operator: str, figure: Node) -> None:
        if subject.type.kind is Kind.DATE:
            self._compared_days(subject, operator, figure)
            return
        figures = self._figures(figure)
        if isinstance(subject, Aggregate) and subject.function == "count" and isinstance(subject.of, FactUse):
            if operator == "==" and figures:
                self.selected.setdefault(subject.of.name, int(max(figures)))
        elif isinstance(subject, FactUse):
            self.near.setdefault(subject.name, []).extend((operator, value) for value in figures)
            if isinstance(figure, FactUse) and figure.type == subject.type and operator in (">", ">="):
                self.beside[subject.name] = figure.name
        elif figures:
            for leaf in self._leaves_of(subject):
                if isinstance(leaf, FactUse) and leaf.type.unit == subject.type.unit:
                    self.far.setdefault(leaf.name, []).extend(figures)

    def _compared_days(self, subject: Node, operator: str, other: Node) -> None:
        if not isinstance(subject, FactUse):
            return
        while isinstance(other, DefinitionUse) and other.name in self.regulation.definitions:
            other = self.regulation.definitions[other.name].node
        if isinstance(other, DueDate) and isinstance(other.start, FactUse) and operator in ("<", "<="):
            self.due.setdefault(subject.name, (other.deadline, other.start.name))
        elif isinstance(other, FactUse) and operator in (">", ">="):
            self.after.setdefault(subject.name, other.name)
            self.before.setdefault(other.name, subject.name)

    def _figures(self, node: Node) -> list[Fraction]:
        """The numbers written or named in an expression; none when it depends on a number that is itself an input."""
        if node.type.kind is not Kind.NUMBER:
            return []
        values = self.regulation.values()
        figures: list[Value | None] = []
        for leaf in self._leaves_of(node):
            if isinstance(leaf, FactUse) and leaf.type.kind in (Kind.NUMBER, Kind.DATE):
                return []
            if isinstance(leaf, Constant):
                figures.append(leaf.value)
            elif isinstance(leaf, ParameterUse):
                figures.append(values.get(leaf.name))
            elif isinstance(leaf, DatumUse):
                figures.extend(self.regulation.data.get(leaf.name, ()))
        numbers = {Fraction(f) for f in figures if f is not None and not isinstance(f, bool | str)}
        return sorted(numbers) if len(numbers) <= 12 else []

    def _leaves_of(self, node: Node) -> frozenset[Node]:
        if isinstance(node, DefinitionUse):
            if node.name not in self._leaves:
                self._leaves[node.name] = frozenset()  # a definition never uses itself; this only ends the search
                found = self.regulation.definitions.get(node.name)
                self._leaves[node.name] = self._leaves_of(found.node) if found else frozenset()
            return self._leaves[node.name]
        children = list(node.children())
        if not children:
            return frozenset([node])
        return frozenset().union(*(self._leaves_of(child) for child in children))

    def _require(self, node: Node) -> None:
        if isinstance(node, Logic) and node.operator == "and":
            for operand in node.operands:
                self._require(operand)
        elif isinstance(node, FactUse):
            self.required[node.name] = True
        elif isinstance(node, Not) and isinstance(node.operand, FactUse):
            self.required[node.operand.name] = False
        elif isinstance(node, Compare) and node.operator == "==" and node.left.type.kind is Kind.CHOICE:
            self._require_choice(node.left, node.right)

    def _require_choice(self, subject: Node, choice: Node) -> None:
        if isinstance(subject, FactUse) and isinstance(choice, Constant):
            self.required[subject.name] = choice.value


def nodes_within(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children():
        yield from nodes_within(child)
