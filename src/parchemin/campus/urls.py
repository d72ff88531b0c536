"""The addresses of the campus: first those for whoever watches over it, then sign-in, then the stages."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from prometheus_client import CONTENT_TYPE_LATEST

from parchemin.campus.common import figures
from parchemin.campus.common.health import HEALTH


def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> JsonResponse:
    """The process answers, and what people do can be written. 503 otherwise, with the parts that do not take it."""
    if failing := HEALTH.failing():
        return JsonResponse({"ready": False, "failing": failing}, status=503)
    return JsonResponse({"ready": True})


def shown_figures(request: HttpRequest) -> HttpResponse:
    """Prometheus's figures, for this machine or for who shows the token."""
    if not (_here(request) or _shows_token(request)):
        return HttpResponse(status=404)
    return HttpResponse(figures.written(), content_type=CONTENT_TYPE_LATEST)


def _here(request: HttpRequest) -> bool:
    """Asked on this machine, and not by a proxy for somebody else."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _shows_token(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "")
    expected = f"Bearer {settings.FIGURES_TOKEN}"
    return bool(settings.FIGURES_TOKEN) and hmac.compare_digest(shown.encode(), expected.encode())


urlpatterns = [
    path("health/alive", alive, name="health-alive"),
    path("health/ready", ready, name="health-ready"),
    path("health/figures", shown_figures, name="health-figures"),
    path("account/", include("parchemin.campus.people.sign_in.urls")),
    path("staff/", include("parchemin.campus.people.urls")),
    path("looks/", include("parchemin.campus.looks.urls")),
    path("api/", include("parchemin.campus.api.urls")),
    path("", include("parchemin.campus.desks.urls")),
    path("", include("parchemin.campus.catalogue.urls")),
    path("", include("parchemin.campus.dossiers.urls")),
    path("", include("parchemin.campus.texts.urls")),
    path("", include("parchemin.campus.enrolment.urls")),
    path("", include("parchemin.campus.assessment.urls")),
    path("", include("parchemin.campus.jury.urls")),
    path("", include("parchemin.campus.awards.urls")),
]
