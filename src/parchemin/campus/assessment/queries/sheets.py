"""Marks as a sheet: written for a spreadsheet, and read back line by line with what is wrong with each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.assessment.queries.cells import read
from parchemin.campus.assessment.queries.grids import MarkCell, MarksGrid
from parchemin.campus.assessment.refusals import MarkColumnsMissing
from parchemin.campus.common.files import FileContent
from parchemin.campus.common.files.spreadsheets import (
    CellKind,
    SheetLine,
    SheetValue,
    lines_of,
    written_csv,
    written_xlsx,
)
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import both_years
from parchemin.campus.enrolment.queries.lists import HEADINGS, folded
from parchemin.campus.looks.numbers import day

MOST_LINES, MOST_ABOVE = 6000, 10  # a title may stand above the headings
NUMBER_HEADS = HEADINGS["number"]
MARK_HEADS = {"note", "notes", "note 20", "note sur 20", "mark", "marks"}
VALUES_ONLY = gettext_lazy("Copy the column and paste its values only.")
AS_NUMBER = gettext_lazy("Give the column the format “number”.")
NO_MARK = {
    CellKind.FORMULA: (gettext_lazy("a formula, not a mark."), VALUES_ONLY),
    CellKind.FAULT: (gettext_lazy("a formula that failed, not a mark."), gettext_lazy("Write the mark itself.")),
    CellKind.DATE: (gettext_lazy("a date or a truth value, not a mark."), AS_NUMBER),
    CellKind.TRUTH: (gettext_lazy("a date or a truth value, not a mark."), AS_NUMBER),
}


# --- written ------------------------------------------------------------------------------------------------------


def heads() -> tuple[str, ...]:
    return (_("Student no."), _("Family name"), _("Given name"), _("Mark"), _("State"))


def as_csv(grid: MarksGrid, paper: Paper) -> bytes:
    return written_csv([*titled(paper), heads(), *lines(grid, paper)])


def as_xlsx(grid: MarksGrid, paper: Paper) -> bytes:
    return written_xlsx(_("Marks"), [*titled(paper), heads(), *lines(grid, paper)])


def titled(paper: Paper) -> Iterator[tuple[SheetValue, ...]]:
    """A line above the headings, where the assessment is not for everybody: of two sheets, which is whose."""
    if paper.audience:
        yield (f"{paper.title} · {both_years(paper.year)}",)


def lines(grid: MarksGrid, paper: Paper) -> Iterator[tuple[SheetValue, ...]]:
    for cell in grid.cells(paper):
        person = cell.dossier.student
        yield cell.dossier.number, person.family_name, person.given_name, value_of(cell), state_of(cell)


def value_of(cell: MarkCell) -> SheetValue:
    """A mark as a number that can be counted with; an absence, or nothing, as text."""
    given = cell.mark if cell.mark and cell.mark.state == Mark.State.GIVEN else None
    return cell.text if given is None or given.value is None else given.value


def state_of(cell: MarkCell) -> str:
    """The state of a cell, in words."""
    if cell.empty:
        return _("to enter")
    if cell.absent:
        return {"justified": _("justified absence"), "neutralised": _("neutralised")}.get(cell.excuse, _("absent"))
    return _("corrected") if cell.mark and cell.mark.why else ""


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
    sheet = lines_of(upload, most=MOST_LINES)
    top, number_at, mark_at = _columns(sheet)
    preview = SheetPreview(upload.name)
    cells = {cell.dossier.number: cell for cell in grid.cells(paper)}
    gone = {one.dossier.number: one.since for one in grid.interrupted}
    seen: dict[str, int] = {}
    for line in sheet[top + 1 :]:
        number = line.text(number_at)
        problem = _of_number(line.number, number, cells, gone, seen)
        seen.setdefault(number, line.number)
        if problem is None:
            problem = _take(preview, line, mark_at, cells[number], grid)
        if problem is not None:
            preview.problems.append(problem)
    if not seen:
        preview.problems.append(SheetProblem(1, "", _("the sheet has no line of marks."), ""))
    preview.unsaid = len(cells.keys() - seen.keys())
    return preview


def _columns(sheet: Sequence[SheetLine]) -> tuple[int, int, int]:
    """Which line holds the headings, and where the student's number and the mark stand."""
    for top, line in enumerate(sheet[:MOST_ABOVE]):
        named = [folded(text) for text in line.cells]
        number = next((place for place, name in enumerate(named) if name in NUMBER_HEADS), None)
        mark = next((place for place, name in enumerate(named) if name in MARK_HEADS), None)
        if number is not None and mark is not None:
            return top, number, mark
    raise MarkColumnsMissing


def _of_number(
    line: int, number: str, cells: Mapping[str, MarkCell], gone: Mapping[str, date], seen: Mapping[str, int]
) -> SheetProblem | None:
    if not number:
        return SheetProblem(line, "", _("the student's number is missing."), _("Write it, or take the line away."))
    if number in seen:
        return SheetProblem(
            line, number, _("already on line %(line)d.") % {"line": seen[number]}, _("Keep one of the two.")
        )
    if number in gone and number not in cells:
        told = _("their studies are interrupted since %(day)s.") % {"day": day(gone[number])}
        return SheetProblem(line, number, told, _("Take the line away."))
    if number not in cells:
        remedy = _("Check the number, or register them for the unit (and the session) first.")
        return SheetProblem(line, number, _("is not among those who sit this assessment."), remedy)
    return None


def _take(preview: SheetPreview, line: SheetLine, place: int, cell: MarkCell, grid: MarksGrid) -> SheetProblem | None:
    number, typed = cell.dossier.number, line.text(place)
    if line.kind(place) in NO_MARK:
        what, remedy = NO_MARK[line.kind(place)]
        return SheetProblem(line.number, number, str(what), str(remedy))
    try:
        kept = read(grid.law, grid.unit.name, typed, number)
    except Refusal as refusal:
        return SheetProblem(line.number, number, str(getattr(refusal, "why", refusal.what)), str(refusal.remedy))
    now = cell.mark
    if (cell.empty and kept.state == "cleared") or (now and (now.state, now.value) == (kept.state, kept.value)):
        preview.same += 1
    else:
        text = typed.replace(".", ",") if kept.value is not None else written_state(kept.state)
        preview.changes.append(SheetChange(cell, text))
    return None


def written_state(state: str) -> str:
    return "ABS" if state == "absent" else ""
