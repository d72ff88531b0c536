"""The decisions that the studies lead to, in the words of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from parchemin.campus.desks.queries.units import first_up
from parchemin.campus.dossiers.queries.decided import ObtainedDecision
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import OutcomeLine


@dataclass(frozen=True, slots=True)
class RoadDecision:
    """A decision as a line of the page. answer: by rule, or who is left to decide between what; "" while it is open.
    options: what it may still be. obtained: by which published decision it was, for good, whatever is open since."""

    name: str
    label: str
    answer: str
    options: tuple[str, ...]
    articles: tuple[str, ...]
    obtained: ObtainedDecision | None = None

    @property
    def said(self) -> str:
        """What was obtained, else the answer."""
        return self.obtained.words if self.obtained else self.answer


def decision_rows(
    law: Law, lines: Iterable[OutcomeLine], diplomas: Mapping[str, ObtainedDecision]
) -> Iterator[RoadDecision]:
    """What the text says of each, as it calls it. diplomas: by decision, what was obtained for good."""
    for line in lines:
        options = tuple(law.option_label(line.name, option) for option in line.options)
        written = " | ".join(line.options)
        asked = f"jury: {written}" if line.by == "jury" else written
        answer = law.answer_label(line.name, asked) if line.state == "settled" and line.options else ""
        label, done = first_up(law.outcome_label(line.name)), diplomas.get(line.name)
        yield RoadDecision(line.name, label, answer, options, line.articles, done)
