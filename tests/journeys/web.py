"""The campus as the web server of the journeys serves it: behind the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any

from parchemin.campus.settings import DATA
from tests import moment
from tests.journeys.gate import Gate

moment.live()

from parchemin.campus.wsgi import application as campus  # noqa: E402  # once it is the day of the journeys


class _Answer:
    """An answer that leaves the gate when it is closed, not when it begins to be sent."""

    def __init__(self, parts: Iterable[bytes], inside: ExitStack) -> None:
        self._parts, self._inside = parts, inside
        if close := getattr(parts, "close", None):
            inside.callback(close)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        self._inside.close()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """What gunicorn serves."""
    inside = ExitStack()
    inside.enter_context(Gate(DATA).passed())
    try:
        return _Answer(campus(environ, start_response), inside)
    except BaseException:
        inside.close()
        raise
