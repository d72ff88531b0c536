"""The database a command works on: the one `DATABASE_URL` names, or the embedded one, already running or run for it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import django
from django.db import OperationalError, connections

from parchemin.campus import embedded, settings
from parchemin.service.folder import make_ready, owned
from parchemin.service.refusals import NotDone

PATIENCE = 30.0  # seconds that a server may take to start again


def address(socket: str) -> str:
    """The `DATABASE_URL` of the embedded server that listens in a folder."""
    return f"postgresql://postgres@/postgres?host={quote(socket, safe='/')}"


def uses_embedded() -> bool:
    return not os.environ.get("DATABASE_URL", "").strip()


@contextmanager
def at_hand(*, alone: bool = False) -> Iterator[None]:
    """Django, ready to work on the campus's database. `alone`: refused while the campus runs."""
    make_ready(settings.DATA)
    if not uses_embedded():
        _start_django(None)
        _demand_answer()
        yield
        return
    folder = settings.DATA / "postgres"
    if not alone and (found := embedded.running(folder)) and _campus_runs(settings.DATA):
        _start_django(found[1])
        _await_answer()
        yield
        return
    with owned(settings.DATA), _served(folder) as socket:
        _start_django(socket)
        try:
            yield
        finally:
            connections.close_all()


@contextmanager
def connected_to(socket: str) -> Iterator[None]:
    """Django works on the embedded server that listens in a folder, instead of its own, while the block lasts."""
    connection = connections["default"]
    own = dict(connection.settings_dict)
    elsewhere = {"HOST": socket, "PORT": "", "NAME": "postgres", "USER": "postgres", "PASSWORD": "", "OPTIONS": {}}
    connection.close()
    connection.settings_dict.update(elsewhere)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(own)


def _await_answer() -> None:
    """A server that is starting again, after a blow, is waited for. Raises `NotDone` when it does not come."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return connections["default"].ensure_connection()
        except OperationalError as failure:
            if time.monotonic() > until:
                raise no_answer(str(failure)) from failure
            time.sleep(0.2)


def _demand_answer() -> None:
    """The server that `DATABASE_URL` names lets the campus in. Raises `NotDone`."""
    try:
        connections["default"].ensure_connection()
    except OperationalError as failure:
        raise no_answer(str(failure)) from failure


def no_answer(why: str) -> NotDone:
    return NotDone(
        f"La base que nomme DATABASE_URL ne répond pas au campus : {why.strip()}\n"
        "Vérifiez l’adresse, le nom, le mot de passe, et que ce serveur est joignable d’ici.",
        f"The database that DATABASE_URL names does not answer the campus: {why.strip()}\n"
        "Check the address, the name, the password, and that this server can be reached from here.",
    )


def _campus_runs(data: Path) -> bool:
    try:
        with owned(data):
            return False
    except NotDone:
        return True


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    try:
        with embedded.server(folder) as socket:
            yield socket
    except embedded.NotStarted as failure:
        raise not_started(failure) from failure


def not_started(failure: embedded.NotStarted) -> NotDone:
    log = settings.DATA / "postgres.log"
    return NotDone(
        f"PostgreSQL n’a pas démarré ; la raison est dans {log} :\n{failure.log}",
        f"PostgreSQL did not start; the reason is in {log}:\n{failure.log}",
    )


def _start_django(socket: str | None) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "parchemin.campus.settings"
    if socket is not None:
        settings.DATABASES["default"]["HOST"] = socket
    django.setup()
