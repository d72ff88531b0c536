"""A school where everything that an address may name is there, and the people who may or may not open it."""

from __future__ import annotations

from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.enrolment.actions import say_of_intake
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import icn_jury
from tests.campus.rights import PEOPLE, World
from tests.campus.rights_table import STAGES


def _someone(cast: Cast, given: str, role: Role, scope: str) -> Person:
    person = enter_person(f"{given}@staff.example.org".lower(), given, "Rousseau", by=None, at=NOON)
    grant_role(person, cast.school, role, scope, by=cast.ada, at=NOON)
    return person


def world_of(cast: Cast) -> World:
    """The first year of `icn-pge`: its jury is open and votes on one student; a teacher marks law; others do not."""
    session = icn_jury(cast)
    voie = {"étudiant.voie": ("BCE", None)}
    say_of_intake(session.students["Nadia"].intake, voie, reason="", by=cast.odile, at=NOON)
    session.open()
    open_programme(cast.school, "icn-bba", "Bachelor", by=cast.ada, at=NOON)
    people: dict[str, Person | None] = {
        "anonymous": None,
        "student": session.students["Nadia"].person,
        "other student": session.students["Paul"].person,
        "teacher": _someone(cast, "Tom", Role.TEACHER, "icn-pge"),
        "other teacher": _someone(cast, "Theo", Role.TEACHER, "icn-pge"),
        "office": cast.odile,
        "other office": _someone(cast, "Olga", Role.OFFICE, "icn-bba"),
        "member": session.yves,
        "president": session.helene,
        "director": cast.ada,
        "other director": cast.ysolde,
    }
    assert tuple(people) == PEOPLE
    world = World(cast, session, people)
    world.names[""] = {"slug": session.programme.slug, "ref": world.student.ref}
    for stage in STAGES:
        for start, named in stage.names(world).items():
            known = world.names.setdefault(start, {})
            assert not known.keys() & named.keys(), f"two stages say what is named under {start}"
            known |= named
    for stage in STAGES:
        world.sent |= stage.sent(world)
    return world


def requests_of(world: World) -> dict[str, tuple[str, str, str]]:
    """A right request of each operation of the API, about `icn-pge` and the student: method, path, body."""
    return {name: request for stage in STAGES for name, request in stage.requests(world).items()}
