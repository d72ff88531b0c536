"""The decisions that the studies lead to, in the words of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parchemin.campus.desks.queries.units import first_up
from parchemin.campus.law.law import Law
from parchemin.regulation.evaluation.reported import OutcomeLine


@dataclass(frozen=True, slots=True)
class RoadDecision:
    """A decision as a line of the page. answer: by rule, or who is left to decide between what; "" while it is open.
    options: what it may still be."""

    name: str
    label: str
    answer: str
    options: tuple[str, ...]
    articles: tuple[str, ...]


def decision_rows(law: Law, lines: Iterable[OutcomeLine]) -> Iterator[RoadDecision]:
    """What the text says of each, as it calls it."""
    for line in lines:
        options = tuple(law.option_label(line.name, option) for option in line.options)
        written = " | ".join(line.options)
        asked = f"jury: {written}" if line.by == "jury" else written
        answer = law.answer_label(line.name, asked) if line.state == "settled" and line.options else ""
        yield RoadDecision(line.name, first_up(law.outcome_label(line.name)), answer, options, line.articles)
