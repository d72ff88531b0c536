"""Units that were acquired before the year somebody is registered for them, as is known since: seen, and left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import both_years
from parchemin.campus.enrolment import access, actions
from parchemin.campus.enrolment.queries.acquired import RegisteredAgain, registered_again
from parchemin.campus.enrolment.views.registrations import asked_year, programmes_of
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.pages import CampusRequest, page


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def since_acquired(request: CampusRequest) -> HttpResponse:
    """Who is registered in units acquired since; leave these out of the registrations that are ticked."""
    programme, year = asked_year(request, programmes_of(request))
    if programme is None:
        raise Http404
    rows = registered_again([programme], year, at=request.at)
    reason = _("Acquired before %(year)s, as is known since the registration.") % {"year": both_years(year)}
    told: dict[str, Any] = {
        "programme": programme,
        "year": year,
        "rows": rows,
        "reason": request.POST.get("reason", reason),
    }
    if request.method == "GET":
        return render(request, "enrolment/acquired.html", told)
    try:
        made = _left_out(request, rows)
    except Forbidden:
        raise
    except Refusal as refusal:
        return render(request, "enrolment/acquired.html", told | {"refusal": refusal}, status=409)
    done = ngettext("%(count)d registration changed.", "%(count)d registrations changed.", len(made))
    messages.success(request, done % {"count": len(made)})
    asked = urlencode({"programme": str(programme.slug), "year": str(year)})
    return redirect(f"{reverse('enrolment:registrations')}?{asked}")


def _left_out(request: CampusRequest, rows: Sequence[RegisteredAgain]) -> Sequence[object]:
    """Those ticked; of each, what is kept of the units left out is what was shown."""
    ticked = set(request.POST.getlist("registration"))
    chosen = [one.registration for one in rows if str(one.registration.pk) in ticked]
    return actions.leave_acquired(
        chosen,
        reason=request.POST.get("reason", ""),
        dropped={one.pk: request.POST.getlist(f"marked-{one.pk}") for one in chosen},
        by=request.person,
        at=request.at,
    )
