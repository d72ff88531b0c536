"""Two ordinary acts at the same moment, on two connections: each is done, or one is refused, and none ever fails.

Each act in turn is stopped as it comes to the journal, with all that it holds by then, while the other goes as far as
it can: what can be held crosswise is then held crosswise, each time. Nothing is tried again here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from parchemin.campus.common import journal
from parchemin.campus.common.refusals import Refusal
from tests.campus.assessment.conftest import lasting_database
from tests.campus.ordinary_acts import ACTS, Act, Preparation
from tests.campus.small_school import SmallSchool, small_school

LONGEST = 20.0  # seconds that one act may keep another waiting before the test gives up


@pytest.fixture(scope="module")
def here(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallSchool]:
    """A school on a database of its own, that every connection sees alike; one for all pairs."""
    data = override_settings(DATA=tmp_path_factory.mktemp("data"))
    with data, django_db_blocker.unblock(), lasting_database():
        yield small_school()


class Pair:
    """Two connections: the first stops at the lock of the journal until the second is done, or waits for the first."""

    def __init__(self) -> None:
        self._first, self._second = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._process: int = self._second.submit(_process).result()  # of the server, that works for the second

    def run(self, first: Act, second: Act) -> list[object]:
        self._may_begin, self._is_done = Event(), Event()
        works = self._first.submit(self._stopping, first), self._second.submit(self._following, second)
        return [work.result() for work in works]

    def close(self) -> None:
        for pool in (self._first, self._second):
            pool.submit(lambda: connection.close()).result()  # the connection of that thread
            pool.shutdown()

    def _stopping(self, act: Act) -> object:
        try:
            with connection.execute_wrapper(self._stop):
                return _outcome(act)
        finally:
            self._may_begin.set()  # it never came to the journal

    def _following(self, act: Act) -> object:
        try:
            self._may_begin.wait(LONGEST)
            return _outcome(act)
        finally:
            self._is_done.set()

    def _stop(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "pg_advisory_xact_lock" in sql and not self._may_begin.is_set():
            self._may_begin.set()
            until = monotonic() + LONGEST
            while not self._is_done.is_set() and not self._waits():
                assert monotonic() < until, "the other is neither done nor waiting"
                sleep(0.001)
        return execute(sql, *rest)

    def _waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select exists (select from pg_locks where pid = %s and not granted)", [self._process])
            return bool(cursor.fetchone()[0])


def _process() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _outcome(act: Act) -> object:
    try:
        return act()
    except Exception as fault:
        return fault


def _is_there(written: object) -> bool:
    if isinstance(written, list):
        return bool(written) and all(_is_there(one) for one in written)
    return not isinstance(written, Model) or type(written)._default_manager.filter(pk=written.pk).exists()


@pytest.fixture(scope="module")
def pair(here: SmallSchool) -> Iterator[Pair]:
    made = Pair()
    yield made
    made.close()


@pytest.mark.parametrize("first", ACTS, ids=lambda act: act.__name__)
def test_whatever_is_done_at_the_same_moment_both_are_done_or_one_is_refused(
    here: SmallSchool, pair: Pair, first: Preparation
) -> None:
    faults: list[str] = []
    for second in ACTS:
        here.next_pair()
        outcomes = pair.run(first(here), second(here))
        refused = [one for one in outcomes if isinstance(one, Refusal)]
        failed = [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Refusal)]
        lost = [one for one in outcomes if not isinstance(one, Exception) and not _is_there(one)]
        if failed or lost or len(refused) == 2:
            faults.append(f"{first.__name__} x {second.__name__}: {outcomes!r}")

    assert not faults, "\n".join(faults)
    assert list(chain(journal.broken("ecole"), journal.altered("ecole"))) == []
