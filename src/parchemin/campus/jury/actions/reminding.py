"""The mail that reminds who sits of a jury: written with its call, moved with it, gone when it opens."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from parchemin.campus.clock.actions import PlannedTask, cancel, move, schedule
from parchemin.campus.clock.queries import days_before
from parchemin.campus.jury.models import Jury
from parchemin.campus.law.publications import usage

REMINDER = "jury.reminder"


def plan_reminder(jury: Jury, *, at: datetime) -> None:
    """The usual days before it is held; none for a jury called later than that."""
    due = _moment(jury)
    if due > at:
        school, programme = jury.programme.school.slug, jury.programme.slug
        schedule(REMINDER, PlannedTask(str(jury.pk), due, jury.title, school, programme), at=at)


def move_reminder(jury: Jury, *, at: datetime) -> None:
    """To the usual days before the new day; none where those have begun: who sits is told of the move at once."""
    due = _moment(jury)
    if due <= at:
        cancel_reminder(jury, at=at)
    elif not move(REMINDER, str(jury.pk), due):
        plan_reminder(jury, at=at)


def cancel_reminder(jury: Jury, *, at: datetime) -> None:
    cancel(REMINDER, str(jury.pk), at=at)


def _moment(jury: Jury) -> datetime:
    day = timezone.localdate(jury.held_at)
    return days_before(day, usage("rappel_du_jury"), usage("heure_des_rappels"))
