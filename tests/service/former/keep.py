"""Keeps a small school of this version as a backup, for the tests of later ones: `python keep.py FILE.tar.xz`.

The demonstration, with next to no crowd around its stories, saved by this version's own backup. The database is left
as it is within, since xz does better over the whole.
"""

from __future__ import annotations

import json
import lzma
import os
import sys
import tempfile
from pathlib import Path
from unittest import mock

CROWD = 0.02  # of the demonstration's
LARGEST = 300_000  # bytes: these files are never taken away again


def keep(out: Path, data: Path) -> int:
    """Make the school in an empty data folder, and its backup beside; gives the size of the file, in bytes."""
    os.environ["PARCHEMIN_DATA"] = str(data)
    from parchemin.service.database import at_hand

    with at_hand(alone=True):
        from parchemin.campus.demo import school
        from parchemin.service import backup
        from parchemin.service.preparation import prepare

        prepare(demo=False)
        school.seed(scale=CROWD)
        (data / "demo.json").write_text(json.dumps(school.sign_ins(), ensure_ascii=False), encoding="utf-8")
        run = backup._run

        def plain(program: str, *words: str) -> None:
            run(program, *(("--compress=none",) if program == "pg_dump" else ()), *words)

        with mock.patch.object(backup, "_run", plain):
            backup.save(data.with_name("school.tar"))
    out.write_bytes(lzma.compress(data.with_name("school.tar").read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    return out.stat().st_size


def main(out: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        size = keep(out, Path(folder) / "data")
    if size > LARGEST:
        out.unlink()
        raise SystemExit(f"{out} would take {size} bytes, more than {LARGEST}: make the crowd smaller.")
    print(f"{out}: {size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
