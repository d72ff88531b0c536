"""What every page of the programme office about a year shows around itself, and the programmes it follows."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parchemin.campus.assessment import access
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.years import both_years, university_year
from parchemin.campus.looks.shapes import Item
from parchemin.campus.people.access import Permission
from parchemin.campus.people.pages import CampusRequest, page


def programme_of(request: CampusRequest, slug: str, permission: Permission[Programme]) -> Programme:
    """A programme of the person's, once a text is published for it."""
    asked = permission.among(Programme.objects.select_related("school"), request.person)
    return get_object_or_404(asked.filter(publications__isnull=False).distinct(), slug=slug)


def around(programme: Programme, year: int, here: str) -> dict[str, Any]:
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
        "academic": both_years(year),
        "tabs": tabs,
        "before": reverse(f"assessment:{here}", args=(programme.slug, year - 1)),
        "after": reverse(f"assessment:{here}", args=(programme.slug, year + 1)),
    }


def in_years(year: int) -> int:
    if not 1990 <= year <= 2190:
        raise Http404
    return year


@require_safe
@page(needs=access.FOLLOW_MARKS)
def programmes(request: CampusRequest) -> HttpResponse:
    """The programmes whose marks somebody follows; straight to the one, when there is one."""
    asked = access.FOLLOW_MARKS.among(Programme.objects.select_related("school"), request.person)
    found = list(asked.filter(publications__isnull=False).distinct().order_by("slug"))
    year = university_year(localdate(request.at))
    if len(found) == 1:
        return redirect("assessment:follow", found[0].slug, year)
    told = {"programmes": found, "year": year, "academic": both_years(year)}
    return render(request, "assessment/programmes.html", told)
