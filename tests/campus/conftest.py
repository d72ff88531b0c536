"""The campus's tests: a small cast that every test knows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.test import override_settings
from django.utils import timezone

from parchemin.campus.common import contributions
from parchemin.campus.people.actions import enter_person, found_school, grant_role
from parchemin.campus.people.models import Person, Role, School
from tests import moment
from tests.campus.worlds import built_once

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are asked on the day of the tests, whatever day it is."""
    monkeypatch.setattr(timezone, "now", moment.clock())


@pytest.fixture(autouse=True, scope="session")
def _files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests keep goes to a folder of theirs, never to that of a school."""
    kept = {"MEDIA_ROOT": tmp_path_factory.mktemp("files"), "BALLOTS": tmp_path_factory.mktemp("ballots")}
    with override_settings(**kept):
        yield


@dataclass(frozen=True)
class Cast:
    """Ada directs the school, Odile is its programme office, Émile studies there; Ysolde directs another school."""

    school: School
    ada: Person
    odile: Person
    émile: Person
    elsewhere: School
    ysolde: Person


@pytest.fixture
def cast(db: None) -> Cast:
    return cast_of_two_schools()


@built_once
def cast_of_two_schools() -> Cast:
    def someone(given: str) -> Person:
        return enter_person(f"{given}@example.org".lower(), given, "Martin", by=None, at=NOON)

    ada, odile, émile, ysolde = (someone(name) for name in ("Ada", "Odile", "Emile", "Ysolde"))
    school = found_school("icn", "ICN Business School", director=ada, at=NOON)
    elsewhere = found_school("lille", "Université de Lille", director=ysolde, at=NOON)
    grant_role(odile, school, Role.OFFICE, "icn-pge", by=ada, at=NOON)
    grant_role(émile, school, Role.STUDENT, "icn-pge", by=ada, at=NOON)
    return Cast(school, ada, odile, émile, elsewhere, ysolde)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.names.append(record.__dict__["contribution"])


@pytest.fixture(autouse=True)
def failures() -> Iterator[list[str]]:
    """What stages brought and failed during a test: a page is shown without it, but no test passes so.

    A test that means one to fail looks at the list, and clears it.
    """
    heard = _Heard()
    contributions.logger.addHandler(heard)
    yield heard.names
    contributions.logger.removeHandler(heard)
    assert not heard.names
