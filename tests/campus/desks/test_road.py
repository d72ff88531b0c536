"""“Mon parcours”: what it shows, what it never shows, and that it is what the engine says."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.models import Paper
from parchemin.campus.desks.queries.outlooks import outlook
from parchemin.campus.desks.queries.requirements import RequirementRow
from parchemin.campus.desks.queries.road import RoadPage
from parchemin.campus.desks.queries.supposing import Supposition
from parchemin.campus.desks.queries.units import UnitRow
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.enrolment.actions import Entrant, enrol, register
from parchemin.campus.law.persons import evaluation_of, lines_for
from parchemin.campus.law.publications import law_of
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, intake_of, mark, programme_of, students_of
from tests.campus.students import DURING, MARKED, at_ipag, at_lille, second_year, signed_in

pytestmark = pytest.mark.django_db


def rows_of(page: RoadPage) -> dict[str, UnitRow]:
    return {row.portrait.unit.key: row for card in page.cards for row in card.rows}


def flat(rows: tuple[RequirementRow, ...]) -> list[RequirementRow]:
    return [one for row in rows for one in (row, *flat(row.below))]


def test_a_unit_is_acquired_compensable_or_to_sit_again_by_the_marks_of_the_text(cast: Cast) -> None:
    rows = rows_of(RoadPage(second_year(cast).nadia, DURING))

    assert (rows["S1-MANAGEMENT"].tone, rows["S1-MANAGEMENT"].mark) == ("ok", Fraction("13.5"))
    assert (rows["S1-QUANTI"].tone, rows["S1-QUANTI"].words) == ("wait", "compensable")
    assert (rows["S1-COMPTA"].tone, rows["S1-COMPTA"].words) == ("no", "à repasser")
    assert "plus de 7" in rows["S1-COMPTA"].reasons[0]
    assert "seconde session" in rows["S1-COMPTA"].reasons[1]
    assert (rows["S1-QUANTI"].floor, rows["S1-QUANTI"].threshold) == (Fraction(7), Fraction(10))


def test_who_was_absent_at_a_second_session_is_not_told_that_its_mark_is_awaited(cast: Cast) -> None:
    found = second_year(cast)
    again = Statement(found.nadia, "module.inscrit_en_session_2", "S1-COMPTA", "oui")
    declare([again], reason="", by=cast.ada, at=NOON)
    assert "sa note est attendue" in rows_of(RoadPage(found.nadia, DURING))["S1-COMPTA"].reasons[-1]
    facts = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1", "épreuve.jour": DURING.date().isoformat()}
    unit, slot = "module:S1-COMPTA", "S1-COMPTA/2"
    resit = set_paper(found.nadia.programme, 2026, unit, slot, "écrit", facts=facts, by=cast.ada, at=NOON)
    mark(resit, {found.nadia: "ABS"}, by=cast.ada, at=DURING)
    submit(resit, by=cast.ada, at=DURING)

    reasons = " ".join(rows_of(RoadPage(found.nadia, DURING))["S1-COMPTA"].reasons)

    assert "absent à la seconde session" in reasons
    assert "attendue" not in reasons


def test_a_mark_being_entered_is_nowhere_on_the_page_until_it_is_handed_in(cast: Cast) -> None:
    found = second_year(cast)
    before = RoadPage(found.nadia, DURING)
    page = signed_in(found.nadia.student).get(f"/path/{found.nadia.ref}/").content.decode()

    assert "19,25" not in page
    assert before.road.evaluation.outcome("module.note_de_session_1", "S1-DROIT").settled is False
    mark(found.draft, {found.paul: "10"}, by=cast.ada, at=MARKED)
    submit(found.draft, by=cast.ada, at=MARKED)
    after = RoadPage(found.nadia, DURING)
    assert rows_of(after)["S1-DROIT"].mark == Fraction("19.25")
    assert rows_of(after)["S1-DROIT"].provisional


def test_marks_are_said_to_be_provisional_with_the_article_that_says_so(cast: Cast) -> None:
    found = second_year(cast)
    page = RoadPage(found.nadia, DURING)

    assert page.provisional
    assert page.provisional_article == "§3.1.1"
    assert not RoadPage(at_ipag(cast)[0], DURING).provisional_article, "this text says nothing of it"


def test_what_the_page_says_of_each_requirement_is_what_decide_says(cast: Cast) -> None:
    states = {
        ("settled", True): "yes",
        ("impossible", False): "no",
        ("not_yet", False): "not_yet",
        ("settled", False): "no",
        ("pending", None): "open",
    }
    for dossier in (second_year(cast).nadia, at_ipag(cast)[0], at_lille(cast)):
        page = RoadPage(dossier, DURING)
        lines = {line.name: line for line in lines_for(evaluation_of(dossier, at=DURING, drafts=False))}
        shown = flat((*page.final, *page.others))
        assert shown
        for row in shown:
            line = lines[row.requirement.name]
            truth = None if line.state == "pending" else line.value in ("oui", "yes")
            assert states[line.state, truth] == row.requirement.state, row.requirement.name
        decisions = page.portrait.decisions
        assert [line.value for line in decisions] == [lines[line.name].value for line in decisions]


def test_the_road_goes_through_the_periods_the_tables_and_the_decision(cast: Cast) -> None:
    page = RoadPage(second_year(cast).nadia, DURING)

    assert [step.label for step in page.steps] == ["S1", "S2", "S3", "S4", "S5", "S6", "Les trois quitus", "Diplôme"]
    assert [step.state for step in page.steps][:3] == ["now", "now", "later"]
    assert [step.label for step in RoadPage(at_ipag(cast)[0], DURING).steps][-2:] == ["Diplôme", "Titre"]


def test_a_year_that_does_not_concern_somebody_is_not_on_their_road(cast: Cast) -> None:
    found = second_year(cast)
    declare([Statement(found.paul, "étudiant.voie", "", "passerelle_2")], reason="", by=cast.ada, at=NOON)

    assert [step.label for step in RoadPage(found.paul, DURING).steps][:2] == ["S3", "S4"]


def test_a_unit_that_others_follow_in_the_same_period_is_not_awaited(cast: Cast) -> None:
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    dossier = students_of(intake_of(programme, date(2025, 9, 8), by=cast.ada), "Hugo", by=cast.ada)["Hugo"]
    law = law_of(dossier.publication)
    followed = [unit.name for unit in law.units.values() if unit.key != "Prototype"]
    register([dossier], 2025, units=followed, by=cast.ada, at=NOON)

    rows = rows_of(RoadPage(dossier, DURING))

    assert "Prototype" not in rows
    assert "Dispositif" in rows
    supposable = {one.place.unit.key for one in Supposition(RoadPage(dossier, DURING)).fields}
    assert "Prototype" not in supposable
    assert "Dispositif" in supposable


def test_what_has_gone_by_is_apart_from_what_is_ahead(cast: Cast) -> None:
    todo = RoadPage(second_year(cast).nadia, DURING).todo

    assert [line.article for line in todo.past] == ["§3.1.2.2"]
    assert [line.day for line in todo.ahead] == sorted(line.day for line in todo.ahead)
    assert todo.ahead[0].day >= date(2026, 11, 20) > todo.past[0].day


def test_what_is_still_needed_is_searched_once_and_again_when_a_fact_changes(cast: Cast) -> None:
    found = second_year(cast)
    goals = outlook(Road(found.nadia, DURING))

    first = next(goal for goal in goals if goal.label == "semestre 1")
    needed = {name: one.least for one in first.marks for name in one.names}
    assert needed["Comptabilité"] == Fraction("7.01"), "the floor of the text, one step above 7"
    with CaptureQueriesContext(connection) as queries:
        outlook(Road(found.nadia, DURING))
    assert sum("cache" in q["sql"] for q in queries) <= 2, "found again, not searched again"
    submit_draft(found.draft, found.paul, cast)
    again = next(goal for goal in outlook(Road(found.nadia, DURING)) if goal.label == "semestre 1")
    assert "Droit des affaires · examen" not in {name for one in again.marks for name in one.names}


def submit_draft(paper: Paper, other: Dossier, cast: Cast) -> None:
    mark(paper, {other: "10"}, by=cast.ada, at=MARKED)
    submit(paper, by=cast.ada, at=MARKED)


def queries_of(person_dossier: Dossier) -> int:
    client = signed_in(person_dossier.student)
    client.get(f"/path/{person_dossier.ref}/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/path/{person_dossier.ref}/").status_code == 200
    return len(queries)


def test_the_page_asks_the_same_number_of_queries_however_much_there_is(cast: Cast) -> None:
    found = second_year(cast)
    few = queries_of(found.paul)
    for module in ("S2-RH", "S2-ACHATS", "S2-NUMÉRIQUE"):
        paper = exam_of(found.paul.programme, 2026, module, by=cast.ada)
        mark(paper, {found.paul: "12", found.nadia: "ABS"}, by=cast.ada)
        submit(paper, by=cast.ada, at=NOON)

    assert queries_of(found.paul) == few
    assert queries_of(found.nadia) == few


def test_two_programmes_are_a_choice_and_one_is_not(cast: Cast) -> None:
    lea = at_ipag(cast)[0]
    client = signed_in(lea.student)
    assert client.get("/path/").headers["Location"] == f"/path/{lea.ref}/"

    lille = programme_of(cast.school, "lille-ipm", by=cast.ada)
    entrant = Entrant("L-1", "Léa", "Durand", lea.student.email)
    enrol(intake_of(lille, date(2025, 9, 8), by=cast.ada), [entrant], by=cast.ada, at=NOON)
    page = client.get("/path/").content.decode()

    assert "IPAG-MSC" in page
    assert "LILLE-IPM" in page


def test_a_student_without_a_file_is_welcomed(cast: Cast) -> None:
    page = signed_in(cast.émile).get("/path/")

    assert page.status_code == 200
    assert "Votre chemin commence bientôt" in page.content.decode()
