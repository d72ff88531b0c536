"""A small school is acted once and is then its rows: what tests see is the same, and none sees another's."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import Model

from parchemin.campus.common import journal
from parchemin.campus.common.models import Entry
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Grant, Person, Role
from tests.campus.conftest import NOON, Cast
from tests.campus.worlds import built_once

pytestmark = pytest.mark.django_db

ACTED: list[str] = []


@built_once
def teachers(cast: Cast, names: str) -> dict[str, Person]:
    """Teachers of the first school."""
    ACTED.append(names)
    found = {name: enter_person(f"{name}@example.org", name, "Durand", by=None, at=NOON) for name in names.split()}
    for person in found.values():
        grant_role(person, cast.school, Role.TEACHER, "icn-pge", by=cast.ada, at=NOON)
    return found


def written(*models: type[Model]) -> list[str]:
    """The rows, whole."""
    rows = [row for model in models for row in model._default_manager.order_by("pk").values()]
    return [str(row) for row in rows]


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_finds_the_same_school_and_nothing_of_what_another_did_to_it(cast: Cast, time: str) -> None:
    made = teachers(cast, "anne marc")

    assert [person.given_name for person in made.values()] == ["anne", "marc"]
    assert Grant.objects.filter(person__in=made.values(), role=Role.TEACHER).count() == 2
    assert list(journal.broken("icn")) == list(journal.altered("icn")) == []
    enter_person("left@example.org", "Left", "Behind", by=None, at=NOON)
    assert Person.objects.count() == 7


def test_what_is_put_back_is_row_by_row_what_was_acted(cast: Cast) -> None:
    before = written(Person, Grant, Entry)
    with transaction.atomic():
        first = teachers(cast, "jean rose")
        acted, count = written(Person, Grant, Entry), len(ACTED)
        transaction.set_rollback(True)
    assert written(Person, Grant, Entry) == before

    again = teachers(cast, "jean rose")

    assert len(ACTED) == count
    assert (written(Person, Grant, Entry), again) == (acted, first)


def test_other_words_are_acted_anew(cast: Cast) -> None:
    teachers(cast, "paul")
    count = len(ACTED)

    teachers(cast, "luce")
    assert len(ACTED) == count + 1
    teachers(cast, "nina")
    assert len(ACTED) == count + 2


def test_a_school_is_acted_anew_on_other_rows_than_those_it_was_acted_on(cast: Cast) -> None:
    enter_person("first@example.org", "First", "Here", by=None, at=NOON)
    count = len(ACTED)

    assert teachers(cast, "anne marc")

    assert len(ACTED) == count + 1


def test_a_builder_that_changes_what_was_there_before_it_is_refused(cast: Cast) -> None:
    @built_once
    def renames(cast: Cast) -> None:
        Person.objects.filter(pk=cast.odile.pk).update(given_name="Odette")

    with pytest.raises(AssertionError, match="changes rows that were there"):
        renames(cast)
