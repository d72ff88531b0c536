"""What the law says of one person, in the groups and words that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from parchemin.campus.law.answers import shortly
from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import law_before
from parchemin.campus.looks.shapes import Tone
from parchemin.regulation.evaluation.reported import OutcomeLine
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.findings import Language

TRUTHS: dict[str, Tone] = {"oui": "ok", "yes": "ok", "non": "no", "no": "no"}


@dataclass(frozen=True, slots=True)
class ShownOutcome:
    """A line, with its name and member in words, its answer, the options still open, the colour of its state."""

    line: OutcomeLine
    label: str
    answer: str
    options: tuple[str, ...]
    member: str
    tone: Tone
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OutcomeGroup:
    """The outcomes of one level: decisions, then requirements. recorded: they are about rows, often many."""

    label: str
    recorded: bool
    outcomes: tuple[ShownOutcome, ...]


def lines_of(law: Law, lines: Sequence[OutcomeLine], language: Language) -> list[OutcomeGroup]:
    """The lines of `parchemin decide`, by level, in the order of the text."""
    found: dict[str, list[ShownOutcome]] = {}
    for line in lines:
        found.setdefault(line.name.partition(".")[0], []).append(_outcome(law, line))
    ordered = sorted(found, key=lambda level: (level != law.root, len(found[level])))
    levels = law.regulation.levels
    return [
        OutcomeGroup(
            _words(name).capitalize(), levels[name].kind == "recorded", tuple(_decisions_first(law, found[name]))
        )
        for name in ordered
    ]


@dataclass(frozen=True, slots=True)
class DecisionStanding:
    """A decision about somebody or something as a whole. waits: the nearest reasons why it is open."""

    outcome: ShownOutcome
    waits: tuple[str, ...]


def decisions_about(evaluation: Evaluation, groups: Sequence[OutcomeGroup]) -> list[DecisionStanding]:
    """Among what is shown of one, the decisions about it as a whole, in the order of the text."""
    whole = {view.name for view in law_before(evaluation).decisions if not view.member}
    found = [one for group in groups for one in group.outcomes if one.line.name in whole and not one.line.member]
    return [DecisionStanding(one, _waits(evaluation, one)) for one in found]


def _waits(evaluation: Evaluation, one: ShownOutcome) -> tuple[str, ...]:
    return () if one.line.state == "settled" else shortly(evaluation, one.line.name)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _decisions_first(law: Law, outcomes: Sequence[ShownOutcome]) -> list[ShownOutcome]:
    return sorted(outcomes, key=lambda one: one.line.name not in law.regulation.decisions)


def _outcome(law: Law, line: OutcomeLine) -> ShownOutcome:
    named = law.regulation.decisions.get(line.name) or law.regulation.definitions[line.name]
    label = named.label or _words(line.name.split(".", 1)[1])
    members = law.regulation.levels[line.name.partition(".")[0]].members
    member = next((m.label or m.name for m in members if m.key == line.member), line.member) if line.member else ""
    articles = tuple(article.removeprefix("§") for article in line.articles)
    options = tuple(map(_words, line.options)) if len(line.options) > 1 else ()
    answer = _words(line.value.partition(" (")[0] if options else line.value)
    answer = gettext("not yet") if line.state == "not_yet" else answer
    return ShownOutcome(line, label[:1].upper() + label[1:], answer, options, member, _tone(line), articles)


def _tone(line: OutcomeLine) -> Tone:
    if line.state == "settled":
        return TRUTHS.get(line.value, "info")
    return "no" if line.state in ("impossible", "contradiction") else "wait"
