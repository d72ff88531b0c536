"""A student of the Grande École as planned: the years, the marks, what is declared. Dice decide, a story prevails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from parchemin.campus.demo.names import dice
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.terms import Unit

QUARTER, CENT = Decimal("0.25"), Decimal("0.01")
ABSENT = "ABS"


@dataclass(frozen=True, slots=True)
class Sat:
    """One paper of a syllabus: its name, kind, weight, and the day it is due from the start of its half-year."""

    name: str
    kind: str
    weight: int


def syllabus(unit: Unit, session: int) -> tuple[Sat, ...]:
    """The papers of a module. The weights are the syllabus's own: they differ from module to module."""
    subject = unit.key.partition("-")[2]
    spoken = subject.startswith(("LANGUE", "STAGE", "MÉMOIRE"))
    if session == 2:
        return (Sat("rattrapage", "oral_terminal" if spoken else "écrit_terminal", 1),)
    if subject.startswith(("STAGE", "MÉMOIRE")):
        return Sat("dossier", "dossier", 2), Sat("soutenance", "oral_terminal", 1)
    if subject.startswith("LANGUE"):
        return Sat("participation", "participation", 1), Sat("oral", "oral_terminal", 1)
    if subject.startswith(("PROJET", "ARTEM", "DÉFI", "CBD")):
        return Sat("projet", "projet", 2), Sat("soutenance", "oral_terminal", 1)
    heavy = 3 if sum(map(ord, subject)) % 2 else 2
    return Sat("dossier", "dossier", heavy - 1), Sat("examen", "écrit_terminal", heavy)


@dataclass(slots=True)
class Year:
    """One university year of somebody: what they register for. units: "" for all, or the semesters followed."""

    stage: str
    nature: str = "enseignement"
    semesters: tuple[str, ...] | None = None
    in_order: bool = True


@dataclass
class Planned:
    """Somebody's whole course.

    notes: wanted marks of modules, by (year or 0 for any, module, session): "9,34", or by paper {"dossier": "ABS"}.
    fails: years in which the second session goes badly. steady: nothing is lost by chance (a story's other modules).
    """

    number: str
    given: str
    family: str
    entry: int
    stage: str
    years: dict[int, Year] = field(default_factory=dict)
    ability: float = 12.8
    steady: bool = False
    notes: dict[tuple[str, int], str | Mapping[str, str]] = field(default_factory=dict)
    fails: frozenset[int] = frozenset()
    facts: dict[str, str] = field(default_factory=dict)
    summer: tuple[str, str] = ("3", "100")
    final: tuple[str, str] = ("6", "100")
    toeic: int = 0
    abroad: bool = False
    ends: int = 0
    dossier: Dossier | None = None

    @property
    def file(self) -> Dossier:
        assert self.dossier is not None
        return self.dossier

    def text(self, unit: Unit, session: int, paper: Sat, year: int) -> str:
        """What the teacher types for this student on a paper."""
        wanted = self.notes.get((unit.key, session))
        if isinstance(wanted, Mapping):
            return wanted.get(paper.name) or self._text(self._note(unit, session, year), unit, session, paper, year)
        note = Decimal(wanted.replace(",", ".")) if wanted else self._note(unit, session, year)
        return self._text(note, unit, session, paper, year, exact=bool(wanted))

    def _note(self, unit: Unit, session: int, year: int) -> Decimal:
        throw = dice(self.number, unit.key, session, year)
        if session == 2:
            low, high = (4.0, 6.9) if year in self.fails else (10.0, 14.5)
            return _stepped(Decimal(throw.uniform(low, high)), QUARTER)
        if self.steady and year not in self.fails:
            return _stepped(Decimal(throw.uniform(10.5, 16.0)), QUARTER)
        shift = -4.5 if year in self.fails else 0.0
        hard = dice("hard", unit.key).uniform(-1.0, 1.0)
        return _stepped(Decimal(min(19.0, max(3.0, throw.gauss(self.ability + hard + shift, 1.9)))), QUARTER)

    def _text(self, note: Decimal, unit: Unit, session: int, paper: Sat, year: int, exact: bool = False) -> str:
        """The paper's part in a module's note: the parts differ, their weighted mean is the note."""
        papers = syllabus(unit, session)
        throw = dice(self.number, unit.key, session, year, "papers")
        if len(papers) == 1:
            return _written(note)
        if not exact and throw.random() < 0.004 and paper.kind.endswith("terminal"):
            return ABSENT
        apart = Decimal(throw.choice((-3, -2, -1, -1, 0, 1, 1, 2))) * QUARTER
        first, second = papers
        if not all(
            0 <= note + sign * apart * weight <= 20 for sign, weight in ((-1, second.weight), (1, first.weight))
        ):
            apart = Decimal(0)
        return _written(
            note - apart * second.weight if paper is first or paper == first else note + apart * first.weight
        )


def _stepped(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _written(value: Decimal) -> str:
    return format(value.quantize(CENT, ROUND_HALF_UP).normalize(), "f").replace(".", ",")
