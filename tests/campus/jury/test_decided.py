"""Which years a jury decides: those of which it was asked what came, and answered; no other, and of all who were so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.actions.papers import open_own_marks
from parchemin.campus.awards.models import Transcript
from parchemin.campus.awards.queries.issued import state_of
from parchemin.campus.enrolment.actions import (
    cancel_registrations,
    change_registration,
    interrupt_registration,
    register,
)
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.refusals import YearDecided, YearMarked
from parchemin.campus.jury import actions
from parchemin.campus.jury.models import Jury, Ruling
from parchemin.campus.jury.queries import decided_years, definitive_years, may_decide
from tests.campus.awards.test_juries import held, make_all
from tests.campus.conditions import conditions_met
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, Session, closed_icn_jury, office_of, seated
from tests.campus.school import intake_of, mark, programme_of, students_of
from tests.campus.worlds import built_once

pytestmark = pytest.mark.django_db

DECEMBER, LATER = datetime.fromisoformat("2026-12-15T09:00:00+00:00"), HELD + timedelta(days=60)


def called(session: Session, title: str, decisions: Sequence[tuple[str, str]], at: datetime, year: int = 2026) -> Jury:
    """Another jury of a programme, with the same people in it."""
    told = {"title": title, "kind": "other", "held_at": at, "decisions": decisions}
    session.jury = actions.call_jury(session.programme, year, **told, by=session.cast.odile, at=at)  # type: ignore[arg-type]
    seated(session)
    return session.jury


@built_once
def master(cast: Cast, hugo: str = "12") -> Session:
    """`lille-ipm`: Inès and Hugo, whose third semester alone is marked; the jury of that semester is called."""
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    office_of(cast, "lille-ipm")
    students = students_of(intake_of(programme, date(2026, 9, 7), by=cast.ada), "Inès Hugo", by=cast.ada)
    register(list(students.values()), 2026, modality="présentiel", by=cast.ada, at=NOON)
    conditions_met(students.values(), by=cast.odile)
    for paper in open_own_marks(programme, 2026, by=cast.ada, at=NOON):
        mark(paper, {students["Inès"]: "12", students["Hugo"]: hugo}, by=cast.ada)
        if paper.unit.startswith("ue:"):
            submit(paper, by=cast.ada, at=NOON)
    session = Session(cast, programme, None, students)  # type: ignore[arg-type]
    called(session, "Jury du semestre", [("étudiant.jury_du_s3", "")], DECEMBER)
    return session


def hand_in_the_rest(session: Session, at: datetime) -> None:
    for paper in session.programme.papers.filter(submission=None):
        submit(paper, by=session.cast.ada, at=at)


def standing(session: Session, name: str, year: int = 2026) -> Transcript:
    return Transcript.objects.get(dossier=session.students[name], ended_at=None, year=year)


def registration(session: Session, name: str, year: int = 2026) -> Registration:
    return Registration.objects.current().get(dossier=session.students[name], year=year)


def awaited(transcript: Transcript) -> list[str]:
    units = [unit for period in transcript.content["periods"] for unit in period["units"]]
    return [unit["name"] for unit in units if unit["state"] == "open"]


def test_the_jury_of_a_semester_decides_no_year_and_what_is_awaited_is_definitive_for_nobody(cast: Cast) -> None:
    session = master(cast)
    held(session, DECEMBER)
    make_all()

    ines = session.students["Inès"].pk
    assert (decided_years([ines]), definitive_years([ines])) == ({}, set())
    told = standing(session, "Inès")
    assert awaited(told)
    assert not told.final
    found = registration(session, "Hugo")
    interrupt_registration(found, date(2027, 1, 10), reason="départ", by=cast.odile, at=DECEMBER)


def test_a_jury_that_decides_no_year_does_not_announce_that_its_marks_become_definitive(cast: Cast) -> None:
    session = master(cast)
    assert not may_decide(session.jury)
    assert may_decide(called(session, "Jury du master", [("étudiant.diplôme", "")], HELD))


def test_a_year_that_a_jury_was_asked_about_something_else_is_not_cancelled_all_the_same(cast: Cast) -> None:
    session = master(cast)
    held(session, DECEMBER)

    with pytest.raises(YearMarked) as refusal:
        cancel_registrations([registration(session, "Inès")], reason="x", by=cast.odile, at=DECEMBER)

    assert "Jury du semestre" in str(refusal.value)


def test_marks_handed_in_after_a_transcript_are_told_by_another(cast: Cast) -> None:
    session = master(cast)
    held(session, DECEMBER)
    make_all()
    before = standing(session, "Inès")

    hand_in_the_rest(session, HELD - timedelta(days=9))

    assert state_of(before).kind == "outdated"
    make_all(HELD - timedelta(days=8))
    assert not awaited(standing(session, "Inès"))
    assert not standing(session, "Inès").final, "no jury decided of the year yet"


def test_the_final_jury_makes_the_year_definitive_but_for_whom_it_put_off(cast: Cast) -> None:
    session = master(cast)
    held(session, DECEMBER)
    hand_in_the_rest(session, HELD - timedelta(days=9))
    jury = called(session, "Jury du master", [("étudiant.diplôme", "")], HELD)
    session.open()
    actions.put_off(session.case("Hugo"), reason="une pièce manque", by=session.helene, at=HELD)
    actions.confirm(jury, "rule", by=session.helene, at=HELD)
    actions.close_jury(jury, by=session.helene, at=HELD)
    actions.publish_jury(jury, by=cast.odile, at=HELD)
    make_all(HELD + timedelta(days=1))

    assert standing(session, "Inès").final
    assert not standing(session, "Hugo").final
    hugo, ines = session.students["Hugo"].pk, session.students["Inès"].pk
    assert definitive_years([hugo, ines]) == {(ines, 2026)}
    with pytest.raises(YearDecided):
        change_registration(registration(session, "Inès"), modality="distance", reason="x", by=cast.odile, at=LATER)


def test_whom_a_later_jury_of_the_same_question_puts_off_is_decided_and_no_longer_definitive(cast: Cast) -> None:
    session = master(cast, hugo="9")
    hand_in_the_rest(session, HELD - timedelta(days=9))
    called(session, "Jury du master", [("étudiant.diplôme", "")], HELD)
    held(session, HELD)
    hugo, ines = session.students["Hugo"].pk, session.students["Inès"].pk
    assert definitive_years([hugo, ines]) == {(hugo, 2026), (ines, 2026)}

    jury = called(session, "Jury de septembre", [("étudiant.diplôme", "")], LATER)
    session.open(at=LATER)
    assert session.case("Inès").set_apart == "decided"
    actions.put_off(session.case("Hugo"), reason="une pièce manque", by=session.helene, at=LATER)
    actions.close_jury(jury, by=session.helene, at=LATER)
    actions.publish_jury(jury, by=cast.odile, at=LATER)

    assert definitive_years([hugo, ines]) == {(ines, 2026)}
    assert (hugo, 2026) in decided_years([hugo]), "what was decided stands until it is corrected"


def test_the_diploma_decides_of_every_year_that_it_stands_on(cast: Cast) -> None:
    """Of two years of studies, one jury at the end: neither is changed after it."""
    session = master(cast)
    hand_in_the_rest(session, HELD - timedelta(days=9))
    next_year = HELD + timedelta(days=365)
    register([session.students["Hugo"]], 2027, modality="présentiel", units=[], by=cast.odile, at=HELD)
    called(session, "Jury du master", [("étudiant.diplôme", "")], next_year, year=2027)
    held(session, next_year)

    hugo = session.students["Hugo"].pk
    assert definitive_years([hugo]) == {(hugo, 2026), (hugo, 2027)}
    found, later = registration(session, "Hugo"), next_year + timedelta(days=9)
    for act in (
        lambda: interrupt_registration(found, date(2027, 1, 10), reason="x", by=cast.odile, at=later),
        lambda: cancel_registrations([found], reason="x", by=cast.odile, at=later),
        lambda: change_registration(found, modality="distance", reason="x", by=cast.odile, at=later),
    ):
        with pytest.raises(YearDecided) as refusal:
            act()
        assert "Jury du master" in str(refusal.value)


def test_what_a_jury_did_not_look_at_is_decided_by_nobody_whenever_it_says_so(cast: Cast) -> None:
    """A file found not to be in order after the closing is as open as one that was set apart before it."""
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    make_all()
    assert standing(session, "Paul").final
    later = HELD + timedelta(hours=3)
    change_registration(registration(session, "Paul"), in_order=False, reason="impayé", by=cast.odile, at=later)
    ruling = Ruling.objects.current().get(question=session.question("Paul"))

    actions.correct(ruling, "dossier_non_examiné", reason="impayé", by=session.helene, at=later)
    make_all(later + timedelta(days=1))

    paul = session.students["Paul"].pk
    assert definitive_years([paul]) == set()
    assert not standing(session, "Paul").final
    assert standing(session, "Nadia").final
