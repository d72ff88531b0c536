"""Anything may be sent: nothing fails, every answer is what the document says, and a refusal wrote nothing."""

from __future__ import annotations

from collections import Counter

import pytest
import schemathesis
from django.apps import apps
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
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


def written() -> int:
    """Rows of every table that an answer could have written to; how often one asked does not count."""
    return sum(
        model._default_manager.count() for model in apps.get_models() if model is not Count and model._meta.managed
    )


EXAMPLES = settings(
    max_examples=20,
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


def send(case: Case, world: World, answered: Counter[int]) -> None:
    """Send a request, with three addresses in four that are there, and look at what comes back and what was written."""
    named = known(world)
    for i, name in enumerate(case.path_parameters or {}):
        if name in named and (answered.total() + i) % 4:
            case.path_parameters[name] = named[name]
    before, headers = written(), {"Authorization": f"Bearer {world.shown}"}

    response = case.call(headers=headers)

    answered[response.status_code] += 1
    case.validate_response(response, checks=CHECKS, headers=headers)
    if response.status_code >= 400:
        assert written() == before, f"{case.method} {case.path} refused, and wrote"


def fuzz(cases: SearchStrategy[Case], world: World, answered: Counter[int]) -> None:
    @EXAMPLES
    @given(case=cases)
    def each(case: Case) -> None:
        send(case, world, answered)

    each()


def test_nothing_that_is_sent_makes_it_fail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identifying, "PER_MINUTE", 1_000_000)
    monkeypatch.setattr(identifying, "WRONG_PER_MINUTE", 1_000_000)
    world.ask("GET", "/programmes")  # the one use of the key today is written
    operations = [result.ok() for result in schema.get_all_operations()]
    answered: dict[str, Counter[int]] = {one.label: Counter() for one in operations}

    for one in operations:
        for kind in KINDS:
            fuzz(one.as_strategy(generation_mode=kind), world, answered[one.label])

    assert len(operations) >= 17
    reached = [label for label, seen in answered.items() if any(status < 300 for status in seen)]
    assert len(reached) >= 12, f"most was refused before it was looked at: {answered}"
