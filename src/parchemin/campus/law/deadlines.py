"""The deadlines that concern somebody: those that the text counts for them, in their case, and from which day.

A text counts a deadline for one intake or one modality by naming it under a choice (`selon(étudiant.modalité,
présentiel=échéance(…), distance=…)`): whoever is known to be in another case is not concerned. A deadline that no rule
about the person names (it stands alone, or is asked of each paper) concerns everybody for whom its event happens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import cast

from parchemin.campus.law.answers import day_in
from parchemin.campus.law.branches import parts_taken
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import Due
from parchemin.campus.law.thresholds import walk
from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.explanation.cones import nodes_of
from parchemin.regulation.meaning.graph import DueDate, FactUse, Node


def deadlines_of(law: Law, evaluation: Evaluation, events: Mapping[str, Sequence[date]]) -> Iterator[Due]:
    """Each deadline that concerns somebody, in the order of the text, once for each day that it is counted from.

    events: by what texts call it, in small letters, the days on which it happens to them, as far as is known. Where a
    rule counts a deadline from something of the person's own, that day is taken when no event is known.
    """
    named = _named_about(law)
    theirs = {name: _counted(name, rules, evaluation) for name, rules in named.items()}
    for name, event in law.deadline_events.items():
        counted = theirs.get(name, [])
        if name in named and not counted:
            continue
        days = () if any(not isinstance(node.start, FactUse) for node in counted) else events.get(event.casefold(), ())
        for day in dict.fromkeys(days or _starts(evaluation, counted)):
            if (due := law.due(name, day)) is not None:
                yield due


@lru_cache(maxsize=64)
def _named_about(law: Law) -> Mapping[str, tuple[Node, ...]]:
    """By deadline, the rules about the person that name it, where no rule about anything else does."""
    regulation = law.regulation
    rules: dict[str, list[Node]] = defaultdict(list)
    elsewhere: set[str] = set()
    for name in regulation.order:
        for node in nodes_of(regulation, name):
            named = {one.deadline for one in walk(node) if isinstance(one, DueDate)}
            if (regulation.definitions.get(name) or regulation.decisions[name]).level != law.root:
                elsewhere |= named
            for deadline in named:
                rules[deadline].append(node)
    return {deadline: tuple(nodes) for deadline, nodes in rules.items() if deadline not in elsewhere}


def _counted(deadline: str, rules: Sequence[Node], evaluation: Evaluation) -> list[DueDate]:
    """Where rules count a deadline for this person: nothing of a case that is not theirs."""
    taken = (node for rule in rules for node in _taken(evaluation, rule))
    return [node for node in taken if isinstance(node, DueDate) and node.deadline == deadline]


def _taken(evaluation: Evaluation, node: Node) -> Iterator[Node]:
    """A rule and its parts, without the cases that are known not to be the person's."""
    root = evaluation.person.root

    def options(subject: Node) -> frozenset[str]:
        return frozenset(exact.names(cast("exact.Choice", evaluation.value(subject, root, 0))))

    def holds(condition: Node) -> bool | None:
        return cast("bool | None", evaluation.value(condition, root, 0))

    yield node
    for child in parts_taken(node, options, holds):
        yield from _taken(evaluation, child)


def _starts(evaluation: Evaluation, counted: Sequence[DueDate]) -> list[date]:
    days = (day_in(evaluation.value(node.start, evaluation.person.root, 0)) for node in counted)
    return [day for day in days if day is not None]
