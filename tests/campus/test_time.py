"""Time is the server's: a page or an operation takes it when it is asked, hands it on, and nobody else says it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from ninja import Schema

from parchemin.campus.api import schemas

CAMPUS = Path(schemas.__file__).resolve().parents[1]
TAKES_TIME = {"people/pages/__init__.py", "api/identifying.py", "looks/gallery.py"}  # the last stands in for a page
CLOCK = {"timezone.now", "datetime.now", "time.time"}


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Files of the campus in these rooms (a part of their path), with what they say."""
    for path in sorted(CAMPUS.rglob("*.py")):
        name = path.relative_to(CAMPUS).as_posix()
        if not rooms or any(room in name for room in rooms):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def test_actions_are_handed_the_moment_of_the_request_and_of_nothing_else() -> None:
    told = {schema.__name__ for schema in kinds_of(Schema)}
    wrong = [
        f"{name}:{call.lineno} at={ast.unparse(one.value)}"
        for name, tree in sources("views", "operations/", "contributions/", "simulation.py")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) not in told  # those tell when it was done
        for one in call.keywords
        if one.arg == "at" and ast.unparse(one.value) not in {"request.at", "at", "when"}
    ]

    assert not wrong


def test_a_request_gets_its_moment_from_the_clock_of_the_server_where_it_comes_in() -> None:
    found = {
        name
        for name, tree in sources()
        for one in ast.walk(tree)
        if isinstance(one, ast.Assign)
        for target in one.targets
        for part in ast.walk(target)
        if isinstance(part, ast.Attribute) and part.attr == "at" and ast.unparse(part.value) in {"request", "asked"}
    }

    assert found == TAKES_TIME


def test_actions_never_look_at_the_clock() -> None:
    looked = [
        f"{name}:{one.lineno}"
        for name, tree in sources("actions")
        for one in ast.walk(tree)
        if isinstance(one, ast.Call) and ast.unparse(one.func) in CLOCK
    ]

    assert not looked


def kinds_of(schema: type[Schema]) -> Iterator[type[Schema]]:
    """The schemas of every stage that are of a kind."""
    for one in schema.__subclasses__():
        yield one
        yield from kinds_of(one)


def parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for one in get_args(annotation):
        yield from parts(one)


def test_nothing_that_is_sent_to_the_api_says_a_moment() -> None:
    taken = list(kinds_of(schemas.Taken))

    assert len(taken) > 5
    for one in taken:
        for name, field in one.model_fields.items():
            assert datetime not in list(parts(field.annotation)), f"{one.__name__}.{name}"
