"""Papers, marks and absences as the regulation's facts: whose they are, in which year, and what silence means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from parchemin.campus.assessment.absences.actions import file_request, follow_up, rule_on_document
from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.models import AbsenceRequest, Paper
from parchemin.campus.assessment.refusals import NotAbsent, RequestExists, RequestTooLate
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import change_registration
from parchemin.campus.law.persons import evaluation_of, lines_for, standing
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Person
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, intake_of, mark, programme_of, register, students_of

pytestmark = pytest.mark.django_db

EXAM_DAY = date(2021, 3, 1)
LAST_EVENING = datetime(2021, 3, 18, 22, 59, tzinfo=UTC)  # 23:59 in Paris, on the fifteenth working day
DAY_AFTER = datetime(2021, 3, 18, 23, 1, tzinfo=UTC)  # 00:01 in Paris, on the day after


@dataclass(frozen=True)
class Year:
    programme: Programme
    nadia: Dossier
    exam: Paper
    file: Paper


@pytest.fixture
def year(cast: Cast) -> Year:
    """A first year at icn-pge, with an exam and a file in law; Nadia came to neither."""
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    nadia = students_of(intake_of(programme, date(2020, 9, 1), by=cast.ada), "Nadia", by=cast.ada)["Nadia"]
    register([nadia], 2020, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    declare([Statement(nadia, "étudiant.voie", "", "BCE")], reason="", by=cast.ada, at=NOON)
    papers = [
        set_paper(
            programme,
            2020,
            "module:S1-DROIT",
            "S1-DROIT/1",
            name,
            facts={"épreuve.type": kind, "épreuve.coefficient": "1", "épreuve.jour": EXAM_DAY.isoformat()},
            by=cast.ada,
            at=NOON,
        )
        for name, kind in (("examen", "écrit_terminal"), ("dossier", "dossier"))
    ]
    return Year(programme, nadia, *papers)


def said(year: Year, name: str, key: str, at: datetime = NOON) -> str:
    found = standing(evaluation_of(year.nadia, at=at, drafts=True), name, key)
    return found.text or found.state


def ask(year: Year, paper: Paper, *, by: Person | None = None, at: datetime = LAST_EVENING) -> AbsenceRequest:
    kind = "certificat_médical"
    asker = by or year.nadia.student
    return file_request(year.nadia, paper, ground="maladie", document_kind=kind, by=asker, at=at)


def test_a_mark_not_yet_given_is_neither_zero_nor_missing(cast: Cast, year: Year) -> None:
    mark(year.exam, {year.nadia: "14"}, by=cast.ada)

    found = standing(evaluation_of(year.nadia, at=NOON, drafts=True), "session.note_des_épreuves", "S1-DROIT/1")

    assert (found.state, found.low, found.high) == ("open", "7", "17")


def test_an_absence_at_a_file_is_a_zero_only_once_it_is_too_late_to_excuse_it(cast: Cast, year: Year) -> None:
    mark(year.exam, {year.nadia: "14"}, by=cast.ada)
    mark(year.file, {year.nadia: "abs"}, by=cast.ada)

    assert said(year, "session.note_des_épreuves", "S1-DROIT/1", at=LAST_EVENING) == "open"
    assert said(year, "session.note_des_épreuves", "S1-DROIT/1", at=DAY_AFTER) == "7"


def test_a_request_accepted_and_neutralised_takes_the_file_out_of_the_mark(cast: Cast, year: Year) -> None:
    mark(year.exam, {year.nadia: "14"}, by=cast.ada)
    mark(year.file, {year.nadia: "ABS"}, by=cast.ada)
    request = ask(year, year.file)

    assert said(year, "session.note_des_épreuves", "S1-DROIT/1", at=DAY_AFTER) == "open"
    rule_on_document(request, "accepted", "certificat vérifié", by=cast.odile, at=DAY_AFTER)
    follow_up(request, "neutralisation", "avis du responsable recueilli", by=cast.ada, at=DAY_AFTER)
    assert said(year, "session.note_des_épreuves", "S1-DROIT/1", at=DAY_AFTER) == "14"


def test_a_request_refused_leaves_the_zero(cast: Cast, year: Year) -> None:
    mark(year.exam, {year.nadia: "14"}, by=cast.ada)
    mark(year.file, {year.nadia: "ABS"}, by=cast.ada)
    request = ask(year, year.file)

    rule_on_document(request, "refused", "la pièce n'est pas un certificat", by=cast.odile, at=DAY_AFTER)

    assert said(year, "session.note_des_épreuves", "S1-DROIT/1", at=DAY_AFTER) == "7"


def test_a_request_is_filed_by_the_student_once_and_before_the_last_day(cast: Cast, year: Year) -> None:
    with pytest.raises(NotAbsent):
        ask(year, year.exam)
    mark(year.exam, {year.nadia: "ABS"}, by=cast.ada)

    with pytest.raises(RequestTooLate):
        ask(year, year.exam, at=DAY_AFTER)
    with pytest.raises(Forbidden):
        ask(year, year.exam, by=cast.émile)
    ask(year, year.exam)
    with pytest.raises(RequestExists):
        ask(year, year.exam)


def test_the_second_session_counts_for_those_registered_for_it(cast: Cast, year: Year) -> None:
    mark(year.exam, {year.nadia: "8"}, by=cast.ada)
    mark(year.file, {year.nadia: "8"}, by=cast.ada)
    resit = exam_of(year.programme, 2020, "S1-DROIT", 2, by=cast.ada)
    declare([Statement(year.nadia, "module.inscrit_en_session_2", "S1-DROIT", "oui")], reason="", by=cast.ada, at=NOON)

    mark(resit, {year.nadia: "5"}, by=cast.ada)

    assert said(year, "module.note_de_session_2", "S1-DROIT") == "5"


def test_who_follows_a_unit_again_starts_it_again(cast: Cast, year: Year) -> None:
    mark(year.exam, {year.nadia: "6"}, by=cast.ada)
    mark(year.file, {year.nadia: "6"}, by=cast.ada)
    register(
        [year.nadia],
        2021,
        stage="A1",
        nature="redoublement_annuel",
        units=["module:S1-DROIT"],
        by=cast.ada,
        at=NOON,
    )
    again = exam_of(year.programme, 2021, "S1-DROIT", by=cast.ada)

    assert said(year, "session.note_des_épreuves", "S1-DROIT/1") == "open"
    mark(again, {year.nadia: "12"}, by=cast.ada)
    assert said(year, "session.note_des_épreuves", "S1-DROIT/1") == "12"


def test_a_registration_not_in_order_is_a_fact_of_the_text(cast: Cast, year: Year) -> None:

    registration = year.nadia.registrations.get()

    change_registration(registration, reason="droits impayés", in_order=False, by=cast.odile, at=NOON)

    lines = {(line.name, line.member): line for line in lines_for(evaluation_of(year.nadia, at=NOON, drafts=True))}
    assert lines["année.progression", "A1"].value == "dossier_non_examiné"
