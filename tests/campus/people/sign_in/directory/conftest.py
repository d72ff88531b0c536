"""A campus with a directory, whose people have a password and a page open elsewhere; and all that must not move."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db.models import Model
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import reverse

from parchemin.campus.common.logs import LogLines
from parchemin.campus.people.models import Grant, Person
from tests.campus.conftest import Cast
from tests.campus.people.sign_in.directory.lying import CLIENT, SECRET, Directory, directory_running

PASSWORD = "une phrase assez longue"
TABLES: tuple[type[Model], ...] = (Person, Grant, EmailAddress, SocialAccount, SocialToken, Authenticator)


class Refusals(logging.Handler):
    """The lines that refused sign-ins left in the log."""

    def __init__(self) -> None:
        super().__init__()
        self.reasons: list[str] = []
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.reasons.append(record.__dict__["reason"])
        self.lines.append(LogLines().format(record))


@dataclass
class Campus:
    """A school with a directory. `pages`: the browsers where its people were signed in before anything happened."""

    cast: Cast
    directory: Directory
    refusals: Refusals
    pages: dict[str, Client]

    def sent_to_directory(self, client: Client, *, process: str = "login", **asked: str) -> str:
        """Where the button sends: the directory's address."""
        address = reverse("openid_connect_login", args=["school"])
        answer = client.post(address, {"process": process} | asked)
        return leads_to(answer)

    def sign_in(self, client: Client, **asked: str) -> HttpResponse:
        """To the directory and back, as it is told to answer."""
        answer = client.get(self.directory.lets_in(self.sent_to_directory(client, **asked)))
        assert isinstance(answer, HttpResponse)
        return answer

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """Accounts, passwords, roles, addresses, links, second factors, and the sessions that were open."""
        rows = {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}
        kept = [page.session.session_key for page in self.pages.values()]
        rows["sessions"] = [dict(row) for row in Session.objects.filter(pk__in=kept).order_by("pk").values()]
        return rows

    def open_pages(self) -> list[str]:
        return [name for name, page in self.pages.items() if signed_in(page) is not None]


def signed_in(client: Client) -> Person | None:
    """Who a browser is signed in as, as the campus sees it."""
    person: Person | None = client.get("/health/alive").wsgi_request.person  # type: ignore[attr-defined]
    return person


def with_second_factor(person: Person) -> str:
    """Gives them one; its secret."""
    secret: str = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def code_of(secret: str) -> str:
    return format(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))), "06")


def leads_to(answer: HttpResponseBase) -> str:
    """Where the page leads a browser by itself."""
    return str(answer["Refresh"]).removeprefix("0; url=")


def shown(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode().replace("&#x27;", "’")


@pytest.fixture
def campus(cast: Cast, settings: LazySettings) -> Iterator[Campus]:
    call_command("createcachetable", verbosity=0)
    cache.clear()
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # quick: nothing here is about hashing
    settings.DIRECTORY_DOMAINS = ["any"]  # the most that a school may believe; by default, nothing
    pages = {}
    for person in (cast.ada, cast.odile, cast.émile, cast.ysolde):
        person.set_password(PASSWORD)
        person.save()
        pages[person.given_name] = Client()
        pages[person.given_name].force_login(person)
        signed_in(pages[person.given_name])
    refusals = Refusals()
    log = logging.getLogger("parchemin.sign_in")
    log.addHandler(refusals)
    with directory_running() as directory:
        about = {"provider_id": "school", "name": "École", "client_id": CLIENT, "secret": SECRET}
        settings.DIRECTORY_APPS = [about | {"settings": {"server_url": directory.address}}]
        known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": known | {"APPS": settings.DIRECTORY_APPS}}
        settings.ROOT_URLCONF = "tests.campus.people.sign_in.directory.addresses"
        yield Campus(cast, directory, refusals, pages)
    log.removeHandler(refusals)
