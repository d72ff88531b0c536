"""Locks: in one order, seen when they are not; who points at a row held waits for nobody."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.locks import LockOrder, claim, hold, hold_chain, hold_row, unshared
from parchemin.campus.people.actions import enter_person, found_school
from parchemin.campus.people.models import School
from tests.campus.at_once import at_once
from tests.campus.conftest import NOON, Cast
from tests.service.campuses import until


@pytest.fixture
def programmes(cast: Cast) -> list[Programme]:
    return [open_programme(cast.school, slug, slug, by=cast.ada, at=NOON) for slug in ("un", "deux")]


def test_what_comes_first_is_taken_first_and_the_journal_last(cast: Cast, programmes: list[Programme]) -> None:
    with transaction.atomic():
        hold_row(cast.school)
        first, second = hold(Programme.objects.filter(school=cast.school))
        hold_chain("")
        hold_chain("icn")
        hold_row(second)  # held already
        hold_chain("icn")

    assert first.pk < second.pk


def test_nothing_is_held_outside_a_transaction(cast: Cast) -> None:
    with pytest.raises(TransactionManagementError):
        hold_row(cast.school)
    with pytest.raises(TransactionManagementError):
        hold_chain("icn")


def _programme_then_school(cast: Cast, programmes: list[Programme]) -> None:
    hold_row(programmes[0])
    hold_row(cast.school)


def _two_programmes_backwards(cast: Cast, programmes: list[Programme]) -> None:
    for programme in sorted(programmes, key=lambda one: str(one.pk), reverse=True):
        hold_row(programme)


def _a_row_after_the_journal(cast: Cast, programmes: list[Programme]) -> None:
    hold_chain("icn")
    hold_row(cast.school)


def _the_chain_of_no_school_after_a_school_s(cast: Cast, programmes: list[Programme]) -> None:
    hold_chain("icn")
    hold_chain("")


@pytest.mark.parametrize(
    "taking",
    [
        _programme_then_school,
        _two_programmes_backwards,
        _a_row_after_the_journal,
        _the_chain_of_no_school_after_a_school_s,
    ],
)
def test_what_is_taken_out_of_order_is_seen(
    cast: Cast, programmes: list[Programme], taking: Callable[[Cast, list[Programme]], None]
) -> None:
    with transaction.atomic(), pytest.warns(LockOrder, match="is held after"):
        taking(cast, programmes)

    with transaction.atomic(), unshared():
        taking(cast, programmes)


def test_two_transactions_of_one_connection_are_apart(cast: Cast, programmes: list[Programme]) -> None:
    for row in (programmes[0], cast.school):
        with transaction.atomic():
            hold_row(row)


def test_a_row_that_is_gone_is_said_to_be(cast: Cast) -> None:
    with transaction.atomic(), pytest.raises(School.DoesNotExist):
        hold_row(School(pk="00000000-0000-0000-0000-000000000000"))


def test_who_adds_a_row_that_points_at_one_held_waits_for_nobody_and_who_holds_it_too_waits(lasting: str) -> None:
    ada = enter_person("ada@example.org", "Ada", "Martin", by=None, at=NOON)
    school = found_school("icn", "ICN", director=ada, at=NOON)

    def at_most_a_moment(work: Callable[[], object]) -> object:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '200ms'")
            try:
                return work()
            except Exception as waited:
                return type(waited).__name__

    with transaction.atomic():
        hold_row(school)
        added, held = at_once(
            lambda: at_most_a_moment(lambda: Programme.objects.create(school=school, slug="un", title="Un")),
            lambda: at_most_a_moment(lambda: hold_row(school)),
        )

    assert isinstance(added, Programme)
    assert held == "OperationalError"


def test_a_row_waited_for_comes_with_what_stands_beside_it_after_the_wait(lasting: str) -> None:
    ada = enter_person("ada@example.org", "Ada", "Martin", by=None, at=NOON)
    icn, lille = (found_school(slug, slug, director=ada, at=NOON) for slug in ("icn", "lille"))
    programme = open_programme(icn, "un", "Un", by=ada, at=NOON)
    held = Event()

    def moving() -> None:
        with transaction.atomic():
            hold_row(programme)
            held.set()
            until(somebody_waits, 30)
            Programme.objects.filter(pk=programme.pk).update(school=lille)

    def reading() -> School:
        held.wait(30)
        with transaction.atomic():
            return hold_row(programme, "school").school

    assert at_once(moving, reading)[1] == lille


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from pg_locks where not granted)")
        return bool(cursor.fetchone()[0])


def test_what_is_claimed_is_waited_for_by_nobody_and_may_come_in_any_order(
    cast: Cast, programmes: list[Programme]
) -> None:
    first, second = sorted(programmes, key=lambda one: str(one.pk))
    with transaction.atomic():
        assert claim(Programme.objects.filter(pk=second.pk)) == second
        assert claim(Programme.objects.filter(pk=first.pk)) == first
