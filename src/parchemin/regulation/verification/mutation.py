"""Whether the worked cases would notice: each rule altered a little, and the cases run again.

Altered one at a time: every figure in a comparison and every parameter by one step up and down, the strictness of every
comparison, every `and`/`or`, every `all`/`any` and `min`/`max`, every weight of a weighted mean by one step, and the
length and counting of every deadline. A mutant is caught when a case that held no longer does. One that is shown to
make no difference to anybody is set aside and not counted. A survivor is a case to write, or a change that no record
can show (it is for the author to tell which).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cached_property
from time import perf_counter
from typing import Any, Literal, cast

from parchemin.regulation.evaluation.cases import run_case
from parchemin.regulation.findings import SourcePlace
from parchemin.regulation.meaning.articles import WorkedCase
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Compare,
    Constant,
    Kind,
    Logic,
    Node,
    ParameterUse,
    Regulation,
    Value,
)
from parchemin.regulation.meaning.phrases import identifier
from parchemin.regulation.meaning.written import phrase
from parchemin.regulation.verification.coverage import thresholds
from parchemin.regulation.verification.equivalence import equivalent
from parchemin.regulation.verification.walk import Holder, named_in_target, nodes, roots_of, rules, uses, written_nodes

type Change = Literal["figure", "strictness", "logic", "aggregate", "weight", "deadline"]

STRICTNESS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
AGGREGATES = {"all": "any", "any": "all", "min": "max", "max": "min"}
COUNTINGS = {"working": "business", "business": "working"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One altered regulation: what was changed, where, and the name of what it touches."""

    change: Change
    before: str
    after: str
    place: SourcePlace
    touches: str
    regulation: Regulation


@dataclass(frozen=True, slots=True)
class Survey:
    """What the cases caught, of the mutants that can make a difference; `equivalent` are those shown to make none.

    `cut_short` when the time was spent before every mutant was tried.
    """

    tried: int
    survivors: tuple[Mutant, ...]
    seconds: Fraction
    cut_short: bool = False
    equivalent: tuple[Mutant, ...] = ()

    @property
    def caught(self) -> int:
        return self.tried - len(self.survivors)

    @property
    def share(self) -> Fraction:
        """The share caught, 1 when there was nothing to alter."""
        return Fraction(self.caught, self.tried) if self.tried else Fraction(1)


def survey(regulation: Regulation, *, seconds: int | None = None) -> Survey:
    """Every mutant against the cases that depend on what it touches, the nearest first."""
    begun = perf_counter()
    watch = _Watch(regulation)
    tried, survivors, same, cut_short = 0, list[Mutant](), list[Mutant](), False
    for mutant in mutants(regulation):
        if seconds is not None and perf_counter() - begun > seconds:
            cut_short = True
            break
        tried += 1
        if not any(not run_case(mutant.regulation, case).holds for case in watch.over(mutant)):
            (same if equivalent(regulation, mutant.regulation) else survivors).append(mutant)
    spent = Fraction(round(1000 * (perf_counter() - begun)), 1000)
    return Survey(tried - len(same), tuple(survivors), spent, cut_short, tuple(same))


