"""Writing a file whole or not at all, and saying in the reader's language why it could not be."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from parchemin.regulation.findings import Language
from parchemin.whole import put_in_place

_FRENCH = {
    errno.ENOENT: "le dossier, ou le fichier, n'existe pas",
    errno.EACCES: "l'accès est refusé",
    errno.EPERM: "l'accès est refusé",
    errno.EISDIR: "c'est un dossier, il faut un nom de fichier",
    errno.ENOTDIR: "une partie de ce chemin n'est pas un dossier",
    errno.ENOSPC: "il n'y a plus de place",
    errno.EROFS: "ce support ne s'écrit pas",
    errno.ELOOP: "ce lien tourne en rond",
    errno.ENAMETOOLONG: "ce nom est trop long",
}


def system_error(error: OSError, language: Language) -> str:
    """What stopped the system, in words: with the file concerned, when it is known."""
    french = _FRENCH.get(error.errno or 0)
    said = french if language == "fr" and french else error.strerror or str(error)
    return f"{error.filename} : {said}" if error.filename else said


def write_whole(out: Path, text: str | bytes) -> None:
    """Writes the file at once or not at all: a reader never sees half a page. Raises OSError.

    Two writers of one file each put theirs beside it first; the last one stands, whole. A link keeps its place, and
    what is no ordinary file (a pipe, a device) is written to, never replaced.
    """
    if out.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(out))
    out, content = out.resolve(), text if isinstance(text, bytes) else text.encode()
    if out.exists() and not out.is_file():
        out.write_bytes(content)
        return
    if not out.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(out))

    def written(beside: Path) -> None:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    put_in_place(out, written)
