"""A file as columns of text, each line with its true number; what is wrong with the file itself."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from parchemin.records import wordings
from parchemin.records.cells import clean, enumeration, nearest, shortened
from parchemin.records.layout import RecordTable
from parchemin.regulation.findings import Finding, SourcePlace, Wording
from parchemin.regulation.meaning.graph import Kind

LARGEST = 1024  # megabytes; a national cohort is cut by student long before
MISSING = ""


@dataclass(slots=True)
class Sheet:
    """The columns of a file by header. `lines[i]` is where row i starts in the file (in Parquet, the row's rank)."""

    file: str
    table: RecordTable
    columns: dict[str, Sequence[str]]
    positions: dict[str, int]
    lines: Sequence[int]
    found: list[Finding] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def place(self, row: int, column: str = "") -> SourcePlace:
        fact = self.table.facts.get(column)
        return SourcePlace(
            self.file, self.lines[row], self.positions.get(column, 0), fact.place.article if fact else ""
        )

    def reproach(
        self, wording: Wording, row: int, column: str, related: tuple[SourcePlace, ...] = (), /, **values: object
    ) -> None:
        shown = {"column": column, "accepted": "", "other": "", "near_fr": "", "near_en": ""} | values
        self.found.append(Finding(wording, self.place(row, column), shown, related))


@dataclass(frozen=True, slots=True)
class _Grid:
    header: Sequence[str]
    header_line: int
    columns: Sequence[Sequence[str]]
    lines: Sequence[int]


def sheet(path: Path, table: RecordTable, given_for_all: frozenset[str], found: list[Finding]) -> Sheet | None:
    """The file's columns under their known headers; None, with the reasons in `found`, when they cannot be told.

    `given_for_all` are the columns that the file for all already gives: this one may leave them out.
    """
    grid = _parquet(path, found) if path.suffix == ".parquet" else _csv(path, table, found)
    if grid is None:
        return None
    positions = _positions(str(path), grid, table, given_for_all, found)
    if positions is None:
        return None
    columns = {name: grid.columns[at] for name, at in positions.items()}
    return Sheet(str(path), table, columns, {name: at + 1 for name, at in positions.items()}, grid.lines)


def refuse(found: list[Finding], wording: Wording, file: str, line: int = 0, /, **values: object) -> None:
    shown = {"value": "", "column": "", "accepted": "", "other": "", "near_fr": "", "near_en": ""} | values
    found.append(Finding(wording, SourcePlace(file, line), shown))


# --- headers ---------------------------------------------------------------------------------------------------


def _positions(
    file: str, grid: _Grid, table: RecordTable, given_for_all: frozenset[str], found: list[Finding]
) -> dict[str, int] | None:
    before = len(found)
    names = {clean(n).casefold(): n for n in table.columns}
    names = {f.name.casefold(): n for n, f in table.facts.items()} | names
    expected = enumeration(table.columns, 40)
    positions: dict[str, int] = {}
    for at, header in enumerate(grid.header):
        name = names.get(clean(header).casefold())
        if name is None:
            said = nearest(clean(header), table.columns)
            shown = shortened(header)
            refuse(found, wordings.COLUMN_UNKNOWN, file, grid.header_line, value=shown, accepted=expected, **said)
        elif name in positions:
            refuse(found, wordings.COLUMN_TWICE, file, grid.header_line, column=name)
        else:
            positions[name] = at
    for name in table.columns:
        if name not in positions and name not in _optional(table, given_for_all):
            refuse(found, wordings.COLUMN_MISSING, file, grid.header_line, column=name, accepted=expected)
    return positions if len(found) == before else None


def _optional(table: RecordTable, given_for_all: frozenset[str]) -> set[str]:
    texts = {name for name, fact in table.facts.items() if fact.type.kind is Kind.TEXT}
    return texts | set(given_for_all) | (set(table.facts) if table.shared else set())


# --- CSV -------------------------------------------------------------------------------------------------------


def _csv(path: Path, table: RecordTable, found: list[Finding]) -> _Grid | None:
    text = _decoded(path, found)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    records: list[list[str]] = []
    starts = [1]  # the line where each record starts; the last one is where the next would
    try:
        if '"' in text:
            for record in reader:
                records.append(record)
                starts.append(reader.line_num + 1)
        else:  # a record is a line: this is four times as fast
            records.extend(reader)
            starts = list(range(1, len(records) + 1))
    except csv.Error as wrong:
        wording = wordings.CELL_TOO_LONG if "limit" in str(wrong) else wordings.QUOTES
        line = starts[-1] if '"' in text else reader.line_num
        refuse(found, wording, str(path), line, accepted=csv.field_size_limit())
        return None
    first = next((at for at, record in enumerate(records) if "".join(record).strip()), None)
    if first is None:
        refuse(found, wordings.NO_HEADER, str(path), 1, accepted=enumeration(table.columns, 40))
        return None
    return _even(str(path), records, starts, first, found)


def _even(file: str, records: list[list[str]], starts: Sequence[int], first: int, found: list[Finding]) -> _Grid:
    """The header at `first` and lines of its width. Empty lines are passed over, and so are empty cells beyond the last
    column, as spreadsheets leave them."""
    header = records[first]
    while len(header) > 1 and not header[-1].strip():
        header = header[:-1]
    width = len(header)
    dropped = set(range(first + 1))
    doubtful = [at for at, record in enumerate(records) if len(record) != width or not record[0].strip()]
    for at in (at for at in doubtful if at > first):
        record = records[at]
        if not "".join(record).strip():
            dropped.add(at)
        elif len(record) < width or "".join(record[width:]).strip():
            refuse(found, wordings.RAGGED, file, starts[at], value=len(record), accepted=width)
            dropped.add(at)
        else:
            records[at] = record[:width]
    kept = [at for at in range(first + 1, len(records)) if at not in dropped]
    rows = records[first + 1 :] if len(dropped) == first + 1 else [records[at] for at in kept]
    columns: Sequence[Sequence[str]] = list(zip(*rows, strict=True)) if rows else [()] * width
    return _Grid(header, starts[first], columns, [starts[at] for at in kept])


def _separator(text: str) -> str:
    header = next((line for line in io.StringIO(text) if line.strip()), "")
    return ";" if ";" in re.sub(r'"[^"]*"', "", header) else ","


def _decoded(path: Path, found: list[Finding]) -> str | None:
    data = _bytes(path, found)
    if data is None:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines = list(enumerate(data.splitlines(), 1))
        wrong = [(number, line) for number, line in lines if not _utf8(line)]
        number, line = wrong[0]
        shown = shortened(_guessed(line))
        refuse(found, wordings.NOT_UTF8, str(path), number, value=shown, other=len(wrong))
        return None


def _utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guessed(line: bytes) -> str:
    """A line of unknown writing as its author most likely reads it, for the message only."""
    return "".join(sign for sign in line.decode("cp1252", "replace") if sign.isprintable()).strip("ÿþ")


def _bytes(path: Path, found: list[Finding]) -> bytes | None:
    try:
        size = path.stat().st_size >> 20
        if size >= LARGEST:
            refuse(found, wordings.FILE_TOO_LARGE, str(path), value=size, accepted=LARGEST)
            return None
        return path.read_bytes()
    except OSError as unreadable:
        refuse(found, wordings.FILE_UNREADABLE, str(path), value=unreadable.strerror or "?")
        return None


# --- Parquet ---------------------------------------------------------------------------------------------------


def _parquet(path: Path, found: list[Finding]) -> _Grid | None:
    data = _bytes(path, found)
    if data is None:
        return None
    try:
        if data[:4] != b"PAR1" or data[-4:] != b"PAR1":
            raise ValueError("PAR1")
        frame = pl.read_parquet(io.BytesIO(data))
    except Exception as unreadable:  # the reader raises many kinds; all mean that this is not a Parquet file
        refuse(found, wordings.FILE_UNREADABLE, str(path), value=f"Parquet, {type(unreadable).__name__}")
        return None
    before = len(found)
    columns = [_texts(str(path), column, found) for column in frame.get_columns()]
    return _Grid(frame.columns, 0, columns, range(1, len(frame) + 1)) if len(found) == before else None


def _texts(file: str, column: pl.Series, found: list[Finding]) -> Sequence[str]:
    if column.dtype.is_float():
        refuse(found, wordings.FLOATS, file, column=column.name)
        return ()
    if column.dtype in (pl.String, pl.Categorical, pl.Enum):
        return column.cast(pl.String).fill_null(MISSING).to_list()
    return [_text(value) for value in column.to_list()]


def _text(value: object) -> str:
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime) and value == datetime.combine(value.date(), datetime.min.time(), value.tzinfo):
        return value.date().isoformat()
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)
