"""The plain values in which the law is spoken: facts, units, years of study, decisions, last days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, Protocol
from uuid import UUID

from parchemin.regulation.evaluation.reported import OutcomeLine
from parchemin.regulation.findings import Language

__all__ = [
    "DecisionView",
    "Due",
    "FactKind",
    "FactView",
    "Language",
    "OutcomeLine",
    "StudyYear",
    "Subject",
    "Threshold",
    "Unit",
]

type FactKind = Literal["truth", "number", "choice", "date", "text"]


class Subject(Protocol):
    """Who or what the law is asked about: one of the roots of a publication, since a day. `pk` orders the columns."""

    @property
    def pk(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def publication_id(self) -> UUID: ...
    @property
    def root(self) -> str: ...
    @property
    def entry(self) -> date: ...


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact as a form shows it. `step`: a number's grid, in text ("0.01"); `accepted`: what may be written."""

    name: str
    canonical: str
    label: str
    kind: FactKind
    unit: str
    choices: tuple[str, ...]
    step: str
    low: str
    high: str
    accepted: str
    nature: str
    article: str
    level: str


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that is taught and marked: a module, a teaching unit, a project, an exam block, the thesis.

    name: "module:S1-DROIT", unique in the text. above: the keys of its ancestors, from the root down ("A1", "S1"), with
    their labels. credits: None where the text gives none. mark: the fact that a mark on it fills. slots: the members
    under which papers are recorded ("S1-DROIT/1", "S1-DROIT/2") with their labels; empty when the unit has one mark of
    its own. most: how many papers a slot may hold.
    """

    name: str
    level: str
    key: str
    label: str
    above: tuple[tuple[str, str], ...]
    credits: str | None
    mark: str
    slots: tuple[tuple[str, str], ...]
    most: int | None
    article: str

    def under(self, stage: str) -> bool:
        return not stage or any(key == stage for key, _ in self.above)


@dataclass(frozen=True, slots=True)
class StudyYear:
    """A year of study ("A2") of the programme; a programme without any has none."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision that a jury may be called on, at one member: "année.progression" for "A2"."""

    name: str
    canonical: str
    member: str
    label: str
    options: tuple[str, ...]
    jury: bool
    article: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that the text compares a unit's mark with: "<=", 7, "note éliminatoire", its article."""

    name: str
    label: str
    operator: str
    value: Fraction
    article: str


@dataclass(frozen=True, slots=True)
class Due:
    """A last day, how it was counted, and the article that says so."""

    day: date
    sentence: str
    article: str
    label: str

    def gone(self, today: date) -> bool:
        """Whether the last day has gone by."""
        return today > self.day
