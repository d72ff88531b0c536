"""Reads about papers and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.rulings.law import Law, Unit
from parchemin.campus.rulings.models import Declaration, Dossier
from parchemin.campus.rulings.queries import law_of


def law_of_year(programme: Programme, year: int) -> Law:
    """The text that the syllabus of a year is set under: the last one published."""
    publication = programme.publications.defer("files").order_by("-number").first()  # the text is kept in memory
    assert publication is not None, "a programme without a text has no students"
    return law_of(publication)


def unit_of(paper: Paper) -> Unit:
    return law_of_year(paper.programme, paper.year).units[paper.unit]


def sitting(paper: Paper, law: Law | None = None) -> QuerySet[Dossier]:
    """Those who sit a paper: registered for the unit that year, and for the session where the text asks for it.

    `law`: the text of the paper's year, for a caller who has it at hand.
    """
    followed = Registration.objects.filter(
        dossier=OuterRef("pk"), year=paper.year, superseded_at=None, units__contains=[paper.unit]
    )
    found = Dossier.objects.filter(Exists(followed), programme=paper.programme_id)
    law = law or law_of_year(paper.programme, paper.year)
    unit = law.units.get(paper.unit)
    gate = law.gate_of(unit, paper.slot) if unit else None
    if gate is not None:
        opened = Declaration.objects.filter(
            dossier=OuterRef("pk"), fact=gate[0], place=gate[1], value="true", withdrawn=False, superseded_at=None
        )
        found = found.filter(Exists(opened))
    return found.select_related("person")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the marking of a paper is."""

    paper: Paper
    expected: int
    entered: int
    submitted: bool

    @property
    def missing(self) -> int:
        return max(0, self.expected - self.entered)


def progress(programme: Programme, year: int, units: Sequence[str] | None = None) -> list[Progress]:
    """The marking of a year, paper by paper: two queries and one for each paper that asks for registration."""
    papers = Paper.objects.filter(programme=programme, year=year).select_related("programme", "submission")
    if units is not None:
        papers = papers.filter(unit__in=units)
    entered = Count("marks", filter=Q(marks__superseded_at=None) & ~Q(marks__state=Mark.State.CLEARED))
    found = list(papers.annotate(entered=entered))
    expected = _followers(programme, year)
    law = law_of_year(programme, year) if found else None
    made = []
    for paper in found:
        unit = law.units.get(paper.unit) if law else None
        gated = law is not None and unit is not None and law.gate_of(unit, paper.slot) is not None
        count = sitting(paper).count() if gated else expected.get(paper.unit, 0)
        made.append(Progress(paper, count, paper.entered, hasattr(paper, "submission")))
    return made


def _followers(programme: Programme, year: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    rows = Registration.objects.filter(dossier__programme=programme, year=year, superseded_at=None)
    for units in rows.values_list("units", flat=True).iterator():
        for unit in units:
            counts[unit] = counts.get(unit, 0) + 1
    return counts


def current_marks(paper: Paper) -> dict[int, Mark]:
    """The marks in force on a paper, by dossier; a cleared one is there, so that who clears it is known."""
    rows = Mark.objects.filter(paper=paper, superseded_at=None).select_related("by")
    return {mark.dossier_id: mark for mark in rows}
