"""The PostgreSQL of the tests: a quick server a worker, begun from a folder whose tables are made once for a whole run.

`once` is for what is long to make and that every worker only copies: tables, the school of the journeys.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from parchemin.campus.embedded import Server

MIGRATED = "migrated"  # the database with every table and nothing in them but what migrations write


class Quick(Server):
    """A server that need not survive a power cut: nothing waits for the disk."""

    def _command(self) -> list[str]:
        asked = (
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "wal_level=minimal",
            "max_wal_senders=0",
        )
        return [*super()._command(), *(word for one in asked for word in ("-c", one))]


@contextmanager
def quick_server(folder: Path) -> Iterator[str]:
    """A quick server on a folder while a block lasts. Yields its socket's folder."""
    server = Quick(folder)
    try:
        server.start()
        yield server.socket
    finally:
        server.stop()


def order(socket: str, *orders: str) -> None:
    """Do something as who owns a server."""
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as owner:
        for one in orders:
            owner.execute(one.encode())


def once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first worker in need of it makes, and the others wait for. It is copied, never written in."""
    alone = "PYTEST_XDIST_WORKER" not in os.environ
    base = temporary.getbasetemp() if alone else temporary.getbasetemp().parent
    place, making = base / name, base / f"{name}.making"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(place)
    return place


def copied(folder: Path, to: Path) -> Path:
    """A copy of a folder, owners included: PostgreSQL's files are those of an account of its own."""
    subprocess.run(["cp", "-a", str(folder), str(to)], check=True)
    return to


def use(socket: str, name: str) -> None:
    """Django's database is this one, from now on."""
    connections.close_all()
    settings.DATABASES["default"] |= {"HOST": socket, "NAME": name, "USER": "postgres", "PORT": ""}


def migrate(folder: Path) -> None:
    """Makes, in a folder, the cluster that `MIGRATED` is in."""
    with quick_server(folder / "postgres") as socket:
        order(socket, f"create database {MIGRATED}")
        use(socket, MIGRATED)
        call_command("migrate", interactive=False, verbosity=0)
        connections.close_all()
