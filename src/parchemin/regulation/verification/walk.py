"""Every condition and value that has force in a regulation, with what holds it, and what it uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from parchemin.regulation.findings import SourcePlace
from parchemin.regulation.meaning.codes import as_written, tells_numbers
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Constant,
    DatumUse,
    DecisionUse,
    DefinitionUse,
    DueDate,
    FactUse,
    Node,
    ParameterUse,
    Regulation,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """A root expression: where it stands and under which name it is known."""

    kind: Literal["definition", "row", "control", "open"]
    name: str
    node: Node
    place: SourcePlace
    row: int = -1


def holders(regulation: Regulation) -> Iterator[Holder]:
    """The roots of every expression of the regulation, controls and openness of levels included."""
    yield from rules(regulation)
    for control in regulation.controls:
        yield Holder("control", control.name, control.node, control.place)
    for level in regulation.levels.values():
        if level.open is not None:
            yield Holder("open", level.name, level.open, level.place)


def rules(regulation: Regulation) -> Iterator[Holder]:
    """The expressions that decide something for a person: definitions and rows of decision tables."""
    for definition in regulation.definitions.values():
        yield Holder("definition", definition.name, definition.node, definition.place)
    for decision in regulation.decisions.values():
        for index, row in enumerate(decision.rows):
            yield Holder("row", decision.name, row.condition, row.place, index)


def nodes(root: Node) -> Iterator[Node]:
    """The expression and everything inside it, from the top down."""
    yield root
    for child in root.children():
        yield from nodes(child)


def written_nodes(root: Node) -> Iterator[Node]:
    """The expression as the text wrote it: without the conditions that codes put around its marks."""
    root = as_written(root)
    if not tells_numbers(root):
        yield root
        for child in root.children():
            yield from written_nodes(child)


@dataclass(frozen=True, slots=True)
class Uses:
    """Names that some expression refers to, by what they name."""

    parameters: frozenset[str]
    facts: frozenset[str]
    data: frozenset[str]
    definitions: frozenset[str]
    decisions: frozenset[str]
    deadlines: frozenset[str]
    weights: frozenset[str]  # data columns used as the weight of an average


def uses(roots: Iterator[Node]) -> Uses:
    found: dict[str, set[str]] = {
        name: set() for name in ("parameters", "facts", "data", "definitions", "decisions", "deadlines", "weights")
    }
    for node in (inner for root in roots for inner in nodes(root)):
        match node:
            case ParameterUse(name=name):
                found["parameters"].add(name)
            case FactUse(name=name):
                found["facts"].add(name)
            case DatumUse(name=name):
                found["data"].add(name)
            case DefinitionUse(name=name):
                found["definitions"].add(name)
            case DecisionUse(decision=name):
                found["decisions"].add(name)
            case DueDate(deadline=name):
                found["deadlines"].add(name)
            case Aggregate(weight=DatumUse(name=name)):
                found["weights"].add(name)
            case _:
                pass
    return Uses(**{name: frozenset(names) for name, names in found.items()})


def uses_of_holders(regulation: Regulation) -> Uses:
    return uses(holder.node for holder in holders(regulation))


def depends_on_facts(regulation: Regulation) -> dict[str, frozenset[str]]:
    """For each definition and decision, every fact it can depend on, through all it uses."""
    known: dict[str, frozenset[str]] = {}
    for name in regulation.order:
        used = uses(iter(roots_of(regulation, name)))
        known[name] = used.facts.union(*(known.get(n, frozenset()) for n in used.definitions | used.decisions))
    return known


def roots_of(regulation: Regulation, name: str) -> tuple[Node, ...]:
    """The expressions behind a definition's or a decision's name."""
    if name in regulation.definitions:
        return (regulation.definitions[name].node,)
    return tuple(row.condition for row in regulation.decisions[name].rows)


def is_figure(node: Node) -> bool:
    """A figure of the text: a constant, a parameter, or arithmetic on these alone."""
    return all(
        isinstance(inner, Constant | ParameterUse) or tuple(inner.children()) for inner in nodes(node)
    ) and not any(isinstance(inner, Aggregate) for inner in nodes(node))


def named_in_target(target: str) -> str:
    """The name a case's target speaks of: `module[Compta].validé` is `module.validé`."""
    return re.sub(r"\[.*\]", "", target).strip()
