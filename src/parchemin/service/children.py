"""The processes of a campus: started, listened to, started again when they die, stopped without leaving any behind.

Each has a pipe that closes when its parent dies, whatever the way: `leave_with_parent` then ends it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

STOP_SECONDS = 8.0
FIRST_WAIT, LONGEST_WAIT, STEADY_SECONDS = 0.2, 30.0, 30.0

type Listener = Callable[[str, str], None]  # the name of the process, and a line it wrote


@dataclass
class Child:
    """One process. `start` may be asked again after its death; it then waits longer and longer between two falls."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    listener: Listener
    _process: subprocess.Popen[str] | None = None
    _began: float = 0.0
    _wait: float = FIRST_WAIT
    _not_before: float = field(default=0.0)
    _asked: bool = False

    def start(self) -> None:
        self._began, self._asked = time.monotonic(), False
        self._process = subprocess.Popen(
            [sys.executable, "-m", *self.command],
            env={**self.environment, "PYTHONUNBUFFERED": "1", "PARCHEMIN_PARENT_PIPE": "yes"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # an interruption from the keyboard is for the parent, which stops all in order
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout, suppress(ValueError):  # closed while it was read
            for line in process.stdout:
                self.listener(self.name, line.rstrip("\n"))

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def status(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll() if self._process else None

    def fell(self) -> bool:
        """Whether it died and has not been given its wait yet; called once a fall."""
        if self.status is None or self._not_before:
            return False
        steady = time.monotonic() - self._began > STEADY_SECONDS
        self._wait = FIRST_WAIT if steady else min(self._wait * 2, LONGEST_WAIT)
        self._not_before = time.monotonic() + self._wait
        return True

    def start_again_when_due(self) -> bool:
        if not self._not_before or time.monotonic() < self._not_before:
            return False
        self._end_session()  # what a dead parent left, a web worker still in a request
        self._not_before = 0.0
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Ask once: a worker that is asked a second time drops what it is doing, and its task has failed for ever."""
        if self._process and self._process.poll() is None and not self._asked:
            self._asked = True
            self._process.terminate()

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        self.ask_to_stop()
        if self._process:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
            self._end_session()
            self._process.wait()
            if self._process.stdin:
                self._process.stdin.close()

    def _end_session(self) -> None:
        if self._process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def leave_with_parent() -> None:
    """In a child: end in good order when the parent is gone."""
    if os.environ.get("PARCHEMIN_PARENT_PIPE") != "yes":
        return

    def watch() -> None:
        with suppress(OSError):
            while os.read(0, 1):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
