"""The student's pages: the road to the diploma, what is still needed, what if, and why."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parchemin.campus.desks import access
from parchemin.campus.desks.queries.outlooks import outlook
from parchemin.campus.desks.queries.road import RoadPage
from parchemin.campus.desks.queries.supposing import Supposition
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.law.answers import spoken_name
from parchemin.campus.law.persons import why
from parchemin.campus.people.pages import CampusRequest, page


def _mine(request: CampusRequest) -> list[Dossier]:
    rows = access.OWN_ROAD.among(Dossier.objects.all(), request.person)
    return list(rows.select_related("person", "programme__school", "intake").order_by("-entry", "number"))


def _own(request: CampusRequest, ref: UUID) -> Dossier:
    rows = Dossier.objects.select_related("person", "programme__school", "intake")
    return get_object_or_404(access.OWN_ROAD.among(rows, request.person), ref=ref)


@require_safe
@never_cache
@page(needs=access.OWN_ROAD)
def mine(request: CampusRequest) -> HttpResponse:
    """One's only road, or the choice between several; a word of welcome while there is none."""
    dossiers = _mine(request)
    if len(dossiers) == 1:
        return redirect("desks:road", dossiers[0].ref)
    return render(request, "desks/roads.html", {"dossiers": dossiers})


@require_safe
@never_cache
@page(needs=access.OWN_ROAD)
def road(request: CampusRequest, ref: UUID) -> HttpResponse:
    """“Mon parcours”."""
    dossiers = _mine(request)
    dossier = next((one for one in dossiers if one.ref == ref), None)
    if dossier is None:
        raise Http404
    own = RoadPage(dossier, request.at)
    others = [one for one in dossiers if one.pk != dossier.pk]
    shown = _framed(dossier) | {"page": own, "others": others, "supposition": Supposition(own)}
    return render(request, "desks/road.html", shown)


@require_safe
@never_cache
@page(needs=access.OWN_ROAD)
def needed(request: CampusRequest, ref: UUID) -> HttpResponse:
    """What is still needed: loaded after the page, or on a page of its own."""
    dossier = _own(request, ref)
    shown = _framed(dossier) | {"goals": outlook(Road(dossier, request.at))}
    return render(request, _part(request, "desks/needed.html", "needed"), shown)


@require_safe
@never_cache
@page(needs=access.OWN_ROAD)
def what_if(request: CampusRequest, ref: UUID) -> HttpResponse:
    """What the marks supposed would change. A GET: nothing is kept, and the address says everything."""
    dossier = _own(request, ref)
    asked = {name: request.GET.get(name, "") for name in request.GET}
    shown = _framed(dossier) | {"supposition": Supposition(RoadPage(dossier, request.at), asked)}
    return render(request, _part(request, "desks/what_if.html", "answer"), shown)


@require_safe
@never_cache
@page(needs=access.OWN_ROAD)
def reasons(request: CampusRequest, ref: UUID, name: str, key: str = "") -> HttpResponse:
    """Why something of the text is what it is, with every reason, the widest first."""
    dossier = _own(request, ref)
    own = RoadPage(dossier, request.at)
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    if not own.explains(name, key):
        raise Http404
    shown = _framed(dossier) | {
        "name": spoken_name(own.road.law, name, key),
        "why": why(own.road.evaluation, name, key, language),  # type: ignore[arg-type]
    }
    return render(request, _part(request, "desks/reasons.html", "reasons"), shown)


def _framed(dossier: Dossier) -> dict[str, Any]:
    return {"dossier": dossier, "programme": dossier.programme}


def _part(request: CampusRequest, template: str, part: str) -> str:
    return f"{template}#{part}" if request.headers.get("HX-Request") == "true" else template
