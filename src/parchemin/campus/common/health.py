"""Whether the campus can write, tried for real: a row in its database, a file in each folder it writes to.

A campus that only reads is not ready: its pages show, and nothing that people do is kept. What is tried is small, a
few seconds apart at most, and the same row and no file is left behind.
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction

GOOD_SECONDS, BAD_SECONDS = 5.0, 1.0  # how long an answer is given again before everything is tried anew
WAIT_MILLISECONDS = 3000  # a database that takes longer to write a row does not answer
BLOCK = 64 * 1024  # bytes: a disk may be full and still have room for one
LOG = logging.getLogger("parchemin.health")

type Try = Callable[[], None]


class Health:
    """What of the campus cannot be written, tried when it is asked and the last answer has aged."""

    def __init__(self, tries: Callable[[], Iterator[tuple[str, Try]]]) -> None:
        self._tries = tries
        self._lock = threading.Lock()
        self._failing: tuple[str, ...] = ()
        self._until = float("-inf")

    def failing(self) -> tuple[str, ...]:
        """The parts that do not take a write: "database", "files", "seals", "mail". Nothing when all is well."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._failing = tuple(name for name, attempt in self._tries() if not _passes(name, attempt))
                self._until = time.monotonic() + (BAD_SECONDS if self._failing else GOOD_SECONDS)
            return self._failing

    def forget(self) -> None:
        """Try everything at the next question."""
        self._until = float("-inf")


def _passes(name: str, attempt: Try) -> bool:
    try:
        attempt()
    except Exception as failure:  # whatever it is, nothing can be written there
        LOG.error("cannot be written", extra={"part": name, "why": str(failure).strip()[:300]})
        return False
    return True


def parts() -> Iterator[tuple[str, Try]]:
    """What the campus writes to, each with how it is tried."""
    yield "database", write_row
    yield "files", write_kept
    if settings.SEALS_ARE_MADE_HERE:
        yield "seals", lambda: write_file(settings.SEALS)
    if folder := settings.MAILERS["default"].get("OPTIONS", {}).get("file_path"):
        yield "mail", lambda: write_file(Path(folder))


def write_row() -> None:
    """Write one row, always the same, in the cache that the processes share, and commit it."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"set local statement_timeout = {WAIT_MILLISECONDS}")
        cursor.execute(
            f"insert into {table} (cache_key, value, expires) values ('health', '', now()) "
            "on conflict (cache_key) do update set expires = excluded.expires"
        )


def write_kept() -> None:
    """Write where what people give is kept: a folder, or a server of files."""
    if isinstance(default_storage, FileSystemStorage):
        write_file(Path(default_storage.location))
    else:
        default_storage.delete(default_storage.save("health", ContentFile(b"health")))


def write_file(folder: Path) -> None:
    """Write a small file to the disk, and leave nothing. A folder that is not there yet is made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as tried:
        tried.write(bytes(BLOCK))
        tried.flush()
        os.fsync(tried.fileno())


HEALTH = Health(parts)
