"""The campus of the journeys: a PostgreSQL and a web server of its own, and the school put back before each journey."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests import moment
from tests.databases import quick_server
from tests.journeys.gate import Gate
from tests.seeded import SAID, TEMPLATE, url
from tests.service.campuses import environment, free_port, until

ROOT = Path(__file__).resolve().parents[2]
PLAYED = "played"
BUSY = "select pid from pg_stat_activity where datname = %s and backend_type = 'client backend' and state <> 'idle'"


@dataclass
class Campus:
    """The campus that a worker's journeys play on. who: an email by role, or by story (`STORIES`)."""

    address: str
    data: Path
    socket: str
    who: dict[str, str]
    password: str
    log: Path
    began: str = field(default_factory=moment.begin)
    _heard: int = 0  # how much of the log the journeys before have answered for

    def put_back(self) -> None:
        """The school as it was seeded, whatever the journey before did: a copy of the template.

        No request sees it being put back: what a closed page asked last is answered first, what comes now waits.
        """
        with (
            Gate(self.data).shut(),
            psycopg.connect(host=self.socket, user="postgres", dbname="postgres", autocommit=True) as admin,
        ):
            until(lambda: not admin.execute(BUSY, [PLAYED]).fetchall())  # the server reads articles by itself too
            admin.execute(f"drop database if exists {PLAYED} with (force)")
            admin.execute(f"create database {PLAYED} template {TEMPLATE} strategy file_copy")

    def settle(self) -> None:
        """Wait until what was asked is answered: call it when the pages are closed."""
        with Gate(self.data).shut():
            pass

    def asked(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        """What the database holds, for a journey that must know what was kept."""
        with psycopg.connect(host=self.socket, user="postgres", dbname=PLAYED) as reader:
            return reader.execute(query, given).fetchall()

    def work(self) -> None:
        """Do the tasks that wait, as the worker of a campus does: minutes and transcripts are typeset and sealed."""
        line = [sys.executable, "-m", "tests.journeys.worker"]
        done = subprocess.run(
            line, env=_settings(self), cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr

    def complaints(self) -> list[str]:
        """What the server said that went wrong since this was last asked: each journey answers for itself."""
        said = self.log.read_bytes()
        lines = said[self._heard :].decode().splitlines()
        self._heard = len(said)
        return [line for line in lines if '"ERROR"' in line or "Traceback" in line]


@contextmanager
def campus_on(data: Path) -> Iterator[Campus]:
    """The campus of a seeded folder, served while a block lasts."""
    seeded = json.loads((data / SAID).read_text(encoding="utf-8"))
    with quick_server(data / "postgres") as socket:
        port = free_port()
        campus = Campus(f"http://localhost:{port}", data, socket, seeded["who"], seeded["password"], data / "web.log")
        campus.put_back()
        with _serving(campus, port):
            yield campus


def _settings(campus: Campus, **more: str) -> dict[str, str]:
    return environment(
        campus.data,
        DATABASE_URL=url(campus.socket, PLAYED),
        DJANGO_SETTINGS_MODULE="parchemin.campus.settings",
        PARCHEMIN_ADDRESS=campus.address,
        **{moment.BEGAN: campus.began},
        **more,
    )


@contextmanager
def _serving(campus: Campus, port: int) -> Iterator[None]:
    """Gunicorn as in production, with one process."""
    line = ["gunicorn", "--config", "python:parchemin.service.web", "tests.journeys.web:application"]
    more = {
        "PARCHEMIN_BIND": f"127.0.0.1:{port}",
        "PARCHEMIN_WORKERS": "1",
        "PROMETHEUS_MULTIPROC_DIR": str(campus.data / "figures"),
    }
    with campus.log.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *line], env=_settings(campus, **more), cwd=ROOT, stdout=log, stderr=log
        )
        try:
            until(lambda: process.poll() is not None or _answers(port))
            assert process.poll() is None, campus.log.read_text(encoding="utf-8")
            yield
        finally:
            process.terminate()
            process.wait(20)


def _answers(port: int) -> bool:
    from http.client import HTTPConnection, HTTPException

    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
