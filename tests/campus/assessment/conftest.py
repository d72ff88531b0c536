"""Marking in a small school: Thomas teaches law, Léa another unit, Odile is the office; and a database that lasts.

`lasting` gives a test real transactions of several connections at once, in a database of its own: tables that are
guarded against being emptied cannot be flushed after a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from pytest_django import DjangoDbBlocker

from parchemin.campus.assessment.actions.papers import assign_teacher
from parchemin.campus.assessment.models import Paper
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.actions import enter_person, found_school, grant_role
from parchemin.campus.people.models import Person, Role, School
from tests.campus.conftest import NOON
from tests.campus.school import exam_of, intake_of, programme_of, register, students_of
from tests.campus.worlds import built_once
from tests.databases import MIGRATED, order

YEAR = 2026
LAW = "module:S1-DROIT"


@dataclass(frozen=True)
class Marking:
    school: School
    programme: Programme
    ada: Person
    odile: Person
    thomas: Person
    léa: Person
    students: dict[str, Dossier]
    exam: Paper  # of law: Thomas's
    other: Paper  # of accounting: Léa's


@built_once
def marking_in(names: str = "Nadia Paul Inès") -> Marking:
    """Three students of a first year, an exam of law to be marked by Thomas, one of accounting by Léa."""
    ada, odile, thomas, léa = (
        enter_person(f"{name}@example.org", name.title(), "Martin", by=None, at=NOON)
        for name in ("ada", "odile", "thomas", "lea")
    )
    school = found_school("icn", "ICN Business School", director=ada, at=NOON)
    grant_role(odile, school, Role.OFFICE, "icn-pge", by=ada, at=NOON)
    for teacher in (thomas, léa):
        grant_role(teacher, school, Role.TEACHER, "icn-pge", by=ada, at=NOON)
    programme = programme_of(school, "icn-pge", by=ada)
    students = students_of(intake_of(programme, date(YEAR, 9, 1), by=ada), names, by=ada)
    register(list(students.values()), YEAR, stage="A1", nature="enseignement", by=ada, at=NOON)
    exam = exam_of(programme, YEAR, "S1-DROIT", by=odile)
    other = exam_of(programme, YEAR, "S1-COMPTA", by=odile)
    assign_teacher(programme, YEAR, LAW, thomas, by=odile, at=NOON)
    assign_teacher(programme, YEAR, "module:S1-COMPTA", léa, by=odile, at=NOON)
    return Marking(school, programme, ada, odile, thomas, léa, students, exam, other)


@pytest.fixture
def marking(db: None) -> Marking:
    return marking_in()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@contextmanager
def lasting_database() -> Iterator[str]:
    """A database of its own, that several connections see alike, while a block lasts."""
    name = f"lasting_{uuid4().hex[:8]}"
    order(_server(), f"create database {name} template {MIGRATED}")
    try:
        with _connected_to(name):
            yield name
    finally:
        order(_server(), f"drop database {name} with (force)")


@pytest.fixture
def lasting(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A database of the test's own, that several connections see alike."""
    with django_db_blocker.unblock(), lasting_database() as name:
        yield name


def _server() -> str:
    return str(connection.settings_dict["HOST"])


class _connected_to:
    """The default connection, of every thread, on another database of the same server."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        self.before = connection.settings_dict["NAME"]
        self._switch(self.name)

    def __exit__(self, *_: object) -> None:
        self._switch(self.before)

    @staticmethod
    def _switch(name: str) -> None:
        connections.close_all()
        connections.settings["default"]["NAME"] = name
        connection.settings_dict["NAME"] = name
