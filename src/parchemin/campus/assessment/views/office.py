"""The programme office: the syllabus of a year, who teaches what, the marks still missing, the second session."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parchemin.campus.assessment import access
from parchemin.campus.assessment.actions import marks as mark_actions
from parchemin.campus.assessment.actions import papers as paper_actions
from parchemin.campus.assessment.forms import PaperForm, TeacherForm
from parchemin.campus.assessment.models import Paper, Teaching
from parchemin.campus.assessment.queries.papers import PaperProgress, entitlements, law_of_year, progress
from parchemin.campus.assessment.refusals import NothingUnderstood
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import those_with, university_year
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.queries.texts import law_of_unit
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import Unit
from parchemin.campus.looks.numbers import day
from parchemin.campus.looks.shapes import Item, Segment
from parchemin.campus.people.access import Permission
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.people.queries import in_order


def _programme(request: CampusRequest, slug: str, permission: Permission[Programme]) -> Programme:
    """A programme of the person's, once a text is published for it."""
    asked = permission.among(Programme.objects.select_related("school"), request.person)
    return get_object_or_404(asked.filter(publications__isnull=False).distinct(), slug=slug)


def _around(programme: Programme, year: int, here: str) -> dict[str, Any]:
    """What every page of a programme's year shows around itself."""
    views = (
        ("syllabus", _("Syllabus")),
        ("follow", _("Marks still missing")),
        ("second_session", _("Second session")),
    )
    tabs = [Item(label, reverse(f"assessment:{n}", args=(programme.slug, year)), n == here) for n, label in views]
    return {
        "programme": programme,
        "year": year,
        "academic": f"{year}-{year + 1}",
        "tabs": tabs,
        "before": reverse(f"assessment:{here}", args=(programme.slug, year - 1)),
        "after": reverse(f"assessment:{here}", args=(programme.slug, year + 1)),
    }


