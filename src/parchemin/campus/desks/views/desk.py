"""The door of the campus, which leads each to their desk, the desk of those who work for a school, what falls due."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parchemin.campus.clock import actions as clock
from parchemin.campus.clock.queries import ahead, given_up, lately
from parchemin.campus.desks.access import FOLLOW_DUE, OWN_ROAD
from parchemin.campus.desks.queries.due import due_tasks_for
from parchemin.campus.dossiers.access import OWN_FILES
from parchemin.campus.people.access import is_staff
from parchemin.campus.people.pages import SIGNED_IN, CampusRequest, page
from parchemin.campus.people.pages.desk import blocks_for

A_PAGE, MOST_LATELY = 50, 50


@require_safe
@page(needs=SIGNED_IN)
def door(request: CampusRequest) -> HttpResponseRedirect:
    """Lead somebody to what they came for: staff to their desk, a student to their road, an applicant to a file."""
    if not is_staff(request.person) and OWN_ROAD.opens(request.person):
        return redirect("desks:roads")
    if not is_staff(request.person) and OWN_FILES.opens(request.person):
        return redirect("dossiers:mine")
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


@require_safe
@page(needs=FOLLOW_DUE)
def coming(request: CampusRequest) -> HttpResponse:
    """What falls due in the programmes of who asks, by day; what was given up; what happened lately."""
    tasks = due_tasks_for(request.person)
    shown = Paginator(ahead(tasks), A_PAGE).get_page(request.GET.get("page"))
    days = groupby(shown.object_list, key=lambda task: timezone.localdate(task.due_at))
    told = {
        "page": shown,
        "days": [(day, list(those)) for day, those in days],
        "given_up": list(given_up(tasks)[:MOST_LATELY]),
        "lately": list(lately(tasks, request.at)[:MOST_LATELY]),
    }
    return render(request, "desks/coming.html", told)


@require_POST
@page(needs=FOLLOW_DUE)
def try_again(request: CampusRequest, key: int) -> HttpResponse:
    """Have something that was given up run anew."""
    task = get_object_or_404(due_tasks_for(request.person), pk=key)
    clock.try_again(task, by=request.person.pk, at=request.at)
    messages.success(request, _("It will be run again in a moment."))
    return redirect("desks:coming")
