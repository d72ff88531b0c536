"""A jury publishes: everybody it examined has a final transcript. It corrects: another supersedes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult

from parchemin.campus.assessment.models import Paper
from parchemin.campus.awards.actions import issue_for_period
from parchemin.campus.awards.models import Issuance, Transcript
from parchemin.campus.awards.queries.issued import in_force_by_dossier, periods_of, state_of
from parchemin.campus.awards.tasks import make_transcripts
from parchemin.campus.clock.actions import run_due
from parchemin.campus.jury.actions import call_jury, close_jury, correct, decide, publish_jury
from parchemin.campus.jury.models import Question, Ruling
from parchemin.campus.jury.queries import published_rulings
from parchemin.campus.law.publications import law_for
from tests.campus.conftest import Cast
from tests.campus.documents.reading import text_of
from tests.campus.jury.juries import HELD, MEMBERS, Session, icn_jury, seated
from tests.campus.school import mark

pytestmark = pytest.mark.django_db

AFTER = HELD + timedelta(hours=3)


def make_all(until: datetime | None = None) -> None:
    """What the worker would do of what was asked for, and of what has fallen due by a moment."""
    if until is not None:
        run_due(until)
    for issuance in Issuance.objects.order_by("asked_at"):
        make_transcripts.func(str(issuance.pk))


@pytest.fixture
def published(cast: Cast) -> Session:
    session = icn_jury(cast, "Nadia Inès")
    held(session)
    return session


def held(session: Session, at: datetime = HELD) -> None:
    """The jury is opened, decides the first lawful thing of everybody, closes and publishes."""
    before = Issuance.objects.count()
    session.open(at=at)
    for question in Question.objects.filter(jury=session.jury, case__superseded_at=None).select_related(
        "jury__programme", "case__dossier"
    ):
        if not Ruling.objects.filter(question=question, superseded_at=None).exists():
            decide(question, question.proposal or question.options[0], by=session.helene, at=at)
    close_jury(session.jury, by=session.helene, at=at)
    assert Issuance.objects.count() == before  # what is decided is told to nobody before it is published
    publish_jury(session.jury, by=session.cast.odile, at=at + timedelta(hours=3))


def test_publishing_issues_a_final_transcript_to_everybody_examined(published: Session) -> None:
    assert DBTaskResult.objects.filter(task_path__endswith="make_transcripts").count() == 1
    make_all()

    found = {one.dossier.student.given_name: one for one in Transcript.objects.all()}

    assert set(found) == {"Nadia", "Inès"}
    nadia = found["Nadia"]
    assert nadia.final
    assert (nadia.purpose, nadia.subject) == ("jury", str(published.jury.pk))
    [decision] = nadia.content["decisions"]
    assert (decision["jury"], decision["option"][:7]) == ("Jury de première année", "passage")
    with default_storage.open(nadia.file_id) as file:
        text = text_of(file.read())
    assert "Définitif" in text
    assert "Jury de première année" in text
    assert "passage" in text


def test_a_transcript_of_all_the_studies_follows_what_a_jury_publishes_or_corrects(published: Session) -> None:
    make_all()
    whole = next(one for one in periods_of(published.programme) if one.year is None)
    issue_for_period(published.programme, whole, by=published.cast.odile, at=AFTER)
    make_all()
    before = in_force_by_dossier(list(published.students.values()), whole)
    ruling = Ruling.objects.get(question=published.question("Inès"), superseded_at=None)
    other = next(option for option in published.question("Inès").options if option != ruling.option)

    correct(ruling, other, reason="erreur de saisie", by=published.helene, at=AFTER + timedelta(days=1))
    make_all()

    after = in_force_by_dossier(list(published.students.values()), whole)
    ines, nadia = published.students["Inès"].pk, published.students["Nadia"].pk
    assert after[nadia] == before[nadia]
    assert after[ines] != before[ines]
    [said] = Transcript.objects.get(pk=after[ines].pk).content["decisions"]
    assert said["option"] == law_for(published.students["Inès"]).option_label(ruling.question.name, other)
    assert said["on"] == (AFTER + timedelta(days=1)).date().isoformat(), "the day it was corrected"


def test_a_correction_supersedes_the_transcript_of_whom_it_is_about_alone(published: Session) -> None:
    make_all()
    before = {one.dossier.student.given_name: one for one in Transcript.objects.all()}
    ruling = Ruling.objects.get(question=published.question("Inès"), superseded_at=None)
    other = next(option for option in published.question("Inès").options if option != ruling.option)

    correct(ruling, other, reason="erreur de saisie", by=published.helene, at=AFTER + timedelta(days=1))
    make_all()

    inès = state_of(before["Inès"])
    assert inès.kind == "superseded"
    assert inès.event.successor is not None
    assert inès.event.successor.content["decisions"][0]["option"] == other.replace("_", " ")
    assert state_of(before["Nadia"]).kind == "issued"
    assert Transcript.objects.count() == 3


def test_a_second_jury_of_the_year_leaves_one_transcript_in_force_which_says_what_both_decided(
    published: Session,
) -> None:
    make_all()
    july = {one.dossier.student.given_name: one for one in Transcript.objects.all()}
    september = HELD + timedelta(days=60)
    jury = call_jury(
        published.programme,
        2026,
        stage="A1",
        title="Jury de rattrapage",
        kind="progression",
        held_at=september,
        place="Nancy, salle 12",
        decisions=[("année.progression", "A1")],
        by=published.cast.odile,
        at=AFTER,
    )
    held(seated(Session(published.cast, published.programme, jury, published.students), MEMBERS), september)
    make_all()

    for name, former in july.items():
        state = state_of(former)
        assert (state.kind, state.event.successor is not None) == ("superseded", True)
        standing = Transcript.objects.get(dossier=published.students[name], ended_at=None)
        assert [one["jury"] for one in standing.content["decisions"]] == ["Jury de rattrapage"]
        told = [(one.jury, one.overruled) for one in published_rulings(published.students[name])]
        assert told == [("Jury de rattrapage", ""), ("Jury de première année", "Jury de rattrapage")]


def test_the_office_asks_for_the_period_and_finds_the_one_that_the_jury_had_made(published: Session) -> None:
    make_all()
    period = next(one for one in periods_of(published.programme) if one.stage == "A1")
    standing = in_force_by_dossier(list(published.students.values()), period)
    assert {one.purpose for one in standing.values()} == {"jury"}

    issuance = issue_for_period(published.programme, period, by=published.cast.odile, at=AFTER)
    make_all()

    assert {(line.outcome, line.transcript) for line in issuance.lines.all()} == {
        ("unchanged", one) for one in standing.values()
    }


def test_a_mark_corrected_after_the_jury_makes_another_transcript_of_whom_it_is_about_alone(
    published: Session,
) -> None:
    make_all()
    before = {one.dossier.student.given_name: one for one in Transcript.objects.all()}
    paper = Paper.objects.get(programme=published.programme, unit="module:S1-DROIT")
    asked = Issuance.objects.count()

    mark(paper, {published.students["Nadia"]: "10"}, by=published.cast.ada, at=AFTER, why="relue")  # as it was
    assert Issuance.objects.count() == asked
    mark(paper, {published.students["Nadia"]: "17"}, by=published.cast.ada, at=AFTER, why="copie recomptée")
    make_all(AFTER + timedelta(minutes=20))

    successor = state_of(before["Nadia"]).event.successor
    assert successor is not None
    assert (successor.final, successor.label) == (True, before["Nadia"].label)
    marks = {unit["code"]: unit["mark"] for period in successor.content["periods"] for unit in period["units"]}
    assert marks["S1-DROIT"] == "17"
    assert state_of(before["Inès"]).kind == "issued"
