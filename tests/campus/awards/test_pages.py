"""Who opens which page of the awards, with how many queries, and what it shows."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parchemin.campus.awards.models import Issuance, Transcript
from parchemin.campus.awards.tasks import make_transcripts
from parchemin.campus.common.journal import altered
from parchemin.campus.common.proving import NO_LINE
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from tests.campus.awards.awarding import Marked, icn
from tests.campus.behind import one_behind
from tests.campus.conftest import NOON, Cast
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db

WHO = ("office", "director", "student", "other_student", "teacher", "jury", "elsewhere", "nobody")


@pytest.fixture
def school(cast: Cast) -> Marked:
    return icn(cast)


@pytest.fixture
def people(cast: Cast, school: Marked) -> dict[str, Person | None]:
    def someone(name: str, role: Role) -> Person:
        person = enter_person(f"{name}@example.org", name, "Martin", by=None, at=NOON)
        grant_role(person, cast.school, role, "icn-pge", by=cast.ada, at=NOON)
        return person

    nadia, paul = (school.students[name].person for name in ("Nadia", "Paul"))
    staff = {"teacher": someone("tom", Role.TEACHER), "jury": someone("julie", Role.JURY)}
    people = {"office": cast.odile, "director": cast.ada, "student": nadia, "other_student": paul, **staff}
    return {**people, "elsewhere": cast.ysolde, "nobody": None}


def client_of(person: Person | None) -> Client:
    return signed_in(person) if person else Client()


def test_who_opens_which_page(school: Marked, people: dict[str, Person | None]) -> None:
    issuance = school.issue("Nadia")
    make_transcripts.func(str(issuance.pk))
    found = Transcript.objects.get()
    office = {"office": 200, "director": 200, "elsewhere": 404}
    elsewhere_too = office | {"elsewhere": 404}
    everybody = dict.fromkeys(WHO, 200)
    table: dict[str, dict[str, int]] = {
        "/transcripts/?programme=icn-pge": office,
        f"/transcripts/issuances/{issuance.pk}": elsewhere_too,
        f"/transcripts/{found.pk}": elsewhere_too | {"student": 200},
        f"/transcripts/{found.pk}/file": elsewhere_too | {"student": 200},
        "/transcripts/mine": everybody | {"nobody": 302},
        "/verifier/": everybody,
        f"/verifier/{found.key}": everybody,
        "/verifier/sceaux": everybody,
        "/verifier/sceaux/icn.pem": everybody,
    }
    for address, expected in table.items():
        for who in WHO:
            answer = client_of(people[who]).get(address)
            b"".join(answer)  # to its end: a file is closed then
            status = answer.status_code
            assert (who, address, status) == (who, address, expected.get(who, 302 if who == "nobody" else 404))


def test_who_may_post_what(school: Marked, people: dict[str, Person | None]) -> None:
    found = school.transcript("Nadia")
    issuance = Issuance.objects.get()
    form = {"programme": "icn-pge", "period": "2026 A1"}
    posts: dict[str, dict[str, str]] = {
        "/transcripts/issue": form,
        f"/transcripts/issuances/{issuance.pk}/resume": {},
        f"/transcripts/{found.pk}/withdraw": {"reason": "essai"},
    }
    for address, told in posts.items():
        for who in ("student", "other_student", "teacher", "jury", "elsewhere"):
            assert (who, client_of(people[who]).post(address, told).status_code) == (who, 404)
        assert client_of(None).post(address, told).headers["Location"].startswith("/account/login/")
    assert Issuance.objects.count() == 1
    found.refresh_from_db()
    assert found.ended_at is None
    for address, told in posts.items():
        assert client_of(people["office"]).post(address, told).status_code == 302
        assert client_of(people["office"]).get(address).status_code == 405
    found.refresh_from_db()
    assert found.ended_at is not None


@pytest.mark.parametrize(
    "told",
    [
        {"programme": "icn-pge", "period": "1999 A1"},
        {"programme": "icn-pge", "period": "../../etc"},
        {"programme": "another", "period": "2026 A1"},
        {"programme": "icn-pge", "period": "2026 A1", "dossier": "not-a-key"},
        {"programme": "icn-pge", "period": "2026 A1", "dossier": str(uuid4())},
        {},
    ],
)
def test_a_form_that_is_not_ours_is_404_and_asks_for_nothing(school: Marked, told: dict[str, str]) -> None:
    assert signed_in(school.office).post("/transcripts/issue", told).status_code == 404
    assert not Issuance.objects.exists()


def test_the_office_sees_a_period_with_a_constant_number_of_queries(cast: Cast) -> None:
    school = icn(cast, "Nadia Paul Inès")
    client = signed_in(school.office)
    counts = []
    for word in ("Nadia", "Durand"):
        school.made("Nadia" if word == "Nadia" else "")
        client.get("/transcripts/?programme=icn-pge")
        with CaptureQueriesContext(connection) as asked:
            shown = client.get(f"/transcripts/?programme=icn-pge&q={word}").content.decode()
        counts.append(len(asked))
    assert "Inès" in shown
    assert counts == [11, 11]


def test_the_progress_of_an_issuance_takes_a_constant_number_of_queries(cast: Cast) -> None:
    school = icn(cast, "Nadia Paul Inès")
    client, counts = signed_in(school.office), []
    for only in ("Nadia", ""):
        issuance = school.issue(only)
        make_transcripts.func(str(issuance.pk))
        client.get(f"/transcripts/issuances/{issuance.pk}")  # the session is written once
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/transcripts/issuances/{issuance.pk}")
        counts.append(len(asked))
    assert counts == [9, 9]


def test_somebodys_own_list_takes_a_constant_number_of_queries(cast: Cast, school: Marked) -> None:
    from tests.campus.awards.test_issuing import corrected

    client, counts = signed_in(school.students["Nadia"].student), []
    for mark in ("", "15", "16"):
        if mark:
            corrected(school, cast, "S1-DROIT", "Nadia", mark)
        school.made("Nadia")
        if mark != "15":
            client.get("/transcripts/mine")
            with CaptureQueriesContext(connection) as asked:
                shown = client.get("/transcripts/mine").content.decode()
            counts.append(len(asked))
    assert shown.count("remplacé") == 2
    assert counts == [5, 5]


def test_progress_is_asked_for_while_it_lasts_and_no_longer(school: Marked) -> None:
    issuance = school.issue()
    client = signed_in(school.office)
    address = f"/transcripts/issuances/{issuance.pk}"

    waiting = client.get(address, headers={"HX-Request": "true"}).content.decode()
    make_transcripts.func(str(issuance.pk))
    done = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert 'hx-trigger="every 1s"' in waiting
    assert 'aria-live="polite"' in waiting
    assert "<html" not in waiting
    assert "hx-trigger" not in done
    assert "Nadia" in done


def test_what_stalled_may_be_taken_up_again(school: Marked) -> None:
    issuance = school.issue()  # asked for in July 2027, in the tests' time
    Issuance.objects.get(pk=issuance.pk)
    client = signed_in(school.office)

    answer = client.post(f"/transcripts/issuances/{issuance.pk}/resume")

    assert answer.headers["Location"] == f"/transcripts/issuances/{issuance.pk}"


def test_the_file_is_the_one_that_was_issued_and_no_cache_keeps_it(school: Marked) -> None:
    found = school.transcript("Nadia")

    answer = signed_in(school.students["Nadia"].student).get(f"/transcripts/{found.pk}/file")

    with default_storage.open(found.file_id) as kept:
        assert b"".join(answer.streaming_content) == kept.read()  # type: ignore[attr-defined]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_refusal_of_the_form_is_shown(school: Marked) -> None:
    found = school.transcript("Nadia")

    answer = signed_in(school.office).post(f"/transcripts/{found.pk}/withdraw", {"reason": " "})

    assert answer.status_code == 409
    assert "motif" in answer.content.decode()


def test_another_file_in_its_place_is_not_served(school: Marked) -> None:
    found = school.transcript("Nadia")
    with open(default_storage.path(found.file_id), "ab") as file:
        file.write(b"\n")

    answer = signed_in(school.students["Nadia"].student).get(f"/transcripts/{found.pk}/file")

    assert answer.status_code == 409
    assert "sauvegarde" in answer.content.decode()


def test_a_file_that_is_not_the_one_of_its_row_is_not_given(school: Marked, people: dict[str, Person | None]) -> None:
    """Another's transcript in the place of one's own, as the owner of the database could put it there."""
    nadia, paul = school.transcript("Nadia"), school.transcript("Paul")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    for file, row in ((uuid4(), nadia), (nadia.file_id, paul)):
        one_behind("update awards_transcript set file = %s where id = %s", str(file), str(row.pk))

    answer = client_of(people["other_student"]).get(f"/transcripts/{paul.pk}/file")

    assert answer.status_code == 409
    assert "application/pdf" not in answer["Content-Type"]
    assert (NO_LINE, "awards_transcript") not in list(altered("icn"))
    assert {table for _, table in altered("icn")} == {"awards_transcript"}
