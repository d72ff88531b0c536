"""What is the same for everyone: nodes that depend on no record, worked out once by the general evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from parchemin.regulation.evaluation.cohort_general import General
from parchemin.regulation.evaluation.cohort_levels import LevelTree
from parchemin.regulation.evaluation.cohort_spans import Choices, Number, Truths
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Choose,
    DecisionUse,
    DefinitionUse,
    FactUse,
    Kind,
    Node,
    Regulation,
    Switch,
)


class NoPlainSteps(Exception):
    """The plain program has no steps for this node."""


@dataclass(frozen=True, slots=True)
class SharedValue:
    """The same for everyone: a value per member, or one."""

    level: str
    kind: Kind
    values: tuple[Fraction | bool | str, ...]


@dataclass
class Constants:
    """Finds constants. `general` evaluates a block of one person of whom nothing is recorded."""

    regulation: Regulation
    tree: LevelTree
    general: General
    columns: Mapping[str, np.dtype[Any]]
    _fixed: dict[int, bool] = field(default_factory=dict)

    def fixed(self, node: Node) -> bool:
        """Whether a node is the same for everyone."""
        if id(node) not in self._fixed:
            self._fixed[id(node)] = self._is_fixed(node)
        return self._fixed[id(node)]

    def _is_fixed(self, node: Node) -> bool:
        match node:
            case FactUse():
                fact = self.regulation.facts[node.name]
                return (
                    node.name not in self.columns and fact.missing is not None and not self.tree.is_recorded(fact.level)
                )
            case DefinitionUse():
                return self.fixed(self.regulation.definitions[node.name].node)
            case DecisionUse():
                return all(self.fixed(row.condition) for row in self.regulation.decisions[node.decision].rows)
            case Choose() if (holds := self._single(node.condition)) is not None:
                return self.fixed(node.then if holds else node.otherwise)
            case Switch() if (name := self._single(node.subject)) is not None:
                taken = dict(node.cases).get(str(name), node.otherwise)
                return taken is not None and self.fixed(taken)
            case Aggregate() if self.tree.is_recorded(node.over):
                return False
            case _:
                return all(self.fixed(child) for child in node.children())

    def _single(self, node: Node) -> Fraction | bool | str | None:
        """The value of a node that is the same for everyone and for every member."""
        if not self.fixed(node):
            return None
        values = set(self.of(node).values)
        return values.pop() if len(values) == 1 else None

    def of(self, node: Node) -> SharedValue:
        value = self.general.of(node)
        if isinstance(value, Truths) and value.certain is value.possible:
            return SharedValue(node.level, Kind.BOOL, tuple(bool(v) for v in value.certain[:, 0]))
        if isinstance(value, Number) and value.low is value.high and value.open is None:
            den = np.broadcast_to(value.den, value.low.shape)
            exact = tuple(Fraction(int(n), int(d)) for n, d in zip(value.low[:, 0], den[:, 0], strict=True))
            return SharedValue(node.level, Kind.NUMBER, exact)
        if isinstance(value, Choices):
            names = {bit: name for name, bit in ((n, self.general.names.bit(n)) for n in self.general.names.index)}
            if all(int(mask) in names for mask in value.mask[:, 0]):
                return SharedValue(node.level, Kind.CHOICE, tuple(names[int(mask)] for mask in value.mask[:, 0]))
        raise NoPlainSteps
