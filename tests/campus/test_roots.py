"""Nothing of one root shows among another: every page and answer about students is what it would be without the files
of candidates, requests and copies that stand beside theirs; and every page answers for each of those.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from parchemin.campus.dossiers.actions import Identity, Statement, declare, open_dossier
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.queries.registrations import cohorts, eligible
from parchemin.campus.jury.actions.drawing import files_of
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.sources import collected
from parchemin.campus.people.models import Person
from tests.campus.conftest import NOON, Cast
from tests.campus.rights import World, slip_keys
from tests.campus.rights_table import PAGES
from tests.campus.rights_world import requests_of, world_of
from tests.campus.students import at_ipag, at_lille, signed_in
from tests.campus.test_rights import ended

pytestmark = pytest.mark.django_db

ALWAYS_NEW = re.compile(r"<time[^>]*>[^<]*</time>")
ROOT_FILTER = re.compile(r'<div class="field">\s*<label for="root">.*?</select>\s*</div>', re.DOTALL)
OF_ALL_ROOTS = {"list_dossiers"}


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT, settings.SEALS = tmp_path, tmp_path / "seals"
    return world_of(cast)


def one_of_every_root(beside: Dossier, *, by: Person) -> list[Dossier]:
    """Of the text of a student, one file a root other than theirs: of somebody, then of nobody; each with a fact."""
    opened = []
    for root in law_for(beside).roots:
        if root == beside.root:
            continue
        somebody = Identity(f"{root.encode().hex()}@example.org", "Zoé", f"Durand-{root}")
        opened.append(open_dossier(beside.intake, root, about=somebody, by=by, at=NOON))
        opened.append(open_dossier(beside.intake, root, number=f"sans-personne-{root}", by=by, at=NOON))
    for one in opened:
        declare([_said(one, law_for(one))], reason="", by=by, at=NOON)
    return opened


def _said(dossier: Dossier, law: Law) -> Statement:
    """Something that the text asks about it as a whole."""
    asked = (fact for fact in law.facts_at(dossier.root) if fact.name not in collected(law))
    fact = next(fact for fact in asked if fact.kind in ("truth", "choice", "date"))
    texts = {"truth": "true", "choice": fact.choices[0] if fact.choices else "", "date": "2026-09-10"}
    return Statement(dossier, fact.name, "", texts[fact.kind])


# --- what is said of students ----------------------------------------------------------------------------------------


def pages_seen(world: World) -> dict[str, str]:
    """Each page that is only read, as the office sees it, without what is new every time it is shown."""
    office = signed_in(world.person("office"))
    routes = [row.partition(" ")[2] for row in PAGES if row.startswith("GET ")]
    shown = (route for route in routes if not route.startswith(("health/", "api/v1/openapi")))
    return {route: _read(office, world.address(route), world.sent.get(route, {})) for route in shown}


def _read(client: Client, address: str, sent: Mapping[str, str]) -> str:
    response = client.get(address, sent)
    ended(response)
    if response.streaming or not response["Content-Type"].startswith("text/html"):
        return f"{response.status_code} {response['Content-Type']}"
    page = ROOT_FILTER.sub("", ALWAYS_NEW.sub("", response.content.decode()))
    return f"{response.status_code} {' '.join(unescape(re.sub('<[^>]*>', ' ', page)).split())}"


def answers_given(world: World) -> dict[str, str]:
    """Each operation of the API that only reads, as the office's system gets it."""
    slip_keys(world, "office")
    given = {}
    for name, (method, path, _body) in requests_of(world).items():
        if method == "GET" and name not in OF_ALL_ROOTS:
            answer = Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {world.keys['office']}"})
            given[name] = b"".join(answer).decode()
            ended(answer)
    return given


def test_every_page_and_answer_about_students_is_what_it_would_be_without_the_others(world: World) -> None:
    answers, pages = answers_given(world), pages_seen(world)
    drawn = files_of(world.session.jury, at=NOON)

    others = one_of_every_root(world.student, by=world.cast.ada)

    assert len(others) == 10, "two for each of five other roots"
    assert files_of(world.session.jury, at=NOON) == drawn
    assert answers_given(world) == answers
    now = pages_seen(world)
    assert {page: (pages[page], now[page]) for page in pages if pages[page] != now[page]} == {}


@pytest.mark.parametrize("school", [at_ipag, at_lille], ids=["ipag", "lille"])
def test_of_no_text_are_the_others_counted_or_registered_among_students(cast: Cast, school: object) -> None:
    built = school(cast)  # type: ignore[operator]
    student = built[0] if isinstance(built, list) else built
    programme = student.programme
    before = cohorts(programme), list(eligible(programme, 2026))

    one_of_every_root(student, by=cast.ada)

    assert (cohorts(programme), list(eligible(programme, 2026))) == before


# --- what is said of the others --------------------------------------------------------------------------------------


def test_every_page_of_a_file_answers_for_each_root_and_those_of_students_alone_are_not_there(world: World) -> None:
    office = signed_in(world.person("office"))
    routes = [row.partition(" ")[2] for row in PAGES if row.startswith("GET ") and "<uuid:ref>" in row]
    alone = ("registrations/", "marks/", "path/", "needed", "what-if")

    for one in one_of_every_root(world.student, by=world.cast.ada):
        for route in (r for r in routes if r.startswith("students/")):
            address = "/" + route.replace("<uuid:ref>", str(one.ref)).replace("<str:name>", one.root)
            status = office.get(address, {"name": _decision(one)} if route.endswith("why/") else {}).status_code
            expected = (
                {404} if route.endswith(alone) else {200, 404} if route.endswith(("withdraw/", "why/")) else {200}
            )
            assert status in expected, (one.root, route)
        if one.person:
            own = signed_in(one.person)
            assert own.get("/").url == "/files/"  # type: ignore[attr-defined]
            assert law_for(one).root_label in unescape(own.get("/files/").content.decode())
            for where in ("", "facts/"):
                assert own.get(f"/students/{one.ref}/{where}").status_code == 200
            for where in (f"/path/{one.ref}/", f"/students/{one.ref}/registrations/", f"/students/{one.ref}/marks/"):
                assert own.get(where).status_code == 404


def _decision(dossier: Dossier) -> str:
    return next((view.name for view in law_for(dossier).decisions), "")


def test_the_office_finds_the_files_of_one_root_apart(world: World) -> None:
    office = signed_in(world.person("office"))
    others = one_of_every_root(world.student, by=world.cast.ada)

    students = office.get("/students/").content.decode()
    candidates = office.get("/students/", {"root": "candidat"}).content.decode()

    shown = {one.root: str(one.ref) in candidates for one in others}
    assert shown == {root: root == "candidat" for root in shown}
    assert str(world.student.ref) in students
    assert str(world.student.ref) not in candidates


def test_the_api_gives_the_files_of_every_root_and_outcomes_of_each(world: World) -> None:
    others = one_of_every_root(world.student, by=world.cast.ada)
    slip_keys(world, "office")

    def asked(path: str) -> tuple[int, dict[str, object]]:
        answer = Client().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {world.keys['office']}"})
        return answer.status_code, json.loads(answer.content)

    for one in others:
        _, listed = asked(f"{world.here}/dossiers?root={one.root}")
        assert str(one.ref) in json.dumps(listed)
        assert asked(f"/dossiers/{one.ref}")[1]["family_name"] == (one.person.family_name if one.person else None)
        assert asked(f"/dossiers/{one.ref}/outcomes")[0] == 200
        assert asked(f"/students/{one.ref}")[0] == asked(f"/students/{one.ref}/outcomes")[0] == 404
