"""What assessment does apart: mail a student what was decided of their request, and that the days to ask are ending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment.absences.actions import RequestFiled, RequestRuled
from parchemin.campus.assessment.absences.queries import Absence, absences_of, grounds_for, spoken
from parchemin.campus.assessment.access import FOLLOW_MARKS
from parchemin.campus.assessment.actions.marks import AbsencesEntered
from parchemin.campus.assessment.models import AbsenceRequest, Mark
from parchemin.campus.clock.actions import PlannedTask, cancel, schedule
from parchemin.campus.clock.models import DueTask, falls_due
from parchemin.campus.clock.queries import days_before
from parchemin.campus.common.events import reacts_to
from parchemin.campus.common.mails import mail
from parchemin.campus.law.publications import usage


@reacts_to(RequestRuled)
def when_ruled(event: RequestRuled) -> None:
    """Put the mail in the queue, in the transaction of the decision: both are kept, or neither."""
    tell_student.enqueue(str(event.request))


@task()
def tell_student(request: str) -> int:
    """Mail the student what stands now of their request."""
    asked = AbsenceRequest.objects.select_related("dossier__person", "paper").get(pk=request)
    rulings = list(asked.rulings.current().order_by("pk"))
    if not rulings:
        return 0
    address = settings.ADDRESS + reverse("assessment:absence", args=[asked.dossier.ref, asked.paper_id])
    verdict = lazy(spoken, str)(rulings[-1].verdict)
    told = {"request": asked, "ruling": rulings[-1], "verdict": verdict, "link": address}
    return mail("assessment/mail/ruled", told, asked.dossier.student.email)


# --- the last days to ask -----------------------------------------------------------------------------------------

REMINDER = "assessment.absence_to_excuse"


def _key(paper: UUID, dossier: int) -> str:
    """What an absence to excuse is known by, to the clock and in the queue."""
    return f"{paper} {dossier}"


@reacts_to(AbsencesEntered)
def when_absent(event: AbsencesEntered) -> None:
    """A reminder is written with the absence, and gone with it."""
    if event.no_more:
        cancel(REMINDER, *(_key(event.paper.pk, dossier) for dossier in event.no_more), at=event.at)
    schedule(REMINDER, *_reminders(event), at=event.at)


def _reminders(event: AbsencesEntered) -> Iterator[PlannedTask]:
    """The usual days before the last one, for those who may still ask and have not. Late already, it leaves at once."""
    filed = set(AbsenceRequest.objects.filter(paper=event.paper).values_list("dossier_id", flat=True))
    school, programme = event.paper.programme.school.slug, event.paper.programme.slug
    today = timezone.localdate(event.at)
    for dossier in event.absent:
        last = None if dossier.pk in filed else grounds_for(dossier, event.paper).due
        if last is not None and last.day >= today:
            due = days_before(last.day, usage("rappel_de_l_absence"), usage("heure_des_rappels"))
            subject = f"{dossier.number} · {event.paper.label}"
            yield PlannedTask(_key(event.paper.pk, dossier.pk), due, subject, school, programme)


@reacts_to(RequestFiled)
def when_filed(event: RequestFiled) -> None:
    """Who has asked needs no reminder."""
    cancel(REMINDER, _key(event.paper, event.dossier), at=event.at)


@falls_due(REMINDER, says=_("Reminder of an absence to excuse: %(subject)s"), permission=FOLLOW_MARKS.name)
def when_last_day_is_near(due: DueTask, at: datetime) -> bool:
    """A mail to the student, unless nothing may be asked any more, or was, when it is run."""
    if _to_excuse(due.key, at) is None:
        return False
    remind_student.enqueue(due.key)
    return True


def _to_excuse(key: str, at: datetime) -> Absence | None:
    """The absence of that key, while a request about it may still be filed."""
    paper, _space, dossier = key.partition(" ")
    absent = Mark.objects.current().filter(paper=UUID(paper), dossier=int(dossier), state=Mark.State.ABSENT)
    mark = absent.select_related("dossier__person").first()
    every = absences_of(mark.dossier.student, at) if mark else []
    return next((one for one in every if _key(one.paper.pk, one.dossier.pk) == key and one.open), None)


@task()
def remind_student(key: str) -> int:
    """Mail the student the last day and where to ask. Nothing when they asked meanwhile, or the day is past."""
    absence = _to_excuse(key, timezone.now())
    if absence is None or absence.grounds.due is None:
        return 0
    person = absence.dossier.student
    address = settings.ADDRESS + reverse("assessment:absence", args=[absence.dossier.ref, absence.paper.pk])
    told = {"person": person, "paper": absence.paper, "due": absence.grounds.due, "link": address}
    return mail("assessment/mail/reminder", told, person.email)
