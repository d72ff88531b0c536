"""An office that writes of somebody while they are erased: it waits, and what was read of them is what is emptied."""

from __future__ import annotations

from datetime import date
from time import sleep

from django.db import transaction

from parchemin.campus.dossiers.actions import Identity, Statement, declare, open_dossier
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.actions import enter_person, found_school, grant_role
from parchemin.campus.people.models import Role
from parchemin.campus.retention.actions import erase_on_request
from tests.campus.at_once import at_once
from tests.campus.conftest import NOON
from tests.campus.retention.conftest import holds
from tests.campus.school import intake_of, programme_of


def test_who_is_erased_while_something_is_declared_of_them_is_erased_of_it_too(lasting: str) -> None:
    ada, odile = (enter_person(f"{name}@example.org", name, "Martin", by=None, at=NOON) for name in ("ada", "odile"))
    school = found_school("icn", "ICN", director=ada, at=NOON)
    grant_role(odile, school, Role.OFFICE, "icn-pge", by=ada, at=NOON)
    intake = intake_of(programme_of(school, "icn-pge", by=ada), date(2026, 9, 1), by=ada)
    about = Identity("lou@example.org", "Lou", "Petit")
    file = open_dossier(intake, "candidat", about=about, by=odile, at=NOON)
    assert file.person is not None
    lou = file.person

    def declares() -> None:
        with transaction.atomic():
            said = Statement(Dossier.objects.get(pk=file.pk), "candidat.concours", "", "BCE")
            declare([said], reason="dit au téléphone", by=odile, at=NOON)
            sleep(0.6)

    def erases() -> None:
        sleep(0.2)
        erase_on_request(lou, school, reason="Courriel.", by=ada, at=NOON)

    at_once(declares, erases)

    assert {(one.value, one.reason) for one in Dossier.objects.get(pk=file.pk).declarations.all()} == {("?", "")}
    assert holds()
