"""The clock is an hour back: what was written last still stands first, and all works."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from parchemin.campus.assessment.actions.marks import Entered, enter_marks
from parchemin.campus.assessment.queries.grids import history_of
from parchemin.campus.awards.models import Purpose, Transcript
from parchemin.campus.awards.queries.issued import transcripts_of
from parchemin.campus.common import journal
from parchemin.campus.common.files import keeping
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.declared import history, levels_of
from parchemin.campus.enrolment.actions import change_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury import actions as juries
from parchemin.campus.jury.models import Minutes, Question, Ruling
from parchemin.campus.jury.queries.minutes import minutes_data
from parchemin.campus.jury.queries.published import leaves_of, proof_of
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.actions import call, end_role, grant_role
from parchemin.campus.people.models import Role
from parchemin.campus.texts import actions as texts
from parchemin.campus.texts.models import Draft
from tests.campus.rights import A_PDF
from tests.campus.school import NOON
from tests.campus.small_school import HELD, UNIT, SmallSchool, small_school, text

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SET_BACK = [NOON, NOON - HOUR, NOON - HOUR / 2]


@pytest.fixture
def here() -> SmallSchool:
    return small_school()


def signed_in(here: SmallSchool) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(here.odile)
    return client


def test_of_a_mark_the_one_in_force_is_shown_first_then_what_it_replaced(here: SmallSchool) -> None:
    student = here.students[0]
    for value, at in zip(("10", "11", "12"), SET_BACK, strict=True):
        enter_marks(here.marked_paper, [Entered(student, value)], by=here.odile, at=at)

    found = list(history_of(here.marked_paper, student))

    assert [mark.value for mark in found] == [12, 11, 10]
    assert [mark.superseded_at is None for mark in found] == [True, False, False]


def test_of_a_fact_declared_the_one_in_force_is_shown_first(here: SmallSchool) -> None:
    student = here.students[0]
    for value, at in zip(("1", "2", "3"), SET_BACK, strict=True):
        declare([Statement(student, "étudiant.points", "", value)], reason="", by=here.odile, at=at)
    level = next(level for level in levels_of(law_for(student)) if level.kind == "person")

    assert [one.value for one in history(student, level)] == ["3", "2", "1"]


def test_of_a_registration_the_one_in_force_is_shown_first(here: SmallSchool) -> None:
    standing = Registration.objects.get(dossier=here.students[0], superseded_at=None)
    for units, at in (([UNIT], NOON - HOUR), (["module:Langue"], NOON - HOUR / 2)):
        standing = change_registration(standing, reason="erreur", units=units, by=here.odile, at=at)

    page = signed_in(here).get(f"/students/{here.students[0].ref}/registrations/")

    assert [row["row"].units for row in page.context["rows"]] == [["module:Langue"], [UNIT], [UNIT, "module:Langue"]]


def test_a_title_is_shown_above_the_one_it_replaced_and_a_role_ends_though_it_began_later(here: SmallSchool) -> None:
    marc = here.members[1]
    for words, at in zip(("un", "deux", "trois"), SET_BACK, strict=True):
        call(marc, here.school, words, by=here.ada, at=at)
    grant = grant_role(marc, here.school, Role.TEACHER, by=here.ada, at=NOON)
    end_role(grant, by=here.ada, at=NOON - HOUR)

    page = signed_in(here).get(f"/staff/{marc.pk}/")

    assert [title.words for title in page.context["titles"]] == ["trois", "deux", "un"]
    assert [one.ended for one in page.context["grants"]] == [None, NOON]


def issued(here: SmallSchool, key: str, at: datetime, ended: datetime | None) -> Transcript:
    """As an issuance writes it."""
    made = Transcript(
        dossier=here.students[0],
        purpose=Purpose.PHASE,
        subject="2026",
        key=key,
        content={},
        final=False,
        version="2020-09-01",
        sha256=A_PDF.sha256,
        issued_at=at,
        by=here.odile,
        ended_at=ended,
    )
    with keeping(A_PDF, at=at) as made.file:
        [kept] = journal.record_rows("awards.issue", key, [made], chain="ecole", actor=here.odile.pk, at=at)
    return kept


def test_transcripts_are_in_the_order_in_which_they_took_each_other_s_place(here: SmallSchool) -> None:
    issued(here, "un", NOON, NOON + HOUR)
    issued(here, "deux", NOON + HOUR, NOON - HOUR)
    issued(here, "trois", NOON - HOUR, None)

    found = transcripts_of(Dossier.objects.filter(pk=here.students[0].pk))

    assert [one.key for one in found] == ["trois", "deux", "un"]


def closed(here: SmallSchool) -> Minutes:
    """The jury decided at its time, and closed by a clock an hour behind."""
    for question in Question.objects.filter(jury=here.jury).select_related("jury"):
        juries.decide(question, "rattrapage", by=here.members[0], at=HELD)
    return juries.close_jury(here.jury, by=here.members[0], at=HELD - HOUR)


def test_what_a_jury_decided_is_in_its_minutes_though_it_closed_before(here: SmallSchool) -> None:
    minutes = closed(here)

    assert len(minutes_data(minutes).decisions) == minutes.leaves == 2
    for ruling in Ruling.objects.select_related("jury__programme", "question__case__dossier"):
        assert proof_of(ruling)[2] == minutes.root


def test_a_correction_made_by_a_clock_behind_follows_what_it_corrects(here: SmallSchool) -> None:
    minutes = closed(here)
    first, *_ = leaves_of(here.jury)
    lawful = next(one for one in first.question.options if one != first.option)

    made = juries.correct(first, lawful, reason="erreur de saisie", by=here.members[0], at=HELD - 3 * HOUR)

    addendum = Minutes.objects.get(jury=here.jury, number=1)
    assert made.at >= minutes.at
    assert first in leaves_of(here.jury, minutes)
    assert made in leaves_of(here.jury, addendum)
    assert proof_of(made)[2] == addendum.root
    (correction,) = minutes_data(addendum).corrections
    assert correction.before != correction.after


def test_a_draft_begun_by_a_clock_behind_is_not_taken_for_the_oldest(here: SmallSchool) -> None:
    for number in range(texts.MOST_DRAFTS):
        texts.start_draft(here.programme, text(f"{number}."), by=here.ada, at=NOON)

    last = texts.start_draft(here.programme, text("Dernier."), by=here.ada, at=NOON - HOUR)

    assert Draft.objects.filter(pk=last.pk).exists()
    assert Draft.objects.count() == texts.MOST_DRAFTS
