"""The day of the journeys: the same whenever they are walked, so that none passes in winter and falls in July.

The school is seeded as it stands on that day, and its processes are told a clock that starts from it. Everything of the
campus asks the time of `django.utils.timezone.now`, and gives it on.
"""

from __future__ import annotations

import os
from datetime import datetime
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
    back = DAY.timestamp() - float(os.environ[BEGAN])

    def now() -> datetime:
        return datetime.fromtimestamp(_really().timestamp() + back, _really().tzinfo)

    timezone.now = now
