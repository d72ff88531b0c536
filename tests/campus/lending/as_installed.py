"""What the lending library does once it is one of the stages: run by `test_lending.py`, with settings that have it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from parchemin.campus.api.document import api
from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.common.demonstration import STEPS, Agenda
from parchemin.campus.common.journal import broken
from parchemin.campus.demo.scene import House, Scene
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.law.gathering import cohort_of
from parchemin.campus.law.publications import law_of
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.models import Person
from parchemin.campus.people.pages.desk import blocks_for
from parchemin.campus.retention.queries import own_data
from parchemin.campus.texts.actions import publish
from tests.campus.conftest import NOON, Cast
from tests.campus.lending.actions import lend, take_back
from tests.campus.lending.contributions.demo import BORROWERS, loans
from tests.campus.lending.models import Loan
from tests.campus.lending.refusals import BookAlreadyLent, BookAlreadyReturned
from tests.campus.lending.rights import requests
from tests.campus.rights import World
from tests.campus.rights_table import OPERATIONS, PAGES
from tests.campus.school import intake_of, programme_of, students_of
from tests.campus.test_rights import answered, asked
from tests.campus.test_rights import world as world  # the fixture

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 22)
LATE = NOON + timedelta(weeks=4)
ENGLISH = Path(__file__).resolve().parents[3] / "docs/exemples/english.md"
COUNTED = "| student.overdue_books | integer 0..99 | 0 | | Books not returned in time |"


def alice_and_bruno(cast: Cast) -> tuple[Dossier, Dossier]:
    intake = intake_of(programme_of(cast.school, "icn-pge", by=cast.ada), NOON.date(), by=cast.ada)
    alice, bruno = students_of(intake, "Alice Bruno", by=cast.ada).values()
    return alice, bruno


# --- its life ---------------------------------------------------------------------------------------------------------


def test_a_book_is_in_one_pair_of_hands_until_it_is_returned(cast: Cast) -> None:
    alice, bruno = alice_and_bruno(cast)
    loan = lend(alice, "QA76.9", DUE, by=cast.odile, at=NOON)

    with pytest.raises(BookAlreadyLent):
        lend(bruno, "QA76.9", DUE, by=cast.odile, at=NOON)
    take_back(loan, by=cast.odile, at=LATE)
    with pytest.raises(BookAlreadyReturned):
        take_back(loan, by=cast.odile, at=LATE)
    lend(bruno, "QA76.9", DUE, by=cast.odile, at=LATE)

    assert list(Loan.objects.current().values_list("dossier", "state")) == [(bruno.pk, "lent")]
    assert Loan.objects.count() == 3, "nothing is written over"
    assert not list(broken(cast.school.slug))


def test_a_student_lends_nothing(cast: Cast) -> None:
    alice, _ = alice_and_bruno(cast)

    with pytest.raises(Forbidden):
        lend(alice, "QA76.9", DUE, by=alice.student, at=NOON)

    assert not Loan.objects.exists()


# --- its page ---------------------------------------------------------------------------------------------------------


def test_the_office_lends_a_book_on_the_page_and_sees_who_has_it(cast: Cast) -> None:
    alice, _ = alice_and_bruno(cast)
    office = Client()
    office.force_login(cast.odile)
    said = {"number": alice.number, "book": "QA76.9", "due": DUE.isoformat()}

    shown = office.post("/loans/", said, follow=True).content.decode()

    assert "QA76.9" in shown
    assert "Alice" in shown
    assert "Prêts" in shown, "the bar has its entry, in French"
    assert office.post("/loans/", said).status_code == 409
    assert office.post("/loans/", said | {"number": "nobody"}).status_code == 422
    assert office.post("/loans/", said | {"due": "0026-09-22"}).status_code == 422
    [loan] = Loan.objects.all()
    assert office.post(f"/loans/{loan.pk}/return").status_code == 302
    twice = office.post(f"/loans/{loan.pk}/return")
    assert (twice.status_code, "déjà été rendu" in twice.content.decode()) == (409, True)


# --- what it tells the law --------------------------------------------------------------------------------------------


def test_the_law_counts_the_books_that_are_late(cast: Cast) -> None:
    programme = open_programme(cast.school, "two-year-master", "Master", by=cast.ada, at=NOON)
    entry = "| student.entry | date |"
    text = ENGLISH.read_text(encoding="utf-8").replace(entry, f"{COUNTED}\n{entry}", 1)
    publication = publish(programme, {"master.md": text}, by=cast.ada, at=NOON)
    alice, bruno = students_of(intake_of(programme, NOON.date(), by=cast.ada), "Alice Bruno", by=cast.ada).values()
    lend(alice, "QA76.9", DUE, by=cast.ada, at=NOON)
    lend(alice, "LB2331", DUE, by=cast.ada, at=NOON)

    def overdue(at: datetime, **asked: Any) -> list[int]:
        people = [(one.pk, one.number) for one in (alice, bruno)]
        cohort = cohort_of(law_of(publication), people, at=at, **asked)
        column = cohort.listed.get("student.overdue_books")
        return [0, 0] if column is None else column[0].tolist()

    assert overdue(NOON) == [0, 0]
    assert overdue(LATE) == [2, 0]
    assert overdue(LATE, year=2025) == [0, 0], "nothing of a later year"
    take_back(Loan.objects.get(book="LB2331", state="lent"), by=cast.ada, at=LATE)
    assert overdue(LATE) == [1, 0]
    assert overdue(LATE, known=LATE - timedelta(days=1)) == [2, 0], "as it was known"


# --- what it brings elsewhere -----------------------------------------------------------------------------------------


def test_the_desk_counts_the_books_that_are_late_and_only_for_who_lends(cast: Cast) -> None:
    alice, _ = alice_and_bruno(cast)
    lend(alice, "QA76.9", DUE, by=cast.odile, at=NOON)

    def blocks(person: Person, at: datetime) -> list[int | None]:
        return [block.count for block in blocks_for(person, at).items if block.url == "/loans/"]

    assert (blocks(cast.odile, NOON), blocks(cast.odile, LATE), blocks(alice.student, LATE)) == ([0], [1], [])


def test_the_student_finds_in_their_agenda_the_day_by_which_a_book_goes_back(cast: Cast) -> None:
    alice, bruno = alice_and_bruno(cast)
    loan = lend(alice, "QA76.9", DUE, by=cast.odile, at=NOON)

    def lines(dossier: Dossier) -> list[date]:
        return [line.day for line in Road(dossier, NOON).todo.items if "QA76.9" in line.what]

    assert (lines(alice), lines(bruno)) == ([DUE], [])
    take_back(loan, by=cast.odile, at=NOON)
    assert lines(alice) == []


def test_who_was_lent_a_book_finds_it_in_their_own_data(cast: Cast) -> None:
    alice, bruno = alice_and_bruno(cast)
    lend(alice, "QA76.9", DUE, by=cast.odile, at=NOON)

    def books(person: Person) -> list[object]:
        return [line[0] for table in own_data(person) if table.title == "Prêts" for line in table.lines]

    assert (books(alice.student), books(bruno.student)) == (["QA76.9"], [])


def test_its_addresses_and_its_operation_answer_as_its_rows_say(world: World) -> None:
    rows = {row: statuses for row, statuses in PAGES.items() if "loans/" in row}

    assert len(rows) == 2
    assert answered(world, rows) == rows
    assert asked(world, requests(world)) == {"list_loans": OPERATIONS["list_loans"]}


def test_its_operation_stands_last_in_the_document_of_the_api() -> None:
    document = api.get_openapi_schema()

    assert list(document["paths"])[-1] == "/api/v1/programmes/{programme}/loans"


def test_its_acts_are_played_in_the_demonstration(cast: Cast) -> None:
    alice, _ = alice_and_bruno(cast)
    everybody = [cast.odile]
    house = House("icn-pge", "icn", cast.school, alice.programme, cast.ada, cast.odile, everybody, [], [])
    scene = Scene(Agenda(LATE + timedelta(weeks=2)), 2026, 1.0, houses={"icn-pge": house})

    assert loans in list(STEPS)
    loans(scene)
    scene.agenda.run(NOON, lambda share: None)

    assert Loan.objects.count() == min(BORROWERS, 2)
