"""What was verified of the journal already, kept outside the database, so that the next proof starts from there.

A block that is not the one that was verified, to the byte, is verified again (`common.blocks`): a checkpoint makes a
proof shorter, and takes nothing from it. It is signed with a key that the database does not hold; one that is not ours,
or of another version, counts for nothing.
"""

from __future__ import annotations

import json
import logging
import os
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from parchemin.campus.common.blocks import Known
from parchemin.whole import put_in_place

LOG = logging.getLogger("parchemin.checkpoint")
NAME = "journal-checkpoint.json"  # in the data folder


def read() -> Known:
    """What the last proof verified; nothing when there is none to believe."""
    try:
        kept = json.loads(_file().read_text(encoding="ascii"))
        blocks, mac = list[str](kept["blocks"]), str(kept["mac"]).encode("ascii").decode()
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Known()
    return Known(blocks if constant_time_compare(mac, _mac(blocks)) else ())


def write(known: Known, *, part: bool = False) -> None:
    """Keep what a proof verified, in place of what was kept; where it cannot be, the next proof reads all again.

    part: of one chain only. What was kept of the others stays.
    """
    if part and known.verified <= known.before:
        return
    blocks = sorted(known.verified | known.before if part else known.verified)
    content = json.dumps({"blocks": blocks, "mac": _mac(blocks)}, indent=0)

    def filled(partial: Path) -> None:
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    try:
        put_in_place(_file(), filled)
    except OSError as fault:
        LOG.warning("what was verified of the journal was not kept", extra={"fault": str(fault)})


def _file() -> Path:
    return Path(settings.DATA) / NAME


def _mac(blocks: list[str]) -> str:
    """For this version alone: another may vouch for more of a row."""
    content = json.dumps([version("parchemin"), blocks])
    return salted_hmac("parchemin.journal.checkpoint", content, algorithm="sha256").hexdigest()
