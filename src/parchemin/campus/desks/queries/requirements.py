"""The tables of requirements of the student's page, and what is still missing of each line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.law.answers import shortly
from parchemin.campus.law.portraits import Requirement
from parchemin.campus.looks.shapes import Tone


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A line of a table of requirements, with what is still missing of it."""

    requirement: Requirement
    tone: Tone
    words: str
    missing: tuple[str, ...]
    below: tuple[RequirementRow, ...]


def requirement_rows(road: Road, requirements: Iterable[Requirement]) -> tuple[RequirementRow, ...]:
    """Lines of requirements, each with those it stands on."""
    labels = {unit.key.replace("_", " "): unit.label for unit in road.law.units.values() if unit.key}
    return tuple(_row(road, labels, requirement) for requirement in requirements)


def _row(road: Road, labels: dict[str, str], requirement: Requirement) -> RequirementRow:
    below = tuple(_row(road, labels, line) for line in requirement.below)
    tone, words = requirement_words(requirement.state)
    missing: tuple[str, ...] = ()
    if requirement.state != "yes" and not below:
        missing = tuple(_named(labels, sentence) for sentence in shortly(road.evaluation, requirement.name))
    return RequirementRow(requirement, tone, words, missing, below)


def _named(labels: dict[str, str], sentence: str) -> str:
    """A unit is called by its name, where a sentence begins with its key."""
    head, comma, rest = sentence.partition(",")
    label = labels.get(head)
    return f"{label}{comma}{rest}" if label else sentence


def requirement_words(state: str) -> tuple[Tone, str]:
    """How a requirement stands ("yes", "no", "not_yet", "open"), in a colour and few words."""
    words: dict[str, tuple[Tone, str]] = {
        "yes": ("ok", _("met")),
        "no": ("no", _("not met")),
        "not_yet": ("wait", _("not yet met")),
    }
    return words.get(state, ("wait", _("to complete")))


def anchor_of(name: str, kind: str = "r") -> str:
    """An id on the page for something of the text. kind: its first letter, "r" for a requirement, "p" for a period."""
    return f"{kind}-" + "".join(sign if sign.isalnum() else "-" for sign in name)
