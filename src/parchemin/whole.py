"""Files and folders that appear whole or not at all, and lines added so, whatever interrupts their writing."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path


def put_in_place(target: Path, fill: Callable[[Path], object]) -> None:
    """Has `fill` make a file or a folder at the path it is given, beside `target`, which then takes its place.

    Nothing stays beside when it is refused, fails or is interrupted. An interruption comes between any two
    instructions: what is to be removed therefore has its name before it exists, and no other writer has the same.
    """
    beside = target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}")
    try:
        fill(beside)
        beside.replace(target)
    finally:
        if beside.is_dir():
            shutil.rmtree(beside, ignore_errors=True)
        else:
            beside.unlink(missing_ok=True)


def append_lines(file: Path, lines: Sequence[str]) -> None:
    """Add lines to a file that its owner alone reads: all of them, on the disk, or none.

    A line that an interruption left unfinished goes first. Raises `OSError`.
    """
    if not lines:
        return
    content = "".join(f"{line}\n" for line in lines).encode()
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0) as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        finished = kept.read().rfind(b"\n") + 1
        kept.truncate(finished)
        kept.seek(finished)
        try:
            if kept.write(content) != len(content):
                raise OSError(f"{file} was not written whole")
            os.fsync(kept.fileno())
        except OSError:
            kept.truncate(finished)
            raise


def lines_of(file: Path) -> list[str]:
    """The lines that were written to their end; none where there is no file."""
    if not file.exists():
        return []
    return file.read_text(encoding="utf-8", errors="replace").split("\n")[:-1]
