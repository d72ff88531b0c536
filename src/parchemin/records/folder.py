"""Which file of a folder is which table; files that the regulation does not know are refused."""

from __future__ import annotations

from pathlib import Path

from parchemin.records import wordings
from parchemin.records.cells import clean, enumeration, nearest
from parchemin.records.layout import FORMATS, RecordTable
from parchemin.records.sheets import refuse
from parchemin.regulation.findings import Finding

DOCUMENTATION = frozenset({"lisezmoi.md", "readme.md"})


def locate(tables: tuple[RecordTable, ...], folder: Path, found: list[Finding]) -> dict[str, Path]:
    """The file of each table that has one, by stem. Hidden files and the folder's own documentation are passed over."""
    if not folder.is_dir():
        refuse(found, wordings.FOLDER_ABSENT, str(folder), value=folder)
        return {}
    by_name = {f"{clean(t.stem)}.{ext}".casefold(): t for t in tables for ext in FORMATS}
    files: dict[str, Path] = {}
    strangers = False
    for path in sorted(folder.iterdir()):
        name = clean(path.name).casefold()
        if name.startswith((".", "~$")) or name in DOCUMENTATION:
            continue
        table = by_name.get(name)
        if table is not None and not path.is_file():
            refuse(found, wordings.NOT_A_FILE, str(path), value=path.name)
            strangers = True
        elif table is None:
            _stranger(tables, path, found)
            strangers = True
        elif table.stem in files:
            refuse(found, wordings.FILE_TWICE, str(path), value=table.stem, other=files[table.stem].name)
        else:
            files[table.stem] = path
    if not files and not strangers:
        refuse(found, wordings.FOLDER_EMPTY, str(folder), value=folder, accepted=_expected(tables))
    _roots_named(tables, folder, files, found)
    return files


def _roots_named(tables: tuple[RecordTable, ...], folder: Path, files: dict[str, Path], found: list[Finding]) -> None:
    """A root whose other files are there needs its own; a root with no file at all has no person."""
    for root in (t for t in tables if t.level == t.root):
        present = any(t.root == root.root and t.stem in files for t in tables)
        if present and root.stem not in files:
            name = str(root.file())
            refuse(found, wordings.ROOT_MISSING, str(folder / name), value=name, column=root.root)


def _stranger(tables: tuple[RecordTable, ...], path: Path, found: list[Finding]) -> None:
    close = nearest(clean(path.name), [str(t.file()) for t in tables])
    refuse(found, wordings.FILE_UNKNOWN, str(path), value=path.name, accepted=_expected(tables), **close)


def _expected(tables: tuple[RecordTable, ...]) -> str:
    return enumeration((str(t.file()) for t in tables), 40)
