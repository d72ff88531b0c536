"""What each migration was when it landed: a digest a line, in `migrations.sha256`. `bin/migrations` adds the new ones.

A migration that a school may have applied is never edited: that school would keep the former shape for ever, or would
not start again. Its digest is of its file and of every SQL it runs, so that it also sees an edit of what it imports.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path

import django
from django.apps import apps
from django.db.migrations import RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation

ROOT = Path(__file__).resolve().parents[2]
CAMPUS = ROOT / "src" / "parchemin" / "campus"
RECORD = Path(__file__).with_name("migrations.sha256")


def migrations() -> dict[str, Path]:
    """The file of each migration by its name, as a school's database records it: `jury.0001_initial`."""
    stages = [stage for stage in apps.get_app_configs() if Path(stage.path).is_relative_to(CAMPUS)]
    files = [(stage.label, path) for stage in stages for path in Path(stage.path).glob("migrations/[0-9]*.py")]
    return {f"{label}.{path.stem}": path for label, path in sorted(files)}


def digests() -> dict[str, str]:
    """The digest of each migration as it stands, by name."""
    return {name: digest(path.read_bytes(), operations(path)) for name, path in migrations().items()}


def operations(path: Path) -> list[Operation]:
    module = import_module(".".join(path.relative_to(CAMPUS.parents[1]).with_suffix("").parts))
    return list(module.Migration.operations)


def digest(content: bytes, doing: Iterable[Operation]) -> str:
    """SHA-256 of a migration's file, then of the SQL that it runs."""
    written = hashlib.sha256(content)
    for sql in _sql(doing):
        written.update(b"\0" + sql.encode())
    return written.hexdigest()


def _sql(doing: Iterable[Operation]) -> Iterator[str]:
    for operation in doing:
        if isinstance(operation, RunSQL):
            yield f"{operation.sql}\0{operation.reverse_sql}"
        elif isinstance(operation, SeparateDatabaseAndState):
            yield from _sql(operation.database_operations)


def recorded(record: Path = RECORD) -> dict[str, str]:
    lines = record.read_text(encoding="ascii").splitlines() if record.exists() else []
    return {name: kept for kept, name in (line.split("  ") for line in lines)}


def edited(kept: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What was done to migrations that have landed, with the remedy."""
    remedy = "a school has applied it: put it back as it was, and write a new migration"
    changed = [f"{name} was edited: {remedy}" for name in kept if name in now and now[name] != kept[name]]
    return changed + [f"{name} is gone: {remedy}" for name in kept if name not in now]


def record_new(record: Path, now: Mapping[str, str]) -> list[str]:
    """Add a line for each migration that has none, and touch no other; gives their names."""
    kept = recorded(record)
    new = {name: now[name] for name in now if name not in kept}
    lines = [f"{written}  {name}\n" for name, written in sorted((kept | new).items())]
    record.write_text("".join(lines), encoding="ascii")
    return list(new)


def main() -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "parchemin.campus.settings", "PARCHEMIN_SECRET_KEY": "none is needed here"}
    django.setup()
    now = digests()
    if wrong := edited(recorded(), now):
        raise SystemExit("\n".join((*wrong, f"(Not landed yet? Take its line out of {RECORD.relative_to(ROOT)}.)")))
    for name in record_new(RECORD, now):
        sys.stdout.write(f"{name} is recorded\n")


if __name__ == "__main__":
    main()
