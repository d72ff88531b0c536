"""A school's time played against a simple model: each task exactly once, in order, never early, whatever befalls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from parchemin.campus.clock.actions import MOST_INTERRUPTIONS, PAUSES, PlannedTask, cancel, move, run_due, schedule
from parchemin.campus.clock.models import KINDS, DueTask
from parchemin.campus.people.models import Person
from tests.campus.clock.conftest import BELL, Bell

pytestmark = pytest.mark.django_db

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
KEYS = st.sampled_from([f"task-{n}" for n in range(8)])
MINUTES = st.integers(-60, 60 * 24 * 30) | st.integers(-5, 5)


class Killed(BaseException):
    """The worker is gone in the middle of a task: no `except` sees it."""


@dataclass
class Told:
    """What the model knows of one task."""

    number: int
    due: datetime
    state: str = "waiting"
    retry: datetime | None = None
    attempts: int = 0
    begun: int = 0

    def anew(self, due: datetime) -> None:
        self.due, self.state, self.retry, self.attempts, self.begun = due, "waiting", None, 0, 0


class Playing(RuleBasedStateMachine):
    """Schedule, move, cancel, let time pass, stop for a week, kill and break handlers; the model says what is right."""

    bell: Bell

    def __init__(self) -> None:
        super().__init__()
        DueTask.objects.all().delete()
        Person.objects.filter(email__startswith="task-").delete()
        self.now, self.model = START, dict[str, Told]()
        self.rung: list[tuple[str, datetime, datetime]] = []
        self.kills, self.broken = 0, dict[str, int]()
        self.bell.rung.clear()
        self.bell.before = self._befall
        self.to_kill = 0

    def _befall(self, task: DueTask, at: datetime) -> bool:
        Person.objects.create(
            email=task.key, given_name="", family_name=""
        )  # what the handler writes, once: the table says so
        if self.to_kill:
            self.to_kill -= 1
            raise Killed
        if self.broken.get(task.key, 0) > 0:
            self.broken[task.key] -= 1
            raise RuntimeError("not today")
        return True

    @rule(key=KEYS, minutes=MINUTES)
    def schedule(self, key: str, minutes: int) -> None:
        due = self.now + timedelta(minutes=minutes)
        for _ in range(2):  # asked twice is once
            with transaction.atomic():
                schedule(BELL, PlannedTask(key, due, key, "icn", "icn-pge"), at=self.now)
        told = self.model.setdefault(key, Told(len(self.model), due))
        if told.state != "done" and (told.state == "cancelled" or told.due != due):
            told.anew(due)

    @rule(key=KEYS, minutes=MINUTES)
    def move(self, key: str, minutes: int) -> None:
        due, told = self.now + timedelta(minutes=minutes), self.model.get(key)
        movable = told is not None and told.state in ("waiting", "failed")
        assert move(BELL, key, due) == movable
        if told is not None and movable:
            told.anew(due)

    @rule(key=KEYS)
    def cancel(self, key: str) -> None:
        told = self.model.get(key)
        there = told is not None and told.state in ("waiting", "failed")
        assert cancel(BELL, key, at=self.now) == int(there)
        if told is not None and there:
            told.state = "cancelled"

    @rule(key=KEYS, times=st.integers(1, len(PAUSES) + 1))
    def break_handler(self, key: str, times: int) -> None:
        self.broken[key] = times

    @rule(times=st.integers(1, MOST_INTERRUPTIONS + 1))
    def kill_when_it_runs_next(self, times: int) -> None:
        self.to_kill = times

    @rule(minutes=st.integers(0, 60 * 24 * 3))
    def let_time_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._play()

    @precondition(lambda self: self.model)
    @rule()
    def stop_for_a_week(self) -> None:
        self.now += timedelta(days=7)

    def _play(self) -> None:
        kills, broken = self.to_kill, dict(self.broken)
        while True:
            try:
                run_due(self.now)
                break
            except Killed:  # another worker comes back
                continue
        while (told := self._first()) is not None:
            key, one = told
            if one.begun == MOST_INTERRUPTIONS:
                one.state = "failed"
            elif kills:
                kills, one.begun = kills - 1, one.begun + 1
            elif broken.get(key, 0):
                broken[key] -= 1
                self._model_failure(one)
            else:
                one.state = "done"
                self.rung.append((key, one.due, self.now))

    def _first(self) -> tuple[str, Told] | None:
        ready = [
            (key, one)
            for key, one in self.model.items()
            if one.state == "waiting" and one.due <= self.now and (one.retry is None or one.retry <= self.now)
        ]
        return min(ready, key=lambda pair: (pair[1].due, pair[1].number), default=None)

    def _model_failure(self, one: Told) -> None:
        one.attempts, one.begun = one.attempts + 1, 0
        if one.attempts > len(PAUSES):
            one.state = "failed"
        else:
            one.retry = self.now + timedelta(minutes=PAUSES[one.attempts - 1])

    @invariant()
    def each_rang_once_in_order_and_never_early(self) -> None:
        assert self.bell.rung == self.rung
        assert all(at >= due for _, due, at in self.rung)

    @invariant()
    def what_is_written_is_what_is_marked_done(self) -> None:
        done = {key for key, one in self.model.items() if one.state == "done"}
        assert {one.email for one in Person.objects.filter(email__startswith="task-")} == done
        assert set(DueTask.objects.filter(settled_at__isnull=False).values_list("key", flat=True)) == done
        failed = {key for key, one in self.model.items() if one.state == "failed"}
        assert set(DueTask.objects.filter(failed_at__isnull=False).values_list("key", flat=True)) == failed


def test_each_task_is_run_once_in_order_and_never_early_whatever_befalls(bell: Bell) -> None:
    machine = type("Machine", (Playing,), {"bell": bell})

    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=25, deadline=None))


def test_a_whole_year_is_played_day_by_day(bell: Bell) -> None:
    """A bell for each day, written in advance in no order, and one that rings again a week after it rang."""

    def weekly(task: DueTask, at: datetime) -> bool:
        if task.key.startswith("week"):
            number = int(task.key.removeprefix("week-")) + 1
            schedule(BELL, _planned(f"week-{number}", START + timedelta(weeks=number)), at=at)
        return True

    bell.before = weekly
    days = [_planned(f"day-{n}", START + timedelta(days=n, hours=1)) for n in range(365)]
    with transaction.atomic():
        schedule(BELL, *reversed(days), _planned("week-0", START), at=START)

    for n in range(365):
        run_due(START + timedelta(days=n, hours=12))

    assert [key for key in bell.keys if key.startswith("day")] == [f"day-{n}" for n in range(365)]
    assert [key for key in bell.keys if key.startswith("week")] == [f"week-{n}" for n in range(53)]
    assert all(at - due < timedelta(days=1) for _, due, at in bell.rung)
    assert [due for _, due, _ in bell.rung] == sorted(due for _, due, _ in bell.rung)


def _planned(key: str, due: datetime) -> PlannedTask:
    return PlannedTask(key, due, key, "icn", "icn-pge")


def test_after_a_stop_of_a_week_each_is_told_its_own_moment_and_the_real_one(bell: Bell) -> None:
    with transaction.atomic():
        schedule(BELL, *(_planned(f"day-{n}", START + timedelta(days=n)) for n in range(7)), at=START)
    back = START + timedelta(days=7, hours=3)

    assert run_due(back) == 7

    assert bell.rung == [(f"day-{n}", START + timedelta(days=n), back) for n in range(7)]
    assert run_due(back) == 0
    assert BELL in KINDS
