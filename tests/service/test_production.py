"""The production profile, whole: the settings and commands of docs/exploitation.md, on servers that are not its own.

PostgreSQL is elsewhere and asks for a password, mail leaves over TLS, and whoever asks comes through a proxy that holds
the certificate. The first director is led from the mail they receive to their desk, by way of a second factor.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import struct
import subprocess
import sys
import time
from base64 import b32decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.service.campuses import Running, command, environment, until
from tests.service.outside import Listening, Post, database, mail_server
from tests.service.visiting import Visitor

HOST = "campus.ecole.fr"
KEY = "q2Zt7-mVd0_Lr5yXc8Wn1-bHs4Ke6_Pj9uGa3-fTi0Ov7_Rz2Yx"
TOKEN = "a-token-for-the-figures"
DIRECTOR = ("ada@ecole.fr", "Ada", "Martin", "--school", "icn", "--name", "Mon école")
PASSWORD = "une phrase que personne ne devine"
PROXIED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


@dataclass
class Place:
    """Where a school means to run its campus: its settings, and the two servers they name."""

    folder: Path
    database: Listening
    post: Post

    @property
    def settings(self) -> dict[str, str]:
        """Those that docs/exploitation.md gives, and no other but who vouches for the mail server."""
        return {
            "PARCHEMIN_PROFILE": "production",
            "PARCHEMIN_HOSTS": HOST,
            "PARCHEMIN_SECRET_KEY": KEY,
            "DATABASE_URL": self.database.address("campus", "campus", quote("pâss:w@rd/", safe="")),
            "PARCHEMIN_SMTP": f"smtps://campus:{quote(self.post.password, safe='')}@localhost:{self.post.port}",
            "PARCHEMIN_MAIL_FROM": "Campus <campus@ecole.fr>",
            "PARCHEMIN_WORKERS": "2",
            "PARCHEMIN_TASK_WORKERS": "2",
            "PARCHEMIN_FIGURES_TOKEN": TOKEN,
            "SSL_CERT_FILE": str(self.post.authority),
        }

    def do(self, *words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        return command(self.folder / "data", *words, **(self.settings | more))

    def in_django(self, code: str) -> str:
        """What a line of Python prints, run as the campus's own processes are."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=environment(self.folder / "data", DJANGO_SETTINGS_MODULE="parchemin.campus.settings", **self.settings),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("production")
    with database(folder / "elsewhere") as server, mail_server(folder, "campus", "s@cret:/") as post:
        server.admin(
            "create role campus login password 'pâss:w@rd/'",
            "create database campus owner campus",
            "create database restored owner campus",
        )
        yield Place(folder, server, post)


@pytest.fixture(scope="module")
def campus(place: Place) -> Iterator[Running]:
    started = Running(place.folder / "data", host=HOST, settings=place.settings)
    yield started
    assert started.stop() == []


def browser(campus: Running, **headers: str) -> Visitor:
    return Visitor(campus.port, HOST, PROXIED | headers)


def code_of(secret: str, *, later: int = 0) -> str:
    """The six digits an authenticator application shows (RFC 6238)."""
    digest = hmac.digest(b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + later), hashlib.sha1)
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def path_of(link: str) -> str:
    assert link.startswith(f"https://{HOST}/"), link
    return link.removeprefix(f"https://{HOST}")


def test_the_first_director_is_led_from_a_mail_to_a_desk_by_way_of_a_second_factor(
    place: Place, campus: Running
) -> None:
    opened = place.do("campus", "director", *DIRECTOR, "--mail")
    assert opened.returncode == 0, opened.stderr
    until(lambda: place.post.to("ada@ecole.fr"), 30)
    (mail,) = place.post.to("ada@ecole.fr")
    assert (mail["From"], mail["Subject"]) == ("Campus <campus@ecole.fr>", "Votre compte sur le campus")
    link = re.search(r"https://\S+", mail.get_content())
    assert link is not None
    assert f"https://{HOST}/account/password/key/" in opened.stdout

    ada = browser(campus)
    form = ada.get(path_of(link[0])).location
    assert ada.get(form).status == 200
    assert ada.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status == 302
    assert ada.sign_in("ada@ecole.fr", PASSWORD).status == 302
    assert ada.get("/").location == ada.get("/staff/").location == "/account/second-factor/"

    again = ada.get("/account/second-factor/totp/activate/").location
    assert again.startswith("/account/reauthenticate/"), "a factor is added by who knows the password, not by a screen"
    assert ada.get(again).status == 200
    page = ada.get(ada.post(again, {"password": PASSWORD}).location)
    secret = re.search(r'value="([A-Z2-7]{32})"', page.text)
    assert secret is not None, page
    kept = ada.post("/account/second-factor/totp/activate/", {"code": code_of(secret[1])})
    assert (kept.status, kept.location) == (302, "/account/second-factor/recovery-codes/")
    assert ada.get(kept.location).status == 200
    desk = ada.get(ada.get("/").location)
    assert (desk.status, "Ada Martin" in desk.text) == (200, True)

    elsewhere = browser(campus)
    asked = elsewhere.sign_in("ada@ecole.fr", PASSWORD).location
    assert elsewhere.get("/").location.startswith("/account/login/")
    assert elsewhere.post(asked, {"code": code_of(secret[1], later=1)}).location == "/"
    assert elsewhere.get("/").location == ada.get("/").location
    assert elsewhere.get("/staff/").status == 200

    told = {"email": "odile@ecole.fr", "given_name": "Odile", "family_name": "Marchand", "role": "office", "scope": ""}
    school = re.search(
        r'name="school"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="school"', ada.get("/staff/invite/").text
    )
    assert school is not None
    assert ada.post("/staff/invite/", told | {"school": school[1] or school[2]}).status == 302
    until(lambda: place.post.to("odile@ecole.fr"), 30)


