"""Fifty teachers typing at once, through the real server: what was acknowledged, what was lost, how long it took."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any

from benchmarks.page import Table, paragraphs, table

PACE = 1.0  # seconds between two marks of one typist: nobody types faster for long
UNITS = ("S1-MANAGEMENT", "S1-QUANTI", "S1-COMPTA", "S1-DROIT")
START_SECONDS = 180.0
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True)
class Size:
    """So many teachers with a paper of so many students each, and one paper of a large unit."""

    typists: int = 50
    students: int = 40
    large: int = 400


@dataclass
class Typist:
    """A teacher, their paper, and what the campus told them: the keys acknowledged, and the seconds each took."""

    session: str
    paper: str
    dossiers: list[str]
    told: dict[int, str] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    refused: int = 0

    def type(self, port: int, text: str, pace: float) -> None:
        """Every cell of the paper, one request a mark, as the grid sends them."""
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        cookie = f"sessionid={self.session}"
        headers = {"Cookie": cookie}
        link.request("GET", f"/marks/papers/{self.paper}/", headers=headers)
        page = link.getresponse()
        cookie += "; " + (page.getheader("Set-Cookie") or "").partition(";")[0]
        found = TOKEN.search(page.read().decode())
        assert found, f"the grid answered {page.status}"
        headers = {"Cookie": cookie, "X-CSRFToken": found[1], "Content-Type": "application/json"}
        seen = {dossier: key for key, dossier in self._standing(link, cookie)}
        for dossier in self.dossiers:
            began = perf_counter()
            body = json.dumps({"entries": [{"dossier": dossier, "text": text, "seen": seen.get(dossier, 0)}]})
            link.request("POST", f"/marks/papers/{self.paper}/entries", body, headers)
            answer = link.getresponse()
            content = answer.read()
            self.took.append(perf_counter() - began)
            receipt = json.loads(content)["receipts"][0] if answer.status == 200 else {}
            if receipt.get("state") == "saved":
                self.told[receipt["key"]] = text
            else:
                self.refused += 1
            sleep(max(0.0, pace - (perf_counter() - began)))

    def _standing(self, link: http.client.HTTPConnection, cookie: str) -> Iterator[tuple[int, str]]:
        link.request("GET", f"/marks/papers/{self.paper}/entries", headers={"Cookie": cookie})
        for receipt in json.loads(link.getresponse().read())["receipts"]:
            yield receipt["key"], receipt["dossier"]


@contextmanager
def running(data: Path) -> Iterator[int]:
    """A campus of its own, as a school starts it; gives its port."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = int(tried.getsockname()[1])
    line = [sys.executable, "-m", "parchemin.cli", "campus", "run", "--no-demo", "--port", str(port)]
    environment = os.environ | {"PARCHEMIN_DATA": str(data)}
    process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = monotonic() + START_SECONDS
        while not _ready(port):
            if process.poll() is not None or monotonic() > deadline:
                raise RuntimeError("the campus did not start")
            sleep(0.3)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _ready(port: int) -> bool:
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        link.request("GET", "/health/ready")
        return link.getresponse().status == 200
    except OSError:
        return False


