"""The gate that requests go through, shut while the school of the journeys is put back.

A request holds the gate open, together with others, until its answer is closed. Who shuts it waits for the last of
them to end, and the next ones wait outside until it opens: no request meets a database that is not whole. The gate is
two files of the campus's folder, because the web server is another process.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


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
