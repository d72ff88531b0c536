"""One unit in a year: its assessments set, changed and removed, and who marks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parchemin.campus.assessment import access
from parchemin.campus.assessment.actions import papers as paper_actions
from parchemin.campus.assessment.forms import PaperForm, TeacherForm
from parchemin.campus.assessment.models import Paper, Teaching
from parchemin.campus.assessment.queries.papers import PaperProgress, progress
from parchemin.campus.assessment.views.office import around, in_years, programme_of
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import those_with
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.enrolment.forms import AudienceForm
from parchemin.campus.enrolment.queries.audiences import AudiencesOffered, audiences_offered
from parchemin.campus.enrolment.queries.texts import law_of_unit
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import Unit
from parchemin.campus.looks.numbers import day
from parchemin.campus.people.models import Role
from parchemin.campus.people.pages import CampusRequest, page


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.SET_PAPERS)
def unit(request: CampusRequest, slug: str, year: int, name: str) -> HttpResponse:
    """A unit's assessments, session by session: set, changed and removed here; and who marks it."""
    programme = programme_of(request, slug, access.SET_PAPERS)
    law = law_of_unit(programme, in_years(year), name)
    found = law.units.get(name)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _unit_page(request, programme, law, year, found)
    slot, offered = request.POST.get("slot", ""), audiences_offered(programme, law, year)
    form = PaperForm(law, found, request.POST, prefix=slot_prefix(found, slot), offered=offered)
    if not form.is_valid():
        return _unit_page(request, programme, law, year, found, form=form, slot=slot)
    try:
        named = form.cleaned_data["name"]
        paper_actions.set_paper(
            programme,
            year,
            name,
            slot,
            named,
            facts=form.facts(),
            intakes=form.chosen_intakes,
            modalities=form.chosen_modalities,
            changed=_changed(programme, year, name, request.POST.get("changed", "")),
            by=request.person,
            at=request.at,
        )
    except Refusal as refusal:
        return _unit_page(request, programme, law, year, found, form=form, slot=slot, refusal=refusal)
    messages.success(request, _("“%(name)s” is set.") % {"name": named})
    return redirect("assessment:unit", slug, year, name)


def _changed(programme: Programme, year: int, name: str, key: str) -> Paper | None:
    """The assessment that is changed; None when another is set."""
    same = Paper.objects.filter(programme=programme, year=year, unit=name)
    return next((paper for paper in same if str(paper.pk) == key), None)


def slot_prefix(found: Unit, slot: str) -> str:
    slots = [key for key, _label in found.slots]
    return f"s{slots.index(slot)}" if slot in slots else "s"


def _unit_page(
    request: CampusRequest,
    programme: Programme,
    law: Law,
    year: int,
    found: Unit,
    *,
    form: PaperForm | None = None,
    slot: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    standing = progress(programme, year, [found.name])
    changed = request.POST.get("changed", "") or request.GET.get("change", "")
    offered = audiences_offered(programme, law, year)
    tried = (form, slot) if form is not None else None
    told = around(programme, year, "syllabus") | {
        "unit": found,
        "sessions": [_session(law, found, key, standing, changed, offered, tried) for key, _label in found.slots],
        "own": [one for one in standing if not one.paper.slot],
        "opening": AudienceForm(offered=offered) if offered else None,
        "refusal": refusal,
        "refused_slot": slot,
        "teachings": Teaching.objects.filter(
            programme=programme, year=year, unit=found.name, ended=None
        ).select_related("person"),
        "teacher_form": TeacherForm(those_with(programme, Role.TEACHER)),
    }
    return render(request, "assessment/unit.html", told, status=409 if refusal is not None else 200)


def _session(
    law: Law,
    found: Unit,
    slot: str,
    standing: Sequence[PaperProgress],
    changed: str,
    offered: AudiencesOffered,
    tried: tuple[PaperForm, str] | None,
) -> dict[str, Any]:
    """A session as the page shows it. It is full once no other audience could have an assessment of its own."""
    here = [one for one in standing if one.paper.slot == slot]
    paper = next((one.paper for one in here if str(one.paper.pk) == changed), None)
    fresh = PaperForm(law, found, prefix=slot_prefix(found, slot), paper=paper, offered=offered)
    return {
        "slot": slot,
        "label": dict(found.slots)[slot],
        "papers": [(one, _told(law, one.paper)) for one in here],
        "form": tried[0] if tried is not None and tried[1] == slot else fresh,
        "changing": paper,
        "full": found.most is not None and len(here) >= found.most and not offered,
    }


def _told(law: Law, paper: Paper) -> list[tuple[str, str]]:
    """What the syllabus says of a paper, as people read it."""
    told = []
    for name, kept in paper.facts.items():
        view = law.fact(name)
        if view is not None:
            dated = view.kind == "date" and kept != "?"
            shown = day(date.fromisoformat(kept)) if dated else law.shown(name, kept).replace("_", " ")
            told.append((view.label, shown))
    return told


@require_POST
@page(needs=access.SET_PAPERS)
def remove(request: CampusRequest, paper_id: UUID) -> HttpResponse:
    """Take away an assessment that was never marked."""
    mine = access.SET_PAPERS.among(Programme.objects.all(), request.person)
    papers = Paper.objects.filter(programme__in=mine).select_related("programme__school")
    paper = get_object_or_404(papers, pk=paper_id)
    back = (paper.programme.slug, paper.year, paper.unit)
    paper_actions.remove_paper(paper, by=request.person, at=request.at)
    messages.success(request, _("“%(name)s” is removed.") % {"name": paper.name or paper.label})
    return redirect("assessment:unit", *back)


@require_POST
@page(needs=access.SET_PAPERS)
def assign(request: CampusRequest, slug: str, year: int, name: str) -> HttpResponse:
    """Somebody marks the unit from now on."""
    programme = programme_of(request, slug, access.SET_PAPERS)
    form = TeacherForm(those_with(programme, Role.TEACHER), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a teacher of the programme."))
    else:
        person = form.cleaned_data["person"]
        paper_actions.assign_teacher(programme, in_years(year), name, person, by=request.person, at=request.at)
        messages.success(request, _("%(person)s marks this unit.") % {"person": person})
    return redirect("assessment:unit", slug, year, name)


@require_POST
@page(needs=access.SET_PAPERS)
def end(request: CampusRequest, teaching_id: UUID) -> HttpResponse:
    """Somebody no longer marks the unit; what they entered stands."""
    mine = access.SET_PAPERS.among(Programme.objects.all(), request.person)
    held = Teaching.objects.filter(programme__in=mine).select_related("programme__school", "person")
    teaching = get_object_or_404(held, pk=teaching_id)
    paper_actions.end_teaching(teaching, by=request.person, at=request.at)
    messages.success(request, _("%(person)s no longer marks this unit.") % {"person": teaching.person})
    return redirect("assessment:unit", teaching.programme.slug, teaching.year, teaching.unit)
