"""Who asks: `request.person`, their idle time, and the second factor that staff must have before anything else."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from parchemin.campus.people.access import is_staff, remember_grants
from parchemin.campus.people.models import Person

RENEWED_SECONDS = 300  # a session is written again after this long, not at every page
WITHOUT_FACTOR = ("account/", "looks/", "health/", "static/")  # addresses open to staff who have no second factor yet


def signed_in(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Gives the request its person, or None; renews the session; sends staff to their second factor."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        person = request.user if request.user.is_authenticated else None
        request.person = person  # type: ignore[attr-defined]
        if isinstance(person, Person):
            remember_grants(person)
            _renew(request, person)
            if settings.SECOND_FACTOR and _lacks_factor(person) and not _open(request):
                return redirect(reverse("mfa_index"))
        return get_response(request)

    return handle


def _renew(request: HttpRequest, person: Person) -> None:
    """The session lasts from the last word: hours for staff, days for the others."""
    if time.time() - request.session.get("seen", 0) > RENEWED_SECONDS:
        request.session["seen"] = int(time.time())
        request.session.set_expiry(settings.STAFF_IDLE_SECONDS if is_staff(person) else settings.OTHERS_IDLE_SECONDS)


def _open(request: HttpRequest) -> bool:
    return request.path.lstrip("/").startswith(WITHOUT_FACTOR)


def _lacks_factor(person: Person) -> bool:
    """Recovery codes alone are no second factor: they come with one."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user=person, type__in=kinds).exists() and is_staff(person)
