"""The student's pages: the road to the diploma, what is still needed, what if, and why."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parchemin.campus.desks import access
from parchemin.campus.desks.queries.agenda import agenda_of
from parchemin.campus.desks.queries.imagining import Supposition
from parchemin.campus.desks.queries.outlooks import outlook
from parchemin.campus.desks.queries.paths import Path
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.answers import spoken_name
from parchemin.campus.law.persons import why
from parchemin.campus.people.pages import CampusRequest, page


def _mine(request: CampusRequest) -> list[Dossier]:
    rows = access.OWN_PATH.among(Dossier.objects.all(), request.person)
    return list(rows.select_related("person", "programme__school", "intake").order_by("-entry", "number"))


def _own(request: CampusRequest, ref: UUID) -> Dossier:
    rows = Dossier.objects.select_related("person", "programme__school", "intake")
    return get_object_or_404(access.OWN_PATH.among(rows, request.person), ref=ref)


@require_safe
@never_cache
@page(needs=access.OWN_PATH)
def mine(request: CampusRequest) -> HttpResponse:
    """One's only road, or the choice between several; a word of welcome while there is none."""
    found = _mine(request)
    if len(found) == 1:
        return redirect("desks:path", found[0].ref)
    return render(request, "desks/paths.html", {"dossiers": found})


@require_safe
@never_cache
@page(needs=access.OWN_PATH)
def path(request: CampusRequest, ref: UUID) -> HttpResponse:
    """“Mon parcours”."""
    found = _mine(request)
    dossier = next((one for one in found if one.ref == ref), None)
    if dossier is None:
        raise Http404
    made = Path(dossier, request.at)
    told = {
        "path": made,
        "dossier": dossier,
        "programme": dossier.programme,
        "others": [one for one in found if one.pk != dossier.pk],
        "agenda": agenda_of(made),
        "supposition": Supposition(made),
    }
    return render(request, "desks/path.html", told)


@require_safe
@never_cache
@page(needs=access.OWN_PATH)
def needed(request: CampusRequest, ref: UUID) -> HttpResponse:
    """What is still needed: loaded after the page, or on a page of its own."""
    made = Path(_own(request, ref), request.at)
    told = {"path": made, "dossier": made.dossier, "programme": made.dossier.programme, "goals": outlook(made)}
    return render(request, _part(request, "desks/needed.html", "needed"), told)


@require_safe
@never_cache
@page(needs=access.OWN_PATH)
def what_if(request: CampusRequest, ref: UUID) -> HttpResponse:
    """What the marks supposed would change. A GET: nothing is kept, and the address says everything."""
    made = Path(_own(request, ref), request.at)
    asked = {name: request.GET.get(name, "") for name in request.GET}
    told = {
        "path": made,
        "dossier": made.dossier,
        "programme": made.dossier.programme,
        "supposition": Supposition(made, asked),
    }
    return render(request, _part(request, "desks/what_if.html", "answer"), told)


@require_safe
@never_cache
@page(needs=access.OWN_PATH)
def reasons(request: CampusRequest, ref: UUID, name: str, key: str = "") -> HttpResponse:
    """Why something of the text is what it is, with every reason, the widest first."""
    made = Path(_own(request, ref), request.at)
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    if not made.explains(name, key):
        raise Http404
    told = {
        "path": made,
        "dossier": made.dossier,
        "programme": made.dossier.programme,
        "name": spoken_name(made.law, name, key),
        "why": why(made.evaluation, name, key, language),  # type: ignore[arg-type]
    }
    return render(request, _part(request, "desks/reasons.html", "reasons"), told)


def _part(request: CampusRequest, template: str, part: str) -> str:
    return f"{template}#{part}" if request.headers.get("HX-Request") == "true" else template
