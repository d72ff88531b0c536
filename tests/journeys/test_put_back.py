"""The school is put back between journeys, and no request that is still on its way ever meets half a school."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic

from tests.journeys.gate import Gate
from tests.journeys.served import Campus

READERS, TIMES = 4, 4


def _asked(campus: Campus) -> int:
    """The status of the sign-in page of a reader whose session has to be looked for."""
    with closing(HTTPConnection(campus.address.removeprefix("http://"), timeout=60)) as reader:
        reader.request("GET", "/", headers={"Cookie": "sessionid=" + "a" * 32})
        return reader.getresponse().status


@contextmanager
def _readers(campus: Campus) -> Iterator[list[int]]:
    """Readers who ask without rest while a block lasts. Yields what they are answered."""
    statuses: list[int] = []
    enough = threading.Event()

    def read() -> None:
        while not enough.is_set():
            statuses.append(_asked(campus))

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read) for _ in range(READERS)]
        try:
            yield statuses
        finally:
            enough.set()
            for reader in reading:
                reader.result()


def test_readers_who_ask_without_rest_while_the_school_is_put_back_are_all_answered(campus: Campus) -> None:
    with _readers(campus) as statuses:
        for _ in range(TIMES):
            before = len(statuses)
            campus.put_back()
            deadline = monotonic() + 60
            while len(statuses) < before + READERS and monotonic() < deadline:
                threading.Event().wait(0.01)

    campus.settle()
    assert len(statuses) >= READERS * TIMES
    assert set(statuses) == {302}
    assert campus.complaints() == []


def test_a_gate_is_shut_when_the_last_inside_has_left_and_keeps_who_comes_outside(tmp_path: Path) -> None:
    said: list[str] = []
    inside, leave, shut, open_again, entered = (threading.Event() for _ in range(5))

    def early() -> None:
        with Gate(tmp_path).passed():
            inside.set()
            leave.wait(20)
            said.append("the first leaves")

    def keeper() -> None:
        with Gate(tmp_path).shut():
            said.append("it is shut")
            shut.set()
            open_again.wait(20)
            said.append("it opens")

    def late() -> None:
        with Gate(tmp_path).passed():
            said.append("the second enters")
            entered.set()

    with ThreadPoolExecutor(3) as pool:
        works = [pool.submit(early)]
        assert inside.wait(20)
        works.append(pool.submit(keeper))
        assert not shut.wait(0.2)
        leave.set()
        assert shut.wait(20)
        works.append(pool.submit(late))
        assert not entered.wait(0.2)
        open_again.set()
        for work in works:
            work.result(20)

    assert said == ["the first leaves", "it is shut", "it opens", "the second enters"]
