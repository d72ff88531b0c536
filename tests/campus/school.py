"""A small school for the tests of every stage: a programme and its text, an intake, students, papers.

Everything is made through the actions that people use; the texts are the three of `regulations/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
from parchemin.campus.assessment.actions.papers import open_own_marks, set_paper
from parchemin.campus.assessment.models import Paper
from parchemin.campus.catalogue.actions import open_intake, open_programme
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import Entrant, enrol, register
from parchemin.campus.law.publications import files_of
from parchemin.campus.people.models import Person, School
from parchemin.campus.texts.actions import publish
from tests.campus.worlds import built_once

REGULATIONS = Path(__file__).resolve().parents[2] / "regulations"
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@built_once
def programme_of(school: School, slug: str, *, by: Person, at: datetime = NOON) -> Programme:
    """A programme, its regulation published."""
    made = open_programme(school, slug, slug.upper(), by=by, at=at)
    publish(made, files_of(REGULATIONS / slug), by=by, at=at)
    return made


def intake_of(programme: Programme, starts: date, *, by: Person, at: datetime = NOON) -> Intake:
    return open_intake(programme, f"Rentrée {starts:%Y}", starts, by=by, at=at)


def students_of(intake: Intake, names: str, *, by: Person, at: datetime = NOON) -> dict[str, Dossier]:
    """Dossiers by given name, for names apart by spaces."""
    entrants = [
        Entrant(f"{intake.programme.slug}-{name.lower()}", name, "Durand", f"{name.lower()}@etu.example.org")
        for name in names.split()
    ]
    return dict(zip(names.split(), enrol(intake, entrants, by=by, at=at), strict=True))


def exam_of(
    programme: Programme, year: int, module: str, session: int = 1, *, by: Person, at: datetime = NOON
) -> Paper:
    """The one written exam of a module of `icn-pge`, sat in January; the day it is set where that is to come, so that
    it can be marked."""
    day = min(date(year + 1, 1, 12), at.date())
    facts = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1", "épreuve.jour": day.isoformat()}
    return set_paper(programme, year, f"module:{module}", f"{module}/{session}", "examen", facts=facts, by=by, at=at)


def mark(paper: Paper, marks: Mapping[Dossier, str], *, by: Person, at: datetime = NOON, why: str = "") -> None:
    enter_marks(paper, [Entered(dossier, text) for dossier, text in marks.items()], by=by, at=at, why=why)


def hand_in(paper: Paper, marks: Mapping[Dossier, str], *, by: Person, at: datetime = NOON) -> None:
    """The marks of everyone who sits a paper, entered and handed in."""
    mark(paper, marks, by=by, at=at)
    submit(paper, by=by, at=at)


__all__ = [
    "NOON",
    "exam_of",
    "hand_in",
    "intake_of",
    "mark",
    "open_own_marks",
    "programme_of",
    "register",
    "students_of",
]
