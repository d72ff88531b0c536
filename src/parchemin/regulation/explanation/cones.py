"""What a name is made of: every fact, figure, table column, definition and decision its value can hang on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from parchemin.regulation.meaning.graph import (
    DatumUse,
    DecisionUse,
    DefinitionUse,
    DueDate,
    FactUse,
    Node,
    ParameterUse,
    Regulation,
)


def nodes_of(regulation: Regulation, name: str) -> tuple[Node, ...]:
    """The expressions behind a name: a definition's, or the conditions of a decision's rows."""
    if name in regulation.definitions:
        return (regulation.definitions[name].node,)
    decision = regulation.decisions.get(name)
    return tuple(row.condition for row in decision.rows) if decision else ()


def used_names(node: Node) -> Iterator[str]:
    """The facts, figures, columns, deadlines, definitions and decisions a node names itself."""
    if isinstance(node, FactUse | DefinitionUse | ParameterUse | DatumUse):
        yield node.name
    elif isinstance(node, DecisionUse):
        yield node.decision
    elif isinstance(node, DueDate):
        yield node.deadline
    for child in node.children():
        yield from used_names(child)


def cone(regulation: Regulation, name: str) -> frozenset[str]:
    """Every name that `name` is made of, itself included. Found once and kept with the regulation."""
    known = cast("dict[str, frozenset[str]]", vars(regulation).setdefault("_cones", {}))
    if name not in known:
        used = {used for node in nodes_of(regulation, name) for used in used_names(node)}
        known[name] = frozenset((name,)).union(*(cone(regulation, u) for u in used))
    return known[name]


def touched_by(regulation: Regulation, name: str) -> frozenset[str]:
    """Every definition and decision that `name` plays a part in, and itself."""
    return frozenset(n for n in regulation.order if name in cone(regulation, n)) | {name}
