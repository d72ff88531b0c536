"""A list that somebody made in a spreadsheet, as lines of plain text: XLSX or CSV, of a size, without formulas.

Reading trusts nothing: how much an archive unpacks to, how many lines it has and how long a cell is are all bounded
before they are believed. A formula is kept as it is written, so that whoever reads the line can refuse it.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from parchemin.campus.common.files import XLSX, FileContent
from parchemin.campus.enrolment.refusals import ListTooLong, ListUnreadable

MOST_LINES, MOST_COLUMNS, LONGEST_CELL = 2_000, 80, 400
MOST_UNPACKED = 30 * 1024 * 1024
LARGEST = 2 * 1024 * 1024
FORMULA = ("=", "+", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line that holds something: its number in the spreadsheet, and its cells, trimmed."""

    number: int
    cells: tuple[str, ...]


def lines_of(upload: FileContent) -> list[SheetLine]:
    """The lines of a list, the empty ones left out. Refuses what is too long or cannot be read."""
    lines = _of_xlsx(upload.content) if upload.kind is XLSX else _of_csv(upload.content)
    found: list[SheetLine] = []
    for line in lines:
        if any(line.cells):
            found.append(line)
        if len(found) > MOST_LINES + 1:  # one more: the headings
            raise ListTooLong(MOST_LINES)
    return found


def _of_xlsx(content: bytes) -> Iterator[SheetLine]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise ListTooLong(MOST_LINES)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, row in enumerate(islice(rows, 20 * MOST_LINES), 1):
            yield SheetLine(number, tuple(_text(value) for value in row))
    except Exception as damaged:  # a stranger's archive breaks its reader in any way it likes
        raise ListUnreadable from damaged


def _text(value: object) -> str:
    """What a cell shows: whole numbers without a point, days as days, truth in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(Decimal(repr(value)), "f")
    if not isinstance(value, str | int | Decimal):
        return "=…"  # a formula over several cells, a table of data
    return " ".join(str(value)[: LONGEST_CELL + 1].split())


def _of_csv(content: bytes) -> Iterator[SheetLine]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    begins = 1
    try:
        for cells in reader:
            yield SheetLine(begins, tuple(" ".join(cell[: LONGEST_CELL + 1].split()) for cell in cells[:MOST_COLUMNS]))
            begins = reader.line_num + 1
    except csv.Error as damaged:
        raise ListUnreadable from damaged


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # a spreadsheet of a French desk


def _separator(text: str) -> str:
    """The sign that stands most often in the first line that has any."""
    first = next((line for line in text.splitlines() if any(sign in line for sign in ";,\t")), "")
    return max(";,\t", key=first.count)


def written_xlsx(title: str, rows: Iterable[Iterable[str]]) -> bytes:
    """A spreadsheet to fill in: its headings in bold, its columns wide enough, every cell a text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title[:30]
    for row in rows:
        sheet.append(list(row))
    for number, column in enumerate(sheet.columns, 1):
        widest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(40, widest + 4)
        for cell in column:
            cell.number_format = "@"
        column[0].font = Font(bold=True)
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """The same for what reads no XLSX; semicolons and a mark of UTF-8, as a French spreadsheet expects."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";").writerows(rows)
    return stream.getvalue().encode("utf-8-sig")
