"""What the law says of one person, in the groups and words that a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parchemin.campus.looks.shapes import Tone
from parchemin.campus.rulings.law import Law
from parchemin.regulation.evaluation.reported import Line
from parchemin.regulation.findings import Language

TRUTHS: dict[str, Tone] = {"oui": "ok", "yes": "ok", "non": "no", "no": "no"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line, with its name and member in words, and the colour of its state."""

    line: Line
    label: str
    member: str
    tone: Tone
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The outcomes of one level: those about the person first. decisions come before requirements."""

    label: str
    outcomes: tuple[Outcome, ...]


def lines_of(law: Law, lines: Sequence[Line], language: Language) -> list[Group]:
    """The lines of `parchemin decide`, by level, in the order of the text."""
    found: dict[str, list[Outcome]] = {}
    for line in lines:
        found.setdefault(line.name.partition(".")[0], []).append(_outcome(law, line))
    ordered = sorted(found, key=lambda level: (level != law.root, len(found[level])))
    return [Group(name.replace("_", " ").capitalize(), tuple(_decisions_first(law, found[name]))) for name in ordered]


def _decisions_first(law: Law, outcomes: Sequence[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda one: one.line.name not in law.regulation.decisions)


def _outcome(law: Law, line: Line) -> Outcome:
    named = law.regulation.decisions.get(line.name) or law.regulation.definitions[line.name]
    label = named.label or line.name.split(".", 1)[1].replace("_", " ")
    members = law.regulation.levels[line.name.partition(".")[0]].members
    member = next((m.label or m.name for m in members if m.key == line.member), line.member) if line.member else ""
    articles = tuple(article.removeprefix("§") for article in line.articles)
    return Outcome(line, label[:1].upper() + label[1:], member, _tone(line), articles)


def _tone(line: Line) -> Tone:
    if line.state == "settled":
        return TRUTHS.get(line.value, "info")
    return "no" if line.state in ("impossible", "contradiction") else "wait"
