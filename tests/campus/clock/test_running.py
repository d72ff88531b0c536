"""One task in detail: what fails is tried again and then given up, what is killed is run by who comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from parchemin.campus.clock.actions import PAUSES, PlannedTask, cancel, move, run_due, run_next, schedule, try_again
from parchemin.campus.clock.models import WAITING, DueTask, falls_due
from parchemin.campus.clock.refusals import NotGivenUp
from parchemin.campus.common import figures
from parchemin.campus.common.models import Entry
from parchemin.campus.people.models import Grant, School
from tests.campus.clock.conftest import BELL, Bell
from tests.campus.conftest import Cast

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def planned(key: str, due: datetime = NOON) -> PlannedTask:
    return PlannedTask(key, due, f"the {key}", "icn", "icn-pge", {"n": 1})


def task_of(key: str) -> DueTask:
    return DueTask.objects.get(kind=BELL, key=key)


@pytest.mark.django_db
def test_at_the_same_moment_the_first_written_is_the_first_run_and_one_that_fails_holds_up_nobody(bell: Bell) -> None:
    def fails(task: DueTask, at: datetime) -> bool:
        if task.key == "second":
            raise OSError("the bell is cracked")
        return True

    bell.before = fails
    with transaction.atomic():
        schedule(BELL, planned("first"), planned("second"), planned("third"), planned("early", NOON - HOUR), at=NOON)

    run_due(NOON)

    assert bell.keys == ["early", "first", "third"]
    broken = task_of("second")
    assert broken.last_error == "OSError: the bell is cracked"
    assert broken.retry_at == NOON + timedelta(minutes=PAUSES[0])


@pytest.mark.django_db
def test_what_fails_is_tried_again_later_each_time_then_given_up_with_its_reason_until_somebody_asks(
    cast: Cast, bell: Bell
) -> None:
    def fails(task: DueTask, at: datetime) -> bool:
        raise ValueError("no clapper")

    bell.before = fails
    with transaction.atomic():
        schedule(BELL, planned("first"), at=NOON)
    now, tries = NOON, 0
    while run_next(now):
        tries += 1
        assert not run_next(now)
        now = task_of("first").retry_at or now + timedelta(days=30)

    given_up = task_of("first")
    assert tries == len(PAUSES) + 1
    assert given_up.failed_at is not None
    assert given_up.last_error == "ValueError: no clapper"
    assert b'parchemin_due_tasks{state="failed"} 1.0' in figures.written()
    bell.before = lambda task, at: True
    try_again(given_up, by=cast.odile.pk, at=now)
    assert Entry.objects.filter(verb="clock.try_again", chain="icn", actor=cast.odile.pk).count() == 1
    run_due(now)
    assert bell.keys == ["first"]
    with pytest.raises(NotGivenUp):
        try_again(given_up, by=cast.odile.pk, at=now)


@pytest.mark.django_db
def test_what_the_database_would_refuse_at_the_end_is_a_failed_attempt_and_nothing_of_it_is_kept(
    cast: Cast, bell: Bell
) -> None:
    def writes_what_cannot_be(task: DueTask, at: datetime) -> bool:
        School.objects.create(slug="kept-never", name="…")
        Grant.objects.create(person_id=cast.school.pk, school=cast.school, role="office", since=NOON)  # no such person
        return True

    bell.before = writes_what_cannot_be
    with transaction.atomic():
        schedule(BELL, planned("first"), planned("second", NOON + HOUR), at=NOON)

    run_due(NOON)

    assert task_of("first").last_error == "IntegrityError"  # a database's words may hold anybody's data
    assert not School.objects.filter(slug="kept-never").exists()


@pytest.mark.django_db
def test_a_kind_that_no_stage_declares_any_more_is_given_up_with_its_reason(bell: Bell) -> None:
    with transaction.atomic():
        schedule(BELL, planned("first"), at=NOON)
    DueTask.objects.update(kind="gone.away")

    for _ in range(len(PAUSES) + 1):
        run_due(NOON + timedelta(days=30 * (1 + DueTask.objects.get().attempts)))

    assert DueTask.objects.get().last_error == "plus rien dans le campus ne fait cela"
    with transaction.atomic(), pytest.raises(KeyError, match=r"gone\.away"):
        schedule("gone.away", planned("first"), at=NOON)


@pytest.mark.django_db
def test_a_task_moved_or_cancelled_takes_its_new_place_and_what_was_run_stays_run(bell: Bell) -> None:
    with transaction.atomic():
        schedule(BELL, planned("first"), planned("second", NOON + HOUR), planned("third"), at=NOON)

    assert move(BELL, "first", NOON + 2 * HOUR)
    assert cancel(BELL, "third", "nobody", at=NOON) == 1
    run_due(NOON + 3 * HOUR)

    assert bell.keys == ["second", "first"]
    assert not move(BELL, "first", NOON + 9 * HOUR)
    assert not cancel(BELL, "first", at=NOON)
    with transaction.atomic():
        schedule(BELL, planned("first", NOON + 9 * HOUR), at=NOON)
    run_due(NOON + 10 * HOUR)
    assert bell.keys == ["second", "first"]


@pytest.mark.django_db
def test_the_table_itself_refuses_that_something_be_done_early_or_end_in_two_ways(bell: Bell) -> None:
    with transaction.atomic():
        schedule(BELL, planned("first"), at=NOON)

    for wrong in (
        {"settled_at": NOON - HOUR, "acted": True},
        {"settled_at": NOON + HOUR},
        {"settled_at": NOON + HOUR, "acted": True, "cancelled_at": NOON},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DueTask.objects.update(**wrong)


@pytest.mark.django_db
def test_a_kind_is_declared_once(bell: Bell) -> None:
    with pytest.raises(ValueError, match="declared twice"):
        falls_due(BELL, says="…", permission="tests.nobody")(bell.ring)


def test_two_workers_never_run_the_same_and_together_keep_the_order(lasting: str, bell: Bell) -> None:
    with transaction.atomic():
        schedule(BELL, *(planned(f"{n:03}", NOON + n * HOUR) for n in range(120)), at=NOON)
    ready = Barrier(3)

    def work(_: int) -> None:
        ready.wait(timeout=30)
        try:
            while DueTask.objects.filter(WAITING).exists():
                run_next(NOON + 200 * HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))

    assert bell.keys == [f"{n:03}" for n in range(120)]


KILLED_IN_THE_MIDDLE = """
import os, signal, django
django.setup()
from datetime import UTC, datetime
from parchemin.campus.clock.actions import run_due
from parchemin.campus.clock.models import falls_due
from parchemin.campus.people.models import School

