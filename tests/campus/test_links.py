"""Every link that a page shows leads somewhere: whoever sees it may open it."""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django.fixtures import Settings

from parchemin.campus.awards.models import Issuance
from parchemin.campus.awards.tasks import make_transcripts
from parchemin.campus.jury.actions import publish_jury
from parchemin.campus.people.models import Person
from tests.campus.conftest import Cast
from tests.campus.jury.juries import HELD, closed_icn_jury
from tests.campus.rights import World
from tests.campus.rights_world import world_of

pytestmark = pytest.mark.django_db

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"', re.DOTALL)
OF_ONE_ROUTE = 3  # addresses followed of each route: others differ by what they name
LEFT = ("/account/", "/static/", "/i18n/", "/api/")  # signing in and out, files, the language, the API's own pages


@pytest.fixture
def world(cast: Cast, settings: Settings, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    return world_of(cast)


def dead(person: Person) -> tuple[dict[str, str], int]:
    """The links that do not answer, each with the page that shows it; and how many were followed."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    waiting, seen, found = deque([("/", "")]), {"/"}, dict[str, str]()
    followed: Counter[str] = Counter()
    while waiting:
        address, shown_by = waiting.popleft()
        route = route_of(address)
        if route and followed[route] >= OF_ONE_ROUTE:
            continue
        followed[route] += 1
        answer = client.get(address, follow=True)
        if answer.status_code >= 400:
            found[address] = f"{answer.status_code} from {shown_by}"
        if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
            list(answer)  # a file is closed once it has been read
            continue
        at = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        for link in LINK.findall(answer.content.decode()):
            parts = urlsplit(urljoin(at, unescape(link)))
            there = parts.path + (f"?{parts.query}" if parts.query else "")
            if (
                not link.startswith("#")
                and not parts.netloc
                and not parts.scheme
                and not there.startswith(LEFT)
                and there not in seen
            ):
                seen.add(there)
                waiting.append((there, address))
    return found, followed.total()


def route_of(address: str) -> str:
    """What tells pages apart: the route, and which questions are asked of it."""
    parts = urlsplit(address)
    try:
        route = resolve(parts.path).route
    except Resolver404:
        return ""
    return route + "?" + "&".join(sorted(part.partition("=")[0] for part in parts.query.split("&") if part))


@pytest.mark.parametrize("who", ["student", "teacher", "office", "president", "director"])
def test_no_link_that_somebody_sees_leads_nowhere(world: World, who: str) -> None:
    person = world.people[who]
    assert person is not None

    found, followed = dead(person)

    assert found == {}
    assert followed > 8


@pytest.mark.parametrize("who", ["office", "director", "student"])
def test_no_link_leads_nowhere_once_a_jury_is_published_and_its_transcripts_made(
    cast: Cast, settings: Settings, tmp_path: Path, who: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    session = closed_icn_jury(cast)
    publish_jury(session.jury, by=cast.odile, at=HELD)
    make_transcripts.func(str(Issuance.objects.get().pk))
    people = {"office": cast.odile, "director": cast.ada, "student": session.students["Nadia"].student}

    found, followed = dead(people[who])

    assert found == {}
    assert followed > 8
