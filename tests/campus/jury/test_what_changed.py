"""Nothing is decided on what is not handed in; and what changes after a decision is seen, until it is taken again."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.actions.papers import assign_teacher, set_paper
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.papers import progress
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import change_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.refusals import YearDecided
from parchemin.campus.jury import actions
from parchemin.campus.jury.actions.sealing import lawful_now
from parchemin.campus.jury.contributions.desk import decisions_to_take_again
from parchemin.campus.jury.models import Case, Minutes, Ruling
from parchemin.campus.jury.queries.files import file_of
from parchemin.campus.jury.queries.minutes import minutes_data
from parchemin.campus.jury.queries.overtaken import overtaken, overtaken_published, possible_now, touched
from parchemin.campus.jury.refusals import IsSetApart, NotLawful, SameAsBefore
from parchemin.campus.law.persons import evaluation_of, then_and_now
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from tests.campus.api.conftest import key_of
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, Session, closed_icn_jury, icn_jury
from tests.campus.school import mark, register, students_of

pytestmark = pytest.mark.django_db

ORAL = {"épreuve.type": "oral_terminal", "épreuve.coefficient": "1"}


def shown(person: Person, name: str, *args: object) -> str:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse(name, args=args)).content.decode()


def minutes_page(person: Person, session: Session) -> str:
    return shown(person, "jury:minutes", session.jury.pk)


def file_page(person: Person, session: Session, student: str) -> str:
    return shown(person, "jury:file", session.jury.pk, session.students[student].ref)


def dossier_of_law(session: Session, marks: dict[str, str]) -> Paper:
    """A second paper in law, which Odile marks: entered, and not handed in."""
    by = session.cast.ada
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1", "épreuve.jour": NOON.date().isoformat()}
    unit, slot = "module:S1-DROIT", "S1-DROIT/1"
    paper = set_paper(session.programme, 2026, unit, slot, "dossier", facts=facts, by=by, at=NOON)
    grant_role(session.cast.odile, session.cast.school, Role.TEACHER, session.programme.slug, by=by, at=NOON)
    assign_teacher(session.programme, 2026, unit, session.cast.odile, by=by, at=NOON)
    mark(paper, {session.students[name]: text for name, text in marks.items()}, by=by)
    return paper


def test_marks_entered_and_not_handed_in_set_apart_who_they_leave_open_with_the_paper_and_its_teacher(
    cast: Cast,
) -> None:
    session = icn_jury(cast)
    paper = dossier_of_law(session, {"Nadia": "12", "Paul": "3", "Inès": "10"})
    session.open()

    nadia = session.case("Nadia")
    assert (nadia.set_apart, nadia.get_set_apart_display()) == ("awaited", "notes non remises")
    assert "dossier" in nadia.reason
    assert "Odile Martin" in nadia.reason
    assert not nadia.questions.exists()
    with pytest.raises(IsSetApart):
        actions.put_off(nadia, reason="attendre", by=session.helene, at=HELD)

    submit(paper, by=cast.ada, at=HELD)
    assert set(actions.redraw(session.jury, by=session.helene, at=HELD)) == {
        one.number for one in session.students.values()
    }
    assert {case.set_apart for case in Case.objects.current().filter(jury=session.jury)} == {""}


def test_the_minutes_name_what_was_awaited(cast: Cast) -> None:
    session = icn_jury(cast)
    dossier_of_law(session, {"Nadia": "12"})
    session.open()

    minutes = actions.close_jury(session.jury, by=session.helene, at=HELD)

    apart = {one.number: one for one in minutes_data(minutes).set_apart}
    assert set(apart) == {one.number for one in session.students.values()}
    assert all("Odile Martin" in one.reason and not one.articles for one in apart.values())


def test_a_published_decision_follows_as_long_as_nothing_changes(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    assert overtaken(session.jury) == []
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)

    assert overtaken(session.jury) == [], "that this jury was held changes nothing of what it decided"


def test_a_correction_offers_what_the_law_leaves_and_nothing_else(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    nadia, later = session.case("Nadia"), HELD + timedelta(hours=1)

    def offered() -> list[str]:
        [asked] = file_of(session.jury, nadia, at=later).asked
        ruling = asked.answer.ruling
        assert ruling is not None
        assert {one.option for one in asked.lawful} == {*lawful_now(ruling, at=later)} - {ruling.option}
        return [one.option for one in asked.lawful]

    assert offered() == []
    assert "rien à rectifier" in file_page(session.helene, session, "Nadia")

    resources = Paper.objects.get(programme=session.programme, unit="module:S2-RH")
    mark(resources, {session.students["Nadia"]: "6,9"}, by=cast.ada, at=later, why="erreur de report")
    assert offered() != []


def test_a_file_is_evaluated_once_while_nothing_changed_and_again_once_something_did(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    case, dossier, year = session.case("Nadia"), session.students["Nadia"], session.jury.year
    both = partial(then_and_now, dossier, case.digest, case.inputs, then=case.at, at=HELD, year=year)
    facts_drawn = evaluation_of(dossier, at=case.at, year=year, known=case.at).person

    drawn, now = both()
    assert drawn is now, "neither the text nor a fact changed"
    assert drawn.person == facts_drawn

    law = Paper.objects.get(programme=session.programme, unit="module:S1-DROIT")
    mark(law, {dossier: "3"}, by=cast.ada, at=HELD + timedelta(days=1), why="erreur de report")

    drawn, now = both()
    assert now.person != facts_drawn
    assert drawn.person == facts_drawn


def test_a_mark_corrected_after_the_publication_is_seen_until_the_decision_is_taken_again(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    law = Paper.objects.get(programme=session.programme, unit="module:S1-DROIT")
    resources = Paper.objects.get(programme=session.programme, unit="module:S2-RH")
    mark(law, {session.students["Paul"]: "17"}, by=cast.ada, at=HELD, why="copie recomptée")
    mark(resources, {session.students["Nadia"]: "6,9"}, by=cast.ada, at=HELD, why="erreur de report")

    [ruling] = overtaken(session.jury)

    assert ruling.question.case.dossier == session.students["Nadia"], "Paul goes on all the same"
    page = minutes_page(cast.odile, session)
    assert "1 décision ne tient plus" in page
    assert "Nadia Durand" in page
    assert "ne suit plus" in file_page(session.helene, session, "Nadia")
    assert "ne suit plus" not in file_page(session.helene, session, "Paul")
    assert told_to_others(cast, session.students["Nadia"]) == {True}
    assert told_to_others(cast, session.students["Paul"]) == {False}
    actions.correct(ruling, "redoublement_annuel", reason="note rectifiée", by=session.helene, at=HELD)
    assert overtaken(session.jury) == []
    assert "ne tient plus" not in minutes_page(cast.odile, session)
    assert told_to_others(cast, session.students["Nadia"]) == {False}


def told_to_others(cast: Cast, dossier: Dossier) -> set[bool]:
    """What the API answers of somebody's published rulings: whether they are to be taken again."""
    _, shown = key_of(cast.ada, cast.school, "outcomes:read")
    headers = {"Authorization": f"Bearer {shown}"}
    items = Client().get(f"/api/v1/students/{dossier.ref}/rulings", headers=headers).json()["items"]
    return {one["to_take_again"] for one in items}


