"""The door of the campus: who comes in is led to the desk of their first role."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from parchemin.campus.people.pages import SIGNED_IN, CampusRequest, page


@require_safe
@page(needs=SIGNED_IN)
def door(request: CampusRequest) -> HttpResponseRedirect:
    """Lead somebody to what they came for."""
    return redirect("catalogue:programmes")
