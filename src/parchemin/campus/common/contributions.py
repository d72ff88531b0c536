"""What stages bring to a place that knows none of them: kept in the order of their ranks, asked one by one.

A place (the desk, the student's road, the guide) declares a `Contributions`. A stage registers there, in its room
`contributions`, which its application imports when it is ready:

    @BLOCKS.at(40)
    def juries(person: Person, at: datetime) -> Iterator[DeskBlock]: ...

Ranks go by tens, so that one finds room between two others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import OperationalError

from parchemin.campus.common import figures

logger = logging.getLogger(__name__)

FAILED = figures.counter("contributions_failed", "Contributions of stages that a page was shown without.", "name")


class Contributions[C: Callable[..., Any]]:
    """Functions or classes that stages register, by rank; at the same rank by name, whatever was imported first."""

    def __init__(self) -> None:
        self._ranked: dict[str, tuple[int, C]] = {}

    def at(self, rank: int) -> Callable[[C], C]:
        """Declares a contribution; importing its module twice registers it once."""

        def register(contribution: C) -> C:
            self._ranked[name_of(contribution)] = rank, contribution
            return contribution

        return register

    def __iter__(self) -> Iterator[C]:
        in_order = sorted(self._ranked.items(), key=lambda named: (named[1][0], named[0]))
        return iter([contribution for _, (_, contribution) in in_order])

    def copy(self) -> Contributions[C]:
        """The same ones, to which more may be added without changing these."""
        other = Contributions[C]()
        other._ranked = dict(self._ranked)
        return other


@dataclass(frozen=True, slots=True)
class Collected[R]:
    """What all brought together. failed: how many could not be asked, so that the page may say that it lacks some."""

    items: tuple[R, ...]
    failed: int = 0


def collect[**P, R](makers: Iterable[Callable[P, Iterable[R]]], *args: P.args, **kwargs: P.kwargs) -> Collected[R]:
    """Asks each in turn; one that fails is left out, whole, and the rest is shown."""
    items: list[R] = []
    failed = 0
    for maker in makers:
        brought = ask(name_of(maker), partial(_listed, partial(maker, *args, **kwargs)))
        if brought is None:
            failed += 1
        else:
            items += brought
    return Collected(tuple(items), failed)


def _listed[R](make: Callable[[], Iterable[R]]) -> list[R]:
    return list(make())


def ask[R](name: str, make: Callable[[], R]) -> R | None:
    """What a contribution makes; None when it fails, which is counted and said in the log.

    Raises `OperationalError`: the database does not answer or undid what met something else, which is no fault of the
    contribution, and for the whole page to try again or to say.
    """
    try:
        return make()
    except OperationalError:
        raise
    except Exception:
        FAILED.labels(name).inc()
        logger.exception("a contribution failed", extra={"contribution": name})
        return None


def name_of(contribution: Callable[..., Any]) -> str:
    """Where a contribution is written."""
    return f"{contribution.__module__}.{contribution.__qualname__}"
