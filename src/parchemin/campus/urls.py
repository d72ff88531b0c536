"""The addresses of the campus: first those for whoever watches over it, then sign-in, then the stages.

A stage with pages says in its application where they begin (`mounted_at`); it then has a `urls`. No address of a stage
hides one of another: `tests/campus/test_rights.py` goes through them all.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLResolver, include, path
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


def stages() -> Iterator[URLResolver]:
    """The addresses of each stage, in the order of INSTALLED_APPS."""
    for stage in apps.get_app_configs():
        start: str | None = getattr(stage, "mounted_at", None)
        if start is not None:
            yield path(start, include(f"{stage.name}.urls"))


urlpatterns = [
    path("health/alive", alive, name="health-alive"),
    path("health/ready", ready, name="health-ready"),
    path("health/figures", shown_figures, name="health-figures"),
    path("account/", include("parchemin.campus.people.sign_in.urls")),
    *stages(),
]
