"""A cohort as Parquet files of so many persons each.

`<folder>/<root>/persons/part-00000.parquet` holds a line per person: `id`, and one column of stored integers per fact
and member (`module.mark[Compta]`; `student.repeats` at the root). `<folder>/<root>/<level>/part-00000.parquet` holds
the rows of a recorded level: `person` (the line in the part), `member` (of the parent level), `name`, and a column per
fact. Null is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from parchemin.regulation.evaluation.facts import Cohort, Integers, Rows, storage, unknown
from parchemin.regulation.meaning.graph import Fact, Kind, Regulation

SIZE = 100_000


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """Some persons of one root: part `number` of a folder."""

    folder: str
    root: str
    number: int

    def file(self, table: str) -> Path:
        return Path(self.folder) / self.root / table / f"part-{self.number:05}.parquet"


def partitions(folder: Path | str) -> list[Partition]:
    """The parts of a folder, in order."""
    found = sorted(Path(folder).glob("*/persons/part-*.parquet"))
    return [Partition(str(folder), file.parent.parent.name, int(file.stem.removeprefix("part-"))) for file in found]


def split(
    regulation: Regulation, cohort: Cohort, folder: Path | str, size: int = SIZE, first: int = 0
) -> list[Partition]:
    """Write a cohort in parts of `size` persons, numbered from `first`."""
    parts = []
    for number, start in enumerate(range(0, len(cohort), size), first):
        part = Partition(str(folder), cohort.root, number)
        stop = min(start + size, len(cohort))
        _write(part.file("persons"), _persons(regulation, cohort, start, stop))
        for level, rows in cohort.rows.items():
            _write(part.file(level), _rows(regulation, rows, start, stop))
        parts.append(part)
    return parts


def _write(file: Path, table: pl.DataFrame) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    table.write_parquet(file, compression="lz4", statistics=False)


def _persons(regulation: Regulation, cohort: Cohort, start: int, stop: int) -> pl.DataFrame:
    columns = [pl.Series("id", [str(i) for i in cohort.ids[start:stop]], pl.String)]
    for name, array in cohort.listed.items():
        for column, values in zip(_names(regulation, regulation.facts[name]), array[:, start:stop], strict=True):
            columns.append(_series(column, values))
    return pl.DataFrame(columns)


def _rows(regulation: Regulation, rows: Rows, start: int, stop: int) -> pl.DataFrame:
    first, last = (int(i) for i in np.searchsorted(rows.person, [start, stop]))
    columns = [
        pl.Series("person", rows.person[first:last] - start),
        pl.Series("member", rows.member[first:last]),
        pl.Series("name", list(rows.names[first:last]), pl.String),
    ]
    return pl.DataFrame(columns + [_series(name, array[first:last]) for name, array in rows.facts.items()])


def _series(name: str, values: Integers) -> pl.Series:
    series = pl.Series(name, np.ascontiguousarray(values))
    none = unknown(values.dtype)
    return series.set(series == none, None) if (values == none).any() else series


def _names(regulation: Regulation, fact: Fact) -> list[str]:
    level = regulation.levels[fact.level]
    return [f"{fact.name}[{member.key}]" if level.parent else fact.name for member in level.members]


def read(regulation: Regulation, part: Partition) -> Cohort:
    """The cohort of one part."""
    persons = pl.read_parquet(part.file("persons"))
    listed: dict[str, Integers] = {}
    rows: dict[str, Rows] = {}
    for fact in regulation.facts.values():
        if fact.type.kind is Kind.TEXT or regulation.root_of(fact.level) != part.root:
            continue
        if regulation.levels[fact.level].kind == "listed":
            names = _names(regulation, fact)
            if names and names[0] in persons.columns:
                listed[fact.name] = _stacked(persons, names, fact)
    for level in regulation.levels.values():
        file = part.file(level.name)
        if level.kind == "recorded" and regulation.root_of(level.name) == part.root and file.exists():
            rows[level.name] = _read_rows(regulation, level.name, pl.read_parquet(file))
    return Cohort(part.root, persons["id"].to_list(), listed, rows)


def _stacked(table: pl.DataFrame, names: list[str], fact: Fact) -> Integers:
    array = np.empty((len(names), table.height), storage(fact))
    for row, name in zip(array, names, strict=True):
        row[:] = table[name].fill_null(unknown(array.dtype)).to_numpy()
    return array


def _read_rows(regulation: Regulation, level: str, table: pl.DataFrame) -> Rows:
    facts = {
        name: _stacked(table, [name], regulation.facts[name])[0]
        for name in table.columns
        if name in regulation.facts and regulation.facts[name].level == level
    }
    return Rows(table["person"].to_numpy(), table["member"].to_numpy(), table["name"].to_list(), facts)
