"""The door of the campus, which leads each to their desk, and the desk of those who work for a school."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from parchemin.campus.desks.access import OWN_ROAD
from parchemin.campus.people.access import is_staff
from parchemin.campus.people.pages import SIGNED_IN, CampusRequest, page
from parchemin.campus.people.pages.desk import blocks_for


@require_safe
@page(needs=SIGNED_IN)
def door(request: CampusRequest) -> HttpResponseRedirect:
    """Lead somebody to what they came for: staff to their desk, a student to their road."""
    if not is_staff(request.person) and OWN_ROAD.opens(request.person):
        return redirect("desks:roads")
    return redirect("desks:desk")


@require_safe
@page(needs=SIGNED_IN)
def desk(request: CampusRequest) -> HttpResponse:
    """What waits for who comes in."""
    brought = blocks_for(request.person, request.at)
    shown = {"blocks": brought.items, "failed": brought.failed, "roles": _roles(request)}
    return render(request, "desks/desk.html", shown)


def _roles(request: CampusRequest) -> list[str]:
    """What somebody is here, in words, each once."""
    return list(dict.fromkeys(grant.get_role_display() for grant in request.person.remembered_grants))
