"""The exact evaluator as the judge of what the solver says.

A counterexample supposes a complete record: on replay no more rows may come, whatever a level says of `still possible`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from parchemin.regulation.evaluation import cases
from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import NO, OPEN, YES, Outcome, Truth, Verdict
from parchemin.regulation.evaluation.words import PENDING, in_words, type_of
from parchemin.regulation.findings import Refused
from parchemin.regulation.meaning.graph import DecisionTable, Node, Regulation
from parchemin.regulation.verification.structure import Spot, Tree
from parchemin.regulation.verification.walk import named_in_target
from parchemin.regulation.verification.work import Work

KEPT = 8  # evaluations


class Replayer:
    """One regulation, its records closed, ready to evaluate persons."""

    def __init__(self, regulation: Regulation, work: Work | None = None) -> None:
        self.regulation, self.work = regulation, work or Work()
        self.tree = Tree(regulation)
        self.closed = replace(
            regulation, levels={n: replace(level, open=None) for n, level in regulation.levels.items()}
        )
        self._last: deque[Evaluation] = deque(maxlen=KEPT)

    def evaluation(self, person: PersonFacts) -> Evaluation:
        """What the closed regulation says of a person; the last few are kept."""
        for known in self._last:
            if known.person is person:
                return known
        new = evaluate(self.closed, person)
        self.work.replayed()
        self._last.append(new)
        return new

    def rows(self, decision: DecisionTable, person: PersonFacts, spot: Spot) -> tuple[Truth, ...]:
        """Whether the condition of each row holds, before the hit policy."""
        evaluation = self.evaluation(person)
        index = self._index(evaluation, spot)
        return tuple(truth_of(evaluation, row.condition, decision.level, index) for row in decision.rows)

    def truth(self, name: str, person: PersonFacts, spot: Spot) -> Truth:
        evaluation = self.evaluation(person)
        definition = self.regulation.definitions[name]
        return truth_of(evaluation, definition.node, definition.level, self._index(evaluation, spot))

    def written(self, name: str, person: PersonFacts, spot: Spot, *, closed: bool = True) -> str:
        """The outcome as a worked case writes it; with the records left open, what such a case would give."""
        evaluation = self.evaluation(person) if closed else evaluate(self.regulation, person)
        keys = evaluation.keys(spot.level)
        return outcome_text(self.regulation, name, evaluation.outcome(name, keys[self._index(evaluation, spot)]))

    def _index(self, evaluation: Evaluation, spot: Spot) -> int:
        if spot.slot < 0:
            return spot.index
        parent, _, own = self.tree.key(spot).rpartition("/")
        for i, row in enumerate(evaluation.rows[spot.level]):
            if (row.parent, row.name) == (parent, own):
                return i
        raise LookupError(f"no row {own} under {parent}")

    def rows_reached_by_cases(self) -> frozenset[tuple[str, int]]:
        """The rows of decision tables that some worked case reaches, as (decision, index);

        a witness that needs no solver.
        """
        return frozenset(
            (decision.name, row)
            for expected, evaluation in _honest_evaluations(self.regulation)
            for decision in expected
            if self.regulation.root_of(decision.level) == evaluation.person.root
            for outcome in evaluation.outcomes(decision.name).values()
            if isinstance(outcome, Verdict)
            for row in outcome.certain
        )


def _honest_evaluations(regulation: Regulation) -> Iterator[tuple[list[DecisionTable], Evaluation]]:
    """The persons of worked cases that suppose no result and change no figure: they could exist.

    Each with the decisions that the case speaks of.
    """
    for case in regulation.cases:
        names = {named_in_target(expected.target) for expected in case.expected}
        expected = [regulation.decisions[name] for name in names & set(regulation.decisions)]
        try:
            given = None if case.deadline or not expected else cases.case_facts(regulation, case)
            if given is not None and not given.supposed and not given.figures:
                yield from ((expected, evaluation) for evaluation in cases.evaluations(regulation, case).values())
        except Refused:
            continue


def truth_of(evaluation: Evaluation, node: Node, level: str, index: int) -> Truth:
    value = evaluation.value(node, level, index)
    return OPEN if value is None else YES if value else NO


def outcome_text(regulation: Regulation, name: str, outcome: Outcome) -> str:
    """What a worked case expects, as its cell writes it:

    `oui`, `10,5`, an option, `jury : a, b`, `en attente`, `aucune`.
    """
    if not outcome.settled:
        return PENDING[regulation.language]
    return in_words(outcome, regulation.language, type_of(regulation, name), regulation.decisions.get(name))
