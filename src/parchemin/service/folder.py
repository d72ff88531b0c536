"""The data folder of a campus: what is where, whether it can be used, and one owner at a time.

secret-key      the embedded profile's signing key
address         where it last opened, when PARCHEMIN_ADDRESS does not say
postgres/       the embedded server's data; its log in postgres/logs/
postgres.log    what it says while it starts
files/          what people gave                 seals/         the keys documents are sealed with
static/         what pages load                  mail/          mails, where no mail server is set
heads.jsonl     where the journal was, day after day, signed: to be copied elsewhere
erasures.jsonl  what was erased at the end of its time, for a backup that would bring it back
journal-checkpoint.json   what of the journal was verified already
logs/           what happened, a JSON object a line
figures/        the counters of the running processes
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parchemin.service.refusals import NotDone

LEAST_FREE = 300 * 1024 * 1024  # bytes: less, and PostgreSQL may stop in the middle of a day


def make_ready(folder: Path) -> None:
    """The folder exists and can be written, with room to spare. Raises `NotDone`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as tried:
            tried.write(b"room?")
            tried.flush()
        for private in ("files", "seals", "logs", "figures", "mail"):
            (folder / private).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _full(folder, 0) from error
        raise NotDone(
            f"Le dossier de données {folder} ne peut pas être écrit ({error.strerror}). "
            "Donnez-en les droits à ce compte, ou choisissez-en un autre avec PARCHEMIN_DATA.",
            f"The data folder {folder} cannot be written ({error.strerror}). "
            "Give this account the right to, or choose another with PARCHEMIN_DATA.",
        ) from error
    demand_room(folder)


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def demand_room(folder: Path) -> None:
    if (free := free_bytes(folder)) < LEAST_FREE:
        raise _full(folder, free)


def _full(folder: Path, free: int) -> NotDone:
    least, left = LEAST_FREE // 1024**2, free // 1024**2
    return NotDone(
        f"Il reste {left} Mo sur le disque de {folder}, et il en faut {least}. Faites de la place, puis relancez.",
        f"There are {left} MB left on the disk of {folder}, and {least} are needed. Make room, then start again.",
    )


@contextmanager
def owned(folder: Path) -> Iterator[None]:
    """Nobody else runs on this folder while the block lasts. Raises `NotDone`. A killed owner leaves no trace."""
    with (folder / "lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            owner = lock.read().strip() or "?"
            raise NotDone(
                f"Un autre campus tourne déjà sur {folder} (processus {owner}). Arrêtez-le, ou changez PARCHEMIN_DATA.",
                f"Another campus already runs on {folder} (process {owner}). Stop it, or change PARCHEMIN_DATA.",
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
