"""The syllabus of a year: the units, copied from the year before, their one mark opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parchemin.campus.assessment import access
from parchemin.campus.assessment.actions import papers as paper_actions
from parchemin.campus.assessment.models import Paper, Teaching
from parchemin.campus.assessment.queries.papers import law_of_year
from parchemin.campus.assessment.refusals import NothingUnderstood
from parchemin.campus.assessment.views.office import around, in_years, programme_of
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.enrolment.forms import AudienceForm
from parchemin.campus.enrolment.queries.audiences import audiences_offered
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import Unit
from parchemin.campus.looks.shapes import Item
from parchemin.campus.people.pages import CampusRequest, page


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the syllabus: its papers session by session, and who marks it."""

    unit: Unit
    sessions: tuple[tuple[str, tuple[Paper, ...]], ...]
    own: tuple[Paper, ...]  # the one mark of its own, opened for everybody or for some
    teachers: tuple[Teaching, ...]


@dataclass(frozen=True, slots=True)
class SyllabusPart:
    """Units that stand together in the text: a semester, a block."""

    label: str
    lines: tuple[UnitLine, ...]


@require_safe
@page(needs=access.SET_PAPERS)
def syllabus(request: CampusRequest, slug: str, year: int) -> HttpResponse:
    """The units of a year of study, each with its assessments and who marks it."""
    programme = programme_of(request, slug, access.SET_PAPERS)
    law = law_of_year(programme, in_years(year))
    stage = request.GET.get("stage", law.study_years[0].key if law.study_years else "")
    if law.study_years and stage not in {one.key for one in law.study_years}:
        raise Http404
    law = law_of_year(programme, year, stage) if stage else law
    parts = _parts(programme, law, year, law.units_of(stage))
    told = around(programme, year, "syllabus") | {
        "parts": parts,
        "stages": [Item(one.label, f"?stage={one.key}", one.key == stage) for one in law.study_years],
        "own_left": sum(not line.unit.slots and not line.own for part in parts for line in part.lines),
        "own_units": any(not line.unit.slots for part in parts for line in part.lines),
        "opening": AudienceForm(offered=offered) if (offered := audiences_offered(programme, law, year)) else None,
        "unset": sum(bool(line.unit.slots) and not line.sessions[0][1] for part in parts for line in part.lines),
        "copies": Paper.objects.filter(programme=programme, year=year - 1).exclude(slot="").count(),
    }
    return render(request, "assessment/syllabus.html", told)


def _parts(programme: Programme, law: Law, year: int, units: Sequence[Unit]) -> list[SyllabusPart]:
    papers: dict[str, list[Paper]] = defaultdict(list)
    rows = Paper.objects.filter(programme=programme, year=year).prefetch_related("audiences__intake")
    for paper in sorted(rows, key=lambda paper: (paper.slot, paper.name, paper.audience)):
        papers[paper.unit].append(paper)
    teachings: dict[str, list[Teaching]] = defaultdict(list)
    for one in Teaching.objects.filter(programme=programme, year=year, ended=None).select_related("person"):
        teachings[one.unit].append(one)
    grouped: dict[str, list[UnitLine]] = defaultdict(list)
    for unit in units:
        line = _line(unit, papers[unit.name], teachings[unit.name])
        grouped[unit.above[-1][1] if unit.above else ""].append(line)
    return [SyllabusPart(label, tuple(lines)) for label, lines in grouped.items()]


def _line(unit: Unit, papers: Sequence[Paper], teachings: Sequence[Teaching]) -> UnitLine:
    sessions = tuple((label, tuple(p for p in papers if p.slot == slot)) for slot, label in unit.slots)
    return UnitLine(unit, sessions, tuple(paper for paper in papers if not paper.slot), tuple(teachings))


@require_POST
@page(needs=access.SET_PAPERS)
def copy(request: CampusRequest, slug: str, year: int) -> HttpResponse:
    """Set what was set the year before."""
    programme = programme_of(request, slug, access.SET_PAPERS)
    made = paper_actions.copy_papers(programme, in_years(year), by=request.person, at=request.at)
    messages.success(request, _("Assessments copied, their days left to be set: %(count)d.") % {"count": len(made)})
    return redirect("assessment:syllabus", slug, year)


@require_POST
@page(needs=access.SET_PAPERS)
def open_own(request: CampusRequest, slug: str, year: int) -> HttpResponse:
    """Open the one mark of the units that have one of their own, or of one of them, for whom is ticked."""
    programme = programme_of(request, slug, access.SET_PAPERS)
    law, name = law_of_year(programme, in_years(year)), request.POST.get("unit", "")
    form = AudienceForm(request.POST, offered=audiences_offered(programme, law, year))
    if not form.is_valid():
        raise NothingUnderstood
    made = paper_actions.open_own_marks(
        programme,
        year,
        units=[name] if name else None,
        intakes=form.chosen_intakes,
        modalities=form.chosen_modalities,
        by=request.person,
        at=request.at,
    )
    messages.success(request, _("Units ready to be marked: %(count)d.") % {"count": len({one.unit for one in made})})
    return redirect("assessment:unit", slug, year, name) if name else redirect("assessment:syllabus", slug, year)
