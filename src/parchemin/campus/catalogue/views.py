"""The pages of the catalogue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
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
    found = get_object_or_404(programmes_for(request.person), slug=slug)
    told = {
        "programme": found,
        "publications": found.publications.select_related("published_by").order_by("-number"),
        "intakes": found.intakes.select_related("publication"),
        "may_publish": access.PUBLISH.allows(request.person, found),
    }
    return render(request, "catalogue/programme.html", told)
