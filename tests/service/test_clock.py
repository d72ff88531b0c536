"""The clock of a worker: it runs what is due by now, survives a database that is away, and stops between two tasks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event

import pytest
from django.db import OperationalError

from parchemin.campus.clock import actions
from parchemin.service import heads
from parchemin.service.clock import Clock

SOON = 30.0


def clock_on(
    monkeypatch: pytest.MonkeyPatch,
    run_next: Callable[[datetime], bool],
    keep_daily: Callable[[datetime], None] = lambda at: None,
) -> Clock:
    """A clock whose table is a function, and which touches no database."""
    monkeypatch.setattr(actions, "run_next", run_next)
    monkeypatch.setattr("parchemin.service.clock.close_old_connections", lambda: None)
    monkeypatch.setattr(heads, "keep_daily", keep_daily)
    return Clock(every=0.01)


def test_it_runs_all_that_is_due_each_with_the_moment_it_is_and_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[datetime] = []
    looked = Event()

    def run_next(until: datetime) -> bool:
        moments.append(until)
        if len(moments) == 8:
            looked.set()
        return len(moments) % 4 != 0  # three are due, then none, then three more

    clock = clock_on(monkeypatch, run_next)
    clock.start()
    assert looked.wait(SOON)
    clock.stop()

    assert moments == sorted(moments)
    assert len(set(moments)) > 1
    assert moments[0].tzinfo is not None


def test_a_database_that_is_away_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[datetime] = []
    back = Event()

    def run_next(until: datetime) -> bool:
        asked.append(until)
        if len(asked) == 1:
            raise OperationalError("the server closed the connection")
        back.set()
        return False

    clock = clock_on(monkeypatch, run_next)
    with caplog.at_level(logging.WARNING, "parchemin.clock"):
        clock.start()
        assert back.wait(SOON)
        clock.stop()

    assert [record.message for record in caplog.records] == ["what falls due was not looked at"]


def test_it_stops_between_two_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    running, go_on, ended = Event(), Event(), []

    def run_next(until: datetime) -> bool:
        running.set()
        go_on.wait(SOON)
        ended.append(until)
        return True  # there is always one more

    clock = clock_on(monkeypatch, run_next)
    clock.start()
    assert running.wait(SOON)
    clock._stopping.set()
    go_on.set()
    clock.stop()

    assert len(ended) == 1
    assert not clock._thread.is_alive()


def test_the_heads_of_the_journal_are_signed_at_the_start_and_what_hinders_it_hinders_no_task(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[datetime] = []
    looked: list[datetime] = []
    again = Event()

    def keep_daily(at: datetime) -> None:
        asked.append(at)
        raise OSError(28, "No space left on device")

    def run_next(until: datetime) -> bool:
        looked.append(until)
        if len(looked) == 5:
            again.set()
        return False

    clock = clock_on(monkeypatch, run_next, keep_daily)
    with caplog.at_level(logging.WARNING, "parchemin.clock"):
        clock.start()
        assert again.wait(SOON)
        clock.stop()

    assert len(asked) == 1
    assert [record.message for record in caplog.records] == ["the heads of the journal were not signed"]
