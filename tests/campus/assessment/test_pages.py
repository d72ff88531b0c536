"""The pages of marks: who may open which, what they send, with how many queries, and what hostile requests get."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from parchemin.campus.assessment import urls
from parchemin.campus.assessment.absences.actions import file_request, follow_up, rule_on_document
from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.models import Mark, Paper, Teaching
from parchemin.campus.assessment.queries.cells import written
from parchemin.campus.assessment.queries.grids import grid_of
from parchemin.campus.people.actions import enter_person, found_school, grant_role
from parchemin.campus.people.models import Person, Role
from tests.campus.assessment.conftest import LAW, YEAR, Marking, marking_in, signed_in
from tests.campus.conftest import NOON
from tests.campus.school import exam_of

BASE = f"/marks/follow/icn-pge/{YEAR}"


def address(marking: Marking, name: str) -> str:
    paper = f"/marks/papers/{marking.exam.pk}"
    return {
        "mine": "/marks/",
        "grid": f"{paper}/",
        "entries": f"{paper}/entries",
        "save": f"{paper}/save",
        "submit": f"{paper}/submit",
        "distribution": f"{paper}/distribution",
        "history": f"{paper}/history/{marking.students['Nadia'].ref}",
        "export": f"{paper}/export.csv",
        "import": f"{paper}/import/",
        "confirm_import": f"{paper}/import/confirm",
        "remove": f"{paper}/remove",
        "end": f"/marks/teachings/{Teaching.objects.get(unit=LAW).pk}/end",
        "programmes": "/marks/follow/",
        "follow": f"{BASE}/",
        "syllabus": f"{BASE}/syllabus/",
        "copy": f"{BASE}/syllabus/copy",
        "open_own": f"{BASE}/syllabus/open",
        "unit": f"{BASE}/syllabus/units/{LAW}/",
        "assign": f"{BASE}/syllabus/units/{LAW}/teachers",
        "second_session": f"{BASE}/second-session/",
    }[name]


# page: (method, then the status for: nobody, a student, another teacher, the teacher, the office, another school)
TABLE: dict[str, tuple[str, int, int, int, int, int, int]] = {
    "mine": ("get", 302, 404, 200, 200, 404, 404),
    "grid": ("get", 302, 404, 404, 200, 200, 404),
    "entries": ("get", 302, 404, 404, 200, 200, 404),
    "save": ("post", 302, 404, 404, 302, 302, 404),
    "submit": ("post", 302, 404, 404, 409, 409, 404),
    "distribution": ("get", 302, 404, 404, 200, 200, 404),
    "history": ("get", 302, 404, 404, 200, 200, 404),
    "export": ("get", 302, 404, 404, 200, 200, 404),
    "import": ("get", 302, 404, 404, 200, 200, 404),
    "confirm_import": ("post", 302, 404, 404, 409, 409, 404),
    "programmes": ("get", 302, 404, 404, 404, 302, 200),
    "follow": ("get", 302, 404, 404, 404, 200, 404),
    "syllabus": ("get", 302, 404, 404, 404, 200, 404),
    "unit": ("get", 302, 404, 404, 404, 200, 404),
    "second_session": ("get", 302, 404, 404, 404, 200, 404),
    "copy": ("post", 302, 404, 404, 404, 302, 404),
    "open_own": ("post", 302, 404, 404, 404, 302, 404),
    "assign": ("post", 302, 404, 404, 404, 302, 404),
    "end": ("post", 302, 404, 404, 404, 302, 404),
    "remove": ("post", 302, 404, 404, 404, 302, 404),
}


def test_every_address_has_its_row_in_the_table() -> None:
    ours = [pattern for pattern in urls.urlpatterns if "absence" not in str(pattern.pattern)]
    ours = [pattern for pattern in ours if pattern.name != "of-dossier"]  # a tab of the file: tests/campus/enrolment
    assert {pattern.name for pattern in ours} == set(TABLE)
    assert get_resolver().resolve("/marks/").view_name == "assessment:mine"


@pytest.fixture
def elsewhere(db: None) -> Person:
    director = enter_person("ysolde@example.org", "Ysolde", "Martin", by=None, at=NOON)
    found_school("lille", "Université de Lille", director=director, at=NOON)
    return director


@pytest.mark.parametrize("name", TABLE)
def test_each_role_gets_the_status_of_the_table(marking: Marking, elsewhere: Person, name: str) -> None:
    method, *expected = TABLE[name]
    student = marking.students["Nadia"].person
    cast: list[Person | None] = [None, student, marking.léa, elsewhere, marking.thomas, marking.odile]
    wanted = [*expected[:3], expected[5], *expected[3:5]]  # whoever may change something comes last
    page = address(marking, name)

    got = [getattr(signed_in(who) if who else Client(), method)(page).status_code for who in cast]

    assert got == wanted


# --- as one types ---------------------------------------------------------------------------------------------------


def post(marking: Marking, body: Any, who: Person | None = None) -> Any:
    client = signed_in(who or marking.thomas)
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(address(marking, "entries"), sent, content_type="application/json")


def cell(marking: Marking, name: str, text: str, seen: int = 0) -> dict[str, Any]:
    return {"dossier": str(marking.students[name].ref), "text": text, "seen": seen}


def test_each_cell_gets_its_receipt(marking: Marking) -> None:
    answer = post(marking, {"entries": [cell(marking, "Nadia", "12.5"), cell(marking, "Paul", "25")]}).json()

    saved, refused = answer["receipts"]
    assert (saved["state"], saved["text"], saved["key"]) == ("saved", "12,5", Mark.objects.get().pk)
    assert refused["state"] == "refused"
    assert "20" in refused["remedy"]


def test_a_conflict_says_whose_what_and_when(marking: Marking) -> None:
    enter_marks(marking.exam, [Entered(marking.students["Nadia"], "14")], by=marking.odile, at=NOON)

    (receipt,) = post(marking, {"entries": [cell(marking, "Nadia", "12")]}).json()["receipts"]

    assert receipt["state"] == "conflict"
    assert (receipt["text"], receipt["who"], receipt["at"]) == ("14", "Odile Martin", "14\xa0h\xa000")
    assert written(Mark.objects.get()) == "14"


def test_after_submission_a_cell_is_refused_without_its_reason(marking: Marking) -> None:
    everyone = [Entered(dossier, "10") for dossier in marking.students.values()]
    marks = enter_marks(marking.exam, everyone, by=marking.thomas, at=NOON)
    submit(marking.exam, by=marking.thomas, at=NOON)
    entry = cell(marking, "Nadia", "11", marks[marking.students["Nadia"].pk].pk)

    refused = post(marking, {"entries": [entry]})
    corrected = post(marking, {"entries": [entry], "why": "relecture"})

    assert (refused.status_code, corrected.json()["receipts"][0]["state"]) == (409, "saved")


@pytest.mark.parametrize(
    "body",
    [
        "", "nul", "[]", "{}", "[[[", '{"entries": 3}', '{"entries": []}', '{"entries": [1]}',
        '{"entries": [{"dossier": "x", "text": "1", "seen": 0}]}',
        '{"entries": [{"dossier": "SOMEBODY", "text": 12, "seen": 0}]}',
        '{"entries": [{"dossier": "SOMEBODY", "text": "1", "seen": "0"}]}',
        '{"entries": [{"dossier": "SOMEBODY", "text": "1", "seen": true}]}',
        '{"entries": [{"dossier": "SOMEBODY", "text": "1", "seen": -1}]}',
        '{"entries": [{"dossier": "SOMEBODY", "text": "1", "seen": 1e400}]}',
        '{"entries": [{"dossier": "SOMEBODY", "text": "1", "seen": 99999999999999999999}]}',
        b"\xff\xfe", "[" * 100_000,
    ],
    ids=lambda body: str(body)[:40],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_writes_nothing(marking: Marking, body: str | bytes) -> None:
    sent = body.replace("SOMEBODY", str(uuid4())) if isinstance(body, str) else body

    assert post(marking, sent).status_code == 400
    assert not Mark.objects.exists()


def test_a_student_of_nowhere_or_too_many_cells_write_nothing(marking: Marking) -> None:
    unknown = {"dossier": str(uuid4()), "text": "12", "seen": 0}
    (receipt,) = post(marking, {"entries": [unknown]}).json()["receipts"]
    many = [{"dossier": str(uuid4()), "text": "12", "seen": 0} for _ in range(1001)]

    assert receipt["state"] == "refused"
    assert post(marking, {"entries": many}).status_code == 400
    assert post(marking, {"entries": [cell(marking, "Nadia", "1\0002")]}).json()["receipts"][0]["state"] == "refused"
    assert not Mark.objects.exists()


def test_entries_without_the_token_of_the_page_are_refused(marking: Marking) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(marking.thomas)
    body = json.dumps({"entries": [cell(marking, "Nadia", "12")]})

    assert client.post(address(marking, "entries"), body, content_type="application/json").status_code == 403
    assert not Mark.objects.exists()


# --- the same without scripts ---------------------------------------------------------------------------------------


def field(marking: Marking, name: str, key: int = 0) -> str:
    return f"mark.{marking.students[name].ref}.{key}"


def test_a_plain_form_writes_what_was_changed_in_it(marking: Marking) -> None:
    form = {field(marking, "Nadia"): "12,5", field(marking, "Paul"): "", field(marking, "Inès"): "ABS"}

    answer = signed_in(marking.thomas).post(address(marking, "save"), form)

    assert answer.status_code == 302
    kept = {mark.dossier.student.given_name: written(mark) for mark in Mark.objects.all()}
    assert kept == {"Nadia": "12,5", "Inès": "ABS"}


def test_a_plain_form_gives_back_what_was_refused_or_changed_meanwhile(marking: Marking) -> None:
    enter_marks(marking.exam, [Entered(marking.students["Paul"], "14")], by=marking.odile, at=NOON)
    form = {field(marking, "Nadia"): "25", field(marking, "Paul"): "9", field(marking, "Inès"): "8"}
    client = signed_in(marking.thomas)

    shown = client.post(address(marking, "save"), form)

    assert shown.status_code == 409
    page = shown.content.decode()
    assert 'value="25"' in page
    assert "Odile Martin a écrit « 14 »" in page.replace("\xa0", " ")
    stands = Mark.objects.get(dossier=marking.students["Paul"])
    again = client.post(address(marking, "save"), {field(marking, "Paul", stands.pk): "9"})
    assert again.status_code == 302
    assert written(Mark.objects.get(dossier=marking.students["Paul"], superseded_at=None)) == "9"


def test_an_untouched_cell_of_an_old_page_does_not_undo_another_s_mark(marking: Marking) -> None:
    (old,) = enter_marks(marking.exam, [Entered(marking.students["Nadia"], "12")], by=marking.thomas, at=NOON).values()
    later = NOON + timedelta(minutes=1)
    enter_marks(marking.exam, [Entered(marking.students["Nadia"], "13")], by=marking.odile, at=later)

    signed_in(marking.thomas).post(
        address(marking, "save"), {field(marking, "Nadia", old.pk): "12", field(marking, "Paul"): "8"}
    )

    kept = {m.dossier.student.given_name: written(m) for m in Mark.objects.filter(superseded_at=None)}
    assert kept == {"Nadia": "13", "Paul": "8"}


# --- what the grid shows --------------------------------------------------------------------------------------------


def test_a_justified_and_a_neutralised_absence_show_as_the_law_says(marking: Marking) -> None:
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1", "épreuve.jour": "2026-09-01"}
    paper = set_paper(marking.programme, YEAR, LAW, "S1-DROIT/1", "dossier", facts=facts, by=marking.odile, at=NOON)
    absent = [Entered(dossier, "abs") for dossier in marking.students.values()]
    enter_marks(paper, absent, by=marking.thomas, at=NOON)
    requests = [
        file_request(
            marking.students[name], paper, ground="maladie", document_kind="certificat_médical",
            by=marking.students[name].student, at=NOON,
        )
        for name in ("Nadia", "Paul")
    ]  # fmt: skip
    for request in requests:
        rule_on_document(request, "accepted", "certificat vu", by=marking.odile, at=NOON)
    follow_up(requests[1], "neutralisation", "avis du département", by=marking.ada, at=NOON)

    grid = grid_of([paper], at=NOON)

    excuses = {cell.dossier.student.given_name: cell.excuse for cell in grid.cells(paper)}
    assert excuses == {"Nadia": "justified", "Paul": "neutralised", "Inès": ""}


def test_the_missing_are_named_and_the_submission_is_refused(marking: Marking) -> None:
    client = signed_in(marking.thomas)
    refused = client.post(address(marking, "submit"))

    assert refused.status_code == 409
    assert "Nadia Durand" in refused.content.decode()


def test_the_history_keeps_who_when_and_why(marking: Marking) -> None:
    everyone = [Entered(dossier, "10") for dossier in marking.students.values()]
    enter_marks(marking.exam, everyone, by=marking.thomas, at=NOON)
    submit(marking.exam, by=marking.thomas, at=NOON)
    change = [Entered(marking.students["Nadia"], "11,5")]
    enter_marks(marking.exam, change, by=marking.odile, at=NOON, why="erreur de report")

    shown = signed_in(marking.thomas).get(address(marking, "history")).content.decode()

    for word in ("10", "11,5", "Thomas Martin", "Odile Martin", "erreur de report"):
        assert word in shown


# --- the number of queries ------------------------------------------------------------------------------------------

QUERIES = {"mine": 11, "grid": 27, "entries": 6, "follow": 14, "syllabus": 11, "unit": 15, "second_session": 21}


@pytest.mark.parametrize("names", ["Nadia", "Nadia Paul Inès"], ids=["one", "three"])
@pytest.mark.parametrize("name", QUERIES)
def test_a_page_asks_as_much_of_the_database_for_one_as_for_three(db: None, name: str, names: str) -> None:
    marking = marking_in(names)
    if " " in names:
        exam_of(marking.programme, YEAR, "S1-QUANTI", by=marking.odile)
    everyone = [Entered(dossier, "abs") for dossier in marking.students.values()]
    enter_marks(marking.exam, everyone, by=marking.thomas, at=NOON)
    client = signed_in(marking.odile if name in ("follow", "syllabus", "unit", "second_session") else marking.thomas)
    page = address(marking, name)
    client.get(page)  # the session and the law are read by now

    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200

    assert len(queries) == QUERIES[name], "\n".join(query["sql"][:150] for query in queries)


def test_an_office_of_one_programme_does_not_see_another(marking: Marking) -> None:
    other = enter_person("olga@example.org", "Olga", "Martin", by=None, at=NOON)
    grant_role(other, marking.school, Role.OFFICE, "ipag-msc", by=marking.ada, at=NOON)
    client = signed_in(other)

    for name in ("grid", "follow", "syllabus", "unit", "second_session"):
        assert client.get(address(marking, name)).status_code == 404
    assert client.post(address(marking, "remove")).status_code == 404
    assert Paper.objects.filter(pk=marking.exam.pk).exists()
