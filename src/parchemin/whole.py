"""Files and folders that appear whole or not at all, whatever interrupts their writing."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
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
