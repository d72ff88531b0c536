"""Real campuses for the tests: `parchemin campus run` on a folder and a port of their own, looked at from outside."""

from __future__ import annotations

import atexit
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import psutil

LONG = 300.0  # a first start on a busy machine, with the demo school


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("PARCHEMIN", "DATABASE_URL", "DJANGO", "PYTEST"))}
    return kept | {"PARCHEMIN_DATA": str(data), "PYTHONUNBUFFERED": "1"} | more


def command(data: Path, *words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """`parchemin …` on a data folder, to its end."""
    line = [sys.executable, "-m", "parchemin.cli", *(str(word) for word in words)]
    return subprocess.run(
        line, env=environment(data, **more), capture_output=True, text=True, check=False, timeout=LONG
    )


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def until(what: Callable[[], object], seconds: float = LONG) -> None:
    """Wait for something to become true; fails with its name when it does not."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "never came"
        time.sleep(0.1)


class Running:
    """A campus that runs, until `stop`. `host`: the name it answers to; `settings`: more of its environment."""

    def __init__(
        self, data: Path, *, demo: bool = False, host: str = "localhost", settings: Mapping[str, str] | None = None
    ) -> None:
        self.data, self.port, self.host = data, free_port(), host
        line = [
            sys.executable,
            "-m",
            "parchemin.cli",
            "campus",
            "run",
            "--demo" if demo else "--no-demo",
            "--port",
            str(self.port),
        ]
        self.log = data.with_name(f"screen-{self.port}")
        with self.log.open("a", encoding="utf-8") as screen:
            self.process = subprocess.Popen(
                line, env=environment(data, **(settings or {})), stdout=screen, stderr=screen, stdin=subprocess.DEVNULL
            )
        atexit.register(self.process.terminate)  # a test that failed on its way leaves no campus behind
        until(lambda: "Ctrl-C" in self.screen() or self.process.poll() is not None)
        assert self.process.poll() is None, self.screen()

    def screen(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def ask(self, address: str = "/health/ready") -> int:
        """The status of an answer; 0 when there is none."""
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as asked:
                asked.request("GET", address, headers={"Host": self.host})
                return asked.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0

    def family(self) -> list[psutil.Process]:
        return list(psutil.Process(self.process.pid).children(recursive=True))

    def of(self, words: str) -> list[psutil.Process]:
        """Its processes whose command line holds these words."""
        found = []
        for process in self.family():
            try:
                if words in " ".join(process.cmdline()):
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found

    def first(self, words: str) -> psutil.Process:
        """The first of them, waited for: a campus that says it is open is still starting some of its processes."""
        until(lambda: self.of(words))
        return self.of(words)[0]

    def stop(self, interruption: signal.Signals = signal.SIGINT) -> list[psutil.Process]:
        """Interrupt; gives the processes still there afterwards."""
        family = self.family()
        self.process.send_signal(interruption)
        self.process.wait(30)
        return [process for process in family if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
