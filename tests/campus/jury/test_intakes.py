"""A jury for some intakes: who is drawn, and what another jury granted for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from parchemin.campus.assessment.actions.marks import Entered, enter_marks
from parchemin.campus.assessment.actions.papers import open_own_marks
from parchemin.campus.enrolment.actions import cancel_intake, change_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.texts import laws_of_year
from parchemin.campus.enrolment.queries.traces import meant_for
from parchemin.campus.enrolment.refusals import IntakeNamed, NoSuchModality, NotItsIntake
from parchemin.campus.jury.actions import (
    call_jury,
    close_jury,
    confirm,
    correct,
    decide,
    publish_jury,
    put_off_waiting,
    redraw,
)
from parchemin.campus.jury.models import Case, Jury, JuryIntake, Question, Ruling
from parchemin.campus.jury.queries.minutes import minutes_data
from parchemin.campus.jury.refusals import FactsChanged
from parchemin.campus.law.obtaining import obtaining
from tests.campus.assessment.conftest import signed_in
from tests.campus.assessment.intakes import FALL_12, FALL_24, SPRING_12, YEAR, Intakes, three_intakes
from tests.campus.conditions import conditions_met
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import Session, seated
from tests.campus.school import hand_in, intake_of, programme_of

FEBRUARY, SEPTEMBER = datetime(2027, 2, 12, 9, tzinfo=UTC), datetime(2027, 9, 17, 9, tzinfo=UTC)
TITLE, DIPLOMA, NEXT = ("étudiant.titre", ""), ("étudiant.diplôme", ""), ("étudiant.suite", "")


def marked(school: Intakes, marks: dict[str, str]) -> None:
    """One mark everywhere for each, handed in: December's and July's apart."""
    for intakes in ((FALL_24, SPRING_12), (FALL_12,)):
        named = [school.intakes[name] for name in intakes]
        given = {dossier: marks[_name(school, dossier)] for name in intakes for dossier in school.of(name)}
        for paper in open_own_marks(school.programme, YEAR, intakes=named, by=school.cast.odile, at=NOON):
            hand_in(paper, given, by=school.cast.odile)
    conditions_met(school.students.values(), by=school.cast.odile)


def _name(school: Intakes, dossier: object) -> str:
    return next(name for name, one in school.students.items() if one == dossier)


def session(
    school: Intakes,
    title: str,
    *intakes: str,
    at: datetime,
    decisions: tuple[tuple[str, str], ...] = (TITLE,),
    modalities: tuple[str, ...] = (),
) -> Session:
    jury = call_jury(
        school.programme,
        YEAR,
        title=title,
        kind="diploma",
        held_at=at,
        decisions=decisions,
        intakes=[school.intakes[name] for name in intakes],
        modalities=modalities,
        by=school.cast.odile,
        at=NOON,
    )
    return seated(Session(school.cast, school.programme, jury, school.students))


def test_an_intake_for_which_something_was_set_is_not_cancelled(cast: Cast) -> None:
    school = three_intakes(cast)
    named = intake_of(school.programme, SEPTEMBER.date(), by=cast.ada)
    here = replace(school, intakes={**school.intakes, named.name: named})
    open_own_marks(school.programme, YEAR, intakes=[named], by=cast.odile, at=NOON)
    session(here, "Jury de septembre", named.name, at=SEPTEMBER)

    with pytest.raises(IntakeNamed) as refusal:
        cancel_intake(named, reason="effectif", by=cast.odile, at=NOON)

    assert "Jury de septembre" in meant_for(named)
    assert named.name in str(refusal.value)


def published(made: Session, at: datetime) -> Session:
    """Opened, what the rule says confirmed, what lacks a fact put off, closed and published."""
    made.open(at=at)
    if Question.objects.filter(jury=made.jury, state="pending").exists():
        put_off_waiting(made.jury, reason="dossier incomplet", by=made.helene, at=at)
    confirm(made.jury, "rule", by=made.helene, at=at)
    for question in Question.objects.filter(jury=made.jury, case__superseded_at=None, rulings=None):
        decide(question, question.options[0], by=made.helene, at=at)
    close_jury(made.jury, by=made.helene, at=at)
    publish_jury(made.jury, by=made.cast.odile, at=at)
    return made


def drawn(made: Session) -> dict[str, str]:
    """Who is before the jury, and why they are set apart if they are."""
    cases = {case.dossier_id: case.set_apart for case in Case.objects.current().filter(jury=made.jury)}
    return {name: cases[dossier.pk] for name, dossier in made.students.items() if dossier.pk in cases}


MARKS = {"Ana": "15", "Alix": "8", "Béa": "14", "Bob": "8", "Cléa": "12"}


@pytest.fixture
def school(cast: Cast) -> Intakes:
    made = three_intakes(cast)
    marked(made, MARKS)
    return made


def test_a_jury_draws_the_intakes_it_is_called_for_and_its_minutes_name_them(school: Intakes) -> None:
    winter = published(session(school, "Jury de février", FALL_24, SPRING_12, at=FEBRUARY), FEBRUARY)

    assert drawn(winter) == {"Béa": "", "Bob": "", "Cléa": ""}
    told = minutes_data(winter.jury.minutes.get())
    assert told.intake == "2026-2027, FALL 24 2025, SPRING 12 2026"
    office = signed_in(school.cast.odile)
    assert "FALL 24 2025, SPRING 12 2026" in office.get("/juries/").content.decode()


def test_whoever_has_the_title_is_not_judged_again_and_the_jury_that_granted_it_is_named(school: Intakes) -> None:
    published(session(school, "Jury de février", FALL_24, SPRING_12, at=FEBRUARY), FEBRUARY)

    whole = session(school, "Jury de septembre", at=SEPTEMBER)
    whole.open(at=SEPTEMBER)

    assert drawn(whole) == {"Ana": "", "Alix": "", "Béa": "decided", "Bob": "", "Cléa": "decided"}
    case = whole.case("Béa")
    assert (case.get_set_apart_display(), case.reason) == ("déjà décidé", "Titre RNCP obtenu (Jury de février)")
    confirm(whole.jury, "rule", by=whole.helene, at=SEPTEMBER)
    minutes = close_jury(whole.jury, by=whole.helene, at=SEPTEMBER)
    apart = {one.number: one.reason for one in minutes_data(minutes).set_apart}
    assert apart == {
        f"ipag-msc-{name}": "déjà décidé : Titre RNCP obtenu (Jury de février)" for name in ("béa", "cléa")
    }


def test_of_two_juries_open_on_the_same_people_the_second_to_close_finds_them_decided(school: Intakes) -> None:
    one, other = (session(school, title, FALL_12, at=SEPTEMBER) for title in ("Jury A", "Jury B"))
    for opened in (one, other):
        opened.open(at=SEPTEMBER)
        confirm(opened.jury, "rule", by=opened.helene, at=SEPTEMBER)
    close_jury(one.jury, by=one.helene, at=SEPTEMBER)
    later = SEPTEMBER + timedelta(hours=1)

    with pytest.raises(FactsChanged):
        close_jury(other.jury, by=other.helene, at=later)
    assert redraw(other.jury, by=school.cast.odile, at=later) == ["ipag-msc-ana"]
    assert drawn(other) == {"Ana": "decided", "Alix": ""}


def test_a_grant_that_is_corrected_is_judged_again_by_the_next_jury(school: Intakes) -> None:
    winter = published(session(school, "Jury de février", FALL_24, SPRING_12, at=FEBRUARY), FEBRUARY)
    whole = session(school, "Jury de septembre", at=SEPTEMBER)
    whole.open(at=SEPTEMBER)
    standing = Ruling.objects.current().get(jury=winter.jury, question__case__dossier=school.students["Béa"])
    hand = school.cast.odile
    paper = school.students["Béa"].marks.filter(paper__unit="épreuve:E1").get().paper
    enter_marks(paper, [Entered(school.students["Béa"], "2")], by=hand, at=SEPTEMBER, why="erreur de report")
    assert redraw(whole.jury, by=school.cast.odile, at=SEPTEMBER) == [], "the decision stands, whatever the marks say"

    correct(standing, "non_obtenu", reason="erreur de report", by=winter.helene, at=SEPTEMBER)

    assert redraw(whole.jury, by=school.cast.odile, at=SEPTEMBER) == ["ipag-msc-béa"]
    assert whole.case("Béa").set_apart == ""


def short_of_the_thesis(school: Intakes, *names: str) -> None:
    """The thesis of these is marked below ten after all: the title is theirs, the diploma is not."""
    for name in names:
        paper = school.students[name].marks.filter(paper__unit="étudiant:note_du_mémoire").get().paper
        entered = [Entered(school.students[name], "9")]
        enter_marks(paper, entered, by=school.cast.odile, at=NOON + timedelta(hours=1), why="erreur de report")


def test_of_two_grants_the_one_that_is_missing_is_judged_again_alone(school: Intakes) -> None:
    short_of_the_thesis(school, "Cléa")
    asked = (DIPLOMA, TITLE, NEXT)
    winter = published(session(school, "Jury de février", FALL_24, SPRING_12, at=FEBRUARY, decisions=asked), FEBRUARY)
    kept = {(one.question.case.dossier.number, one.question.name, one.option) for one in winter.jury.rulings.all()}
    assert ("ipag-msc-cléa", "étudiant.titre", "obtenu") in kept
    assert ("ipag-msc-cléa", "étudiant.diplôme", "non_obtenu") in kept

    whole = session(school, "Jury de septembre", at=SEPTEMBER, decisions=asked)
    whole.open(at=SEPTEMBER)

    assert drawn(whole)["Béa"] == "decided", "both are hers"
    again = Question.objects.filter(case=whole.case("Cléa")).values_list("name", flat=True)
    assert list(again) == ["étudiant.diplôme", "étudiant.suite"]


def test_a_jury_is_called_for_a_modality(cast: Cast) -> None:
    school = three_intakes(cast, "lille-ipm")
    distant = session(school, "Jury à distance", at=FEBRUARY, decisions=(DIPLOMA,), modalities=("distance",))

    distant.open(at=FEBRUARY)

    there = Registration.objects.filter(modality="distance").values_list("dossier_id", flat=True)
    examined = Case.objects.filter(jury=distant.jury).exclude(set_apart="no_modality")
    assert set(examined.values_list("dossier_id", flat=True)) == set(there)
    assert distant.jury.audience == "distance"
    with pytest.raises(NoSuchModality):
        session(school, "Ailleurs", at=FEBRUARY, decisions=(DIPLOMA,), modalities=("ailleurs",))


def test_before_a_jury_of_a_modality_whose_modality_is_not_said_is_set_apart_rather_than_forgotten(cast: Cast) -> None:
    school = three_intakes(cast, "lille-ipm")
    unsaid = Registration.objects.current().filter(modality="distance").select_related("dossier", "intake")[0]
    change_registration(unsaid, modality="", reason="à préciser", by=cast.odile, at=FEBRUARY)
    for modality in ("distance", "présentiel"):
        jury = session(school, f"Jury {modality}", at=FEBRUARY, decisions=(DIPLOMA,), modalities=(modality,))
        jury.open(at=FEBRUARY)

        apart = Case.objects.filter(jury=jury.jury, set_apart="no_modality")
        nowhere = Registration.objects.current().filter(year=jury.jury.year, modality="")
        assert {case.dossier_id for case in apart} == set(nowhere.values_list("dossier_id", flat=True))
        assert unsaid.dossier_id in {case.dossier_id for case in apart}
        assert not Question.objects.filter(case__in=apart)


def test_an_intake_of_another_programme_is_refused_and_what_a_jury_is_called_for_never_changes(
    cast: Cast, school: Intakes
) -> None:
    other = programme_of(cast.school, "icn-pge", by=cast.ada)
    school.intakes["ailleurs"] = intake_of(other, school.intakes[FALL_12].starts, by=cast.ada)
    with pytest.raises(NotItsIntake):
        session(school, "Jury", "ailleurs", at=FEBRUARY)

    made = session(school, "Jury", FALL_12, at=FEBRUARY)
    for change in (
        lambda: JuryIntake.objects.filter(jury=made.jury).delete(),
        lambda: Jury.objects.filter(pk=made.jury.pk).update(modalities=["distance"]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("slug", "options"),
    [
        ("ipag-msc", {("étudiant.diplôme", "obtenu"), ("étudiant.titre", "obtenu")}),
        ("lille-ipm", {("étudiant.diplôme", "attribution")}),
        ("icn-pge", {("étudiant.diplôme", "admis")}),
    ],
)
def test_what_obtains_is_found_in_the_text(cast: Cast, slug: str, options: set[tuple[str, str]]) -> None:
    programme = programme_of(cast.school, slug, by=cast.ada)

    assert obtaining(laws_of_year(programme, YEAR)[0]) == options


def test_the_office_calls_a_jury_for_two_intakes_and_an_empty_title_says_whom(school: Intakes) -> None:
    office = signed_in(school.cast.odile)
    keys = [str(school.intakes[name].pk) for name in (FALL_24, SPRING_12)]
    sent = {"kind": "diploma", "year": str(YEAR), "intakes": keys}

    page = office.get("/juries/call/ipag-msc/").content.decode()
    assert "SPRING 12 2026" in page
    answer = office.post(
        "/juries/call/ipag-msc/", sent | {"held_at": "2027-02-12T14:00", "decisions": ["étudiant.titre|"]}
    )

    assert answer.status_code == 302, answer.content.decode()
    jury = Jury.objects.get()
    assert (jury.title, jury.audience) == (
        "Jury de diplôme, SPRING 12 2026, FALL 24 2025",
        "FALL 24 2025, SPRING 12 2026",
    )
