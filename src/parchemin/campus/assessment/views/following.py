"""How far the marking of a year is, and the second session opened to those entitled to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.campus.assessment import access
from parchemin.campus.assessment.actions import marks as mark_actions
from parchemin.campus.assessment.models import Teaching
from parchemin.campus.assessment.queries.papers import PaperProgress, entitlements, law_of_year, papers_sat_by, progress
from parchemin.campus.assessment.refusals import NothingUnderstood
from parchemin.campus.assessment.views.office import around, in_years, programme_of
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.queries.audiences import audiences_offered
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import Unit
from parchemin.campus.looks.shapes import Segment
from parchemin.campus.people.models import Person
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.people.queries import in_order


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
    programme = programme_of(request, slug, access.FOLLOW_MARKS)
    law = law_of_year(programme, in_years(year))
    every = _followed(programme, law, year, request)
    sat = [one for one in every if one.state != "nobody"]
    asked = {name: request.GET.get(name, "") for name in ("stage", "state", "teacher", "intake", "modality")}
    sat_by = papers_sat_by([one.at.paper for one in every], asked["intake"], asked["modality"])
    shown = [one for one in every if one.at.paper.pk in sat_by and _wanted(one, asked)]
    offered = audiences_offered(programme, law, year)
    told = around(programme, year, "follow") | {
        "rows": sorted(shown, key=lambda one: one.state == "nobody"),
        "total": len(every),
        "sat": len(sat),
        "unsat": len(every) - len(sat),
        "asked": asked,
        "stages": law.study_years,
        "states": [(name, _state_words()[name]) for name in FILTERS],
        "teachers": sorted({p for one in every for p in one.teachers}, key=in_order),
        "segments": _segments(sat),
        "intakes": offered.intakes,
        "modalities": [(one, one.replace("_", " ")) for one in offered.modalities],
        "audiences": any(one.at.audience for one in every),
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
    programme = programme_of(request, slug, access.SET_PAPERS)
    law = law_of_year(programme, in_years(year))
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
    told = around(programme, year, "second_session") | {
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
