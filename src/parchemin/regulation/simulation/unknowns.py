"""The marks a person has not been given yet, and the person with some of them given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.evaluation.spans import Span
from parchemin.regulation.meaning.graph import Kind, Regulation, Type, Value


@dataclass(frozen=True, slots=True)
class Unknown:
    """A mark that is open at one instance. source: a fact to be collected, or a definition seen as one.

    row: the place of a recorded row among the person's rows of its level (None: a listed member). step: the grid it
    is searched on, the declared one; an exact definition has none, and takes the finest step of the marks (`declared`
    is then False).
    """

    name: str
    member: str
    source: str
    low: Fraction
    high: Fraction
    step: Fraction
    declared: bool = True
    row: int | None = None


def unknown_facts(evaluation: Evaluation) -> Iterator[Unknown]:
    """Every mark to be collected that is not known."""
    for fact in evaluation.regulation.facts.values():
        if not _is_mark(fact.type) or evaluation.regulation.root_of(fact.level) != evaluation.person.root:
            continue
        rows = evaluation.rows.get(fact.level)
        for i, (key, value) in enumerate(zip(evaluation.keys(fact.level), evaluation.fact(fact.name), strict=True)):
            if isinstance(value, Span) and value.low is not None and value.high is not None:
                step = fact.type.step or finest_step(evaluation.regulation)
                listed = None if rows is None else i
                low = max(value.low, fact.type.numbers.low or value.low)
                yield Unknown(fact.name, key, "fact", low, value.high, step, fact.type.step is not None, listed)


def open_definitions(evaluation: Evaluation) -> Iterator[Unknown]:
    """Every definition that is a mark and is not settled yet."""
    regulation = evaluation.regulation
    for definition in regulation.definitions.values():
        type_ = definition.node.type.numbers
        if not _is_mark(type_) or regulation.root_of(definition.level) != evaluation.person.root:
            continue
        for i, key in enumerate(evaluation.keys(definition.level)):
            value = evaluation.of(definition.name, i)
            if isinstance(value, Span) and type_.low is not None and type_.high is not None:
                step = type_.step or finest_step(regulation)
                yield Unknown(definition.name, key, "definition", type_.low, type_.high, step, type_.step is not None)


def _is_mark(type_: Type) -> bool:
    return type_.kind is Kind.NUMBER and type_.unit == "mark"


def finest_step(regulation: Regulation) -> Fraction:
    """The finest step of the marks that are collected (1/100 when there is none)."""
    steps = [f.type.step for f in regulation.facts.values() if _is_mark(f.type) and f.type.step is not None]
    return min(steps, default=Fraction(1, 100))


def with_facts(person: PersonFacts, given: Mapping[Unknown, Value]) -> PersonFacts:
    """The same person with these marks known."""
    listed = {name: dict(cells) for name, cells in person.listed.items()}
    rows = {level: list(table) for level, table in person.rows.items()}
    for unknown, value in given.items():
        if unknown.row is None:
            listed.setdefault(unknown.name, {})[unknown.member] = value
        else:
            level = unknown.name.partition(".")[0]
            row: RowFacts = rows[level][unknown.row]
            rows[level][unknown.row] = replace(row, facts={**row.facts, unknown.name: value})
    return replace(person, listed=listed, rows=rows)