def test_decisions_to_take_again_are_counted_on_the_desk_and_on_the_list_of_juries(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    assert list(decisions_to_take_again(cast.odile, HELD)) == []
    assert "à reprendre" not in shown(cast.odile, "jury:juries")
    resources = Paper.objects.get(programme=session.programme, unit="module:S2-RH")
    mark(resources, {session.students["Nadia"]: "6,9"}, by=cast.ada, at=HELD, why="erreur de report")

    for person in (cast.odile, session.helene):
        [block] = decisions_to_take_again(person, HELD)
        assert (block.count, block.url) == (1, reverse("jury:juries"))
    assert "1 décision à reprendre" in shown(cast.odile, "jury:juries")
    teacher = enter_person("t@example.org", "T", "M", by=cast.ada, at=NOON)
    grant_role(teacher, cast.school, Role.TEACHER, "icn-pge", by=cast.ada, at=NOON)
    assert list(decisions_to_take_again(teacher, HELD)) == []
    [ruling] = overtaken(session.jury)
    actions.correct(ruling, "redoublement_annuel", reason="note rectifiée", by=session.helene, at=HELD)
    assert list(decisions_to_take_again(cast.odile, HELD)) == []


def test_a_mark_typed_before_the_opening_and_handed_in_after_it_is_something_written_since(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    late = set_paper(session.programme, 2026, "module:S1-DROIT", "S1-DROIT/1", "oral", facts=ORAL, by=cast.ada, at=NOON)
    mark(late, dict.fromkeys(session.students.values(), "0"), by=cast.ada, at=NOON)
    files = Case.objects.current().filter(jury=session.jury)
    assert touched(files, F("at")) == set()

    submit(late, by=cast.ada, at=HELD)

    assert touched(files, F("at")) == set(files.values_list("jury", "dossier"))


def test_an_open_jury_is_told_whose_figures_are_those_of_the_drawing(cast: Cast) -> None:
    session = icn_jury(cast)
    session.open()
    page = partial(shown, session.helene, "jury:deliberation", session.jury.pk)
    assert "depuis" not in page()
    resources = Paper.objects.get(programme=session.programme, unit="module:S2-RH")
    mark(resources, {session.students["Nadia"]: "6,9"}, by=cast.ada, at=HELD, why="erreur de report")

    assert actions.behind(session.jury, at=HELD) == [session.students["Nadia"].number]
    assert "1 dossier a changé depuis son tirage" in page()
    assert "a changé depuis son tirage" in file_page(session.helene, session, "Nadia")
    assert "a changé depuis son tirage" not in file_page(session.helene, session, "Paul")

    actions.redraw(session.jury, by=cast.odile, at=HELD + timedelta(seconds=1))
    assert actions.behind(session.jury, at=HELD + timedelta(seconds=2)) == []
    assert "a changé depuis" not in page()


def test_an_open_jury_is_told_who_has_come_since_the_drawing(cast: Cast) -> None:
    """As the closing would refuse it: their file is to be drawn too."""
    session = icn_jury(cast)
    session.open()
    intake = session.students["Nadia"].intake
    [zoe] = students_of(intake, "Zoé", by=cast.ada).values()
    register([zoe], 2026, stage="A1", nature="enseignement", by=cast.ada, at=HELD)

    assert actions.behind(session.jury, at=HELD) == [zoe.number]
    assert zoe.number in shown(session.helene, "jury:deliberation", session.jury.pk)

    actions.redraw(session.jury, by=cast.odile, at=HELD + timedelta(seconds=1))
    assert actions.behind(session.jury, at=HELD + timedelta(seconds=2)) == []


def test_a_year_that_was_decided_does_not_become_another(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    found = Registration.objects.current().get(dossier=session.students["Paul"])

    change = partial(change_registration, found, dropped=found.units, reason="x", by=cast.ada, at=HELD)
    with pytest.raises(YearDecided):
        change(stage="A2")
    with pytest.raises(YearDecided):
        change(nature="redoublement_annuel")

    assert Registration.objects.current().get(dossier=session.students["Paul"]) == found


def test_a_registration_put_out_of_order_after_the_publication_is_seen(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    found = Registration.objects.current().get(dossier=session.students["Paul"])
    change_registration(found, in_order=False, reason="chèque impayé", by=cast.ada, at=HELD)

    [ruling] = overtaken(session.jury)
    assert ruling.question.case.dossier == session.students["Paul"]
    [now] = [option for option in lawful_now(ruling, at=HELD) if option not in ruling.question.options]
    actions.correct(ruling, now, reason="droits impayés", by=session.helene, at=HELD)
    assert overtaken(session.jury) == []


def test_a_decision_that_is_possible_still_and_no_longer_certain_is_to_be_looked_at_again(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    inès = session.students["Inès"]
    again = Statement(inès, "module.inscrit_en_session_2", "S2-RH", "?")
    declare([again], reason="demande retrouvée", by=cast.ada, at=HELD)

    stale = [one.question.case.dossier for one in overtaken(session.jury)]
    assert stale == [inès], "she may still start again, or go on: nothing says which until it is known"


def test_the_papers_awaited_are_named_whole_as_far_as_they_fit_and_the_others_counted(cast: Cast) -> None:
    session = icn_jury(cast)
    rose = students_of(session.students["Nadia"].intake, "Rose", by=cast.ada)["Rose"]
    register([rose], 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    session.students["Rose"] = rose
    session.open()

    *named, last = session.case("Rose").reason.split(" ; ")
    papers = {paper.label for paper in Paper.objects.filter(programme=session.programme)}
    assert len(named) > 3
    assert all(any(one.startswith(label) for label in papers) for one in named)
    assert last == f"et {len(papers) - len(named)} autres"


def test_who_registers_after_a_handing_in_is_seen_as_lacking_and_the_jury_waits_for_them(cast: Cast) -> None:
    session = icn_jury(cast)
    intake = session.students["Nadia"].intake
    rose = students_of(intake, "Rose", by=cast.ada)["Rose"]
    register([rose], 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    session.students["Rose"] = rose
    session.open()

    assert {one.state for one in progress(session.programme, 2026)} == {"lacking"}
    case = session.case("Rose")
    assert case.set_apart == "awaited"
    assert "Droit des affaires" in case.reason
    assert session.case("Paul").set_apart == ""


def test_a_decision_of_which_the_law_awaits_a_fact_again_is_to_be_taken_again(cast: Cast) -> None:
    """What was said of a second session is withdrawn, and the first is failed: nothing follows until it is said."""
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    nadia, later = session.students["Nadia"], HELD + timedelta(days=30)
    paper = Paper.objects.get(programme=session.programme, year=2026, unit="module:S1-DROIT")
    gate = [Statement(nadia, "module.inscrit_en_session_2", "S1-DROIT", None)]
    declare(gate, reason="non demandé", by=cast.ada, at=later)
    assert not overtaken(session.jury), "the mark is enough, whatever is said of a second session"

    mark(paper, {nadia: "4"}, why="relue", by=cast.ada, at=later)

    assert [one.question.case.dossier for one in overtaken(session.jury)] == [nadia]


# --- what a jury chose itself ----------------------------------------------------------------------------------------

AFTER = HELD + timedelta(days=1)
QUANTI = "module:S1-QUANTI"


@pytest.fixture
def chosen(cast: Cast) -> Session:
    """Inès starts again by the jury's own choice, among several; Paul and Nadia go on, since nothing else is lawful."""
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    return session


def remark(session: Session, name: str, text: str, at: datetime = AFTER) -> None:
    paper = Paper.objects.get(programme=session.programme, year=2026, unit=QUANTI)
    mark(paper, {session.students[name]: text}, by=session.cast.ada, at=at, why="relue")


def stale(session: Session) -> list[Dossier]:
    return [one.question.case.dossier for one in overtaken(session.jury)]


def test_what_the_jury_chose_itself_is_to_be_taken_again_when_a_mark_it_saw_is_another(chosen: Session) -> None:
    options = chosen.question("Inès").options
    remark(chosen, "Inès", "10,5")
    remark(chosen, "Paul", "10,5")

    assert stale(chosen) == [chosen.students["Inès"]], "the law says the same of Paul, whom it left no choice of"
    assert possible_now(chosen.jury, [chosen.students["Inès"]], at=AFTER)[chosen.question("Inès").asked] == options
    assert "1 décision ne tient plus" in minutes_page(chosen.cast.odile, chosen)
    assert overtaken_published([chosen.students["Inès"].pk]), "no transcript beside it is definitive"


def test_a_mark_that_is_what_it_was_again_lets_the_choice_of_the_jury_stand(chosen: Session) -> None:
    remark(chosen, "Inès", "10,5")
    remark(chosen, "Inès", "10", AFTER + timedelta(hours=1))
    assert stale(chosen) == []


def test_what_is_said_and_changes_no_mark_nor_average_lets_the_choice_of_the_jury_stand(chosen: Session) -> None:
    inès = chosen.students["Inès"]
    declare([Statement(inès, "étudiant.anglophone", "", "oui")], reason="", by=chosen.cast.ada, at=AFTER)
    assert stale(chosen) == []


def test_two_marks_that_make_up_for_each_other_are_other_marks(chosen: Session) -> None:
    remark(chosen, "Inès", "11")
    other = Paper.objects.get(programme=chosen.programme, year=2026, unit="module:S1-COMPTA")
    mark(other, {chosen.students["Inès"]: "9"}, by=chosen.cast.ada, at=AFTER, why="relue")
    assert stale(chosen) == [chosen.students["Inès"]]


def test_the_jury_may_decide_the_same_again_on_the_marks_of_today_and_only_then(chosen: Session) -> None:
    standing = Ruling.objects.current().get(question=chosen.question("Inès"))
    with pytest.raises(SameAsBefore):
        actions.correct(standing, standing.option, reason="vu", by=chosen.helene, at=AFTER)
    assert "la même, décidée de nouveau" not in file_page(chosen.helene, chosen, "Inès")
    remark(chosen, "Inès", "10,5")
    assert "la même, décidée de nouveau" in file_page(chosen.helene, chosen, "Inès")

    later = AFTER + timedelta(hours=1)
    again = actions.correct(standing, standing.option, reason="vu sur la note rectifiée", by=chosen.helene, at=later)

    assert (again.option, again.correction) == (standing.option, True)
    assert stale(chosen) == []
    remark(chosen, "Inès", "10", later + timedelta(hours=1))
    assert stale(chosen) == [chosen.students["Inès"]], "it stood on 10,50"
    minutes = Minutes.objects.filter(jury=chosen.jury).latest("number")
    assert minutes.corrected == again


def test_a_correction_that_the_law_left_no_choice_of_stands_as_long_as_it_says_the_same(chosen: Session) -> None:
    paul = chosen.students["Paul"]
    found = Registration.objects.current().get(dossier=paul)
    change_registration(found, in_order=False, reason="chèque impayé", by=chosen.cast.ada, at=AFTER)
    [ruling] = overtaken(chosen.jury)
    [now] = [option for option in lawful_now(ruling, at=AFTER) if option not in ruling.question.options]
    later = AFTER + timedelta(hours=1)
    actions.correct(ruling, now, reason="droits impayés", by=chosen.helene, at=later)

    remark(chosen, "Paul", "10,5", later + timedelta(hours=1))
    assert stale(chosen) == []


def test_a_correction_waits_while_a_fact_is_awaited_and_only_what_was_lawful_then_stays_so(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    later = HELD + timedelta(hours=1)
    nadia, student = session.case("Nadia"), session.students["Nadia"]
    [ruling] = Ruling.objects.current().filter(question__case=nadia)
    paper = Paper.objects.get(programme=session.programme, unit="module:S1-DROIT")
    mark(paper, {student: "2"}, by=cast.ada, why="erreur", at=later)
    gate = "module.inscrit_en_session_2"
    declare([Statement(student, gate, "S1-DROIT", "?", since=2026)], reason="attendre", by=cast.ada, at=later)

    assert possible_now(session.jury, [student], at=later) == {}
    offered = {one.option for asked in file_of(session.jury, nadia, at=later).asked for one in asked.lawful}
    assert offered <= set(ruling.question.options)
    with pytest.raises(NotLawful):
        actions.correct(ruling, "redoublement_annuel", reason="mieux", by=session.helene, at=later)


def test_a_student_reads_that_a_decision_is_to_be_taken_again(cast: Cast) -> None:
    session = closed_icn_jury(cast)
    actions.publish_jury(session.jury, by=cast.odile, at=HELD)
    student = session.students["Nadia"]
    assert "à revoir" not in shown(student.student, "desks:road", student.ref)

    paper = Paper.objects.get(programme=session.programme, unit="module:S1-DROIT")
    mark(paper, {student: "2"}, by=cast.ada, why="erreur", at=HELD + timedelta(hours=1))

    assert "à revoir" in shown(student.student, "desks:road", student.ref)
