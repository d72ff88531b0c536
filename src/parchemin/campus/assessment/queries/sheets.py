"""Marks as a sheet: written for a spreadsheet, and read back line by line with what is wrong with each."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.cells import read, written
from parchemin.campus.assessment.queries.grids import MarkCell, MarksGrid
from parchemin.campus.assessment.refusals import SheetUnreadable
from parchemin.campus.common.files import CSV, MEGABYTE, XLSX, FileContent
from parchemin.campus.common.refusals import Refusal

LARGEST, MOST_UNPACKED, MOST_LINES, MOST_COLUMNS = 2 * MEGABYTE, 30 * MEGABYTE, 6000, 40
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
NUMBER_HEADS = {"numéro", "numero", "n°", "number", "no.", "student no."}
MARK_HEADS = {"note", "mark", "marks", "notes"}


# --- written ------------------------------------------------------------------------------------------------------


def heads() -> tuple[str, ...]:
    return (_("Student no."), _("Family name"), _("Given name"), _("Mark"), _("State"))


def lines(grid: MarksGrid, paper: Paper) -> Iterator[tuple[str, str, str, str, str]]:
    for cell in grid.cells(paper):
        person = cell.dossier.person
        yield cell.dossier.number, person.family_name, person.given_name, cell.text, state_of(cell)


def state_of(cell: MarkCell) -> str:
    """The state of a cell, in words."""
    if cell.empty:
        return _("to enter")
    if cell.absent:
        return {"justified": _("justified absence"), "neutralised": _("neutralised")}.get(cell.excuse, _("absent"))
    return _("corrected") if cell.mark and cell.mark.why else ""


def as_csv(grid: MarksGrid, paper: Paper) -> bytes:
    """For a French desk: semicolons, and a mark of bytes that tells the spreadsheet it is Unicode."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for line in (heads(), *lines(grid, paper)):
        writer.writerow([inert(text) for text in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def inert(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(ACTIVE) else text


def as_xlsx(grid: MarksGrid, paper: Paper) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _("Marks")
    for row, line in enumerate((heads(), *lines(grid, paper)), 1):
        for column, text in enumerate(line, 1):
            _put(sheet.cell(row, column), text, grid, is_mark=row > 1 and column == 4)
    for letter, width in zip("ABCDE", (18, 24, 20, 10, 20), strict=True):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: object, text: str, grid: MarksGrid, *, is_mark: bool) -> None:
    assert isinstance(cell, SheetCell)
    kept = read(grid.law, grid.unit.name, text, "").value if is_mark else None
    if kept is not None:
        cell.value = kept  # a Decimal is written digit by digit
        return
    cell.value = text
    cell.data_type = "s"  # a text, even when it starts with a sign that would make it a formula
    cell.quotePrefix = text.startswith(ACTIVE)


# --- read ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetProblem:
    line: int
    given: str
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SheetChange:
    """A cell that the sheet would change, from what stands to what it says."""

    cell: MarkCell
    to: str


@dataclass(slots=True)
class SheetPreview:
    """What a sheet would do. Nothing is written while one line is wrong."""

    name: str
    problems: list[SheetProblem] = field(default_factory=list)
    changes: list[SheetChange] = field(default_factory=list)
    same: int = 0
    unsaid: int = 0  # students the sheet does not speak of

    @property
    def clean(self) -> bool:
        return not self.problems


def previewed(upload: FileContent, grid: MarksGrid, paper: Paper) -> SheetPreview:
    """Every line of a sheet set against what stands."""
    rows = _rows(upload)
    number_at, mark_at = _columns(next(rows, (1, ()))[1])
    preview = SheetPreview(upload.name)
    cells = {cell.dossier.number: cell for cell in grid.cells(paper)}
    seen: dict[str, int] = {}
    for line, row in rows:
        number = _text(row, number_at).removeprefix("'")
        if not number and not any(str(value or "").strip() for value in row):
            continue
        problem = _of_number(line, number, cells, seen)
        seen.setdefault(number, line)
        if problem is None:
            problem = _take(preview, line, row[mark_at] if mark_at < len(row) else None, cells[number], grid)
        if problem is not None:
            preview.problems.append(problem)
    if not seen:
        preview.problems.append(SheetProblem(1, "", _("the sheet has no line of marks."), ""))
    preview.unsaid = len(cells.keys() - seen.keys())
    return preview


def _of_number(line: int, number: str, cells: dict[str, MarkCell], seen: dict[str, int]) -> SheetProblem | None:
    if not number:
        return SheetProblem(line, "", _("the student's number is missing."), _("Write it, or take the line away."))
    if number in seen:
        return SheetProblem(
            line, number, _("already on line %(line)d.") % {"line": seen[number]}, _("Keep one of the two.")
        )
    if number not in cells:
        remedy = _("Check the number, or register them for the unit (and the session) first.")
        return SheetProblem(line, number, _("is not among those who sit this assessment."), remedy)
    return None


def _take(preview: SheetPreview, line: int, value: object, cell: MarkCell, grid: MarksGrid) -> SheetProblem | None:
    number = cell.dossier.number
    if isinstance(value, str) and value.startswith("="):
        return SheetProblem(line, number, _("a formula, not a mark."), _("Copy the column and paste its values only."))
    if isinstance(value, bool | date | datetime | time):
        return SheetProblem(
            line, number, _("a date or a truth value, not a mark."), _("Give the column the format “number”.")
        )
    try:
        kept = read(grid.law, grid.unit.name, _typed(value), number)
    except Refusal as refusal:
        return SheetProblem(line, number, str(getattr(refusal, "why", refusal.what)), str(refusal.remedy))
    now = cell.mark
    if (cell.empty and kept.state == "cleared") or (now and (now.state, now.value) == (kept.state, kept.value)):
        preview.same += 1
    else:
        text = _typed(value).replace(".", ",") if kept.value is not None else written_state(kept.state)
        preview.changes.append(SheetChange(cell, text))
    return None


def written_state(state: str) -> str:
    return "ABS" if state == "absent" else ""


def _typed(value: object) -> str:
    """A cell of the sheet as a person would type it. A number of the spreadsheet is its shortest decimal writing."""
    if value is None:
        return ""
    return str(value).strip().removeprefix("'").removesuffix(".0") if not isinstance(value, str) else value.strip()


def _text(row: Sequence[object], at: int) -> str:
    return _typed(row[at]) if at < len(row) else ""


def _columns(head: Sequence[object]) -> tuple[int, int]:
    named = [str(value or "").strip().casefold() for value in head]
    number = next((i for i, name in enumerate(named) if name in NUMBER_HEADS), None)
    mark = next((i for i, name in enumerate(named) if name in MARK_HEADS), None)
    if number is None or mark is None:
        raise SheetUnreadable(_("its first line names no column “number” or no column “mark”."))
    return number, mark


def _rows(upload: FileContent) -> Iterator[tuple[int, Sequence[object]]]:
    found = _rows_of_xlsx(upload.content) if upload.kind is XLSX else _rows_of_csv(upload.content)
    for line, row in enumerate(found, 1):
        if line > MOST_LINES:
            raise SheetUnreadable(_("it has more than %(most)d lines.") % {"most": MOST_LINES})
        yield line, row[:MOST_COLUMNS]


def _rows_of_csv(content: bytes) -> Iterable[Sequence[object]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as broken:
        raise SheetUnreadable(_("its quotation marks or lines do not close.")) from broken


def _rows_of_xlsx(content: bytes) -> Iterable[Sequence[object]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
            raise SheetUnreadable(_("it unpacks to more than a list of marks ever needs."))
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        yield from sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS, values_only=True)
    except SheetUnreadable:
        raise
    except Exception as damaged:  # openpyxl meets a damaged file with whatever error is nearest
        raise SheetUnreadable(_("it is damaged.")) from damaged


__all__ = [
    "CSV",
    "LARGEST",
    "XLSX",
    "SheetChange",
    "SheetPreview",
    "SheetProblem",
    "as_csv",
    "as_xlsx",
    "previewed",
    "written",
]
