"""Who opens what: every address of the campus and every operation of the API, for each role, in two tables.

A page without a row fails, and so does a page that says nothing of who may open it. `docs/droits.md` is written from
the permissions declared and from these tables: `bin/rights` writes it anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from pytest_django import Settings

from parchemin.campus.api.document import api
from parchemin.campus.people.pages import needs_of
from tests.campus.conftest import Cast
from tests.campus.rights import PEOPLE, Requests, World, slip_keys
from tests.campus.rights_page import written
from tests.campus.rights_table import OPERATIONS, PAGES, PUBLIC, UNREACHED
from tests.campus.rights_world import requests_of, world_of

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/droits.md"
LET_IN = (200, 201, 302, 409, 422)  # shown, done, led on, or refused for another reason than who one is
GROUPS = ("", "programmes/", "students/", "marks/", "juries/")


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every route with its view."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern), one.callback
        else:
            yield from routes(one, before + str(one.pattern))


def pages() -> dict[str, Any]:
    """The routes of ours: those of the sign-in's package and of the API's are held elsewhere, and below."""
    found: dict[str, Any] = {}
    for route, view in routes(get_resolver()):
        if not getattr(view, "__module__", "").startswith(("allauth.", "ninja.")):
            found.setdefault(route, view)  # the first that fits is the one that answers
    return found


def group_of(route: str) -> str:
    return max((one for one in GROUPS if route.startswith(one)), key=len)


def asked_of(row: str) -> tuple[str, str]:
    method, _, route = row.partition(" ")
    return method, route


def test_every_page_says_who_may_open_it_or_is_public_on_purpose() -> None:
    unsaid = {route for route, view in pages().items() if needs_of(view) is None}

    assert unsaid == PUBLIC


def test_every_address_has_its_row_and_no_row_is_left_of_what_is_gone() -> None:
    assert {asked_of(row)[1] for row in PAGES} == set(pages())


@pytest.mark.django_db
def test_no_address_is_hidden_by_one_that_comes_before_it(world: World) -> None:
    assert {route: resolve(world.address(route)).route for route in pages()} == {route: route for route in pages()}


def operations() -> dict[str, Any]:
    """Each operation of the API, by name."""
    found: dict[str, Any] = {}
    for _, router in api._routers:
        for path in router.path_operations.values():
            found |= {one.view_func.__name__: one for one in path.operations}
    return found


def test_every_operation_of_the_api_asks_a_key_says_its_permission_and_has_its_row() -> None:
    for name, one in operations().items():
        assert one.auth_callbacks, name
        assert one.view_func.needs, name
    assert set(operations()) == set(OPERATIONS)


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT, settings.SEALS = tmp_path, tmp_path / "seals"  # no seal was made here yet
    return world_of(cast)


def ended(response: HttpResponseBase) -> int:
    """The status. Closing the answer would otherwise close the connection, and end the test's transaction."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)
    return response.status_code


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.strip("/") or "the others")
def test_each_page_opens_to_whom_it_should_and_to_nobody_else(world: World, group: str) -> None:
    rows = [row for row in PAGES if group_of(asked_of(row)[1]) == group]

    assert answered(world, rows) == {row: PAGES[row] for row in rows}


def answered(world: World, rows: Iterable[str]) -> dict[str, str]:
    """By page, the statuses that each person gets."""
    clients = {name: Client(raise_request_exception=False) for name in PEOPLE}
    for name, person in world.people.items():
        if person is not None:
            clients[name].force_login(person)
    found = {}
    for row in rows:
        method, route = asked_of(row)
        address, sent = world.address(route), world.sent.get(route, {})
        found[row] = " ".join(str(_opened(clients[name], method, address, sent)) for name in PEOPLE)
    return found


def _opened(client: Client, method: str, address: str, sent: object) -> int:
    """What is answered; what it did is taken back, so that the next one finds the same school."""
    with transaction.atomic():
        response = client.get(address, sent) if method == "GET" else client.post(address, sent)  # type: ignore[arg-type]
        transaction.set_rollback(True)
    return ended(response)


@pytest.mark.django_db
def test_each_operation_of_the_api_answers_whom_it_should_and_nobody_else(world: World) -> None:
    assert asked(world, requests_of(world)) == OPERATIONS


def asked(world: World, requests: Requests) -> dict[str, str]:
    """By operation, the statuses that each key gets."""
    slip_keys(world, *PEOPLE)
    return {
        name: " ".join(str(_asked(world.keys[who], method, path, body)) for who in PEOPLE)
        for name, (method, path, body) in requests.items()
    }


def _asked(shown: str, method: str, path: str, body: str) -> int:
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        response = client.generic(
            method,
            f"/api/v1{path}",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {shown}"},
        )
        transaction.set_rollback(True)
    return ended(response)


def test_every_guarded_page_opens_to_somebody_so_that_its_row_proves_something() -> None:
    closed = {row for row, statuses in PAGES.items() if not {int(one) for one in statuses.split()[1:]} & set(LET_IN)}

    assert closed == UNREACHED


@pytest.mark.django_db
def test_the_page_on_rights_says_what_is_declared_and_tested(world: World) -> None:
    now = written(world, pages(), operations())
    if os.environ.get("WRITE_RIGHTS"):
        DOCUMENT.write_text(now, encoding="utf-8")

    assert DOCUMENT.read_text(encoding="utf-8") == now, (
        "docs/droits.md is stale: once every page and operation has its row in the rights.py of its stage, bin/rights "
        "writes it anew"
    )
