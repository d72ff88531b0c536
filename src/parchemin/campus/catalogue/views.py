"""The pages of the catalogue."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parchemin.campus.catalogue import access
from parchemin.campus.catalogue.queries import programmes_for
from parchemin.campus.people.pages import CampusRequest, page


@require_safe
@page(needs=access.READ)
def programmes(request: CampusRequest) -> HttpResponse:
    """The programmes of the school."""
    return render(request, "catalogue/programmes.html", {"programmes": programmes_for(request.person)})


@require_safe
@page(needs=access.READ)
def programme(request: CampusRequest, slug: str) -> HttpResponse:
    """A programme: the texts published for it, and its intakes."""
    found = programmes_for(request.person).filter(slug=slug).order_by("school__slug").first()
    if found is None:
        raise Http404
    told = {
        "programme": found,
        "publications": found.publications.select_related("published_by").order_by("-number"),
        "intakes": found.intakes.select_related("publication"),
        "may_publish": access.PUBLISH.allows(request.person, found),
    }
    return render(request, "catalogue/programme.html", told)
