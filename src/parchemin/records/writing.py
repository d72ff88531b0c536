"""From cohorts to a folder of files, and an empty folder that says what to write in it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from parchemin.records import wordings
from parchemin.records.cells import cell, missing
from parchemin.records.layout import RecordTable, layout, member_names
from parchemin.records.manual import manual
from parchemin.records.sheets import refuse
from parchemin.regulation.evaluation.facts import Cohort
from parchemin.regulation.findings import Finding, Refused
from parchemin.regulation.meaning.graph import Fact, Kind, Regulation
from parchemin.whole import put_in_place

type Format = Literal["csv", "parquet"]


def write_empty(regulation: Regulation, folder: Path | str) -> None:
    """The files of a regulation with their headers only, and a page that explains every column.

    Refused when the folder holds anything. The files for all are explained, not created: an empty one would say that
    nobody has any row.
    """

    def fill(home: Path) -> None:
        for table in layout(regulation):
            if not table.shared:
                _save(home, table, [()] * len(table.columns), "csv", regulation)
        _explain(regulation, home)

    _put(Path(folder), fill)


def write(regulation: Regulation, cohorts: Mapping[str, Cohort], folder: Path | str, format: Format = "csv") -> None:
    """The folder that reads back as `cohorts`. Only what differs from the meaning of an empty cell is written.

    CSV in the ways of the regulation's language: `;`, decimal comma and oui/non, or `,`, point and yes/no. Refused when
    the folder holds anything. A cohort holds no text: those columns are left empty.
    """

    def fill(home: Path) -> None:
        for table in layout(regulation):
            if not table.shared and table.root in cohorts:
                columns = _row_columns if table.row_key else _listed_columns
                _save(home, table, columns(regulation, table, cohorts[table.root]), format, regulation)
        _explain(regulation, home)

    _put(Path(folder), fill)


def _put(folder: Path, fill: Callable[[Path], None]) -> None:
    """The folder, filled. Refused when it holds anything: at the beginning or, written by another, at the end."""

    def made(home: Path) -> None:
        home.mkdir()
        fill(home)
        _must_be_empty(folder)

    _must_be_empty(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        put_in_place(folder.resolve(), made)
    except OSError:
        _must_be_empty(folder)
        raise


def _must_be_empty(folder: Path) -> None:
    found: list[Finding] = []
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        refuse(found, wordings.FOLDER_NOT_EMPTY, str(folder), value=folder)
        raise Refused(tuple(found))


def _explain(regulation: Regulation, home: Path) -> None:
    name = "LISEZMOI.md" if regulation.language == "fr" else "README.md"
    (home / name).write_text(manual(regulation), encoding="utf-8")


def _save(
    home: Path, table: RecordTable, columns: Sequence[Sequence[str]], format: Format, regulation: Regulation
) -> None:
    path = home / table.file(format)
    if format == "parquet":
        named = dict(zip(table.columns, columns, strict=True))
        pl.DataFrame(named, schema=dict.fromkeys(table.columns, pl.String)).write_parquet(path)
        return
    # The mark of UTF-8 at the start is what makes a spreadsheet show the accents.
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";" if regulation.language == "fr" else ",", lineterminator="\n")
        writer.writerow(table.columns)
        writer.writerows(zip(*columns, strict=True))


def _listed_columns(regulation: Regulation, table: RecordTable, cohort: Cohort) -> list[Sequence[str]]:
    """One line per person and member with something to say; one line per person at the root."""
    members = max(len(regulation.levels[table.level].members), 1)
    filled = np.full((members, len(cohort)), table.level == table.root)
    for fact in table.facts.values():
        if fact.name in cohort.listed:
            filled |= cohort.listed[fact.name] != missing(fact)
    person, member = np.nonzero(filled.T)
    columns = _key_columns(regulation, table, cohort, person.tolist(), member.tolist())
    for fact in table.facts.values():
        given = cohort.listed.get(fact.name)
        stored = [] if given is None else given[member, person].tolist()
        columns.append(_texts(stored, fact, len(person), regulation))
    return columns


def _row_columns(regulation: Regulation, table: RecordTable, cohort: Cohort) -> list[Sequence[str]]:
    rows = cohort.rows.get(table.level)
    if rows is None:
        return [()] * len(table.columns)
    columns = _key_columns(regulation, table, cohort, rows.person.tolist(), rows.member.tolist())
    columns.append(list(rows.names))
    for fact in table.facts.values():
        given = rows.facts.get(fact.name)
        columns.append(_texts([] if given is None else given.tolist(), fact, len(rows), regulation))
    return columns


def _key_columns(
    regulation: Regulation, table: RecordTable, cohort: Cohort, person: list[int], member: list[int]
) -> list[Sequence[str]]:
    level = regulation.levels[table.level]
    names = member_names(regulation, level.parent if level.kind == "recorded" else level.name)
    columns: list[Sequence[str]] = [[str(cohort.ids[i]) for i in person]]
    columns.extend([names[i][at] for i in member] for at in range(len(table.member_keys)))
    return columns


def _texts(stored: list[int], fact: Fact, length: int, regulation: Regulation) -> Sequence[str]:
    if fact.type.kind is Kind.TEXT or not stored:
        return [""] * length
    told = {value: cell(value, fact, regulation.language) for value in set(stored)}
    return [told[value] for value in stored]
