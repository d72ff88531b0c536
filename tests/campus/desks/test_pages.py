"""The door and the desks: each is led to theirs, sees what waits for them, and nothing of others."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parchemin.campus.assessment.absences.actions import file_request
from parchemin.campus.assessment.actions.papers import assign_teacher
from parchemin.campus.enrolment.actions import change_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages.desk import blocks_for
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, intake_of, programme_of, students_of
from tests.campus.students import DURING, second_year, signed_in

pytestmark = pytest.mark.django_db


def someone(name: str, cast: Cast, role: Role) -> Person:
    person = enter_person(f"{name}@example.org", name.title(), "Martin", by=None, at=NOON)
    grant_role(person, cast.school, role, by=cast.ada, at=NOON)
    return person


def test_each_is_led_to_their_desk(cast: Cast) -> None:
    found = second_year(cast)
    teacher, jury = someone("tom", cast, Role.TEACHER), someone("julie", cast, Role.JURY)

    for person, address in (
        (found.nadia.student, "/path/"),
        (cast.odile, "/desk/"),
        (cast.ada, "/desk/"),
        (teacher, "/desk/"),
        (jury, "/desk/"),
    ):
        assert signed_in(person).get("/").headers["Location"] == address


def test_who_opens_which_page(cast: Cast) -> None:
    found = second_year(cast)
    people: dict[str, Person | None] = {
        "nadia": found.nadia.student,
        "paul": found.paul.person,
        "odile": cast.odile,
        "ada": cast.ada,
        "ysolde": cast.ysolde,
        "tom": someone("tom", cast, Role.TEACHER),
        "nobody": None,
    }
    ref = found.nadia.ref
    hers = {"nadia": 200, "paul": 404, "odile": 404, "ada": 404, "ysolde": 404, "tom": 404, "nobody": 302}
    table = {
        "/desk/": dict.fromkeys(people, 200) | {"nobody": 302},
        "/path/": dict.fromkeys(people, 404) | {"nadia": 302, "paul": 302, "nobody": 302},
        f"/path/{ref}/": hers,
        f"/path/{ref}/needed": hers,
        f"/path/{ref}/what-if": hers,
        f"/path/{ref}/why/étudiant.quitus_validés/": hers,
        f"/path/{ref}/why/module.acquis/S1-COMPTA/": hers,
        f"/path/{ref}/why/étudiant.redoublements/": dict.fromkeys(people, 404) | {"nobody": 302},
        f"/path/{ref}/why/module.acquis/AILLEURS/": dict.fromkeys(people, 404) | {"nobody": 302},
    }
    for address, expected in table.items():
        for name, status in expected.items():
            person = people[name]
            client = Client() if person is None else signed_in(person)
            assert client.get(address).status_code == status, (address, name)
            assert client.post(address).status_code in (302, 404, 405), (address, name)


def counts(person: Person) -> dict[str, int | None]:
    return {str(block.title): block.count for block in blocks_for(person, DURING).items}


def test_a_desk_counts_what_waits(cast: Cast) -> None:
    found = second_year(cast)
    tom = someone("tom", cast, Role.TEACHER)
    assign_teacher(found.nadia.programme, 2026, "module:S1-DROIT", tom, by=cast.ada, at=NOON)
    before = counts(cast.odile)
    file_request(
        found.nadia,
        found.missed,
        ground="maladie",
        document_kind="certificat_médical",
        by=found.nadia.student,
        at=DURING,
    )
    registration = Registration.objects.get(dossier=found.paul, superseded_at=None)
    change_registration(registration, reason="frais", in_order=False, by=cast.ada, at=NOON)
    exam_of(found.nadia.programme, 2026, "S2-RH", by=cast.ada)

    assert before["Absences"] == before["Inscriptions"] == 0
    after = counts(cast.odile)
    assert (after["Absences"], after["Inscriptions"]) == (1, 1)
    assert after["Notes"] == (before["Notes"] or 0) + 1
    assert counts(tom) == {"Mes notes": 1}
    assert counts(cast.ysolde)["Absences"] == 0, "nothing of another school"


def test_a_desk_asks_the_same_number_of_queries_for_one_student_and_three(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 1), by=cast.ada)
    client = signed_in(cast.odile)

    def queries() -> int:
        client.get("/desk/")
        with CaptureQueriesContext(connection) as found:
            client.get("/desk/")
        return len(found)

    students_of(intake, "Un", by=cast.ada)
    one = queries()
    students_of(intake, "Deux Trois", by=cast.ada)

    assert queries() == one


def test_somebody_without_a_role_is_told_whom_to_write_to(cast: Cast) -> None:
    nobody = enter_person("seul@example.org", "Seul", "Martin", by=None, at=NOON)

    page = signed_in(nobody).get("/desk/").content.decode()

    assert "aucune école" in page
