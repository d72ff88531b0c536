"""Who asks: `request.person`, their idle time, and the second factor that staff must have before anything else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from parchemin.campus.people.access import is_staff
from parchemin.campus.people.models import Person

RENEWED_SECONDS = 300  # a session is written again after this long, not at every page
WITHOUT_FACTOR = ("account/", "looks/", "health/", "static/")  # addresses open to staff who have no second factor yet


@receiver(user_logged_in)
def _begin(sender: object, request: HttpRequest, user: Person, **rest: Any) -> None:
    idle = settings.STAFF_IDLE_SECONDS if is_staff(user) else settings.OTHERS_IDLE_SECONDS
    request.session.set_expiry(idle)
    request.session["seen"] = int(time.time())


def signed_in(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Gives the request its person, or None; renews the session; sends staff to their second factor."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        person = request.user if request.user.is_authenticated else None
        request.person = person  # type: ignore[attr-defined]
        if isinstance(person, Person):
            if time.time() - request.session.get("seen", 0) > RENEWED_SECONDS:
                request.session["seen"] = int(time.time())
            if settings.SECOND_FACTOR and _lacks_factor(person) and not _open(request):
                return redirect(reverse("mfa_index"))
        return get_response(request)

    return handle


def _open(request: HttpRequest) -> bool:
    return request.path.lstrip("/").startswith(WITHOUT_FACTOR)


def _lacks_factor(person: Person) -> bool:
    """Recovery codes alone are no second factor: they come with one."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return not Authenticator.objects.filter(user=person, type__in=kinds).exists() and is_staff(person)
