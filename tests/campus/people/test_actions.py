"""People: entered, given roles and relieved of them, by those who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from parchemin.campus.common.journal import broken
from parchemin.campus.common.models import Entry
from parchemin.campus.people.access import GRANT_ROLES, Forbidden
from parchemin.campus.people.actions import end_role, enter_person, grant_role
from parchemin.campus.people.models import Grant, Person, Role
from parchemin.campus.people.queries import held_at
from parchemin.campus.people.refusals import AlreadyEnded, AlreadyHeld, EmailTaken
from tests.campus.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


def test_an_address_belongs_to_one_person_whatever_its_capitals(cast: Cast) -> None:
    with pytest.raises(EmailTaken):
        enter_person("ADA@example.org ", "Ada", "Autre", by=cast.ada, at=NOON)

    assert Person.objects.filter(given_name="Ada").count() == 1


@pytest.mark.parametrize("who", ["odile", "émile", "ysolde"])
def test_only_a_director_of_the_school_gives_a_role_in_it(cast: Cast, who: str) -> None:
    before = Grant.objects.count(), Entry.objects.count()

    with pytest.raises(Forbidden):
        grant_role(cast.émile, cast.school, Role.JURY, by=getattr(cast, who), at=NOON)

    assert (Grant.objects.count(), Entry.objects.count()) == before


def test_a_role_is_held_once(cast: Cast) -> None:
    with pytest.raises(AlreadyHeld):
        grant_role(cast.odile, cast.school, Role.OFFICE, "icn-pge", by=cast.ada, at=NOON)


def test_a_role_that_ended_gives_no_right_but_is_remembered(cast: Cast) -> None:
    grant_role(cast.émile, cast.school, Role.DIRECTOR, by=cast.ada, at=NOON)
    grant = Grant.objects.get(person=cast.ada)

    end_role(grant, by=cast.émile, at=NOON + timedelta(days=1))

    assert not GRANT_ROLES.allows(cast.ada, cast.school)
    assert [g.role for g in held_at(cast.ada, NOON)] == [Role.DIRECTOR]
    assert not held_at(cast.ada, NOON + timedelta(days=2))
    with pytest.raises(AlreadyEnded):
        end_role(grant, by=cast.émile, at=NOON + timedelta(days=2))


@pytest.mark.parametrize("change", ["update people_grant set role = 'director'", "delete from people_grant"])
def test_a_grant_cannot_be_rewritten_in_sql(cast: Cast, change: str) -> None:
    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_role_cannot_end_before_it_began(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(person=cast.émile).update(ended=NOON - timedelta(days=1))


def test_everything_done_stands_in_the_journal_of_its_school(cast: Cast) -> None:
    told = Entry.objects.filter(chain="icn").values_list("verb", "payload__role")

    assert list(told) == [
        ("people.found_school", None),
        ("journal.adopt", None),
        ("people.grant_role", "director"),
        ("people.grant_role", "office"),
        ("people.grant_role", "student"),
    ]
    assert list(broken("icn")) == list(broken("")) == []