def _in_year(year: int) -> int:
    if not 1990 <= year <= 2190:
        raise Http404
    return year


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the syllabus: its papers session by session, and who marks it."""

    unit: Unit
    sessions: tuple[tuple[str, tuple[Paper, ...]], ...]
    own: bool  # the one mark of its own is opened
    teachers: tuple[Teaching, ...]


@dataclass(frozen=True, slots=True)
class SyllabusPart:
    """Units that stand together in the text: a semester, a block."""

    label: str
    lines: tuple[UnitLine, ...]


@require_safe
@page(needs=access.FOLLOW_MARKS)
def programmes(request: CampusRequest) -> HttpResponse:
    """The programmes whose marks somebody follows; straight to the one, when there is one."""
    asked = access.FOLLOW_MARKS.among(Programme.objects.select_related("school"), request.person)
    found = list(asked.filter(publications__isnull=False).distinct().order_by("slug"))
    year = university_year(localdate(request.at))
    if len(found) == 1:
        return redirect("assessment:follow", found[0].slug, year)
    told = {"programmes": found, "year": year, "academic": f"{year}-{year + 1}"}
    return render(request, "assessment/programmes.html", told)


# --- the syllabus ---------------------------------------------------------------------------------------------------


@require_safe
@page(needs=access.SET_PAPERS)
def syllabus(request: CampusRequest, slug: str, year: int) -> HttpResponse:
    """The units of a year of study, each with its assessments and who marks it."""
    programme = _programme(request, slug, access.SET_PAPERS)
    law = law_of_year(programme, _in_year(year))
    stage = request.GET.get("stage", law.study_years[0].key if law.study_years else "")
    if law.study_years and stage not in {one.key for one in law.study_years}:
        raise Http404
    law = law_of_year(programme, year, stage) if stage else law
    parts = _parts(programme, law, year, law.units_of(stage))
    told = _around(programme, year, "syllabus") | {
        "parts": parts,
        "stages": [Item(one.label, f"?stage={one.key}", one.key == stage) for one in law.study_years],
        "own_left": sum(not line.unit.slots and not line.own for part in parts for line in part.lines),
        "unset": sum(bool(line.unit.slots) and not line.sessions[0][1] for part in parts for line in part.lines),
        "copies": Paper.objects.filter(programme=programme, year=year - 1).exclude(slot="").count(),
    }
    return render(request, "assessment/syllabus.html", told)


def _parts(programme: Programme, law: Law, year: int, units: Sequence[Unit]) -> list[SyllabusPart]:
    papers: dict[str, list[Paper]] = defaultdict(list)
    for paper in Paper.objects.filter(programme=programme, year=year):
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
    return UnitLine(unit, sessions, any(not paper.slot for paper in papers), tuple(teachings))


@require_POST
@page(needs=access.SET_PAPERS)
def copy(request: CampusRequest, slug: str, year: int) -> HttpResponse:
    """Set what was set the year before."""
    programme = _programme(request, slug, access.SET_PAPERS)
    made = paper_actions.copy_papers(programme, _in_year(year), by=request.person, at=request.at)
    messages.success(request, _("Assessments copied, their days left to be set: %(count)d.") % {"count": len(made)})
    return redirect("assessment:syllabus", slug, year)


@require_POST
@page(needs=access.SET_PAPERS)
def open_own(request: CampusRequest, slug: str, year: int) -> HttpResponse:
    """Open the one mark of the units that have one of their own."""
    programme = _programme(request, slug, access.SET_PAPERS)
    made = paper_actions.open_own_marks(programme, _in_year(year), by=request.person, at=request.at)
    messages.success(request, _("Units ready to be marked: %(count)d.") % {"count": len(made)})
    return redirect("assessment:syllabus", slug, year)


# --- one unit -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.SET_PAPERS)
def unit(request: CampusRequest, slug: str, year: int, name: str) -> HttpResponse:
    """A unit's assessments, session by session: set, changed and removed here; and who marks it."""
    programme = _programme(request, slug, access.SET_PAPERS)
    law = law_of_unit(programme, _in_year(year), name)
    found = law.units.get(name)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _unit_page(request, programme, law, year, found)
    slot = request.POST.get("slot", "")
    form = PaperForm(law, found, request.POST, prefix=slot_prefix(found, slot))
    if not form.is_valid():
        return _unit_page(request, programme, law, year, found, form=form, slot=slot)
    try:
        named = form.cleaned_data["name"]
        paper_actions.set_paper(
            programme, year, name, slot, named, facts=form.facts(), by=request.person, at=request.at
        )
    except Refusal as refusal:
        return _unit_page(request, programme, law, year, found, form=form, slot=slot, refusal=refusal)
    messages.success(request, _("“%(name)s” is set.") % {"name": named})
    return redirect("assessment:unit", slug, year, name)


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
    changed = request.GET.get("change", "")
    told = _around(programme, year, "syllabus") | {
        "unit": found,
        "sessions": [_session(law, found, key, label, standing, changed, form, slot) for key, label in found.slots],
        "own": next((one for one in standing if not one.paper.slot), None),
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
    label: str,
    standing: Sequence[PaperProgress],
    changed: str,
    form: PaperForm | None,
    tried: str,
) -> dict[str, Any]:
    here = [one for one in standing if one.paper.slot == slot]
    paper = next((one.paper for one in here if str(one.paper.pk) == changed), None)
    shown = (
        form
        if form is not None and tried == slot
        else PaperForm(law, found, prefix=slot_prefix(found, slot), paper=paper)
    )
    papers = [(one, _told(law, one.paper)) for one in here]
    full = found.most is not None and len(here) >= found.most
    return {"slot": slot, "label": label, "papers": papers, "form": shown, "changing": paper, "full": full}


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
    programme = _programme(request, slug, access.SET_PAPERS)
    form = TeacherForm(those_with(programme, Role.TEACHER), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a teacher of the programme."))
    else:
        person = form.cleaned_data["person"]
        paper_actions.assign_teacher(programme, _in_year(year), name, person, by=request.person, at=request.at)
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


# --- the marks still missing ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """A paper as the office follows it: its unit, who marks it, how many days late."""

    unit: Unit | None
    at: PaperProgress
    teachers: tuple[Person, ...]
    late: int

    @property
    def state(self) -> str:
        return "late" if self.late else self.at.state


FILTERS = ("late", "lacking", "todo", "going", "ready", "submitted")


@require_safe
@page(needs=access.FOLLOW_MARKS)
def follow(request: CampusRequest, slug: str, year: int) -> HttpResponse:
    """How far the marking of a year is, paper by paper; who is late."""
    programme = _programme(request, slug, access.FOLLOW_MARKS)
    law = law_of_year(programme, _in_year(year))
    every = _followed(programme, law, year, request)
    sat = [one for one in every if one.state != "nobody"]
    asked = {name: request.GET.get(name, "") for name in ("stage", "state", "teacher")}
    shown = [one for one in every if _wanted(one, asked)]
    told = _around(programme, year, "follow") | {
        "rows": sorted(shown, key=lambda one: one.state == "nobody"),
        "total": len(every),
        "sat": len(sat),
        "unsat": len(every) - len(sat),
        "asked": asked,
        "stages": law.study_years,
        "states": [(name, _state_words()[name]) for name in FILTERS],
        "teachers": sorted({p for one in every for p in one.teachers}, key=in_order),
        "segments": _segments(sat),
        "late": [one for one in every if one.late],
    }
    return render(request, "assessment/follow.html", told)


def _state_words() -> Mapping[str, str]:
    return {
        "late": _("sat, not handed in"),
        "todo": _("to do"),
        "going": _("in progress"),
        "ready": _("to submit"),
        "submitted": _("submitted"),
        "lacking": _("submitted, marks lacking"),
        "nobody": _("nobody sits it"),
    }


def _followed(programme: Programme, law: Law, year: int, request: CampusRequest) -> list[Followed]:
    today = localdate(request.at)
    teachers: dict[str, list[Person]] = defaultdict(list)
    for one in Teaching.objects.filter(programme=programme, year=year, ended=None).select_related("person"):
        teachers[one.unit].append(one.person)
    return [
        Followed(law.units.get(one.paper.unit), one, tuple(teachers[one.paper.unit]), one.late(today))
        for one in progress(programme, year)
    ]


def _wanted(one: Followed, asked: Mapping[str, str]) -> bool:
    return (
        (not asked["stage"] or (one.unit is not None and one.unit.under(asked["stage"])))
        and (not asked["state"] or one.state == asked["state"])
        and (not asked["teacher"] or any(str(person.pk) == asked["teacher"] for person in one.teachers))
    )


def _segments(every: Sequence[Followed]) -> list[Segment]:
    tones = {"submitted": "ok", "ready": "info", "going": "wait", "lacking": "wait", "late": "no", "todo": "mute"}
    words = _state_words()
    return [
        Segment(words[name], sum(one.state == name for one in every), tone)  # type: ignore[arg-type]
        for name, tone in tones.items()
    ]


# --- the second session ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.SET_PAPERS)
def second_session(request: CampusRequest, slug: str, year: int) -> HttpResponse:
    """Who is entitled to a second session, unit by unit, as the law says now; the chosen are registered together."""
    programme = _programme(request, slug, access.SET_PAPERS)
    law = law_of_year(programme, _in_year(year))
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            chosen = _chosen(programme, request.POST.getlist("chosen"))
            written = mark_actions.open_session(programme, year, chosen, by=request.person, at=request.at)
        except Refusal as refused:
            refusal = refused
        else:
            said = ngettext("%(count)d registration written.", "%(count)d registrations written.", written)
            messages.success(request, said % {"count": written})
            return redirect("assessment:second_session", slug, year)
    found = entitlements(programme, year, at=request.at)
    by_unit: dict[str, list[Any]] = defaultdict(list)
    for one in found:
        by_unit[one.unit].append(one)
    told = _around(programme, year, "second_session") | {
        "units": [
            (law.units[name], by_unit[name], sum(not one.registered for one in by_unit[name]))
            for name in law.units
            if name in by_unit
        ],
        "left": sum(not one.registered for one in found),
        "students": len({one.dossier.pk for one in found if not one.registered}),
        "refusal": refusal,
    }
    return render(request, "assessment/second_session.html", told, status=409 if refusal else 200)


def _chosen(programme: Programme, sent: Sequence[str]) -> list[tuple[Dossier, str]]:
    pairs = [text.partition(" ")[::2] for text in sent]
    try:
        refs = {UUID(ref) for ref, _unit in pairs}
    except ValueError as unread:
        raise NothingUnderstood from unread
    dossiers = {
        str(d.ref): d
        for d in Dossier.objects.filter(programme=programme, ref__in=refs).select_related("programme__school")
    }
    if len(dossiers) != len(refs):
        raise NothingUnderstood
    return [(dossiers[str(UUID(ref))], name) for ref, name in pairs]
