"""Anything may be sent: nothing fails, every answer is what the document says, and a refusal wrote nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
import schemathesis
from django.apps import apps
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from parchemin.campus.api import identifying
from parchemin.campus.api.document import api
from parchemin.campus.api.models import Count
from tests.campus.api.conftest import World

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
]
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=SchemathesisConfig())
schema.app = get_wsgi_application()


TABLES = sorted({model._meta.db_table for model in apps.get_models() if model is not Count})
ROWS = "select " + " + ".join(f"(select count(*) from {table})" for table in TABLES)


def written() -> int:
    """Rows of every table that an answer could have written to; how often one asked does not count."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        (rows,) = cursor.fetchone()
    return int(rows)


EXAMPLES = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
KINDS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def known(world: World) -> dict[str, str]:
    """What addresses name, so that more than 404 is reached."""
    return {
        "programme": str(world.programme.pk),
        "student": str(world.alice.ref),
        "paper": str(world.paper.pk),
        "registration": str(world.alice.registrations.filter(superseded_at=None).get(year=2026).pk),
        "text": str(world.alice.publication_id),
    }


def send(case: Case[Any], kind: GenerationMode, world: World, answered: Counter[int]) -> None:
    """Send a request and look at what comes back and what was written.

    A right one names, three times in four, something that is there. A wrong one is left as wrong as it is, its key too.
    """
    named, right = known(world), kind == GenerationMode.POSITIVE
    for i, name in enumerate(case.path_parameters or {}):
        if right and name in named and (answered.total() + i) % 4:
            case.path_parameters[name] = named[name]
    shown = {"Authorization": f"Bearer {world.shown}"} if right or "Authorization" in (case.headers or {}) else None
    before = written()

    response = case.call(headers=shown)

    answered[response.status_code] += 1
    case.validate_response(response, checks=CHECKS, headers=shown)
    if response.status_code >= 400:
        assert written() == before, f"{case.method} {case.path} refused, and wrote"


@contextmanager
def one_connection() -> Iterator[None]:
    """The server would close the connection after a request, and the test's transaction with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def fuzz(
    operation: APIOperation[Any, Any, Any, Any], kind: GenerationMode, world: World, answered: Counter[int]
) -> None:
    @EXAMPLES
    @given(case=operation.as_strategy(generation_mode=kind))
    def each(case: Case[Any]) -> None:
        send(case, kind, world, answered)

    each()


def test_nothing_that_is_sent_makes_it_fail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifying, "PER_MINUTE", 1_000_000)
    monkeypatch.setattr(identifying, "WRONG_PER_MINUTE", 1_000_000)
    world.ask("GET", "/programmes")  # the one use of the key today is written
    operations = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    answered: dict[str, Counter[int]] = {one.label: Counter() for one in operations}

    with one_connection():
        for one, kind in product(operations, KINDS):
            fuzz(one, kind, world, answered[one.label])

    assert len(operations) >= 17
    reached = [label for label, seen in answered.items() if any(status < 300 for status in seen)]
    assert len(reached) >= 12, f"most was refused before it was looked at: {answered}"
