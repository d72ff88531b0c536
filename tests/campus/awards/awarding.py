"""Small schools whose students have marks to be told, in each of the three programmes, and their transcripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.actions.papers import open_own_marks
from parchemin.campus.awards.actions import issue_for_period
from parchemin.campus.awards.models import Issuance, IssuanceLine, Transcript
from parchemin.campus.awards.queries.issued import TranscriptScope, periods_of
from parchemin.campus.awards.tasks import make_transcripts
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.files.sweeping import strays
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.publications import law_of
from parchemin.campus.people.actions import grant_role
from parchemin.campus.people.models import Person, Role
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, intake_of, mark, programme_of, register, students_of
from tests.campus.worlds import built_once

JULY = datetime(2027, 7, 5, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Marked:
    """A programme, its students with marks handed in, and who issues."""

    programme: Programme
    students: dict[str, Dossier]
    office: Person

    @property
    def period(self) -> TranscriptScope:
        return periods_of(self.programme)[0]

    def issue(self, only: str = "", at: datetime = JULY) -> Issuance:
        return issue_for_period(
            self.programme, self.period, self.students[only] if only else None, by=self.office, at=at
        )

    def made(self, only: str = "") -> dict[str, IssuanceLine]:
        """Ask for transcripts, make them, and give what came of each by given name."""
        issuance = self.issue(only)
        make_transcripts.func(str(issuance.pk))
        return {line.dossier.student.given_name: line for line in issuance.lines.select_related("dossier__person")}

    def transcript(self, name: str) -> Transcript:
        found = self.made(name)[name].transcript
        assert found is not None
        return found


@built_once
def icn(cast: Cast, names: str = "Nadia Paul", marks: Mapping[str, Mapping[str, str]] | None = None) -> Marked:
    """A first year of `icn-pge`: twelve everywhere, but for the marks given by student and module."""
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 2), by=cast.ada)
    students = students_of(intake, names, by=cast.ada)
    register(list(students.values()), 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    units = law_of(intake.publication).units_of("A1")
    said = [Statement(d, "étudiant.voie", "", "BCE") for d in students.values()]
    said += [Statement(d, "module.inscrit_en_session_2", unit.key, "non") for d in students.values() for unit in units]
    declare(said, reason="", by=cast.ada, at=NOON)
    for unit in units:
        paper = exam_of(programme, 2026, unit.key, by=cast.ada)
        given = {d: (marks or {}).get(name, {}).get(unit.key, "12") for name, d in students.items()}
        mark(paper, given, by=cast.ada)
        submit(paper, by=cast.ada, at=NOON)
    return Marked(programme, students, cast.odile)


@built_once
def lille(cast: Cast) -> Marked:
    return _online(cast, "lille-ipm", date(2026, 9, 7), {"Inès": "12", "Hugo": "9,5"}, modality="présentiel")


@built_once
def ipag(cast: Cast) -> Marked:
    return _online(cast, "ipag-msc", date(2026, 10, 5), {"Léa": "14", "Tom": "8"})


def _online(cast: Cast, slug: str, starts: date, marks: Mapping[str, str], *, modality: str = "") -> Marked:
    programme = programme_of(cast.school, slug, by=cast.ada)
    grant_role(cast.odile, cast.school, Role.OFFICE, slug, by=cast.ada, at=NOON)
    intake = intake_of(programme, starts, by=cast.ada)
    students = students_of(intake, " ".join(marks), by=cast.ada)
    stages = law_of(intake.publication).study_years
    stage = stages[0].key if stages else ""
    register(list(students.values()), 2026, stage=stage, modality=modality, by=cast.ada, at=NOON)
    for paper in open_own_marks(programme, 2026, by=cast.ada, at=NOON):
        mark(paper, {students[name]: text for name, text in marks.items()}, by=cast.ada)
        submit(paper, by=cast.ada, at=NOON)
    return Marked(programme, students, cast.odile)


def stray_files() -> list[str]:
    """What is in the storage of files and belongs to no row, however new."""
    return strays(before=datetime.max.replace(tzinfo=UTC))
