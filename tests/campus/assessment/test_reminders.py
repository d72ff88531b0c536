"""Who was absent and may still ask that it be excused is reminded before the last day, unless they have asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from parchemin.campus.assessment import tasks
from parchemin.campus.assessment.absences.actions import file_request
from parchemin.campus.assessment.absences.queries import grounds_for
from parchemin.campus.clock.actions import run_due
from parchemin.campus.clock.models import DueTask
from tests.campus.conftest import Cast
from tests.campus.school import mark
from tests.campus.students import DURING, MARKED, InSecondYear, second_year

pytestmark = pytest.mark.django_db


def reminder(found: InSecondYear) -> DueTask:
    return DueTask.objects.get(kind=tasks.REMINDER, key=f"{found.missed.pk} {found.nadia.pk}")


def asked_for() -> list[str]:
    rows = DBTaskResult.objects.filter(task_path=f"{tasks.__name__}.remind_student")
    return [task.args_kwargs["args"][0] for task in rows]


def last_moment(found: InSecondYear) -> datetime:
    due = grounds_for(found.nadia, found.missed).due
    assert due is not None
    return datetime(due.day.year, due.day.month, due.day.day, 22, tzinfo=UTC)


def test_a_reminder_waits_for_the_usual_days_before_the_last_one(cast: Cast) -> None:
    found = second_year(cast)
    waiting = reminder(found)

    assert (last_moment(found) - waiting.due_at).days == 2
    assert waiting.subject == f"{found.nadia.number} · {found.missed.label}"
    run_due(waiting.due_at)
    assert asked_for() == [waiting.key]
    run_due(waiting.due_at + timedelta(hours=1))
    assert asked_for() == [waiting.key]


def test_who_asked_who_was_there_after_all_and_whose_days_are_over_are_not_reminded(cast: Cast) -> None:
    found = second_year(cast)
    again = found.draft
    mark(again, {found.paul: "ABS"}, by=cast.odile, at=MARKED)
    grounds = grounds_for(found.nadia, found.missed)
    file_request(
        found.nadia,
        found.missed,
        ground=grounds.grounds[0],
        document_kind=grounds.documents[0],
        by=found.nadia.student,
        at=DURING - timedelta(days=7),
    )
    mark(again, {found.paul: "12"}, by=cast.odile, at=MARKED)

    assert reminder(found).cancelled_at == DURING - timedelta(days=7)
    assert not DueTask.objects.filter(kind=tasks.REMINDER, cancelled_at=None).exists()
    mark(again, {found.paul: "ABS"}, by=cast.odile, at=MARKED)
    assert DueTask.objects.get(kind=tasks.REMINDER, cancelled_at=None).key == f"{again.pk} {found.paul.pk}"


def test_a_campus_that_comes_back_after_the_last_day_mails_nobody(cast: Cast) -> None:
    found = second_year(cast)

    run_due(last_moment(found) + timedelta(days=7))

    assert not asked_for()
    assert reminder(found).acted is False


def test_an_absence_entered_after_the_last_day_has_no_reminder(cast: Cast) -> None:
    found = second_year(cast)
    over = last_moment(found) + timedelta(days=300)
    mark(found.draft, {found.paul: "ABS"}, by=cast.odile, at=over)

    assert not DueTask.objects.filter(key=f"{found.draft.pk} {found.paul.pk}").exists()


def test_the_mail_says_the_last_day_with_its_article_and_where_to_ask(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = second_year(cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: reminder(found).due_at)

    assert tasks.remind_student.func(reminder(found).key) == 1

    sent, due = mail.outbox[0], grounds_for(found.nadia, found.missed).due
    assert due is not None
    assert sent.to == [found.nadia.student.email]
    assert due.article in sent.body
    assert due.sentence in sent.body
    assert f"/absences/{found.nadia.ref}/{found.missed.pk}/" in sent.body
    monkeypatch.setattr("django.utils.timezone.now", lambda: last_moment(found) + timedelta(days=2))
    assert tasks.remind_student.func(reminder(found).key) == 0
