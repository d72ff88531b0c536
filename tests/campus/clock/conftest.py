"""A kind of task for the tests of the clock, and the database that lasts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from parchemin.campus.clock.models import KINDS, DueTask, Handler, falls_due
from tests.campus.assessment.conftest import lasting

__all__ = ["bell", "lasting"]

BELL = "tests.bell"


class Bell:
    """Rings when its task falls due: `rung` keeps each key with the moment it was due and the moment it rang.

    `before` is called first; what it raises is what befalls the running.
    """

    def __init__(self) -> None:
        self.rung: list[tuple[str, datetime, datetime]] = []
        self.before: Handler = lambda task, at: True

    def ring(self, task: DueTask, at: datetime) -> bool:
        acted = self.before(task, at)
        self.rung.append((task.key, task.due_at, at))
        return acted

    @property
    def keys(self) -> list[str]:
        return [key for key, _, _ in self.rung]


@pytest.fixture
def bell() -> Iterator[Bell]:
    made = Bell()
    falls_due(BELL, says="The bell of %(subject)s", permission="tests.nobody")(made.ring)
    yield made
    del KINDS[BELL]
