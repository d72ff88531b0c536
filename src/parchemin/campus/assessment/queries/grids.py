"""What a grid of marks shows: who sits which papers, what stands in each cell, and how the marks are spread."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from parchemin.campus.assessment.facts import day_of
from parchemin.campus.assessment.facts.sitting import interrupted_before
from parchemin.campus.assessment.models import Mark, Paper, Teaching
from parchemin.campus.assessment.queries.cells import plain, written
from parchemin.campus.assessment.queries.papers import following_of_year, sitters_of_year
from parchemin.campus.assessment.refusals import NoSuchUnit
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.queries.texts import law_having, laws_of_year
from parchemin.campus.law.cohorts import true_of_rows
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import FactView, Unit
from parchemin.campus.law.thresholds import thresholds_of
from parchemin.campus.looks.shapes import Bin, Figure
from parchemin.campus.people.queries import by_name, in_order

JUSTIFIED, NEUTRALISED = "assessment.justified", "assessment.neutralised"


@dataclass(frozen=True, slots=True)
class MarkCell:
    """A student and a paper. excuse: what the law says of an absence, "justified", "neutralised" or ""."""

    paper: Paper
    dossier: Dossier
    mark: Mark | None
    excuse: str = ""
    times: int = 0

    @property
    def key(self) -> int:
        return self.mark.pk if self.mark else 0

    @property
    def text(self) -> str:
        return written(self.mark)

    @property
    def empty(self) -> bool:
        return self.mark is None or self.mark.state == Mark.State.CLEARED

    @property
    def absent(self) -> bool:
        return self.mark is not None and self.mark.state == Mark.State.ABSENT

    @property
    def name(self) -> str:
        """What the cell is called in a form: the student, and the mark that was seen."""
        return f"mark.{self.dossier.ref}.{self.key}"


@dataclass(frozen=True, slots=True)
class MarksRow:
    dossier: Dossier
    cells: tuple[MarkCell | None, ...]  # None: does not sit that paper


@dataclass(frozen=True, slots=True)
class InterruptedStudent:
    """Somebody who would sit one of the papers, had they not interrupted their studies. since: the day."""

    dossier: Dossier
    since: date


@dataclass(frozen=True)
class MarksGrid:
    """Papers of one unit, side by side, with everyone who sits one of them; apart, who has interrupted their studies
    and does not."""

    law: Law
    unit: Unit
    papers: tuple[Paper, ...]
    rows: tuple[MarksRow, ...]
    interrupted: tuple[InterruptedStudent, ...] = ()

    @property
    def view(self) -> FactView:
        view = self.law.fact(self.unit.mark)
        assert view is not None, "a unit is made of a fact of the text"
        return view

    def cells(self, paper: Paper) -> list[MarkCell]:
        place = [one.pk for one in self.papers].index(paper.pk)
        return [cell for row in self.rows if (cell := row.cells[place]) is not None]

    @cached_property
    def missing(self) -> list[MarkCell]:
        return [cell for cell in self.cells(self.papers[0]) if cell.empty]


def grid_of(papers: Sequence[Paper], *, at: datetime) -> MarksGrid:
    """The grid of papers of one unit and year: a number of queries that does not grow with the students."""
    first = papers[0]
    laws = laws_of_year(first.programme, first.year)
    law = law_having(laws, first.unit)
    unit = law.units.get(first.unit)
    if unit is None:
        raise NoSuchUnit(first.unit)
    following = following_of_year(first.programme, first.year, papers)
    who = sitters_of_year(first.programme, first.year, papers, laws=laws, following=following)
    sat = {key: set(keys.tolist()) for key, keys in who.items()}
    people = _people(set().union(*sat.values()))
    marks = _marks(papers)
    times = _times(papers)
    excused = _excuses([d for d in people.values() if _is_absent_somewhere(d, papers, marks)], at)

    def cell(paper: Paper, dossier: Dossier) -> MarkCell | None:
        if dossier.pk not in sat[paper.pk]:
            return None
        key = (paper.pk, dossier.pk)
        excuse = excused.get((dossier.pk, paper.slot, paper.name), "")
        return MarkCell(paper, dossier, marks.get(key), excuse, times.get(key, 0))

    ordered = sorted(people.values(), key=_in_order)
    rows = tuple(MarksRow(d, tuple(cell(paper, d) for paper in papers)) for d in ordered)
    left = [one for one in following if one.interrupted]
    gone = _gone(interrupted_before(papers, left, laws)) if left else ()
    return MarksGrid(law, unit, tuple(papers), rows, gone)


def _people(keys: Collection[int]) -> dict[int, Dossier]:
    rows = Dossier.objects.filter(pk__among=list(keys)).select_related("person")
    return {dossier.pk: dossier for dossier in rows}


def _gone(of_papers: Mapping[UUID, Mapping[int, date]]) -> tuple[InterruptedStudent, ...]:
    since = {key: day for of_paper in of_papers.values() for key, day in of_paper.items()}
    people = _people(since) if since else {}
    return tuple(InterruptedStudent(one, since[one.pk]) for one in sorted(people.values(), key=_in_order))


def _in_order(dossier: Dossier) -> tuple[str, str, str]:
    return *in_order(dossier.student), dossier.number


def _marks(papers: Sequence[Paper]) -> dict[tuple[UUID, int], Mark]:
    rows = Mark.objects.current().filter(paper__in=papers).select_related("by")
    return {(mark.paper_id, mark.dossier_id): mark for mark in rows}


def _times(papers: Sequence[Paper]) -> dict[tuple[UUID, int], int]:
    """How often each cell was written."""
    rows = Mark.objects.filter(paper__in=papers).values_list("paper", "dossier").annotate(times=Count("pk"))
    return {(paper, dossier): times for paper, dossier, times in rows}


def _is_absent_somewhere(dossier: Dossier, papers: Sequence[Paper], marks: dict[tuple[UUID, int], Mark]) -> bool:
    return any(
        (mark := marks.get((paper.pk, dossier.pk))) is not None and mark.state == Mark.State.ABSENT for paper in papers
    )


def _excuses(absent: Sequence[Dossier], at: datetime) -> dict[tuple[int, str, str], str]:
    """What the law says of absences, by (dossier, slot, paper's own name)."""
    if not absent:
        return {}
    found = true_of_rows(absent, (JUSTIFIED, NEUTRALISED), at=at)
    return dict.fromkeys(found[JUSTIFIED], "justified") | dict.fromkeys(found[NEUTRALISED], "neutralised")


def history_of(paper: Paper, dossier: Dossier) -> QuerySet[Mark]:
    """Every line written for a cell: the one in force, then what it replaced, whatever the clock said."""
    return Mark.objects.filter(paper=paper, dossier=dossier).select_related("by").order_by("-pk")


def beside(paper: Paper) -> list[Paper]:
    """The papers of a unit's year, in the order of its sessions."""
    same = Paper.objects.filter(programme=paper.programme_id, year=paper.year, unit=paper.unit)
    found = same.select_related("programme__school", "submission").prefetch_related("audiences__intake")
    return list(found.order_by("slot", "name", "made_at", "id"))


def teachers_of(programme: UUID, year: int, unit: str) -> QuerySet[Teaching]:
    found = Teaching.objects.filter(programme=programme, year=year, unit=unit, ended=None)
    return found.select_related("person").order_by(*by_name("person"))


def sat_on(grid: MarksGrid) -> date | None:
    return day_of(grid.law, grid.papers[0])


# --- how the marks are spread -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """How many marks a threshold of the text holds for, its operator as written."""

    label: str
    sign: str
    value: Fraction
    count: int
    article: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of a paper. Everything in it is exact."""

    bins: tuple[Bin, ...]
    figures: tuple[Figure, ...]
    mean: Fraction | None
    median: Fraction | None
    reaches: tuple[Reach, ...]
    count: int


SIGNS = {"<=": "≤", ">=": "≥", "<": "<", ">": ">", "==": "=", "!=": "≠"}


def spread_of(grid: MarksGrid, paper: Paper) -> Spread:
    cells = grid.cells(paper)
    values = sorted(Fraction(c.mark.value) for c in cells if c.mark is not None and c.mark.value is not None)
    absent = sum(cell.absent for cell in cells)
    mean = sum(values, Fraction(0)) / len(values) if values else None
    middle = len(values) // 2
    median = None if not values else values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    figures = (
        Figure(_("marks"), len(values)),
        Figure(_("absent"), absent, "wait" if absent else ""),
        Figure(_("to enter"), sum(cell.empty for cell in cells)),
    )
    return Spread(_bins(grid, values), figures, mean, median, _reaches(grid, values), len(values))


def _reaches(grid: MarksGrid, values: Sequence[Fraction]) -> tuple[Reach, ...]:
    return tuple(
        Reach(
            one.label,
            SIGNS[one.operator],
            one.value,
            sum(_holds(value, one.operator, one.value) for value in values),
            one.article.removeprefix("§"),
        )
        for one in thresholds_of(grid.law, grid.unit)
    )


def _holds(value: Fraction, operator: str, limit: Fraction) -> bool:
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "==": value == limit,
        "!=": value != limit,
    }[operator]


def _bins(grid: MarksGrid, values: Sequence[Fraction], most: int = 20) -> tuple[Bin, ...]:
    """Bars of equal width from the bottom of the scale to its top; the last one holds the top itself."""
    low, high = (Fraction((end or "0").replace(",", ".")) for end in (grid.view.low, grid.view.high))
    if high <= low:
        return ()
    count = min(most, max(1, int(high - low)))
    width = (high - low) / count
    counts = [0] * count
    for value in values:
        counts[min(count - 1, int((value - low) / width))] += 1
    ends = [low + width * i for i in range(count + 1)]
    return tuple(
        Bin(_("%(low)s to %(high)s") % {"low": _short(ends[i]), "high": _short(ends[i + 1])}, counts[i])
        for i in range(count)
    )


def _short(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else plain(Decimal(value.numerator) / value.denominator)
