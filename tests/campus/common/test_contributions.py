"""What stages bring: in the order of ranks whatever is imported first, and one that fails takes nothing else down."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations

import pytest
from django.db import OperationalError

from parchemin.campus.common.contributions import FAILED, Collected, Contributions, collect
from parchemin.campus.common.logs import LogLines

type Maker = Callable[[str], Iterable[str]]


def early(name: str) -> Iterator[str]:
    yield f"early {name}"


def abreast(name: str) -> Iterator[str]:
    yield f"abreast {name}"


def late(name: str) -> Iterator[str]:
    yield f"late {name}"


def broken(name: str) -> Iterator[str]:
    yield f"half of {name}"
    raise ValueError(f"the file of {name}")


def test_they_come_by_rank_then_by_name_whatever_was_registered_first() -> None:
    for order in permutations(((10, early), (20, late), (10, abreast))):
        registry = Contributions[Maker]()
        for rank, maker in order:
            registry.at(rank)(maker)

        assert list(registry) == [abreast, early, late]


def test_one_that_is_registered_twice_comes_once() -> None:
    registry = Contributions[Maker]()
    registry.at(10)(early)
    registry.at(10)(early)

    assert list(registry) == [early]


def test_what_is_added_to_a_copy_is_not_in_the_first() -> None:
    registry = Contributions[Maker]()
    registry.at(10)(early)
    registry.copy().at(20)(late)

    assert list(registry) == [early]


def test_one_that_fails_is_left_out_whole_counted_and_the_others_are_there(failures: list[str]) -> None:
    counted = FAILED.labels(f"{__name__}.broken")
    before = counted._value.get()

    assert collect([early, broken, late], "ada") == Collected(("early ada", "late ada"), failed=1)
    assert failures == [f"{__name__}.broken"]
    assert counted._value.get() == before + 1
    failures.clear()


def test_a_database_that_does_not_answer_is_the_fault_of_none() -> None:
    """The page tries again, or says so: it is not shown without everything."""

    def unanswered(name: str) -> Iterator[str]:
        raise OperationalError

    with pytest.raises(OperationalError):
        collect([early, unanswered], "ada")


def test_the_log_says_which_one_failed_and_where_but_nothing_of_anybody(
    failures: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        collect([broken], "ada")
    failures.clear()

    line = LogLines().format(caplog.records[0])
    assert json.loads(line)["contribution"] == f"{__name__}.broken"
    assert "ValueError" in line
    assert "ada" not in line
