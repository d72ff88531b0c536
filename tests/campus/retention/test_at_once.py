"""An office that writes of somebody, or opens a file for them, while they are erased: one waits for the other, and
nothing that is written then points at who is erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from time import sleep

import pytest
from django.db import transaction

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.actions import Identity, Statement, declare, open_dossier, open_dossiers
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.refusals import PersonBusy
from parchemin.campus.enrolment.actions import Entrant, enrol
from parchemin.campus.people.actions import enter_person, found_school, grant_role
from parchemin.campus.people.models import Person, Role, School
from parchemin.campus.retention.actions import erase_on_request
from tests.campus.at_once import at_once
from tests.campus.conftest import NOON
from tests.campus.retention.conftest import holds
from tests.campus.school import intake_of, programme_of

LOU = Identity("lou@example.org", "Lou", "Petit")


@dataclass(frozen=True)
class World:
    school: School
    ada: Person
    odile: Person
    lou: Person
    file: Dossier
    next: Intake

    def erases(self) -> None:
        erase_on_request(self.lou, self.school, reason="Courriel.", by=self.ada, at=NOON)

    def erases_slowly(self) -> None:
        with transaction.atomic():
            self.erases()
            sleep(0.6)

    def opens(self, root: str = "candidat") -> Dossier:
        return open_dossier(self.next, root, about=LOU, by=self.odile, at=NOON)


@pytest.fixture
def world(lasting: str) -> World:
    """Lou has applied, in a school on a database that every connection sees alike."""
    ada, odile = (enter_person(f"{name}@example.org", name, "Martin", by=None, at=NOON) for name in ("ada", "odile"))
    school = found_school("icn", "ICN", director=ada, at=NOON)
    grant_role(odile, school, Role.OFFICE, "icn-pge", by=ada, at=NOON)
    programme = programme_of(school, "icn-pge", by=ada)
    first, after = (intake_of(programme, date(year, 9, 1), by=ada) for year in (2026, 2027))
    file = open_dossier(first, "candidat", about=LOU, by=odile, at=NOON)
    return World(school, ada, odile, Person.objects.get(email=LOU.email), file, after)


def later[T](work: Callable[[], T]) -> Callable[[], T]:
    """The same once the other has begun."""

    def run() -> T:
        sleep(0.2)
        return work()

    return run


def test_who_is_erased_while_something_is_declared_of_them_is_erased_of_it_too(world: World) -> None:
    def declares() -> None:
        with transaction.atomic():
            said = Statement(Dossier.objects.get(pk=world.file.pk), "candidat.concours", "", "BCE")
            declare([said], reason="dit au téléphone", by=world.odile, at=NOON)
            sleep(0.6)

    at_once(declares, later(world.erases))

    assert {(one.value, one.reason) for one in Dossier.objects.get(pk=world.file.pk).declarations.all()} == {("?", "")}
    assert holds()


def enrols(world: World) -> Dossier:
    return enrol(world.next, [Entrant("E-2", "Lou", "Petit", LOU.email)], by=world.odile, at=NOON)[0]


@pytest.mark.parametrize("opens", [World.opens, enrols])
def test_who_is_erased_while_a_file_is_opened_for_them_is_entered_anew(
    world: World, opens: Callable[[World], Dossier]
) -> None:
    at_once(world.erases_slowly, later(lambda: opens(world)))

    [file] = Dossier.objects.exclude(person=None)
    assert file.student.email == LOU.email
    assert file.student != world.lou
    assert Person.objects.get(pk=world.lou.pk).erased
    assert holds()


def test_a_file_opened_while_its_person_is_erased_is_erased_with_them(world: World) -> None:
    def opens() -> None:
        with transaction.atomic():
            world.opens()
            sleep(0.6)

    at_once(opens, later(world.erases))

    assert not Dossier.objects.exclude(person=None).exists()
    assert Person.objects.get(pk=world.lou.pk).erased
    assert holds()


def test_a_list_is_refused_while_somebody_of_it_is_erased(world: World) -> None:
    _, refused = at_once(
        world.erases_slowly,
        later(lambda: open_dossiers(world.next, [(world.lou, "E-2")], by=world.odile, at=NOON)),
    )

    assert isinstance(refused, PersonBusy)
    assert not Dossier.objects.exclude(person=None).exists()
    with pytest.raises(PersonBusy):
        open_dossiers(world.next, [(world.lou, "E-2")], by=world.odile, at=NOON)
    assert holds()
