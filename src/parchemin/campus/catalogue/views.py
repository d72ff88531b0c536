"""The pages of the catalogue."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.campus.catalogue import access, actions
from parchemin.campus.catalogue.forms import ProgrammeForm
from parchemin.campus.catalogue.queries import programmes_for
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.pages import CampusRequest, page


@require_safe
@page(needs=access.READ)
def programmes(request: CampusRequest) -> HttpResponse:
    """The programmes of the school."""
    told = {"programmes": programmes_for(request.person), "may_open": access.OPEN_PROGRAMMES.opens(request.person)}
    return render(request, "catalogue/programmes.html", told)


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.OPEN_PROGRAMMES)
def open_programme(request: CampusRequest) -> HttpResponse:
    """Open a programme: its name first, then its text."""
    form = ProgrammeForm(request.person, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "catalogue/open.html", {"form": form}, status=status)
    given = form.cleaned_data
    try:
        made = actions.open_programme(given["school"], given["slug"], given["title"], by=request.person, at=request.at)
    except Refusal as refusal:
        return render(request, "catalogue/open.html", {"form": form, "refusal": refusal}, status=409)
    messages.success(request, _("The programme is open. Publish its regulation: everything else follows from it."))
    return redirect("catalogue:programme", made.slug)


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