def test_every_answer_is_for_https_only(campus: Running) -> None:
    plain = Visitor(campus.port, HOST, {"X-Forwarded-For": "203.0.113.7"}).get("/account/login/")
    assert (plain.status, plain.location) == (301, f"https://{HOST}/account/login/")

    asked = browser(campus).get("/account/login/")

    assert asked.status == 200
    assert asked.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "unsafe" not in asked.headers["Content-Security-Policy"]
    cookie = asked.headers["Set-Cookie"]
    assert all(word in cookie for word in ("csrftoken=", "Secure", "SameSite=Lax"))
    style = re.search(r'href="(/static/[^"]+\.css)"', asked.text)
    assert style is not None
    assert browser(campus).get(style[1]).status == 200


def test_only_its_own_names_are_answered(campus: Running) -> None:
    assert Visitor(campus.port, "another.example.org", PROXIED).get("/account/login/").status == 400
    forged = browser(campus)
    forged.get("/account/login/")
    sent = {"login": "ada@ecole.fr", "password": PASSWORD}
    assert forged.post("/account/login/", sent, Origin="https://another.example.org").status == 403


def test_two_processes_serve_pages_and_two_do_the_tasks_each_once(place: Place, campus: Running) -> None:
    until(lambda: len(campus.first("gunicorn").children()) == 2)
    until(lambda: {one.cmdline()[-1] for one in campus.of("parchemin.service.worker")} == {"worker-1", "worker-2"})

    place.in_django(
        "from django.utils import timezone\n"
        "from parchemin.campus.people.actions import enter_person\n"
        "from parchemin.campus.enrolment.tasks import invite_all\n"
        "now = timezone.now()\n"
        "made = [enter_person(f'p{n}@ecole.fr', 'P', f'N{n}', by=None, at=now) for n in range(6)]\n"
        "for one in made: invite_all.enqueue([str(one.pk)], str(made[0].pk))\n"
    )

    until(lambda: all(place.post.to(f"p{number}@ecole.fr") for number in range(6)), 60)
    left = (
        "from django_tasks_db.models import DBTaskResult as T; print(sorted({str(t.status) for t in T.objects.all()}))"
    )
    until(lambda: place.in_django(left) == "['SUCCESSFUL']\n", 60)
    received = Counter(message["To"] for message in place.post.received)
    assert all(received[f"p{number}@ecole.fr"] == 1 for number in range(6))


def test_the_figures_are_for_this_machine_and_for_who_has_the_token(campus: Running) -> None:
    through_the_proxy = browser(campus)

    assert through_the_proxy.get("/health/figures").status == 404
    assert through_the_proxy.get("/health/figures", Authorization=f"Bearer {TOKEN}").status == 200
    assert campus.ask("/health/figures") == 200


def test_a_campus_is_checked_saved_and_restored_in_another_database(place: Place, campus: Running) -> None:
    assert place.do("campus", "check").stdout == "Tout va bien.\n"
    saved = place.do("backup", place.folder / "2026-09-01.tar")
    assert saved.returncode == 0, saved.stderr

    other = {"DATABASE_URL": place.database.address("restored", "campus", quote("pâss:w@rd/", safe=""))}
    restored = command(place.folder / "other", "restore", place.folder / "2026-09-01.tar", **(place.settings | other))

    assert restored.returncode == 0, restored.stderr
    assert place.do("campus", "journal", **other).stdout == place.do("campus", "journal").stdout


@pytest.mark.parametrize(
    ("words", "change", "said"),
    [
        ((), {"PARCHEMIN_HTTPS": "no"}, "A production campus is served over HTTPS only"),
        ((), {"PARCHEMIN_SECOND_FACTOR": "no"}, "staff sign in with a second factor"),
        ((), {"PARCHEMIN_SECRET_KEY": "secret", "DATABASE_URL": ""}, "DATABASE_URL is missing"),
        (("--demo",), {}, "n’a pas sa place en production"),
    ],
)
def test_an_unsafe_campus_does_not_start_and_says_why(
    place: Place, tmp_path: Path, words: tuple[str, ...], change: dict[str, str], said: str
) -> None:
    refused = command(tmp_path / "data", "campus", "run", *words, **(place.settings | change))

    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("verb", [("run",), ("director", *DIRECTOR), ("check",)])
def test_a_database_that_does_not_let_the_campus_in_is_said_in_a_sentence(
    place: Place, tmp_path: Path, verb: tuple[str, ...]
) -> None:
    wrong = {"DATABASE_URL": place.database.address("campus", "campus", "wrong")}

    refused = command(tmp_path / "data", "campus", *verb, **(place.settings | wrong))

    assert refused.returncode == 2
    assert "DATABASE_URL" in refused.stderr
    assert "password authentication failed" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_mail_server_that_does_not_answer_leaves_the_school_open_and_the_address_on_the_screen(
    place: Place, campus: Running
) -> None:
    silent = {"PARCHEMIN_SMTP": "smtps://localhost:1"}

    opened = place.do(
        "campus", "director", "bob@ecole.fr", "Bob", "M", "--school", "other", "--name", "O", "--mail", **silent
    )

    assert opened.returncode == 0, opened.stderr
    assert f"https://{HOST}/account/password/key/" in opened.stdout
    assert "courrier n’est pas parti" in opened.stdout
