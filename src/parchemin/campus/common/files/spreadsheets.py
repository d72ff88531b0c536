"""Spreadsheets that people send, read as lines of text, and those they are given, where nothing is a formula.

Reading trusts nothing: what an archive unpacks to, how much is in it and how long a cell is are bounded before they are
believed. What a line means is left to the stage that asked for it; a cell that is no plain text or number says so.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from parchemin.campus.common.files.kinds import MEGABYTE, XLSX, text_of
from parchemin.campus.common.files.receiving import FileContent
from parchemin.campus.common.files.refusals import SheetTooLong, SheetUnreadable
from parchemin.campus.common.refusals import Refusal

LARGEST = 2 * MEGABYTE
LONGEST_CELL, MOST_COLUMNS = 400, 80
MOST_UNPACKED = 30 * MEGABYTE
MOST_TAGS, MOST_TAGS_OF_STYLE = 1_500_000, 100_000  # some ten seconds of reading, at the worst
LAST_ROW = 1_048_576  # of any spreadsheet
SEPARATORS = ";\t,"  # of two that serve as well, the first
ACTIVE = "=+-@\t\r\n＝＋－＠"  # a text that begins so is taken for a formula by one spreadsheet or another
FAULTS = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"}
    | {"#NOM?", "#NUL!", "#NOMBRE!", "#VALEUR!"}  # as a French spreadsheet exports them
)

_TO_GUARD = re.compile(f"'*[{re.escape(ACTIVE)}]|'+[0-9]")
_GUARDED = re.compile(f"'+[{re.escape(ACTIVE)}0-9]")
_TEXT_AS_FORMULA = re.compile(r'="([^"]*)"')  # how some programs keep the zeros at the head of a number
_SAID_SEPARATOR = re.compile(r'"?sep=([;,\t|])"?[\r\n]*')
_EMPTY_CELL = re.compile(rb'<(\w{1,9}:)?c\b[^<>]{0,99}\br="[A-Z]{1,3}[0-9]{1,7}"[^<>]{0,99}(?:/>|></\1?c>)')
_EMPTY_ROW = re.compile(rb'<(\w{1,9}:)?row\b[^<>]{0,299}\br="[0-9]{1,7}"[^<>]{0,299}(?:/>|>\s{0,9}</\1?row>)')
_AFTER_ROWS = re.compile(rb"(</(?:\w{1,9}:)?sheetData>).*(</(?:\w{1,9}:)?worksheet>)\s*", re.DOTALL)

type SheetValue = str | Decimal


class CellKind(Enum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # or a time, or a length of time
    TRUTH = "truth"
    FORMULA = "formula"
    FAULT = "fault"  # what a formula that failed shows: #N/A


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line that holds something: its number in the file, and its cells up to the last that holds anything.

    A cell is text without line breaks or double spaces, whatever it is: "12.5", "2026-09-07", "true", "=A1+1". One of
    more than `LONGEST_CELL` signs is cut just after them.
    """

    number: int
    cells: tuple[str, ...]
    kinds: tuple[CellKind, ...]

    def text(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""

    def kind(self, place: int) -> CellKind:
        return self.kinds[place] if place < len(self.kinds) else CellKind.TEXT


def lines_of(upload: FileContent, *, most: int) -> list[SheetLine]:
    """The lines of the first sheet that shows any. Raises `SheetTooLong` beyond `most` of them, `SheetUnreadable`."""
    lines = _of_xlsx(upload.content, most) if upload.kind is XLSX else _of_csv(upload.content)
    kept = list(islice(lines, most + 1))
    if len(kept) > most:
        raise SheetTooLong(most)
    return kept


def _line(number: int, read: Iterable[tuple[str, CellKind]]) -> SheetLine | None:
    cells = list(read)
    while cells and not cells[-1][0]:
        cells.pop()
    texts, kinds = tuple(text for text, _kind in cells), tuple(kind for _text, kind in cells)
    return SheetLine(number, texts, kinds) if cells else None


def _plain(text: str) -> str:
    """A text on one line, without the apostrophe that keeps it from being a formula."""
    text = text[: LONGEST_CELL + 2]
    return " ".join(text[1 if _GUARDED.match(text) else 0 :].split())[: LONGEST_CELL + 1]


# --- CSV ----------------------------------------------------------------------------------------------------------


def _of_csv(content: bytes) -> Iterator[SheetLine]:
    text = text_of(content)
    if "\0" in text:
        raise SheetUnreadable(_("it is no text."))
    lines = list(io.StringIO(text, newline=""))
    if lines and (said := _SAID_SEPARATOR.fullmatch(lines[0])):
        separator, lines[0] = said[1], "\n"
    else:
        separator = _separator(text)
    for number, record in _records(lines, separator):
        if line := _line(number, map(_typed_text, record[:MOST_COLUMNS])):
            yield line


def _separator(text: str) -> str:
    """The sign that most lines hold: a title has commas, and so have marks, but not the headings between them."""
    unquoted = re.sub(r'"[^"]*"', "", text[: 64 * 1024])
    lines = unquoted.splitlines()[:50]
    return max(SEPARATORS, key=lambda sign: sum(sign in line for line in lines))


def _records(lines: Sequence[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    """The records, each with the number of the line where it begins.

    A quotation mark out of place is forgiven inside a line (`"Roux" dit Élise`): across lines it would swallow some.
    """
    reader = csv.reader(lines, delimiter=separator, strict=True)
    begins = 1
    while True:
        try:
            record = next(reader, None)
        except csv.Error as broken:
            record = _forgiven(lines[begins - 1], separator)
            if record is None:
                raise SheetUnreadable(_why_broken(begins, lines)) from broken
        if record is None:
            return
        yield begins, record
        begins = reader.line_num + 1


def _forgiven(line: str, separator: str) -> list[str] | None:
    """A line alone, its quotation marks taken as they come; None when one stays open, or when a cell is endless."""
    try:
        records = list(csv.reader([line, "\n"], delimiter=separator))
    except csv.Error:
        return None
    return records[0] if len(records) == 2 else None


def _why_broken(begins: int, lines: Sequence[str]) -> str:
    if len(lines[begins - 1]) > csv.field_size_limit():
        return _("line %(line)d holds far too much.") % {"line": begins}
    return _("a quotation mark of line %(line)d does not close.") % {"line": begins}


def _typed_text(text: str) -> tuple[str, CellKind]:
    """A text as somebody, or a program, may have typed it into a cell."""
    if meant := _TEXT_AS_FORMULA.fullmatch(text):
        return _plain(meant[1]), CellKind.TEXT
    if text.startswith("="):
        return _plain(text), CellKind.FORMULA
    return _plain(text), CellKind.FAULT if text.strip() in FAULTS else CellKind.TEXT


# --- XLSX ---------------------------------------------------------------------------------------------------------


def _of_xlsx(content: bytes, most: int) -> Iterator[SheetLine]:
    try:
        book = load_workbook(_lightened(content, most), read_only=True, data_only=False, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            raise SheetUnreadable(_("it shows no sheet."))
        for lines in map(_rows, visible):
            first = next(lines, None)
            if first is not None:
                yield first
                yield from lines
                return
    except Refusal:
        raise
    except Exception as damaged:  # a stranger's archive breaks its reader in any way it likes
        raise SheetUnreadable(_("it is damaged.")) from damaged


def _lightened(content: bytes, most: int) -> io.BytesIO:
    """The same workbook with what is read of it: no picture, and no cell that holds nothing.

    A column that was formatted from top to bottom leaves a million of those: a minute of reading for no line.
    """
    light, tags = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(light, "w") as kept:
        members = [one for one in archive.infolist() if one.filename.endswith((".xml", ".rels"))]
        if sum(one.file_size for one in members) > MOST_UNPACKED:
            raise SheetTooLong(most)
        for member in members:
            part = _needed(member.filename, archive.read(member))
            count = part.count(b"<")
            tags += count
            if tags > MOST_TAGS or (count > MOST_TAGS_OF_STYLE and member.filename.endswith("styles.xml")):
                raise SheetTooLong(most)
            kept.writestr(member.filename, part)
    return light


def _needed(name: str, part: bytes) -> bytes:
    if b"<!DOCTYPE" in part:  # no spreadsheet writes one: it would say what the rest is made of
        raise SheetUnreadable(_("it is damaged."))
    if not name.startswith("xl/worksheets/"):
        return part
    return _AFTER_ROWS.sub(rb"\1\2", _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", part)))


def _rows(sheet: Any) -> Iterator[SheetLine]:
    empty: object = None
    # As far as any spreadsheet goes: what the file says of its own size is not believed.
    for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS), 1):
        if row is empty:
            continue
        if all(cell.value is None for cell in row):
            empty = row  # rows that the file leaves out are all this one
        elif line := _line(number, map(_xlsx_cell, row)):
            yield line


def _xlsx_cell(cell: Any) -> tuple[str, CellKind]:
    """What a cell shows: whole numbers without a point, days as days, truth in words."""
    value = cell.value
    if value is None:
        return "", CellKind.TEXT
    if cell.data_type == "f":
        return _typed_text(value) if isinstance(value, str) else ("=…", CellKind.FORMULA)
    if cell.data_type == "e":
        return str(value), CellKind.FAULT
    if isinstance(value, bool):
        return "true" if value else "false", CellKind.TRUTH
    if isinstance(value, int | float):
        return _number_text(value, cell.number_format), CellKind.NUMBER
    if isinstance(value, date | time | timedelta):
        return _date_text(value), CellKind.DATE
    return _plain(str(value)), CellKind.FAULT if value in FAULTS else CellKind.TEXT


def _number_text(value: int | float, shown_as: str) -> str:
    """A number as its spreadsheet shows it: 15 digits, which is all that those keep of one that is typed, and the zeros
    at the head of a student's number ("00000")."""
    text = str(value) if isinstance(value, int) else format(Decimal(format(value, ".15g")), "f")
    return text.zfill(len(shown_as)) if text.isdecimal() and re.fullmatch("0+", shown_as) else text


def _date_text(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)


# --- written ------------------------------------------------------------------------------------------------------


def written_csv(rows: Iterable[Iterable[SheetValue]]) -> bytes:
    """For a French desk: semicolons, decimal commas, and a mark of bytes that tells the spreadsheet it is Unicode."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([inert(value) if isinstance(value, str) else _decimal(value) for value in row])
    return stream.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and that is read back as it was."""
    text = _writable(text)
    return f"'{text}" if _TO_GUARD.match(text) else text


def _writable(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)


def _decimal(value: Decimal) -> str:
    return format(value.normalize(), "f").replace(".", ",")


def written_xlsx(title: str, rows: Iterable[Iterable[SheetValue]]) -> bytes:
    """A spreadsheet: its headings in bold and always in sight, its columns wide enough, every text a text."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title[:30]
    widest: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            widest[column] = max(widest.get(column, 0), len(str(value)))
            if value != "":
                _put(sheet.cell(number, column), value)
    for column, width in widest.items():
        sheet.column_dimensions[get_column_letter(column)].width = min(40, width + 4)
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _put(cell: Cell | MergedCell, value: SheetValue) -> None:
    assert isinstance(cell, Cell)
    if isinstance(value, Decimal):
        cell.value = Decimal(format(value.normalize(), "f"))  # is written digit by digit
        return
    cell.value = inert(value) if value.startswith("'") else _writable(value)
    cell.data_type = "s"  # also when it starts with a sign that would make it a formula
    cell.number_format = "@"
    cell.quotePrefix = bool(_TO_GUARD.match(value))
