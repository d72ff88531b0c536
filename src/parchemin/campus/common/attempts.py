"""What collides is tried again: the database undid one of two acts that held what the other waited for.

Nothing of it was written, so that doing it again is doing it once. After the last attempt it is refused.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection
from django.db.transaction import Atomic
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common import figures
from parchemin.campus.common.refusals import Refusal

ATTEMPTS = 4
LONGEST_PAUSE = 0.05  # seconds before the second attempt; twice as long before each next one
# SQLSTATE: a deadlock, a transaction that could not be put in order, a lock that did not come in time.
COLLISIONS = frozenset({"40P01", "40001", "55P03"})
COLLIDED = figures.counter("collisions", "Acts undone by the database because they met another.", "outcome")
_READS = ("select", "savepoint", "release", "rollback", "set", "show", "declare", "fetch", "close")


class Busy(Refusal):
    """Others were writing the same, each time it was tried."""

    def __init__(self) -> None:
        super().__init__(
            _("Others are writing the same thing at this very moment."),
            _("Look at what stands now, and do it again in a few seconds."),
        )


def attempt[R](work: Callable[[], R], *, before_next: Callable[[], bool] = lambda: True) -> R:
    """Do something that writes; again, a few times, when it collided and nothing of it was kept.

    before_next: puts back what the work used up (a file read to its end); False when it cannot. Raises `Busy` after the
    last attempt. Inside a transaction already begun it is done once: who began the transaction tries again.
    """
    for number in range(1, ATTEMPTS + 1):
        writes = _Writes()
        try:
            with connection.execute_wrapper(writes):
                return work()
        except OperationalError as error:
            if not collided(error) or connection.in_atomic_block:
                raise
            if number == ATTEMPTS or writes.kept or not before_next():
                COLLIDED.labels("refused").inc()
                raise Busy from error
            COLLIDED.labels("again").inc()
        time.sleep(random.uniform(0, LONGEST_PAUSE * 2 ** (number - 1)))  # two that met part
    raise AssertionError("unreachable")


def collided(error: BaseException) -> bool:
    """Whether the database undid a transaction that would succeed at another moment."""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") in COLLISIONS


class _Writes:
    """Whether anything was written for good before the transaction that failed: outside any, or in one that ended well.

    A transaction tells by what is to be done at its commit; what is written in a part of it that is undone does not.
    """

    def __init__(self) -> None:
        self.kept = False
        self._told: tuple[Atomic, tuple[str, ...]] | None = None

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if not str(sql).lstrip().lower().startswith(_READS):
            transaction = next(iter(connection.atomic_blocks), None)
            if transaction is None:
                self.kept = True
            elif self._told != (here := (transaction, tuple(connection.savepoint_ids))):
                self._told = here
                connection.on_commit(self._keep)
        return result

    def _keep(self) -> None:
        self.kept = True
