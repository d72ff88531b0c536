"""What is corrected once a transcript is in force: it says so at once, is made anew once, and never against a jury."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from parchemin.campus.assessment.models import Paper
from parchemin.campus.awards.actions import issue_for_period, withdraw
from parchemin.campus.awards.contributions.api import _transcript
from parchemin.campus.awards.models import Issuance, IssuanceLine, RevisionDue, Transcript
from parchemin.campus.awards.queries.issued import in_force_by_dossier, periods_of, registered, state_of
from parchemin.campus.clock.actions import run_due
from parchemin.campus.clock.models import DueTask
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.enrolment.actions import change_registration, register
from parchemin.campus.enrolment.actions.registering import write_registrations
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury import actions
from parchemin.campus.jury.queries.overtaken import overtaken
from tests.campus.awards import awarding
from tests.campus.awards.awarding import JULY
from tests.campus.awards.test_juries import held as publish
from tests.campus.awards.test_juries import make_all
from tests.campus.conftest import Cast
from tests.campus.documents.reading import text_of
from tests.campus.jury.juries import HELD, MEMBERS, Session, closed_icn_jury, icn_jury, seated
from tests.campus.school import exam_of, hand_in, mark

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
AFTER = HELD + timedelta(hours=3)


@pytest.fixture
def published(cast: Cast) -> Session:
    """Nadia and Paul go on, Inès starts again; each has a final transcript."""
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    make_all()
    return session


def standing(session: Session, name: str, year: int | None = 2026) -> Transcript:
    return Transcript.objects.get(dossier=session.students[name], ended_at=None, year=year)


def corrected(session: Session, name: str, module: str, text: str, at: datetime = AFTER) -> None:
    paper = Paper.objects.get(programme=session.programme, unit=f"module:{module}")
    mark(paper, {session.students[name]: text}, by=session.cast.ada, at=at, why="erreur de report")


def checked(transcript: Transcript) -> str:
    return (
        Client(headers={"Accept-Language": "en"}).get(reverse("awards:verify", args=[transcript.key])).content.decode()
    )


def pdf_of(transcript: Transcript) -> str:
    with default_storage.open(transcript.file_id) as file:
        return " ".join(text_of(file.read()).split())


def test_late_marks_make_one_transcript_and_until_then_none_is_said_in_force(published: Session) -> None:
    before, asked = standing(published, "Nadia"), Issuance.objects.count()
    modules = ("S1-DROIT", "S1-COMPTA", "S1-QUANTI", "S1-LANGUE", "S2-RH", "S1-MANAGEMENT")
    for place, module in enumerate(modules):
        corrected(published, "Nadia", module, "13", AFTER + MINUTE * 5 * place)
        run_due(AFTER + MINUTE * 5 * place)
    assert Issuance.objects.count() == asked, "each mark is soon followed by another"
    assert state_of(before).kind == "outdated"
    assert "is in force" not in checked(before)
    assert "another is being made" in checked(before)
    assert state_of(standing(published, "Paul")).kind == "issued"

    run_due(AFTER + MINUTE * 60)
    assert Issuance.objects.count() == asked + 1
    assert state_of(before).kind == "outdated", "asked for, and not made yet"
    make_all()

    assert Transcript.objects.filter(dossier=published.students["Nadia"]).count() == 2
    assert state_of(Transcript.objects.get(pk=before.pk)).kind == "superseded"
    after = standing(published, "Nadia")
    assert (state_of(after).kind, after.final) == ("issued", True)
    assert not RevisionDue.objects.exists()
    assert not run_due(AFTER + MINUTE * 600) or Issuance.objects.count() == asked + 1


def test_the_office_has_it_at_once_and_nothing_is_left_to_do(published: Session) -> None:
    corrected(published, "Nadia", "S1-DROIT", "17")
    period = next(one for one in periods_of(published.programme) if one.stage == "A1")
    assert in_force_by_dossier([published.students["Nadia"]], period)[published.students["Nadia"].pk].outdated  # type: ignore[attr-defined]

    issue_for_period(
        published.programme, period, published.students["Nadia"], by=published.cast.odile, at=AFTER + MINUTE
    )
    make_all()

    assert state_of(standing(published, "Nadia")).kind == "issued"
    asked = Issuance.objects.count()
    run_due(AFTER + MINUTE * 60)
    assert Issuance.objects.count() == asked


def test_what_is_corrected_back_leaves_the_transcript_that_stands(published: Session) -> None:
    before = standing(published, "Nadia")
    corrected(published, "Nadia", "S1-DROIT", "17")
    corrected(published, "Nadia", "S1-DROIT", "10", AFTER + MINUTE)
    make_all(AFTER + MINUTE * 60)

    assert standing(published, "Nadia") == before
    assert state_of(before).kind == "issued"


def test_while_a_decision_is_to_be_taken_again_the_transcript_is_provisional_and_says_of_which_jury(
    published: Session,
) -> None:
    period = periods_of(published.programme)[-1]
    issue_for_period(published.programme, period, published.students["Nadia"], by=published.cast.odile, at=HELD)
    make_all()
    assert standing(published, "Nadia", None).final

    corrected(published, "Nadia", "S2-RH", "6,9")
    make_all(AFTER + MINUTE * 20)

    for year in (2026, None):
        after = standing(published, "Nadia", year)
        assert not after.final
        [again] = after.content["again"]
        assert again["jury"] == "Jury de première année"
        assert again["on"] == HELD.date().isoformat()
        printed = pdf_of(after)
        assert "provisoire" in printed
        assert "est à reprendre" in printed
        assert "ne s’est pas encore prononcé" not in printed
        assert "to be taken again" in checked(after)
    assert standing(published, "Paul").final

    [ruling] = overtaken(published.jury)
    actions.correct(ruling, "redoublement_annuel", reason="note rectifiée", by=published.helene, at=AFTER + MINUTE * 30)
    make_all()

    for year in (2026, None):
        after = standing(published, "Nadia", year)
        assert after.final
        assert "again" not in after.content
    corrected(published, "Nadia", "S2-RH", "14")
    make_all(AFTER + MINUTE * 60)
    [again] = standing(published, "Nadia").content["again"]
    assert again["on"] == (AFTER + MINUTE * 30).date().isoformat(), "the day of the correction, not of the jury"


@pytest.mark.parametrize("what", ["declared", "registered"])
def test_a_fact_corrected_after_the_publication_is_no_less_seen_than_a_mark(published: Session, what: str) -> None:
    """Whatever a decision stood on: a registration put out of order, something declared withdrawn."""
    nadia, ada = published.students["Nadia"], published.cast.ada
    before = standing(published, "Nadia")
    if what == "registered":
        found = Registration.objects.current().get(dossier=nadia)
        change_registration(found, in_order=False, reason="chèque impayé", by=ada, at=AFTER)
    else:
        declare([Statement(nadia, "étudiant.voie", "", None)], reason="erreur", by=ada, at=AFTER)

    assert state_of(before).kind == "outdated"
    make_all(AFTER + MINUTE * 20)

    assert state_of(standing(published, "Nadia")).kind == "issued"
    assert standing(published, "Nadia").final == (not overtaken(published.jury))
    assert what == "declared" or not standing(published, "Nadia").final


def test_one_more_year_leaves_the_transcripts_of_the_years_before(published: Session) -> None:
    before = standing(published, "Nadia")
    register([published.students["Nadia"]], 2027, stage="A2", nature="enseignement", by=published.cast.ada, at=AFTER)
    assert state_of(before).kind == "issued"
    assert not DueTask.objects.filter(kind="awards.revision").exists()


def test_a_year_begun_again_tells_the_year_of_each_unit_that_its_averages_are_made_of(published: Session) -> None:
    inès, cast = published.students["Inès"], published.cast
    later = HELD + timedelta(days=365)
    [again] = register(
        [inès], 2027, stage="A1", nature="redoublement_annuel", units=["module:S2-RH"], by=cast.ada, at=later
    )
    hand_in(exam_of(published.programme, 2027, "S2-RH", by=cast.ada, at=later), {inès: "15"}, by=cast.ada, at=later)
    period = next(one for one in periods_of(published.programme) if one.year == 2027)
    issue_for_period(published.programme, period, inès, by=cast.odile, at=later)
    make_all()

    made = standing(published, "Inès", 2027)
    units = {unit["code"]: unit.get("year") for period in made.content["periods"] for unit in period["units"]}
    assert units.pop("S2-RH") is None, "it is of this very year"
    second = {code: year for code, year in units.items() if code.startswith("S2-")}
    assert second
    assert set(second.values()) == {2026}
    assert "(2026-2027)" in pdf_of(made)
    first = standing(published, "Inès", 2026)
    assert not [unit for period in first.content["periods"] for unit in period["units"] if "year" in unit]
    assert again.units == ["module:S2-RH"]


def test_registered_again_in_what_was_acquired_the_transcript_of_all_the_studies_stays_definitive(
    published: Session,
) -> None:
    """As a registration written before the decision was known: it is an attempt no more."""
    nadia, odile = published.students["Nadia"], published.cast.odile
    former = Registration.objects.current().get(dossier=nadia)
    again = Registration(
        **{name: getattr(former, name) for name in ("dossier", "intake", "stage", "nature", "units")},
        year=2027,
        in_order=True,
    )
    write_registrations("enrolment.register", [again], by=odile, at=AFTER)
    issue_for_period(published.programme, periods_of(published.programme)[-1], nadia, by=odile, at=AFTER)
    make_all()

    made = standing(published, "Nadia", None)
    assert made.final
    assert made.content["averages"] == standing(published, "Nadia").content["averages"]
    marks = [unit["mark"] for period in made.content["periods"] for unit in period["units"]]
    assert set(marks) == {"10"}


def test_what_is_declared_since_a_later_year_is_on_no_transcript_of_before(published: Session) -> None:
    nadia = published.students["Nadia"]
    register([nadia], 2027, stage="A2", nature="enseignement", by=published.cast.ada, at=AFTER)
    said = Statement(nadia, "module.inscrit_en_session_2", "S3-MARKETING", "oui", since=2027)

    declare([said], reason="demande", by=published.cast.ada, at=AFTER)

    assert state_of(standing(published, "Nadia")).kind == "issued"
    assert not RevisionDue.objects.filter(transcript=standing(published, "Nadia")).exists()


def test_what_is_corrected_of_one_puts_off_the_transcript_of_nobody_else(published: Session) -> None:
    corrected(published, "Nadia", "S1-DROIT", "13")
    for place in range(1, 5):
        at = AFTER + MINUTE * 8 * place
        corrected(published, "Paul", ("S1-DROIT", "S1-COMPTA", "S1-QUANTI", "S2-RH")[place - 1], "13", at)
        run_due(at)

    assert not RevisionDue.objects.filter(transcript__dossier=published.students["Nadia"]).exists(), "asked for"
    assert RevisionDue.objects.filter(transcript__dossier=published.students["Paul"]).exists()


def follows(school: awarding.Marked, name: str, units: Sequence[str], at: datetime) -> None:
    """Of a year of which no jury decided, what somebody follows is put right, whatever is marked of it."""
    found = Registration.objects.current().get(dossier=school.students[name])
    dropped = sorted({*found.units} ^ {*units})
    change_registration(found, units=units, dropped=dropped, reason="erreur", by=school.office, at=at)


def test_a_transcript_whose_successor_is_refused_is_not_said_in_force_again_and_the_office_reads_why(
    cast: Cast, client: Client
) -> None:
    school = awarding.icn(cast)
    nadia, period = school.students["Nadia"], school.period
    former, other = (line.transcript for name, line in sorted(school.made().items()) if name in ("Nadia", "Paul"))
    assert former
    assert other
    units = Registration.objects.current().get(dossier=nadia).units
    follows(school, "Nadia", [], JULY + MINUTE)
    make_all(JULY + MINUTE * 60)

    [line] = IssuanceLine.objects.filter(outcome="refused")
    assert (state_of(former).kind, state_of(former).refusal) == ("outdated", line.what)
    assert "is in force" not in checked(former)
    assert "could not be yet" in checked(former)
    assert line.what not in checked(former), "why is for the school to know"
    assert state_of(other).kind == "issued"
    client.force_login(school.office)
    asked = {"programme": school.programme.slug, "period": period.code}
    page = client.get(reverse("awards:transcripts"), asked, headers={"Accept-Language": "en"}).content.decode()
    assert page.count("not replaced") == 1
    assert escape(line.what) in page
    told = _transcript(Transcript.objects.get(pk=former.pk))
    assert (told.state, told.reason) == ("outdated", line.what)
    for reader, address in (
        (school.office, reverse("awards:transcript", args=[former.pk])),
        (nadia.student, reverse("awards:mine")),
    ):
        client.force_login(reader)
        page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert ("not replaced" in page, "being replaced" in page) == (True, False), address

    follows(school, "Nadia", units, JULY + MINUTE * 61)
    make_all(JULY + MINUTE * 120)

    assert Transcript.objects.get(dossier=nadia, ended_at=None) == former, "what it tells is so again"
    assert state_of(former).kind == "issued"


def test_a_period_that_nobody_follows_any_more_is_offered_while_a_transcript_of_it_stands(cast: Cast) -> None:
    school = awarding.icn(cast)
    period = school.period
    told = {line.transcript for line in school.made().values()}
    for name in school.students:
        follows(school, name, [], JULY + MINUTE)

    assert [one.code for one in periods_of(school.programme)] == [period.code, "all"]
    assert set(registered(school.programme, period)) == set(school.students.values())
    assert not registered(school.programme, periods_of(school.programme)[1]), "none was issued of all the studies"
    for one in told:
        assert one
        withdraw(one, reason="inscrits par erreur", by=school.office, at=JULY + MINUTE)
    assert not periods_of(school.programme)


def test_a_transcript_that_tells_of_another_year_is_definitive_once_a_jury_has_decided_of_it(cast: Cast) -> None:
    session = icn_jury(cast)
    inès, later = session.students["Inès"], HELD + timedelta(days=365)
    register([inès], 2027, stage="A1", nature="redoublement_annuel", units=["module:S2-RH"], by=cast.ada, at=later)
    hand_in(exam_of(session.programme, 2027, "S2-RH", by=cast.ada, at=later), {inès: "15"}, by=cast.ada, at=later)
    jury = actions.call_jury(
        session.programme,
        2027,
        stage="A1",
        title="Jury de 2028",
        kind="progression",
        held_at=later,
        place="Nancy",
        decisions=[("année.progression", "A1")],
        by=cast.odile,
        at=HELD,
    )
    publish(seated(Session(cast, session.programme, jury, session.students), MEMBERS), later)
    make_all()
    made = standing(session, "Inès", 2027)
    assert {2026} == {unit["year"] for one in made.content["periods"] for unit in one["units"] if "year" in unit}
    assert not made.final, "no jury has decided of 2026"

    publish(session, later)
    make_all()

    assert standing(session, "Inès", 2027).final


def test_a_transcript_tells_of_the_year_of_study_of_its_title_and_of_no_other(cast: Cast) -> None:
    """Registered by mistake in another year of study, then put right: one alone stands for what is followed."""
    school = awarding.icn(cast)
    nadia, first = school.students["Nadia"], school.period
    former = school.transcript("Nadia")
    found = Registration.objects.current().get(dossier=nadia)
    change_registration(found, stage="A2", dropped=found.units, reason="erreur", by=school.office, at=JULY)
    make_all(JULY + MINUTE * 60)

    [line] = IssuanceLine.objects.filter(outcome="refused")
    assert (state_of(former).kind, state_of(former).refusal) == ("outdated", line.what)
    second = next(one for one in periods_of(school.programme) if one.stage == "A2")
    for period in (second, first):
        issue_for_period(school.programme, period, nadia, by=school.office, at=JULY + MINUTE * 61)
        make_all()

    valid = [one for one in Transcript.objects.filter(dossier=nadia) if state_of(one).kind == "issued"]
    assert [one.stage for one in valid] == ["A2"]
    assert {period["titles"][0] for period in valid[0].content["periods"] if not period["depth"]} == {"deuxième année"}
