"""What waits on each desk: a few figures a role, each with its page, read from the stages.

A block asks its stage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.assessment.absences.queries import requests_for
from parchemin.campus.assessment.access import ENTER_MARKS, FOLLOW_MARKS, RULE_ON_REQUEST
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.papers import progress
from parchemin.campus.catalogue.access import PUBLISH
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import programmes_for, university_year
from parchemin.campus.clock.queries import ahead, given_up
from parchemin.campus.desks.access import FOLLOW_DUE
from parchemin.campus.desks.queries.due import due_tasks_for
from parchemin.campus.enrolment.access import REGISTER
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury.access import READ as READ_JURY
from parchemin.campus.jury.models import Jury, JuryEvent
from parchemin.campus.looks.shapes import Tone
from parchemin.campus.people.access import plays
from parchemin.campus.people.models import Person, Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Block:
    """A figure that waits, and where to go. count None: only a way to somewhere."""

    title: str | _StrPromise
    count: int | None
    says: str
    url: str
    tone: Tone = "mute"


type Maker = Callable[[Person, datetime], Iterator[Block]]


def blocks_for(person: Person, at: datetime) -> list[Block]:
    """What waits for somebody: what has to be done first, then the ways to the rest."""
    found = [block for make in MAKERS for block in make(person, at)]
    return sorted(found, key=lambda block: block.count is None or block.count == 0)


def _requests(person: Person, at: datetime) -> Iterator[Block]:
    if RULE_ON_REQUEST.opens(person):
        count = requests_for(person).count()
        some = ngettext("request about an absence to decide", "requests about absences to decide", count)
        says = some if count else _("no request about an absence waits")
        yield Block(_("Absences"), count, says, reverse("assessment:requests"), "wait" if count else "ok")


def _registrations(person: Person, at: datetime) -> Iterator[Block]:
    if REGISTER.opens(person):
        rows = Registration.objects.filter(
            dossier__programme__in=REGISTER.among(Programme.objects.all(), person),
            year=university_year(timezone.localdate(at)),
            superseded_at=None,
        )
        count = rows.filter(in_order=False).count()
        some = ngettext(
            "registration not in order, which juries set apart",
            "registrations not in order, which juries set apart",
            count,
        )
        says = some if count else _("every registration is in order")
        yield Block(_("Registrations"), count, says, reverse("enrolment:registrations"), _tone(count))


def _marks(person: Person, at: datetime) -> Iterator[Block]:
    year = university_year(timezone.localdate(at))
    if FOLLOW_MARKS.opens(person):
        programmes = FOLLOW_MARKS.among(Programme.objects.filter(publications__isnull=False), person)
        count = sum(_unsubmitted(programme, year) for programme in programmes)
        some = ngettext("assessment whose marks are not handed in", "assessments whose marks are not handed in", count)
        says = some if count else _("every mark of the year is handed in")
        yield Block(_("Marks"), count, says, reverse("assessment:programmes"), _tone(count))
    elif plays(person, Role.TEACHER):
        rows = ENTER_MARKS.among(Paper.objects.filter(year=year), person)
        count = rows.filter(submission=None).count()
        says = _("of your assessments to mark or hand in") if count else _("all your marks are handed in")
        yield Block(_("My marks"), count, says, reverse("assessment:mine"), _tone(count))


def _unsubmitted(programme: Programme, year: int) -> int:
    return sum(1 for one in progress(programme, year) if not one.submitted and one.expected)


def _juries(person: Person, at: datetime) -> Iterator[Block]:
    if plays(person, Role.JURY, Role.OFFICE, Role.DIRECTOR):
        count = READ_JURY.among(Jury.objects.exclude(events__kind=JuryEvent.Kind.CLOSED), person).count()
        some = ngettext("jury called, to prepare or to hold", "juries called, to prepare or to hold", count)
        says = some if count else _("no jury waits to be held")
        yield Block(_("Juries"), count, says, reverse("jury:juries"), _tone(count))


def _falling_due(person: Person, at: datetime) -> Iterator[Block]:
    if FOLLOW_DUE.opens(person):
        tasks = due_tasks_for(person)
        url = reverse("desks:coming")
        if failed := given_up(tasks).count():
            yield Block(_("What falls due"), failed, _("given up, to be looked at"), url, "no")
            return
        count = ahead(tasks).filter(due_at__lt=at + timedelta(days=7)).count()
        some = ngettext("reminder in the next seven days", "reminders in the next seven days", count)
        yield Block(_("What falls due"), count or None, some if count else _("nothing this week"), url)


def _ways(person: Person, at: datetime) -> Iterator[Block]:
    if plays(person, Role.DIRECTOR):
        says = _("what another figure or another text would change")
        yield Block(_("Simulation"), None, says, reverse("desks:simulations"))
    if PUBLISH.opens(person):
        count = programmes_for(person).filter(~Q(texts__gt=0)).count()
        some = ngettext("programme without a text", "programmes without a text", count)
        says = some if count else _("programmes, their texts and intakes")
        yield Block(_("Programmes"), count or None, says, reverse("catalogue:programmes"), "wait" if count else "mute")


def _tone(count: int) -> Tone:
    return "wait" if count else "ok"


MAKERS: tuple[Maker, ...] = (_requests, _registrations, _marks, _juries, _falling_due, _ways)
