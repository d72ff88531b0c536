"""“Ce qui va arriver”: the office and the directors see what falls due in their programmes, and nobody else."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from parchemin.campus.catalogue.actions import open_programme
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.clock.actions import PlannedTask, schedule
from parchemin.campus.clock.models import KINDS, DueTask
from parchemin.campus.common.models import Entry
from parchemin.campus.desks.queries.due import due_tasks_for
from parchemin.campus.people.access import DECLARED
from parchemin.campus.people.actions import enter_person, grant_role
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages.desk import blocks_for
from tests.campus.conftest import NOON, Cast
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db

KIND = "jury.reminder"
COMING = "/desk/coming/"


def written(cast: Cast, subject: str, due_at: datetime, programme: str = "icn-pge", school: str = "icn") -> DueTask:
    open_to = Programme.objects.filter(school=cast.school, slug=programme)
    if school == "icn" and not open_to.exists():
        open_programme(cast.school, programme, programme, by=cast.ada, at=NOON)
    with transaction.atomic():
        schedule(KIND, PlannedTask(subject, due_at, subject, school, programme), at=NOON)
    return DueTask.objects.get(kind=KIND, key=subject)


def of(person: Person) -> set[str]:
    return set(due_tasks_for(person).values_list("subject", flat=True))


def test_each_kind_names_a_permission_on_programmes_and_says_what_it_is_about_in_both_languages(cast: Cast) -> None:
    programme = open_programme(cast.school, "icn-pge", "PGE", by=cast.ada, at=NOON)

    assert {"jury.reminder", "assessment.absence_to_excuse"} <= set(KINDS)
    for kind in KINDS.values():
        assert list(DECLARED[kind.permission].among(Programme.objects.all(), cast.odile)) == [programme], kind.name
        with translation.override("fr"):
            french = str(kind.says)
        with translation.override("en"):
            assert str(kind.says) != french
        assert "%(subject)s" in french


def test_the_office_sees_its_programme_a_director_the_school_and_nobody_else_anything(cast: Cast) -> None:
    written(cast, "Jury du PGE", NOON)
    written(cast, "Jury du BBA", NOON, "icn-bba")
    written(cast, "Jury de Lille", NOON, "lille-ipm", "lille")
    teacher = enter_person("tom@example.org", "Tom", "Martin", by=None, at=NOON)
    grant_role(teacher, cast.school, Role.TEACHER, by=cast.ada, at=NOON)

    assert of(cast.odile) == {"Jury du PGE"}
    assert of(cast.ada) == {"Jury du PGE", "Jury du BBA"}
    assert of(cast.ysolde) == set()  # the programme is not open there
    assert of(teacher) == of(cast.émile) == set()


def test_the_page_tells_by_day_of_the_school_what_is_to_come_and_what_was_done_or_was_not(cast: Cast) -> None:
    now = timezone.now()
    tonight = datetime(2127, 6, 29, 22, 30, tzinfo=UTC)  # the day after, in Paris
    written(cast, "Jury du PGE", tonight)
    done, late = written(cast, "Jury passé", NOON), written(cast, "Jury manqué", NOON)
    DueTask.objects.filter(pk=done.pk).update(settled_at=now, acted=True)
    DueTask.objects.filter(pk=late.pk).update(settled_at=now, acted=False)

    page = signed_in(cast.odile).get(COMING).content.decode()

    assert "30 juin 2127" in page
    assert "29 juin 2127" not in page
    assert "Rappel aux membres de « Jury du PGE »" in page
    assert re.search(r"fait</span>\s+Rappel aux membres de « Jury passé »", page)
    assert re.search(r"plus rien à faire</span>\s+Rappel aux membres de « Jury manqué »", page)
    english = signed_in(cast.odile).get(COMING, headers={"Accept-Language": "en"}).content.decode()
    assert "Reminder to the members of “Jury du PGE”" in english
    assert "nothing left to do" in english


def test_what_was_given_up_is_shown_with_its_reason_and_the_office_may_have_it_tried_again(cast: Cast) -> None:
    task = written(cast, "Jury du PGE", NOON)
    DueTask.objects.filter(pk=task.pk).update(failed_at=NOON, attempts=7, last_error="OSError: disque plein")
    office, elsewhere = signed_in(cast.odile), signed_in(cast.ysolde)

    (block,) = [one for one in blocks_for(cast.odile, NOON).items if one.url == COMING]
    assert (block.count, block.tone) == (1, "no")
    assert "OSError: disque plein" in office.get(COMING).content.decode()
    assert elsewhere.post(f"{COMING}{task.pk}/again/").status_code == 404

    assert office.post(f"{COMING}{task.pk}/again/").headers["Location"] == COMING
    task.refresh_from_db()
    assert (task.failed_at, task.attempts) == (None, 0)
    assert Entry.objects.filter(verb="clock.try_again", actor=cast.odile.pk).exists()
    refused = office.post(f"{COMING}{task.pk}/again/")
    assert refused.status_code == 409
    assert "Cela n’a pas été abandonné" in refused.content.decode()


def test_the_desk_counts_what_falls_due_in_seven_days(cast: Cast) -> None:
    written(cast, "Jury du PGE", NOON + timedelta(days=6))
    written(cast, "Plus tard", NOON + timedelta(days=8))

    (block,) = [one for one in blocks_for(cast.odile, NOON).items if one.url == COMING]

    assert block.count == 1


def test_the_page_asks_the_same_queries_for_three_tasks_as_for_one(cast: Cast) -> None:
    client, counts = signed_in(cast.odile), []
    client.get(COMING)
    for n in (1, 2, 3):
        written(cast, f"Jury {n}", NOON + timedelta(days=n))
        with CaptureQueriesContext(connection) as captured:
            client.get(COMING)
        counts.append(len(captured))

    assert counts[0] == counts[2]
