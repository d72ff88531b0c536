"""The day of the tests: the same whenever they are run, so that none passes in winter and falls in July.

The worlds of the tests stand on days of their own; a page or an operation, which takes the time itself, is asked on
`DAY`. The journeys' school is seeded as it stands on that day, and its processes are told a clock that starts from it.
Everything of the campus asks the time of `django.utils.timezone.now`, and gives it on.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

DAY = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Paris"))
BEGAN = "JOURNEYS_BEGAN"  # the real moment, in seconds, that `DAY` stands for

_really = timezone.now


def begin() -> str:
    """What `BEGAN` is to hold for a campus that begins its day now."""
    return str(_really().timestamp())


def live() -> None:
    """In this process it is that day, and time goes by. Called before Django is set up."""
    timezone.now = clock(float(os.environ[BEGAN]))


def clock(began: float | None = None) -> Callable[[], datetime]:
    """A clock that said `DAY` at a real moment, in seconds (now, when none is told), and has gone on since."""
    since = timedelta(seconds=DAY.timestamp() - (_really().timestamp() if began is None else began))
    return lambda: _really() + since
