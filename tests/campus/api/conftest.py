"""A small school, two of its students registered and one of their exams, and a key of its office."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parchemin.campus.api.actions import make_key
from parchemin.campus.api.groups import every_scope
from parchemin.campus.api.models import Key
from parchemin.campus.assessment.models import Paper
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person, School
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, intake_of, programme_of, register, students_of


def key_of(person: Person, school: School, *scopes: str) -> tuple[Key, str]:
    """A key that is good today, whatever the day."""
    now = timezone.now()
    expires = timezone.localdate(now) + timedelta(days=30)
    return make_key(school, "Library", scopes or tuple(every_scope()), expires, by=person, at=now)


@dataclass
class World:
    cast: Cast
    programme: Programme
    intake: Intake
    alice: Dossier
    bruno: Dossier
    paper: Paper
    key: Key
    shown: str
    client: Client = field(default_factory=Client)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        shown: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Ask with the office's key, or the one given; the status and what was answered."""
        sent = {"Authorization": f"Bearer {self.shown if shown is None else shown}", "Accept-Language": "en"}
        response = self.client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else _json(body),
            content_type="application/json",
            headers=sent | dict(headers or {}),
        )
        return response.status_code, response.json()

    def marks(self, *marks: tuple[Dossier, object, object]) -> dict[str, object]:
        return {"marks": [{"student": str(d.ref), "mark": mark, "seen": seen} for d, mark, seen in marks]}


def _json(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


@pytest.fixture
def world(cast: Cast) -> World:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 1), by=cast.odile)
    students = students_of(intake, "Alice Bruno", by=cast.odile)
    register(list(students.values()), 2026, stage="A1", nature="enseignement", by=cast.odile, at=NOON)
    paper = exam_of(programme, 2026, "S1-DROIT", by=cast.odile)
    key, shown = key_of(cast.odile, cast.school)
    return World(cast, programme, intake, students["Alice"], students["Bruno"], paper, key, shown)
