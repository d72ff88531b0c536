"""The addresses of the campus. First, for whoever watches over it: is it alive, is it ready."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path


def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> JsonResponse:
    """The process and its database answer. 503 while the database does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Exception:
        return JsonResponse({"ready": False}, status=503)
    return JsonResponse({"ready": True})


urlpatterns = [
    path("health/alive", alive),
    path("health/ready", ready),
    path("looks/", include("parchemin.campus.looks.urls")),
]
