"""Somebody known in two schools: each erases what is its own, tells it in its own journal, and keeps who they are for
the other."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from parchemin.campus.catalogue.actions import ask, set_contact
from parchemin.campus.common.models import Entry
from parchemin.campus.dossiers.actions import Identity, Statement, declare, open_dossier
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.actions import grant_role
from parchemin.campus.people.models import Grant, Person, Role
from parchemin.campus.retention.actions import erase_again, erase_on_request, sweep
from parchemin.campus.retention.queries import VERB
from parchemin.campus.retention.refusals import NothingLeft
from tests.campus.conftest import NOON, Cast
from tests.campus.retention.conftest import LATER, holds
from tests.campus.school import intake_of, programme_of
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db
LOU = "lou@example.org"


@dataclass(frozen=True)
class Both:
    lou: Person
    icn: Dossier
    lille: Dossier


@pytest.fixture
def both(cast: Cast, applicant: Dossier) -> Both:
    """Lou applies in two schools, each with its reason, and asks something of the second."""
    programme = programme_of(cast.elsewhere, "lille-ipm", by=cast.ysolde)
    intake = intake_of(programme, date(2027, 9, 1), by=cast.ysolde)
    about = Identity(LOU, "Lou", "Petit")
    told = open_dossier(intake, "candidat", about=about, reason="venue d'ICN", by=cast.ysolde, at=NOON)
    contact = set_contact(programme, "Santé", "", role=Role.DIRECTOR, by=cast.ysolde, at=NOON)
    lou = Person.objects.get(email=LOU)
    ask(contact, "Je suis Lou.", by=lou, at=NOON)
    return Both(lou, applicant, told)


def both_hold() -> bool:
    return all(holds(chain) for chain in ("", "icn", "lille"))


def roles_in_force(lou: Person) -> set[str]:
    return set(Grant.objects.filter(person=lou, ended=None).values_list("school__slug", flat=True))


def erased_in() -> list[str]:
    return sorted(Entry.objects.filter(verb=VERB).values_list("chain", flat=True))


def test_a_school_erases_what_is_its_own_of_somebody_and_both_journals_hold(cast: Cast, both: Both) -> None:
    said = Statement(both.icn, "candidat.concours", "", "BCE")
    declare([said], reason="dit au téléphone", by=cast.odile, at=NOON)

    assert not erase_on_request(both.lou, cast.school, reason="Courriel.", by=cast.ada, at=NOON)

    both.icn.refresh_from_db()
    both.lille.refresh_from_db()
    assert (both.icn.person, both.lille.person) == (None, both.lou)
    assert [(one.value, one.reason) for one in both.icn.declarations.all()] == [("?", "")]
    assert Person.objects.get(email=LOU).is_active, "they sign in as before: the other school has their file"
    assert roles_in_force(both.lou) == {"lille"}
    assert erased_in() == ["icn"]
    assert both_hold()
    with translation.override("en"), pytest.raises(NothingLeft, match="what remains is of another school"):
        erase_on_request(both.lou, cast.school, reason="Encore.", by=cast.ada, at=NOON)


def test_the_page_says_that_another_school_keeps_who_they_are(cast: Cast, both: Both) -> None:
    client = signed_in(cast.ada)
    told = client.post("/retention/", {"email": LOU, "reason": "Courriel."}, follow=True).content.decode()

    assert "une autre école a un dossier ou un rôle" in told
    assert "Université de Lille" not in told
    assert client.post("/retention/", {"email": LOU, "reason": "Courriel."}).status_code == 409


def test_who_directs_two_schools_says_which_is_asked(cast: Cast, both: Both) -> None:
    grant_role(cast.ada, cast.elsewhere, Role.DIRECTOR, by=cast.ysolde, at=NOON)
    client = signed_in(cast.ada)
    assert client.post("/retention/", {"email": LOU, "reason": "Courriel."}).status_code == 422

    client.post("/retention/", {"email": LOU, "reason": "Courriel.", "school": "lille"})

    assert Dossier.objects.filter(person=both.lou).get() == both.icn
    assert both_hold()


def test_the_last_school_erases_who_they_are_and_tells_each_row_in_its_own_journal(cast: Cast, both: Both) -> None:
    erase_on_request(both.lou, cast.school, reason="Courriel.", by=cast.ada, at=NOON)

    assert erase_on_request(both.lou, cast.elsewhere, reason="Courriel.", by=cast.ysolde, at=NOON)

    both.lou.refresh_from_db()
    assert both.lou.erased
    assert not Dossier.objects.filter(person=both.lou).exists()
    assert erased_in() == ["icn", "lille"]
    assert both_hold()


def test_a_role_in_another_school_keeps_who_they_are(cast: Cast, applicant: Dossier) -> None:
    lou = Person.objects.get(email=LOU)
    grant_role(lou, cast.elsewhere, Role.TEACHER, "", by=cast.ysolde, at=NOON)

    assert not erase_on_request(lou, cast.school, reason="Courriel.", by=cast.ada, at=NOON)

    lou.refresh_from_db()
    assert not lou.erased
    assert both_hold()


def test_the_night_takes_who_they_were_with_the_last_file_of_all_schools(cast: Cast, both: Both) -> None:
    first = datetime(2028, 9, 2, 12, tzinfo=UTC)
    assert sweep(both.icn.programme, at=first) == 1
    assert Person.objects.filter(email=LOU).exists()
    assert roles_in_force(both.lou) == {"lille"}
    assert sweep(both.lille.programme, at=first) == 1, "their question"

    assert sweep(both.lille.programme, at=LATER) == 1

    assert not Person.objects.filter(email=LOU).exists()
    assert erased_in() == ["icn", "lille", "lille"]
    assert both_hold()


def test_the_night_leaves_who_has_a_role_in_another_school(cast: Cast, applicant: Dossier) -> None:
    grant_role(Person.objects.get(email=LOU), cast.elsewhere, Role.STUDENT, "lille-ipm", by=cast.ysolde, at=NOON)

    assert sweep(applicant.programme, at=LATER) == 1

    assert Person.objects.filter(email=LOU).exists()
    assert both_hold()


@pytest.mark.parametrize("former", [True, False])
def test_what_comes_back_is_erased_again_in_each_school_even_as_former_versions_remembered_it(
    cast: Cast, both: Both, data: Path, former: bool
) -> None:
    lou = str(both.lou.pk)
    keys = [lou] if former else [f"{lou} {cast.school.pk}", f"{lou} {cast.elsewhere.pk}"]
    lines = [json.dumps({"rule": "person", "key": key, "at": NOON.isoformat()}) for key in keys]
    (data / "erasures.jsonl").write_text("\n".join(lines) + "\n")

    assert erase_again(at=LATER) == len(keys)

    assert not Person.objects.filter(email=LOU).exists()
    assert not Dossier.objects.filter(person=both.lou).exists()
    assert erased_in() == ["icn", "lille"]
    assert both_hold()
    assert erase_again(at=LATER) == 0


def test_what_one_school_erased_is_erased_again_there_alone(cast: Cast, both: Both, data: Path) -> None:
    told = {"rule": "person", "key": f"{both.lou.pk} {cast.school.pk}", "at": NOON.isoformat()}
    (data / "erasures.jsonl").write_text(json.dumps(told) + "\n")

    assert erase_again(at=LATER) == 1

    assert Dossier.objects.filter(person=both.lou).get() == both.lille
    assert both_hold()


def remembered(data: Path, key: str, at: datetime) -> None:
    (data / "erasures.jsonl").write_text(json.dumps({"rule": "person", "key": key, "at": at.isoformat()}) + "\n")


def again(cast: Cast, both: Both, at: datetime) -> Dossier:
    """Lou applies to the first school anew, by their own account."""
    intake = intake_of(both.icn.programme, date(2027, 9, 1), by=cast.ada)
    return open_dossier(intake, "candidat", about=Identity(LOU, "Lou", "Petit"), reason="revenu", by=cast.odile, at=at)


def test_who_applies_again_once_erased_is_not_erased_when_the_campus_starts(cast: Cast, both: Both, data: Path) -> None:
    erase_on_request(both.lou, cast.school, reason="Courriel.", by=cast.ada, at=NOON)
    fresh = again(cast, both, NOON + timedelta(days=1))
    contact = set_contact(fresh.programme, "Santé", "", role=Role.DIRECTOR, by=cast.ada, at=NOON)
    question = ask(contact, "Et maintenant ?", by=both.lou, at=NOON + timedelta(days=1))
    told = (data / "erasures.jsonl").read_text()

    assert erase_again(at=LATER) == 0

    fresh.refresh_from_db()
    question.refresh_from_db()
    assert fresh.person == both.lou
    assert question.words == "Et maintenant ?"
    assert roles_in_force(both.lou) == {"icn", "lille"}
    assert erased_in() == ["icn"]
    assert (data / "erasures.jsonl").read_text() == told
    assert both_hold()


@pytest.mark.parametrize("former", [True, False])
def test_what_comes_back_is_erased_again_without_what_was_opened_since(
    cast: Cast, both: Both, data: Path, former: bool
) -> None:
    """What is remembered is put back a day after the backup: somebody has applied again meanwhile."""
    key = str(both.lou.pk) if former else f"{both.lou.pk} {cast.school.pk}"
    remembered(data, key, NOON + timedelta(days=1))
    fresh = again(cast, both, NOON + timedelta(days=2))

    assert erase_again(at=LATER) == 1

    held = set(Dossier.objects.filter(person=both.lou))
    assert held == ({fresh} if former else {fresh, both.lille})
    assert Person.objects.filter(email=LOU).exists()
    assert "icn" in roles_in_force(both.lou)
    assert both_hold()
    assert erase_again(at=LATER) == 0


def test_the_line_of_what_is_erased_again_says_that_it_is_and_when_it_first_was(
    cast: Cast, both: Both, data: Path
) -> None:
    remembered(data, f"{both.lou.pk} {cast.school.pk}", NOON)

    erase_again(at=LATER)

    line = Entry.objects.get(verb=VERB)
    assert (line.actor, line.at, line.payload["again"]) == (None, LATER, NOON.isoformat())
    assert "effacé à nouveau au démarrage" in signed_in(cast.ada).get("/retention/").content.decode()


def test_a_moment_of_no_zone_is_no_moment_of_an_erasure(cast: Cast, both: Both, data: Path) -> None:
    remembered(data, str(both.lou.pk), datetime(2027, 1, 1))

    assert erase_again(at=LATER) == 0
