"""Who sits in a jury is reminded the usual days before, whatever becomes of its day until it opens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from parchemin.campus.clock.actions import run_due
from parchemin.campus.clock.models import DueTask
from parchemin.campus.common.models import Entry
from parchemin.campus.jury import tasks
from parchemin.campus.jury.actions import REMINDER, move_jury, withdraw
from parchemin.campus.jury.models import Jury
from parchemin.campus.jury.refusals import HeldAlready
from parchemin.campus.law.publications import usage
from parchemin.campus.people.access import Forbidden
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.juries import HELD, Session, lille_jury
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db

NEAR = datetime(2027, 6, 29, 6, tzinfo=UTC)  # three days before, at eight in Paris
LATER = HELD + timedelta(days=10)


@pytest.fixture
def session(cast: Cast) -> Session:
    return lille_jury(cast)


def mailed() -> list[tuple[str, str]]:
    """The mails asked for, as they leave: to whom, with which subject."""
    asked = DBTaskResult.objects.filter(task_path=f"{tasks.__name__}.mail_member").order_by("enqueued_at")
    for task in asked:
        tasks.mail_member.func(*task.args_kwargs["args"])
    asked.delete()
    sent = [(one.to[0], str(one.subject)) for one in mail.outbox]
    mail.outbox.clear()
    return sorted(sent)


def reminder(session: Session) -> DueTask:
    return DueTask.objects.get(kind=REMINDER, key=str(session.jury.pk))


def to_all(session: Session, subject: str) -> list[tuple[str, str]]:
    return sorted((person.email, subject) for person in session.members.values())


def test_who_sits_is_mailed_the_usual_days_before_and_once(session: Session) -> None:
    assert reminder(session).due_at == NEAR
    assert usage("rappel_du_jury") == 3
    withdraw(session.seat_of(session.yves), by=session.cast.odile, at=NOON)
    del session.members["Yves"]

    run_due(NEAR - timedelta(seconds=1))
    assert not mailed()
    run_due(NEAR)

    assert mailed() == to_all(session, "Rappel : « Jury du master »")
    run_due(HELD)
    assert not mailed()


def test_the_mail_says_when_and_where_as_it_stands(session: Session) -> None:
    move_jury(session.jury, held_at=LATER, place="salle 7", by=session.cast.odile, at=NOON)
    assert mailed() == to_all(session, "« Jury du master » est déplacé")

    tasks.mail_member.func(str(session.seat_of(session.marc).pk), "reminder")

    body = mail.outbox[0].body
    assert "lundi 12 juillet 2027, 11:00, salle 7" in body
    assert f"/juries/{session.jury.pk}/" in body


def test_a_jury_moved_takes_its_reminder_with_it(session: Session) -> None:
    moved = move_jury(session.jury, held_at=LATER, place="", by=session.cast.odile, at=NOON)

    assert moved.held_at == LATER
    assert Jury.objects.get().held_at == LATER
    assert reminder(session).due_at == NEAR + timedelta(days=10)
    mailed()
    run_due(NEAR)
    assert not mailed()
    run_due(NEAR + timedelta(days=10))
    assert len(mailed()) == 3
    line = Entry.objects.get(verb="jury.move")
    assert (line.payload["from"], line.payload["to"]) == (HELD.isoformat(), LATER.isoformat())


def test_moved_to_a_day_that_is_near_who_sits_is_told_at_once_and_not_reminded_again(session: Session) -> None:
    move_jury(session.jury, held_at=NOON + timedelta(days=1), place="", by=session.cast.odile, at=NOON)

    assert mailed() == to_all(session, "« Jury du master » est déplacé")
    assert reminder(session).cancelled_at == NOON
    move_jury(session.jury, held_at=HELD, place="", by=session.cast.odile, at=NOON)
    assert reminder(session).due_at == NEAR
    assert reminder(session).cancelled_at is None


def test_moved_to_where_it_stands_nothing_is_written_and_nobody_is_told(session: Session) -> None:
    move_jury(session.jury, held_at=session.jury.held_at, place=" ", by=session.cast.odile, at=NOON)

    assert not Entry.objects.filter(verb="jury.move").exists()
    assert not mailed()


def test_an_open_jury_reminds_nobody_and_is_no_longer_moved_even_in_sql(session: Session) -> None:
    session.open(at=HELD)  # of a campus whose clock had stopped: the reminder had not left

    assert reminder(session).cancelled_at == HELD
    run_due(HELD)
    assert not mailed()
    with pytest.raises(HeldAlready):
        move_jury(session.jury, held_at=LATER, place="", by=session.cast.odile, at=HELD)
    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic():
        Jury.objects.update(held_at=LATER)


def test_before_it_opens_its_day_and_place_change_alone(session: Session) -> None:
    Jury.objects.update(held_at=LATER, place="salle 7")
    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic():
        Jury.objects.update(title="Un autre jury")


def test_a_campus_that_comes_back_after_the_hour_of_the_jury_reminds_nobody(session: Session) -> None:
    run_due(HELD + timedelta(hours=1))

    assert not mailed()
    assert reminder(session).acted is False


def test_only_the_office_moves_a_jury_and_its_page_offers_it(session: Session) -> None:
    with pytest.raises(Forbidden):
        move_jury(session.jury, held_at=LATER, place="", by=session.helene, at=NOON)
    address = f"/juries/{session.jury.pk}/"
    office, member = signed_in(session.cast.odile), signed_in(session.helene)
    assert f"{address}move/" in office.get(address).content.decode()
    assert f"{address}move/" not in member.get(address).content.decode()

    wrong = office.post(f"{address}move/", {"move-held_at": "demain"}, follow=True)
    assert "Rien n’a été déplacé" in wrong.content.decode()
    sent = {"move-held_at": "2027-07-12T11:00", "move-place": "salle 7"}
    done = office.post(f"{address}move/", sent, follow=True)
    assert "12 juillet 2027" in done.content.decode()
    assert (Jury.objects.get().held_at, Jury.objects.get().place) == (LATER, "salle 7")
