"""An act that replaces a row in which somebody wrote behind the campus tells it; one that reads none is an error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from parchemin.campus.assessment.actions.marks import Entered, enter_marks
from parchemin.campus.common.journal import altered, record
from parchemin.campus.common.locks import hold
from parchemin.campus.common.models import Entry
from parchemin.campus.common.reading import NotRead, note_read
from parchemin.campus.people.actions import end_role
from parchemin.campus.people.models import Grant
from tests.campus.assessment.conftest import Marking, marking_in
from tests.campus.behind import behind
from tests.campus.conftest import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def marking() -> Marking:
    return marking_in()


def last_line() -> Entry:
    return Entry.objects.filter(chain="icn").latest("number")


def test_a_mark_written_behind_the_campus_is_not_hidden_by_the_one_that_replaces_it(marking: Marking) -> None:
    nadia = marking.students["Nadia"]
    [given] = enter_marks(marking.exam, [Entered(nadia, "12")], by=marking.thomas, at=NOON).values()
    behind("update assessment_mark set value = 1 where id = %s", given.pk)

    enter_marks(marking.exam, [Entered(nadia, "3")], by=marking.thomas, at=LATER)

    assert list(altered("icn")) == [(last_line().number, "untrue assessment_mark")]


def test_a_role_written_behind_the_campus_is_not_hidden_by_its_end(marking: Marking) -> None:
    grant = Grant.objects.get(person=marking.thomas)
    behind("update people_grant set since = since - interval '1 day' where id = %s", str(grant.pk))

    end_role(Grant.objects.get(pk=grant.pk), by=marking.ada, at=LATER)

    assert list(altered("icn")) == [(last_line().number, "untrue people_grant")]


def test_a_row_slipped_in_is_not_made_lawful_by_the_first_act_on_it(marking: Marking) -> None:
    behind(
        "insert into people_grant (id, person_id, school_id, role, scope, since, by_id, ended)"
        " select gen_random_uuid(), person_id, school_id, 'director', '', since, by_id, null from people_grant"
        " where person_id = %s",
        str(marking.thomas.pk),
    )
    forged = Grant.objects.get(person=marking.thomas, role="director")

    end_role(forged, by=marking.thomas, at=LATER)

    assert list(altered("icn")) == [(last_line().number, "untrue people_grant")]


@pytest.mark.filterwarnings("ignore::parchemin.campus.common.reading.NotRead")
def test_a_row_removed_is_not_hidden_by_one_that_takes_its_key(marking: Marking) -> None:
    nadia, paul = (marking.students[name] for name in ("Nadia", "Paul"))
    [given] = enter_marks(marking.exam, [Entered(nadia, "12")], by=marking.thomas, at=NOON).values()
    behind("delete from assessment_mark where id = %s", given.pk)
    with connection.cursor() as cursor:
        cursor.execute("select setval(pg_get_serial_sequence('assessment_mark', 'id'), %s, false)", [given.pk])

    [taken] = enter_marks(marking.exam, [Entered(paul, "9")], by=marking.thomas, at=LATER).values()

    assert taken.pk == given.pk
    assert list(altered("icn")) == [(last_line().number, "untrue assessment_mark")]


def test_an_act_that_changes_a_row_twice_says_nothing_of_what_it_wrote_itself(marking: Marking) -> None:
    with transaction.atomic():
        [grant] = hold(Grant.objects.filter(person=marking.thomas))
        for day in (1, 2):
            grant.ended = NOON + timedelta(days=day)
            Grant.objects.filter(pk=grant.pk).update(ended=grant.ended) if day == 1 else None
            record("test.ended", "", chain="icn", actor=None, at=LATER, rows=[grant])
            note_read([grant])

    assert "untrue" not in {key for line in Entry.objects.all() for key in line.payload}


def test_a_row_that_is_changed_unread_is_an_error(marking: Marking) -> None:
    grant = Grant.objects.get(person=marking.thomas)
    with transaction.atomic(), pytest.warns(NotRead, match="people_grant"):
        record("test.ended", "", chain="icn", actor=None, at=LATER, rows=[grant])
