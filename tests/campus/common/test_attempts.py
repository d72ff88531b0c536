"""What collides is tried again, once nothing of it is left; after the last attempt it is refused, and never fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from parchemin.campus.api.actions import make_key
from parchemin.campus.api.groups import every_scope
from parchemin.campus.api.models import Replay
from parchemin.campus.common import attempts, journal
from parchemin.campus.common.attempts import ATTEMPTS, Busy, attempt
from parchemin.campus.common.files import read
from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import StudentList
from parchemin.campus.people.models import Grant, Person, Role, Title
from parchemin.campus.people.pages import _as_it_came
from parchemin.campus.texts.models import Draft
from tests.campus.at_once import at_once
from tests.campus.conftest import NOON
from tests.campus.small_school import SmallSchool, small_school

MET = "do $$ begin raise exception 'met another' using errcode = '{}'; end $$"


@contextmanager
def meeting(statement: str, times: int, sqlstate: str = "40P01") -> Iterator[list[str]]:
    """The database itself undoes the transaction of the first statements that hold some words."""
    met: list[str] = []

    def undo(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if statement in sql and len(met) < times:
            met.append(sql)
            return execute(MET.format(sqlstate), None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(undo):
        yield met


@pytest.fixture
def here(lasting: str) -> SmallSchool:
    return small_school()


def signed_in(here: SmallSchool) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(here.ada)
    return client


def test_of_two_that_hold_crosswise_each_is_done(lasting: str) -> None:
    one, two = (
        Person.objects.create(email=f"{name}@example.org", given_name=name, family_name=name) for name in ("un", "deux")
    )
    met, runs = Barrier(2), []

    def renaming(*people: Person) -> Callable[[], None]:
        def work() -> None:
            runs.append(people)
            with transaction.atomic():
                Person.objects.filter(pk=people[0].pk).update(given_name=f"{people[0].family_name} first")
                if len(runs) <= 2:
                    met.wait(20)
                Person.objects.filter(pk=people[1].pk).update(given_name=f"{people[1].family_name} last")

        return lambda: attempt(work)

    at_once(renaming(one, two), renaming(two, one))

    assert len(runs) == 3, "one was undone, and done again"
    assert sorted(Person.objects.values_list("given_name", flat=True)) in (
        ["deux first", "un last"],
        ["deux last", "un first"],
    )


@pytest.mark.parametrize("sqlstate", sorted(attempts.COLLISIONS))
def test_a_page_whose_act_met_another_is_done_once(here: SmallSchool, sqlstate: str) -> None:
    address = f"/staff/{here.odile.pk}/title/"

    with meeting("pg_advisory_xact_lock", 2, sqlstate) as met:
        answer = signed_in(here).post(address, {"words": "directrice des études"})

    assert len(met) == 2
    assert answer.status_code == 302
    assert Title.objects.get().words == "directrice des études"
    assert Entry.objects.filter(verb="people.call").count() == 1
    assert list(journal.broken("ecole")) == []


def test_after_the_last_attempt_it_is_refused_with_what_to_do_and_nothing_is_written(here: SmallSchool) -> None:
    with meeting("pg_advisory_xact_lock", 99) as met:
        answer = signed_in(here).post(f"/staff/{here.odile.pk}/title/", {"words": "directrice"})

    assert len(met) == ATTEMPTS
    assert answer.status_code == 409
    assert "do it again in a few seconds" in answer.content.decode()
    assert not Title.objects.exists()


def test_another_fault_of_the_database_is_no_collision(here: SmallSchool) -> None:
    with meeting("pg_advisory_xact_lock", 1, "57014") as met, pytest.raises(OperationalError):
        signed_in(here).post(f"/staff/{here.odile.pk}/title/", {"words": "directrice"})

    assert len(met) == 1
    assert not Title.objects.exists()


def test_a_file_that_was_sent_is_read_again_from_its_beginning(here: SmallSchool) -> None:
    content = "Numéro;Nom;Prénom;Adresse\n7;Roux;Jo;jo@etu.example.org\n".encode()
    sent = {"file": SimpleUploadedFile("liste.csv", content, "text/csv")}
    client = signed_in(here)
    client.force_login(here.odile)

    with meeting('INSERT INTO "enrolment_studentlist"', 1) as met:
        answer = client.post(f"/students/intakes/{here.intake.pk}/lists/", sent)

    assert len(met) == 1
    assert answer.status_code == 302
    assert read(StudentList.objects.get().file) == content


def test_what_was_read_as_it_came_and_not_kept_is_not_done_again() -> None:
    request = RequestFactory().post("/", b"0123456789", content_type="application/octet-stream")
    request.read(4)

    assert not _as_it_came(request)


def test_what_is_half_written_already_is_not_done_twice(here: SmallSchool) -> None:
    def work() -> None:
        here.newcomer()
        with transaction.atomic():
            Draft.objects.create(programme=here.programme, owner=here.ada, started_at=NOON, changed_at=NOON, files={})

    before = Entry.objects.filter(verb="people.enter_person").count()
    with meeting('INSERT INTO "texts_draft"', 1), pytest.raises(Busy):
        attempt(work)

    assert Entry.objects.filter(verb="people.enter_person").count() == before + 1
    assert not Draft.objects.exists()


def test_inside_a_transaction_begun_by_another_only_that_other_tries_again(here: SmallSchool) -> None:
    runs: list[int] = []

    def inner() -> None:
        runs.append(len(runs))
        here.newcomer()

    def outer() -> None:
        with transaction.atomic():
            attempt(inner)

    with meeting("pg_advisory_xact_lock", 1):
        attempt(outer)

    assert runs == [0, 1]


def test_an_operation_of_the_api_that_met_another_is_done_once_under_its_name(here: SmallSchool) -> None:
    now = timezone.now()
    expires = timezone.localdate(now) + timedelta(days=30)
    _key, shown = make_key(here.school, "Library", tuple(every_scope()), expires, by=here.ada, at=now)
    headers = {"Authorization": f"Bearer {shown}", "Idempotency-Key": "entree-2026-1", "Accept-Language": "en"}
    entrant = {"number": "9", "given_name": "Jo", "family_name": "Roux", "email": "jo@etu.example.org"}
    body = {"intake": str(here.intake.pk), "entrants": [entrant]}

    def ask() -> int:
        path = f"/api/v1/programmes/{here.programme.pk}/students"
        return Client().post(path, body, content_type="application/json", headers=headers).status_code

    with meeting("pg_advisory_xact_lock", 1) as met:
        assert ask() == 201
    assert len(met) == 1
    assert ask() == 201, "the same answer"

    assert Dossier.objects.filter(number="9").count() == Replay.objects.count() == 1
    assert Entry.objects.filter(verb="api.act").count() == 1


def test_whose_role_ends_between_two_attempts_does_nothing_any_more(here: SmallSchool) -> None:
    grant = Grant.objects.get(person=here.ada, role=Role.DIRECTOR)

    def end(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "pg_advisory_xact_lock" in sql and grant.ended is None:
            grant.ended = NOON
            at_once(lambda: Grant.objects.filter(pk=grant.pk).update(ended=NOON))
            return execute(MET.format("40P01"), None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(end):
        answer = signed_in(here).post(f"/staff/{here.odile.pk}/title/", {"words": "directrice"})

    assert answer.status_code == 404
    assert not Title.objects.exists()
