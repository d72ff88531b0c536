"""The page decorator: who may open a page is said where the page is, and a page that does not say it cannot exist.

`@page(needs=access.ENTER_MARKS)` lets in those for whom the permission has rows; `@page(needs=SIGNED_IN)` anyone who is
signed in; `@page(needs=ANYONE)` the public. The view still asks the permission which rows it may show: a row of another
is 404, as if it did not exist. A `Refusal` that a view lets out is shown as one, with status 409 (403 for `Forbidden`).
A view whose act met another's is shown again from the start, a few times (`common.attempts`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, Literal, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from parchemin.campus.common.attempts import attempt
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.access import Forbidden, Permission, remember_grants
from parchemin.campus.people.models import Person

ANYONE: Literal["anyone"] = "anyone"
SIGNED_IN: Literal["signed in"] = "signed in"

type Needs = Permission[Any] | tuple[Permission[Any], ...] | Literal["anyone", "signed in"]


class CampusRequest(HttpRequest):
    """A request as pages see it: who asks, and when. Both are handed on to actions, which read neither."""

    person: Person
    at: datetime


type View[**P] = Callable[Concatenate[CampusRequest, P], HttpResponseBase]
type Page[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def page[**P](*, needs: Needs) -> Callable[[View[P]], Page[P]]:
    """Guards a view. With several permissions, one of them is enough to come in."""

    def guard(view: View[P]) -> Page[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.at = timezone.now()  # type: ignore[attr-defined]
            person: Person | None = getattr(request, "person", None)  # who signed in, by the sign-in's middleware
            if person is None and needs != ANYONE:
                return _to_sign_in(request)

            def shown() -> HttpResponseBase:
                if person is not None and not isinstance(needs, str):
                    _let_in(person, needs)
                return view(request, *args, **kwargs)  # type: ignore[arg-type]

            try:
                return attempt(shown, before_next=lambda: _as_it_came(request))
            except Refusal as refusal:
                return refused(request, refusal)

        guarded.needs = needs  # type: ignore[attr-defined]
        return cast("Page[P]", guarded)

    return guard


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):  # a fragment would put the sign-in page inside the page: send the page there
        response = HttpResponse(status=204)
        response["HX-Redirect"] = redirect_to_login(request.headers.get("HX-Current-URL", "/")).url
        return response
    return redirect_to_login(request.get_full_path())


def _as_it_came(request: HttpRequest) -> bool:
    """The request as at first, for a view that starts again: False when what was sent was read without being kept."""
    kept = hasattr(request, "_body") or hasattr(request, "_post")
    if request._read_started and not kept:  # type: ignore[attr-defined]
        return False
    for _name, files in request.FILES.lists():
        for file in files:
            if file.closed:
                return False
            file.seek(0)
    if isinstance(request.user, Person):
        remember_grants(request.user)
    return True


def _let_in(person: Person, needs: Permission[Any] | tuple[Permission[Any], ...]) -> None:
    """404 for someone who holds none of the roles that the permissions are about: the page does not exist for them."""
    every = needs if isinstance(needs, tuple) else (needs,)
    if not any(permission.opens(person) for permission in every):
        raise Http404


def refused(request: HttpRequest, refusal: Refusal, *, status: int = 0, template: str = "") -> HttpResponse:
    """A refusal as a page, or, for htmx, as the box alone."""
    part = request.headers.get("HX-Request") == "true"
    name = template or ("looks/parts/refusal.html" if part else "looks/refused.html")
    code = status or (403 if isinstance(refusal, Forbidden) else 409)
    return render(request, name, {"refusal": refusal}, status=code)


def needs_of(view: Callable[..., Any]) -> Needs | None:
    """What a view asks of who opens it; None when it is no page."""
    return getattr(view, "needs", None)


__all__ = ["ANYONE", "SIGNED_IN", "CampusRequest", "Needs", "needs_of", "page", "refused"]
