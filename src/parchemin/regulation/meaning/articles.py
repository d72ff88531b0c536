"""What an article holds beside its rules: its words, its worked cases, what it only shows and what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parchemin.regulation.findings import NOWHERE, SourcePlace


@dataclass(frozen=True, slots=True)
class Assignment:
    """`target` is `level[member].attribute`, `level[*].attribute`, a parameter or a reading; `value` as typed."""

    target: str
    value: str
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """A worked case. `start` and `deadline` are set for a case of a deadline, whose `expected` holds one date."""

    name: str
    given: tuple[Assignment, ...]
    expected: tuple[Assignment, ...]
    deadline: str = ""
    start: str = ""
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value that conditions nothing and is only shown: `to` says to whom, in words, and `reason` why."""

    name: str  # of a definition, a fact, a parameter or a deadline
    to: str
    reason: str = ""
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class Silence:
    """Something the source leaves out, contradicts, leaves open or assumes, and how the regulation treats it."""

    point: str
    nature: Literal["silence", "contradiction", "ambiguity", "assumption"]
    treatment: str
    place: SourcePlace = NOWHERE


@dataclass(frozen=True, slots=True)
class ArticleMeaning:
    """An article as the graph knows it: its heading, text, and the digests of its words and of its rules."""

    id: str
    title: str
    text: str
    words_digest: str
    rules_digest: str
    force: bool = False  # it holds a rule, a figure, a requirement, a decision or a deadline
    place: SourcePlace = NOWHERE
    lines: tuple[int, ...] = ()  # the number, in its file, of each line of `text`
    layer: str = ""  # the higher text it comes from, "" for the text itself
