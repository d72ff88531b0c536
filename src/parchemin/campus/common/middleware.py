"""What every request goes through first: a number of its own, a line in the log, figures."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from parchemin.campus.common import figures, logs

LOG = logging.getLogger("parchemin.requests")
GIVEN_ID = re.compile(r"[0-9a-zA-Z-]{8,64}")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class _Counted:
    """Counts the queries that go through it."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.queries += 1
        return execute(*asked)


def watched(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Gives the request its number (a proxy's, when it sends a plain one), then tells what it was and how it went."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        number = given if GIVEN_ID.fullmatch(given) else uuid4().hex
        token, began, counted = logs.request_id.set(number), time.perf_counter(), _Counted()
        try:
            with ExitStack() as stack:
                for connection in connections.all(initialized_only=True) or [connections["default"]]:
                    stack.enter_context(connection.execute_wrapper(counted))
                response = get_response(request)
            response["X-Request-ID"] = number
            _tell(request, response.status_code, time.perf_counter() - began, counted.queries)
        finally:
            logs.request_id.reset(token)
        return response

    return handle


def plain(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Refuses an address with a character that no text of the database can hold: nobody types it."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        asked = () if request.path.startswith("/api/") else request.GET.lists()  # the API says itself what is malformed
        if "\0" in request.path or any("\0" in text for _name, texts in asked for text in texts):
            raise BadRequest("a NUL in the address")
        return get_response(request)

    return handle


def _tell(request: HttpRequest, status: int, seconds: float, queries: int) -> None:
    """The name of the view, never the address that was asked: an address may hold anything."""
    match = request.resolver_match
    view = (match.view_name or match.func.__name__) if match else "unknown"
    method = request.method if request.method in METHODS else "OTHER"
    figures.REQUESTS.labels(view, method, str(status)).observe(seconds)
    figures.PAGE_QUERIES.labels(view).observe(queries)
    told: dict[str, object] = {"view": view, "method": method, "status": status, "ms": round(seconds * 1000)}
    told["queries"] = queries
    person = getattr(request, "person", None)
    if person is not None:
        told["person"] = logs.digest_of_person(person.pk)
    level = logging.ERROR if status >= 500 else logging.DEBUG if view.startswith("health") else logging.INFO
    LOG.log(level, "page", extra=told)