class _Watch:
    """Which cases can notice a change of what."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self.cases = [case for case in regulation.cases if run_case(regulation, case).holds]
        self.seen = {id(case): self._depends(case) for case in self.cases}

    def over(self, mutant: Mutant) -> list[WorkedCase]:
        concerned = [case for case in self.cases if mutant.touches in self.seen[id(case)]]
        return sorted(concerned, key=lambda case: case.place.article != mutant.place.article)

    @cached_property
    def reach(self) -> Mapping[str, frozenset[str]]:
        """For each definition and decision, every name that it depends on, itself included."""
        known: dict[str, frozenset[str]] = {}
        for name in self.regulation.order:
            used = uses(iter(roots_of(self.regulation, name)))
            inner = used.definitions | used.decisions
            direct = frozenset({name}) | used.parameters | used.data | used.deadlines | inner
            known[name] = direct.union(*(known[other] for other in inner))
        return known

    def _depends(self, case: WorkedCase) -> frozenset[str]:
        if case.deadline:
            return frozenset({identifier(case.deadline)})
        names = (named_in_target(expected.target) for expected in case.expected)
        return frozenset().union(*(self.reach.get(name, frozenset()) for name in names))


def mutants(regulation: Regulation) -> Iterator[Mutant]:
    for holder in rules(regulation):
        yield from _of_rule(regulation, holder)
    yield from _of_parameters(regulation)
    yield from _of_weights(regulation)
    yield from _of_deadlines(regulation)


# --- rules ---------------------------------------------------------------------------------------------------------


def _of_rule(regulation: Regulation, holder: Holder) -> Iterator[Mutant]:
    for node in written_nodes(holder.node):
        for change, altered in _alterations(node):
            place = node.place if node.place.file else holder.place
            yield Mutant(
                change,
                phrase(node, regulation.language),
                phrase(altered, regulation.language),
                replace(place, article=holder.place.article),
                holder.name,
                _with(regulation, holder, substituted(holder.node, node, altered)),
            )


def _alterations(node: Node) -> Iterator[tuple[Change, Node]]:
    match node:
        case Compare(operator=operator, left=left, right=right):
            yield "strictness", replace(node, operator=cast(Literal["<"], STRICTNESS[operator]))
            for side, other in (("left", right), ("right", left)):
                figure: Node = getattr(node, side)
                if isinstance(figure, Constant) and figure.type.kind in (Kind.NUMBER, Kind.DATE):
                    for step in (other.type.step or Fraction(1), -(other.type.step or Fraction(1))):
                        moved = replace(figure, value=Fraction(figure.value) + step)
                        yield "figure", replace(node, left=moved) if side == "left" else replace(node, right=moved)
        case Logic(operator=operator):
            yield "logic", replace(node, operator="or" if operator == "and" else "and")
        case Aggregate(function=function) if function in AGGREGATES:
            yield "aggregate", replace(node, function=cast(Literal["all"], AGGREGATES[function]))
        case _:
            return


def substituted(root: Node, old: Node, new: Node) -> Node:
    """The expression with the one node `old` (this very object) replaced."""
    if root is old:
        return new

    def inside(value: object) -> object:
        if isinstance(value, Node):
            return substituted(value, old, new)
        return tuple(inside(part) for part in value) if isinstance(value, tuple) else value

    parts = {f.name: getattr(root, f.name) for f in fields(root)}
    altered: dict[str, Any] = {name: inside(part) for name, part in parts.items() if isinstance(part, Node | tuple)}
    return replace(root, **altered) if any(altered[n] != parts[n] for n in altered) else root


def _with(regulation: Regulation, holder: Holder, node: Node) -> Regulation:
    if holder.kind == "definition":
        altered = replace(regulation.definitions[holder.name], node=node)
        return replace(regulation, definitions={**regulation.definitions, holder.name: altered})
    decision = regulation.decisions[holder.name]
    rows = tuple(replace(row, condition=node) if i == holder.row else row for i, row in enumerate(decision.rows))
    return replace(regulation, decisions={**regulation.decisions, holder.name: replace(decision, rows=rows)})


# --- figures -------------------------------------------------------------------------------------------------------


def _of_parameters(regulation: Regulation) -> Iterator[Mutant]:
    steps = _steps(regulation)
    in_rules = uses(holder.node for holder in rules(regulation)).parameters
    for name, parameter in regulation.parameters.items():
        if name not in in_rules:
            continue  # a figure of a control decides nothing for anybody
        if isinstance(parameter.value, bool):
            others: list[Value] = [not parameter.value]
        elif isinstance(parameter.value, str):
            continue
        else:
            step = steps.get(name, parameter.type.step or Fraction(1))
            others = [parameter.value + step, parameter.value - step]
        for value in others:
            altered = {**regulation.parameters, name: replace(parameter, value=value)}
            changed = replace(regulation, parameters=altered)
            yield Mutant("figure", f"{name} = {parameter.value}", f"{name} = {value}", parameter.place, name, changed)


def _steps(regulation: Regulation) -> dict[str, Fraction]:
    """For each parameter that is a threshold, the finest step of what it is compared with."""
    steps: dict[str, Fraction] = {}
    for threshold in thresholds(regulation):
        for node in nodes(threshold.figure):
            if isinstance(node, ParameterUse):
                steps[node.name] = min(threshold.step, steps.get(node.name, threshold.step))
    return steps


def _of_weights(regulation: Regulation) -> Iterator[Mutant]:
    weights = uses(holder.node for holder in rules(regulation)).weights
    for column in sorted(weights):
        members = regulation.levels[column.rpartition(".")[0]].members
        for index, value in enumerate(regulation.data[column]):
            if value is None or isinstance(value, str):
                continue
            heavier = value + (regulation.data_types[column].step or Fraction(1))
            cells = (*regulation.data[column][:index], heavier, *regulation.data[column][index + 1 :])
            changed = replace(regulation, data={**regulation.data, column: cells})
            key = members[index].key
            yield Mutant("weight", f"{column}[{key}] = {value}", f"{heavier}", members[index].place, column, changed)


def _of_deadlines(regulation: Regulation) -> Iterator[Mutant]:
    for name, deadline in regulation.deadlines.items():
        altered = [replace(deadline, length=deadline.length + step) for step in (1, -1)]
        if deadline.counting == "month-end":
            altered = [replace(deadline, length=deadline.length % 12 + 1)]
        if deadline.counting in COUNTINGS:
            altered.append(replace(deadline, counting=cast(Literal["working"], COUNTINGS[deadline.counting])))
        for other in altered:
            changed = replace(regulation, deadlines={**regulation.deadlines, name: other})
            before, after = (f"{name}: {d.length} {d.counting}" for d in (deadline, other))
            yield Mutant("deadline", before, after, deadline.place, name, changed)