def _school(data: Path, size: Size) -> tuple[list[Typist], Typist]:
    """The teachers, each with their paper; and the large one, to open."""
    os.environ |= {"PARCHEMIN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "parchemin.campus.settings"}
    import django

    django.setup()
    from django.utils import timezone

    from parchemin.campus.assessment.actions.papers import assign_teacher, set_paper
    from parchemin.campus.catalogue.actions import open_intake, open_programme
    from parchemin.campus.enrolment.actions import Entrant, enrol, register
    from parchemin.campus.law.publications import files_of
    from parchemin.campus.people.actions import enter_person, found_school, grant_role
    from parchemin.campus.people.models import Role
    from parchemin.campus.texts.actions import publish

    at = timezone.now()
    ada = enter_person("ada@example.org", "Ada", "Martin", by=None, at=at)
    school = found_school("icn", "ICN", director=ada, at=at)
    programme = open_programme(school, "icn-pge", "Programme Grande École", by=ada, at=at)
    publish(programme, files_of(Path(__file__).parents[1] / "regulations" / "icn-pge"), by=ada, at=at)
    intake = open_intake(programme, "2026", date(2026, 9, 1), by=ada, at=at)
    entrants = [Entrant(f"E{i}", f"É{i}", f"Durand {i}", f"e{i}@example.org") for i in range(size.large)]
    dossiers = enrol(intake, entrants, by=ada, at=at)
    first = [f"module:{unit}" for unit in UNITS]
    register(dossiers[: size.students], 2026, stage="A1", nature="enseignement", units=first, by=ada, at=at)
    wide = "module:S1-DROIT"
    register(dossiers[size.students :], 2026, stage="A1", nature="enseignement", units=[wide], by=ada, at=at)
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1"}
    typists = []
    for i in range(size.typists):
        year = 2026 + i // 20  # a session holds six papers at most: several years are needed
        unit = UNITS[(i % 20) // 5]
        if year > 2026 and i % 20 == 0:
            register(dossiers[: size.students], year, stage="A1", nature="enseignement", units=first, by=ada, at=at)
        name = f"épreuve {i}"
        paper = set_paper(programme, year, f"module:{unit}", f"{unit}/1", name, facts=facts, by=ada, at=at)
        who = enter_person(f"t{i}@example.org", f"T{i}", "Roux", by=None, at=at)
        grant_role(who, school, Role.TEACHER, "icn-pge", by=ada, at=at)
        assign_teacher(programme, year, paper.unit, who, by=ada, at=at)
        typists.append(Typist(_session(who), str(paper.pk), [str(d.ref) for d in dossiers[: size.students]]))
    paper = set_paper(programme, 2026, wide, "S1-DROIT/1", "large", facts=facts, by=ada, at=at)
    return typists, Typist(_session(ada), str(paper.pk), [str(d.ref) for d in dossiers])


def _session(person: Any) -> str:
    """Signed in, without the seconds that a password is made to take."""
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store["_auth_user_id"] = str(person.pk)
    store["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    store["_auth_user_hash"] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


@dataclass(frozen=True)
class Typed:
    seconds: float
    acknowledged: int
    refused: int
    took: list[float]

    def at(self, share: int) -> str:
        ordered = sorted(self.took)
        return f"{ordered[min(len(ordered) - 1, len(ordered) * share // 100)] * 1000:,.0f} ms"


def _typed(typists: list[Typist], port: int, text: str, pace: float) -> Typed:
    before = sum(len(one.told) for one in typists)
    for one in typists:
        one.took.clear()
        one.refused = 0
    began = perf_counter()
    with ThreadPoolExecutor(len(typists)) as pool:
        list(pool.map(lambda one: one.type(port, text, pace), typists))
    seconds = perf_counter() - began
    acknowledged = sum(len(one.told) for one in typists) - before
    took = [second for one in typists for second in one.took]
    return Typed(seconds, acknowledged, sum(one.refused for one in typists), took)


def _lost(typists: list[Typist]) -> tuple[int, bool]:
    """How many acknowledged marks are not in the database as they were typed; whether the journal holds."""
    from parchemin.campus.assessment.models import Mark
    from parchemin.campus.assessment.queries.cells import written
    from parchemin.campus.common import journal

    kept = {mark.pk: written(mark) for mark in Mark.objects.all()}
    lost = sum(kept.get(key) != text for one in typists for key, text in one.told.items())
    return lost, not (list(journal.broken("icn")) or list(journal.altered("icn")))


def _opened(wide: Typist, port: int) -> str:
    """The large grid, opened ten times by one person: its median."""
    took = []
    for _ in range(10):
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        began = perf_counter()
        link.request("GET", f"/marks/papers/{wide.paper}/", headers={"Cookie": f"sessionid={wide.session}"})
        answer = link.getresponse()
        answer.read()
        took.append(perf_counter() - began)
        assert answer.status == 200
    return f"{sorted(took)[5] * 1000:,.0f} ms"


def section(size: Size = Size(), pace: float = PACE) -> str:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with running(data) as port:
            typists, wide = _school(data, size)
            paced = _typed(typists, port, "12,5", pace)
            flat = _typed(typists, port, "13", 0.0)
            lost, whole = _lost(typists)
            large = _opened(wide, port)
    head = ("way", "marks acknowledged", "refused", "marks a second", "median", "95th percentile")
    rows: Table = [head]
    for way, one in ((f"each a mark every {pace:g} s", paced), ("each as fast as answered", flat)):
        rate = f"{one.acknowledged / one.seconds:,.0f}"
        rows.append((way, f"{one.acknowledged:,}", f"{one.refused}", rate, one.at(50), one.at(95)))
    return paragraphs(
        "## Marks typed at once",
        f"{size.typists} teachers, each with a paper of {size.students} students, one request a mark, "
        "through the web server and the embedded PostgreSQL as a school starts them; the typists run on the same "
        "machine.",
        table(rows),
        f"Acknowledged and not found again: {lost}. The journal holds: {'yes' if whole else 'NO'}. "
        f"The grid of {size.large} students opens in {large} (median of ten).",
    )


if __name__ == "__main__":
    print(section())
