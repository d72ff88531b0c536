"""What is obtained stays so: nothing is proposed to a graduate, and what was published is said, whatever follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from parchemin.campus.assessment.models import Paper
from parchemin.campus.awards.models import Issuance, Purpose
from parchemin.campus.awards.queries.contents import compose
from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.common.years import first_day
from parchemin.campus.desks.queries.road import RoadPage
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import obtained
from parchemin.campus.enrolment.actions import (
    Registrant,
    cancel_registrations,
    change_registration,
    interrupt_registration,
    register,
    register_all,
)
from parchemin.campus.enrolment.actions.registering import write_registrations
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.registrations import Proposal, eligible, proposals
from parchemin.campus.enrolment.refusals import AlreadyObtained, BeforeAJury, UnitsAcquired, YearDecided
from parchemin.campus.jury import actions
from parchemin.campus.jury.actions import correct
from parchemin.campus.jury.models import Ruling
from parchemin.campus.law.acquired import units_acquired
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.models import Person
from tests.campus.conditions import conditions_met
from tests.campus.conftest import NOON, Cast
from tests.campus.enrolment.lists import csv_of, seen
from tests.campus.jury.juries import HELD, Session, closed_icn_jury, ipag_jury, lille_jury
from tests.campus.jury.test_pages import client_of
from tests.campus.school import mark

pytestmark = pytest.mark.django_db
NEXT, LATER = 2027, HELD + timedelta(days=60)


@pytest.fixture
def closed(cast: Cast) -> Session:
    """Inès has the master of `lille-ipm`, Hugo not; closed, not published yet."""
    session = lille_jury(cast)
    for one in Registration.objects.current().filter(year=2026):
        change_registration(one, modality="présentiel", reason="sur place", by=cast.odile, at=NOON)
    conditions_met(session.students.values(), by=cast.odile)
    session.open()
    actions.confirm(session.jury, "rule", by=session.helene, at=HELD)
    actions.confirm(session.jury, "jury", by=session.helene, at=HELD)
    for question in session.case("Inès").questions.filter(rulings=None):
        actions.decide(question, question.options[0], by=session.helene, at=HELD)
    actions.close_jury(session.jury, by=session.helene, at=HELD)
    return session


@pytest.fixture
def published(closed: Session) -> Session:
    actions.publish_jury(closed.jury, by=closed.cast.odile, at=HELD)
    return closed


def proposed(session: Session, name: str, year: int = NEXT) -> Proposal:
    files = list(eligible(session.programme, year).filter(pk=session.students[name].pk))
    return proposals(files, "", "", year, at=LATER)[0]


def test_a_graduate_is_offered_nothing_with_the_decision_and_the_jury_named(published: Session) -> None:
    ines = proposed(published, "Inès")

    assert (ines.complete, ines.followed) == (True, frozenset())
    assert ines.acquired == {unit.name for unit in ines.offered}
    diploma, _mention = ines.diplomas
    assert (diploma.name, diploma.words, diploma.jury) == ("étudiant.diplôme", "Master attribué", "Jury du master")
    hugo = proposed(published, "Hugo")
    assert (hugo.complete, hugo.diplomas) == (False, ())


def test_registering_a_graduate_takes_a_reason_whichever_way_it_is_done(published: Session) -> None:
    ines, odile = published.students["Inès"], published.cast.odile
    place = {"stage": "", "nature": "", "in_order": True, "by": odile, "at": LATER}
    with pytest.raises(AlreadyObtained) as refusal:
        register_all([Registrant(ines)], NEXT, **place)  # type: ignore[arg-type]
    assert "Jury du master" in str(refusal.value)
    with pytest.raises(AlreadyObtained):
        register([ines], NEXT, by=odile, at=LATER)
    assert not Registration.objects.filter(year=NEXT).exists()

    [made] = register_all([Registrant(ines, (), "parcours recherche")], NEXT, **place)  # type: ignore[arg-type]

    assert made.reason == "parcours recherche"


def test_a_graduate_is_registered_in_nothing_that_they_have_acquired(published: Session) -> None:
    ines, odile = published.students["Inès"], published.cast.odile
    with pytest.raises(UnitsAcquired) as refusal:
        register([ines], NEXT, units=["projet:Méthodologie"], reason="par erreur", by=odile, at=LATER)
    assert "(2026-2027)" in str(refusal.value), "since when"
    assert not Registration.objects.filter(year=NEXT).exists()

    [made] = register([ines], NEXT, reason="parcours recherche", by=odile, at=LATER)

    assert made.units == [], "all that was left to acquire is nothing"
    with pytest.raises(UnitsAcquired):
        change_registration(made, reason="par erreur", units=["projet:Méthodologie"], by=odile, at=LATER)


def test_a_diploma_published_stands_whatever_was_registered_before_it(closed: Session) -> None:
    """Registered again in September, decided in October: what the diploma stands on is attempted no more."""
    ines, odile = closed.students["Inès"], closed.cast.odile
    before = RoadPage(Dossier.objects.get(pk=ines.pk), LATER)
    units = list(law_for(ines).units)
    again = Registration(dossier=ines, year=NEXT, intake=ines.intake, units=units, in_order=True)
    write_registrations("enrolment.register", [again], by=odile, at=HELD)  # while nothing of it was acquired
    actions.publish_jury(closed.jury, by=odile, at=HELD)

    page = RoadPage(Dossier.objects.get(pk=ines.pk), LATER)
    diploma, mention = page.decisions
    assert (diploma.answer, mention.answer) == ("Master attribué", "Assez bien")
    assert page.steps[-1].detail == "Master attribué"
    assert page.portrait.averages == before.portrait.averages
    assert page.portrait.averages
    assert ines.person is not None
    seen = client_of(ines.person).get(reverse("desks:road", args=[ines.ref])).content.decode()
    assert "Master attribué" in seen
    assert "encore ouvert" not in seen
    office = client_of(odile).get(reverse("dossiers:dossier", args=[ines.ref])).content.decode()
    assert office.count("Jury du master") >= 2
    later = client_of(odile).get(reverse("enrolment:register") + f"?programme=lille-ipm&year={NEXT + 1}")
    assert "Master attribué" in later.content.decode()


def test_a_list_that_brings_a_graduate_again_says_what_they_have(published: Session) -> None:
    ines, hugo, odile = published.students["Inès"], published.students["Hugo"], published.cast.odile
    Person.objects.filter(pk=ines.student.pk).update(email="ines@etu.example.org")
    ines = Dossier.objects.select_related("person").get(pk=ines.pk)
    again = open_intake(published.programme, "Rentrée 2028", date(2028, 9, 4), by=odile, at=LATER)
    lines = "".join(f";Durand;{one.student.given_name};{one.student.email}\n" for one in (ines, hugo))

    found = seen(again, csv_of("N°;Nom;Prénom;Adresse mail\n" + lines), by=odile)

    said = {one.line: one.what for one in found.problems}
    assert f"{ines.subject} a déjà un dossier dans ce programme : {ines.number}." in said[2]
    assert "Master attribué (Jury du master)" in said[2]
    assert "Jury du master" not in said[3]
    assert hugo.number in said[3]


def test_what_was_obtained_is_told_as_it_was_before_a_correction(published: Session) -> None:
    ines = published.students["Inès"]
    then, later = obtained([ines])[ines.pk], LATER + timedelta(days=3)
    mention = Ruling.objects.current().get(question__case__dossier=ines, question__name__contains="mention")
    for paper in Paper.objects.filter(programme=published.programme).exclude(unit__startswith="projet"):
        mark(paper, {ines: "16"}, by=published.cast.ada, at=LATER, why="recomptée")
    correct(mention, "bien", reason="notes rectifiées", by=published.helene, at=later)

    assert obtained([ines])[ines.pk] != then
    assert obtained([ines], known=LATER)[ines.pk] == then
    assert obtained([ines], known=then[0].published - timedelta(minutes=1)) == {}


def test_the_transcript_of_a_year_keeps_its_credits_whatever_is_registered_after_it(published: Session) -> None:
    ines = published.students["Inès"]
    about = Issuance(
        programme=published.programme, purpose=Purpose.PHASE, subject="2026", year=2026, stage="", label=""
    )

    def credits() -> str:
        [composed] = compose(about, [ines], at=LATER)
        assert composed.content is not None
        return str(composed.content["credits"])

    before = credits()
    register([ines], NEXT, reason="par erreur", by=published.cast.odile, at=LATER)

    assert before == credits() == "60"


def test_the_law_alone_acquires_before_anything_is_published_and_asks_for_no_reason(closed: Session) -> None:
    ines = proposed(closed, "Inès")

    assert (ines.diplomas, ines.complete) == ((), False)
    assert ines.followed == frozenset(), "the two semesters are hers, for certain"
    register([closed.students["Inès"]], NEXT, by=closed.cast.odile, at=LATER)


def test_what_is_computed_from_projects_and_criteria_is_acquired_with_what_they_make(closed: Session) -> None:
    acquired = units_acquired(closed.students.values(), {}, at=LATER)
    units = law_for(closed.students["Inès"]).units

    assert acquired[closed.students["Inès"].pk] == set(units)
    assert acquired[closed.students["Hugo"].pk] == set(), "nine everywhere"


def test_the_exams_of_a_title_are_acquired_with_it_and_a_thesis_by_its_own_mark(cast: Cast) -> None:
    session = ipag_jury(cast)
    lea, tom = session.students["Léa"], session.students["Tom"]
    units = set(law_for(lea).units)
    exams = {name for name in units if name.startswith("épreuve:")}

    alone = units_acquired([lea, tom], {}, at=LATER)
    with_diploma = units_acquired([lea, tom], {tom.pk: {"étudiant.diplôme"}}, at=LATER)
    with_both = units_acquired([tom], {tom.pk: {"étudiant.diplôme", "étudiant.titre"}}, at=LATER)

    assert alone[lea.pk] == units, "fourteen at each exam and at the thesis"
    assert alone[tom.pk] == set(), "eight at each"
    assert with_diploma[tom.pk] == units - exams
    assert with_both[tom.pk] == units


def test_a_year_before_a_jury_or_decided_is_not_cancelled(cast: Cast) -> None:
    session = lille_jury(cast)
    session.open()
    [standing] = Registration.objects.current().filter(dossier=session.students["Inès"])
    with pytest.raises(BeforeAJury):
        cancel_registrations([standing], reason="x", by=cast.odile, at=LATER)


def test_studies_are_not_interrupted_between_the_closing_of_a_jury_and_its_publication(cast: Cast) -> None:
    """What was decided would be published all the same, of somebody who was set apart had they left before."""
    session = closed_icn_jury(cast)
    [standing] = Registration.objects.current().filter(dossier=session.students["Paul"])

    with pytest.raises(YearDecided):
        interrupt_registration(standing, first_day(2027) - timedelta(days=90), reason="x", by=cast.odile, at=LATER)


def test_a_year_that_a_published_jury_decided_is_not_cancelled(published: Session) -> None:
    [standing] = Registration.objects.current().filter(dossier=published.students["Inès"])
    with pytest.raises(YearDecided) as refusal:
        cancel_registrations([standing], reason="x", by=published.cast.odile, at=LATER)
    assert "Jury du master" in str(refusal.value)
    assert Registration.objects.current().filter(pk=standing.pk).exists()
    page = client_of(published.cast.odile).get(reverse("enrolment:of-dossier", args=[standing.dossier.ref]))
    assert "Un jury a décidé de cette année : Jury du master" in page.content.decode()
    for act in ("cancel", "interrupt"):
        assert reverse(f"enrolment:{act}", args=[standing.pk]) not in page.content.decode(), "it would be refused"
