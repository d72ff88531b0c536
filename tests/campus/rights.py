"""What a stage says of who opens its pages and who asks its operations, in the `rights.py` beside its tests.

A row gives the statuses that are right, in the order of `PEOPLE`, then the page or the operation. What is not one's own
does not exist (404); 302 sends nobody to sign in, and others further on; 409 and 422 are refusals for another reason
than who one is. A new page has its row there, read by whoever reviews it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parchemin.campus.api.actions import digest_of
from parchemin.campus.api.groups import every_scope
from parchemin.campus.api.models import Key
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common import journal
from parchemin.campus.common.files import PDF, FileContent
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import Session

A_PDF = FileContent("document.pdf", PDF, b"%PDF-1.7\n")
# In the order of the columns of the tables. The student is the one whose file, mark or transcript an address names.
PEOPLE = (
    "anonymous",
    "student",
    "other student",
    "teacher",
    "other teacher",
    "office",
    "other office",
    "member",
    "president",
    "director",
    "other director",
)

type Names = Mapping[str, Mapping[str, object]]  # what addresses name, by how their route begins: the longest prevails
type Sent = Mapping[str, Mapping[str, str]]  # what is asked or sent, where an address alone is not enough to be let in
type Requests = Mapping[str, tuple[str, str, str]]  # of each operation, a right request: method, path, body


@dataclass
class World:
    """The school of the table: the first year of `icn-pge`, whose jury is open; and what its addresses name."""

    cast: Cast
    session: Session
    people: Mapping[str, Person | None]
    keys: dict[str, str] = field(default_factory=dict)
    names: dict[str, dict[str, object]] = field(default_factory=dict)
    sent: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def programme(self) -> Programme:
        return self.session.programme

    @property
    def student(self) -> Dossier:
        """The one whose file, mark or transcript an address names."""
        return self.session.students["Nadia"]

    @property
    def here(self) -> str:
        """Where the API speaks of the programme."""
        return f"/programmes/{self.programme.pk}"

    @property
    def of_student(self) -> str:
        """Where the API speaks of the student."""
        return f"/students/{self.student.ref}"

    def person(self, name: str) -> Person:
        person = self.people[name]
        assert person is not None
        return person

    def address(self, route: str) -> str:
        """An address of a route, with what it names."""

        def named(found: re.Match[str]) -> str:
            known = [start for start, names in self.names.items() if route.startswith(start) and found[1] in names]
            return str(self.names[max(known, key=len)][found[1]])

        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", named, route)


def _nothing(world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class StageRights:
    """The rows of a stage. rank: their place on the page of rights.

    public: pages that ask nothing of who opens them, and are none of ours. unreached: rows that open to nobody in this
    school. names, sent and requests: what the stage puts in the school, and how it is asked for.
    """

    rank: int
    pages: str = ""
    operations: str = ""
    public: Set[str] = frozenset()
    unreached: Set[str] = frozenset()
    names: Callable[[World], Names] = _nothing
    sent: Callable[[World], Sent] = _nothing
    requests: Callable[[World], Requests] = _nothing


def slip_keys(world: World, *names: str) -> None:
    """A key for each of these, even for who could not make one: rows written as by somebody who has the database."""
    cast = world.cast
    for name in names:
        person, number = world.people[name], PEOPLE.index(name)
        secret = f"{number:043d}"
        if person is not None and name not in world.keys:
            school = cast.elsewhere if name == "other director" else cast.school
            key = Key.objects.create(
                person=person,
                school=school,
                name=name,
                handle=f"{number:012x}",
                digest=digest_of(secret),
                scopes=list(every_scope()),
                expires=timezone.localdate() + timedelta(days=1),
                made_at=NOON,
            )
            with transaction.atomic():
                journal.record("api.make_key", name, chain=school.slug, actor=None, at=NOON, rows=[key])
        world.keys[name] = f"parchemin_{number:012x}_{secret}" if person is not None else ""
