"""The least mark still needed: a search on the declared grid, by evaluation only.

The goal of a requirement is to be true; the goal of a decision is the answer it gets when every unknown mark is at its
best. Two questions are asked of each unknown mark:

- `least`: the others held at their best (the top of their scale), the least value that still reaches the goal;
- `alone`: the others left unknown, the least value that makes the goal certain, whatever they turn out to be.

The value found works and the step below does not (`trials`). Three values on each side are tried besides; when one of
them says otherwise `monotone` is False, and the answer is a threshold among others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import Truth, Verdict
from parchemin.regulation.explanation.cones import touched_by
from parchemin.regulation.meaning.graph import Value
from parchemin.regulation.simulation.trials import Trials, TrialScale
from parchemin.regulation.simulation.unknowns import Unknown, open_definitions, unknown_facts, with_facts

type Certainty = Literal["certain", "possible"]


@dataclass(frozen=True, slots=True)
class Goal:
    """A requirement or validation to become true, or a decision to reach its best answer, at one instance."""

    name: str
    member: str


@dataclass(frozen=True, slots=True)
class Need:
    """What one unknown mark must be for one goal.

    option: the answer aimed at ("true", or the options of a decision). least: with the others at their best; None
    when that mark cannot reach it there. outcome: what `least` gives: "certain", or "possible" when something that is
    not a mark is still unknown. alone: with the others unknown; None when no value makes sure of it. monotone: see
    the module.
    """

    unknown: Unknown
    goal: Goal
    option: str
    least: Fraction | None
    alone: Fraction | None
    outcome: Certainty
    monotone: bool = True


def needs_of(evaluation: Evaluation, goals: Sequence[Goal]) -> tuple[Need, ...]:
    """The needs of every unknown mark for every goal that hangs on it; marks that may be anything are left out."""
    facts = list(unknown_facts(evaluation))
    if not goals or not facts:
        return ()
    regulation = evaluation.regulation
    best = with_facts(evaluation.person, {u: u.high for u in facts})
    top = evaluate(regulation, best, evaluation.overrides)
    found: list[Need] = []
    for unknown in [*facts, *open_definitions(evaluation)]:
        touched = touched_by(regulation, unknown.name)
        mine = [g for g in goals if g.name in touched and g.name != unknown.name]
        if mine:
            found += _Search(evaluation, best, top, unknown).needs(mine)
    return tuple(found)


class _Search:
    """The search for one unknown mark; an evaluation at one value serves every goal."""

    def __init__(self, evaluation: Evaluation, best: PersonFacts, top: Evaluation, unknown: Unknown) -> None:
        self.evaluation, self.top, self.unknown = evaluation, top, unknown
        scale = TrialScale(unknown.low, unknown.high, unknown.step)
        self.with_best = Trials(scale, unknown.name, top, lambda value: self._made(best, value))
        self.alone = Trials(scale, unknown.name, evaluation, lambda value: self._made(evaluation.person, value))

    def _made(self, person: PersonFacts, value: Fraction) -> Evaluation:
        supposed: Mapping[str, Mapping[str, Value]] = {}
        if self.unknown.source == "fact":
            person = with_facts(person, {self.unknown: value})
        else:
            supposed = {self.unknown.name: {self.unknown.member: value}}
        return evaluate(self.evaluation.regulation, person, self.evaluation.overrides, supposed)

    def needs(self, goals: Iterable[Goal]) -> list[Need]:
        found = []
        for goal in goals:
            aim = _Aim(goal, self.top)
            least, least_fine = _least(self.with_best, aim, aim.certainty)
            alone, alone_fine = _least(self.alone, aim, "certain")
            if any(value is not None and value > self.unknown.low for value in (least, alone)):
                found.append(
                    Need(self.unknown, goal, aim.option, least, alone, aim.certainty, least_fine and alone_fine)
                )
        return found


def _least(trials: Trials, aim: _Aim, wanted: Certainty) -> tuple[Fraction | None, bool]:
    def reached(evaluation: Evaluation) -> bool:
        return aim.reached(evaluation, wanted)

    steps = trials.least(reached)
    return (None, True) if steps is None else (trials.scale.at(steps), trials.monotone(steps, reached))


class _Aim:
    """What to reach, and how surely it is reached with every unknown mark at its best."""

    def __init__(self, goal: Goal, top: Evaluation) -> None:
        self.goal = goal
        outcome = top.outcome(goal.name, goal.member)
        self.rows: frozenset[int] = frozenset()
        self.option = "true"
        self.certainty: Certainty = "certain" if outcome.settled else "possible"
        if isinstance(outcome, Verdict):
            rows = top.regulation.decisions[goal.name].rows
            self.rows = outcome.possible
            self.option = " | ".join(dict.fromkeys(rows[i].option for i in sorted(outcome.possible)))

    def reached(self, evaluation: Evaluation, wanted: Certainty) -> bool:
        outcome = evaluation.outcome(self.goal.name, self.goal.member)
        if isinstance(outcome, Truth):
            return outcome.certain if wanted == "certain" else outcome.possible
        assert isinstance(outcome, Verdict)
        if wanted == "certain":
            return outcome.settled and outcome.certain == self.rows
        return outcome.possible >= self.rows


__all__ = ["Goal", "Need", "needs_of"]