def ring(task, at):
    School.objects.create(slug=task.key, name=task.key)
    if task.key == "second":
        os.kill(os.getpid(), signal.SIGKILL)
    return True

falls_due("tests.bell", says="…", permission="tests.nobody")(ring)
run_due(datetime(2026, 9, 9, tzinfo=UTC))
"""


def test_a_worker_killed_in_the_middle_has_done_nothing_of_it_and_the_next_one_goes_on_in_order(
    lasting: str, bell: Bell
) -> None:
    with transaction.atomic():
        schedule(BELL, *(planned(key, NOON + n * HOUR) for n, key in enumerate(("first", "second", "third"))), at=NOON)
    host = connection.settings_dict["HOST"]
    place = f"postgresql://postgres@/{lasting}?host={host}"
    environment = os.environ | {"DATABASE_URL": place, "DJANGO_SETTINGS_MODULE": "parchemin.campus.settings"}

    ended = subprocess.run([sys.executable, "-c", KILLED_IN_THE_MIDDLE], env=environment, check=False)

    assert ended.returncode == -signal.SIGKILL
    assert set(School.objects.values_list("slug", flat=True)) == {"first"}
    assert run_due(datetime(2026, 9, 9, tzinfo=UTC)) == 2
    assert bell.keys == ["second", "third"]


def test_a_task_that_ends_its_worker_each_time_is_given_up_and_the_others_go_on(lasting: str, bell: Bell) -> None:
    with transaction.atomic():
        schedule(BELL, planned("first"), planned("second", NOON + HOUR), at=NOON)
    DueTask.objects.filter(key="first").update(begun=3)

    run_due(NOON + HOUR)

    assert bell.keys == ["second"]
    assert task_of("first").last_error == "chaque fois, le processus a été arrêté pendant l’exécution"
    assert b'how="failed",kind="tests.bell"' in figures.written()
