"""The campus as the journeys' web server serves it: behind a gate, shut while the school is put back.

A request holds the gate open, together with others, until its answer is closed. Who shuts it waits for the last of
them to end, and the next ones wait outside until it opens: no request meets a database that is not whole. The gate is
two files of the campus's folder, because the server is another process.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any


class Gate:
    """The gate of the campus whose data are in a folder."""

    def __init__(self, data: Path) -> None:
        self._turnstile, self._room = data / "gate-turnstile", data / "gate-room"

    @contextmanager
    def passed(self) -> Iterator[None]:
        """Hold it open while a block lasts, once it is not shut."""
        with ExitStack() as inside:
            with _held(self._turnstile, fcntl.LOCK_EX):  # those who come never delay who shuts
                inside.enter_context(_held(self._room, fcntl.LOCK_SH))
            yield

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Shut while a block lasts, which begins when nobody is inside."""
        with _held(self._turnstile, fcntl.LOCK_EX), _held(self._room, fcntl.LOCK_EX):
            yield


@contextmanager
def _held(path: Path, how: int) -> Iterator[None]:
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


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
    from parchemin.campus.settings import DATA
    from parchemin.campus.wsgi import application as campus

    inside = ExitStack()
    inside.enter_context(Gate(DATA).passed())
    try:
        return _Answer(campus(environ, start_response), inside)
    except BaseException:
        inside.close()
        raise
