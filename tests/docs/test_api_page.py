"""The page on the API is true: each request is sent, and answered as the page says; it names every scope."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from parchemin.campus.api.groups import every_scope
from tests.campus.api.conftest import World
from tests.campus.api.conftest import world as world  # the fixture
from tests.campus.conftest import cast as cast

PAGE = (Path(__file__).resolve().parents[2] / "docs/api.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(
    r"^```http\n(?P<method>\w+) (?P<path>\S+)\n(?P<body>.*?)```\n\n"
    r"```(?:json|ndjson)\n(?P<status>\d+) (?P<answer>.*?)```$",
    re.MULTILINE | re.DOTALL,
)
ANYTHING = "…"


def agrees(said: object, told: object) -> bool:
    """Whether an answer is what the page says, but for what the page leaves open."""
    if said == ANYTHING:
        return True
    if isinstance(said, dict) and isinstance(told, dict):
        return said.keys() == told.keys() and all(agrees(said[name], told[name]) for name in said)
    if isinstance(said, list) and isinstance(told, list):
        return said == [ANYTHING] or (len(said) == len(told) and all(map(agrees, said, told)))
    return said == told


@pytest.mark.django_db
def test_every_example_is_answered_as_the_page_says(world: World) -> None:
    named = {
        "programme": world.programme.pk,
        "intake": world.intake.pk,
        "student": world.alice.ref,
        "registration": world.alice.registrations.get(year=2026).pk,
        "paper": world.paper.pk,
    }
    examples = list(EXAMPLE.finditer(PAGE))
    assert len(examples) == PAGE.count("```http\n") > 10

    for one in examples:
        path, body = one["path"], one["body"]
        for name, value in named.items():
            path, body = path.replace(f"{{{name}}}", str(value)), body.replace(f"{{{name}}}", str(value))
        answer = world.client.generic(
            one["method"],
            path,
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {world.shown}", "Accept-Language": "en"},
        )
        told = json.loads(b"".join(answer).splitlines()[0])  # the first line, of those that come a line a student
        assert answer.status_code == int(one["status"]), f"{one['method']} {path}: {told}"
        assert agrees(json.loads(one["answer"]), told), f"{one['method']} {path} answers {told}"


def test_every_scope_is_on_the_page_and_no_other() -> None:
    assert set(re.findall(r"`(\w+:(?:read|write))`", PAGE)) == set(every_scope())
