"""What is settled for a person, what is still possible, what no longer is, and the least mark that would still do.

Unknown values are the whole range their types allow (docs/decisions/0001): an option still possible here is
one that some value of each unknown, taken apart, may still reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import NO, Outcome, Truth, Verdict
from parchemin.regulation.evaluation.words import by_jury
from parchemin.regulation.meaning.graph import DecisionTable, Definition, Regulation, Value
from parchemin.regulation.simulation.answers import speaking
from parchemin.regulation.simulation.needs import Goal, Need, needs_of

type Standing = Literal["settled", "pending", "not_yet", "impossible"]


@dataclass(frozen=True, slots=True)
class Prospect:
    """A decision, a group or a requirement at one instance.

    state: settled; pending, several answers remain; not_yet, a requirement that a cell left empty may still make true
    although nothing more is awaited; impossible, a requirement that can no longer be met or a decision
    with no row left. by: rule or jury once settled, "" before. options: how each option stands (true and false for a
    requirement).
    """

    name: str
    canonical: str
    label: str
    member: str
    kind: Literal["decision", "group", "requirement", "value"]
    state: Standing
    by: Literal["rule", "jury", ""]
    outcome: Outcome
    options: Mapping[str, Standing]
    article: str

    @property
    def possible(self) -> tuple[str, ...]:
        return tuple(option for option, standing in self.options.items() if standing != "impossible")


@dataclass(frozen=True, slots=True)
class Outlook:
    """`needs` speaks of every unknown mark, and of every open definition that is a mark, that a pending prospect
    hangs on."""

    person: str
    root: str
    prospects: tuple[Prospect, ...]
    needs: tuple[Need, ...]


def outlook(regulation: Regulation, person: PersonFacts, figures: Mapping[str, Value] | None = None) -> Outlook:
    """What may still become of one person, under `figures` in place of the text's own parameters and readings."""
    evaluation = evaluate(regulation, person, figures)
    prospects = tuple(p for name in speaking(regulation, person.root) for p in _prospects(evaluation, name))
    goals = tuple(Goal(p.name, p.member) for p in prospects if p.state == "pending")
    shown = tuple(p for p in prospects if p.kind != "value")
    return Outlook(person.id, person.root, shown, needs_of(evaluation, goals))


def _prospects(evaluation: Evaluation, name: str) -> list[Prospect]:
    regulation = evaluation.regulation
    declared = regulation.decisions.get(name) or regulation.definitions[name]
    level = regulation.levels[declared.level]
    found = []
    for key, outcome in evaluation.outcomes(name).items():
        member = key if level.parent else ""
        if isinstance(declared, DecisionTable):
            assert isinstance(outcome, Verdict)
            found.append(_of_decision(declared, member, outcome))
        else:
            assert isinstance(outcome, Truth)
            prospect = _of_truth(declared, member, outcome)
            if prospect.state == "impossible" and evaluation.reopened.outcome(name, key) != NO:
                prospect = replace(prospect, state="not_yet", options=dict(prospect.options) | {"true": "not_yet"})
            found.append(prospect)
    return found


def _of_decision(decision: DecisionTable, member: str, verdict: Verdict) -> Prospect:
    def standing(option: str) -> Standing:
        rows = {i for i, row in enumerate(decision.rows) if row.option == option}
        if not rows & verdict.possible:
            return "impossible"
        return "settled" if verdict.settled else "pending"

    state: Standing = "pending" if not verdict.settled else "settled" if verdict.certain else "impossible"
    by: Literal["rule", "jury", ""] = "" if state != "settled" else "jury" if by_jury(decision, verdict) else "rule"
    rows = [decision.rows[i] for i in sorted(verdict.certain)] if verdict.settled else []
    place = rows[0].place if rows else decision.place
    options = {option: standing(option) for option in decision.options}
    return Prospect(
        decision.name,
        decision.canonical,
        decision.label,
        member,
        "decision",
        state,
        by,
        verdict,
        options,
        place.article,
    )


def _of_truth(definition: Definition, member: str, truth: Truth) -> Prospect:
    state: Standing = "pending" if not truth.settled else "settled" if truth.certain else "impossible"
    options: dict[str, Standing] = {
        "true": "impossible" if not truth.possible else "settled" if truth.certain else "pending",
        "false": "impossible" if truth.certain else "settled" if not truth.possible else "pending",
    }
    by: Literal["rule", "jury", ""] = "" if state == "pending" else "rule"
    return Prospect(
        definition.name,
        definition.canonical,
        definition.label,
        member,
        definition.role,
        state,
        by,
        truth,
        options,
        definition.place.article,
    )


__all__ = ["Need", "Outlook", "Prospect", "outlook"]
