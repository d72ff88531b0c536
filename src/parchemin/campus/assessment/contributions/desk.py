"""What waits on the desks of who marks, who follows the marks, and who decides about absences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.assessment.absences.queries import requests_for
from parchemin.campus.assessment.access import ENTER_MARKS, FOLLOW_MARKS, RULE_ON_REQUEST
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.papers import progress
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.years import university_year
from parchemin.campus.looks.shapes import DeskBlock
from parchemin.campus.people.access import plays
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages.desk import BLOCKS, tone_of


@BLOCKS.at(10)
def absences_to_decide(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if not RULE_ON_REQUEST.opens(person):
        return
    count = requests_for(person).count()
    some = ngettext("request about an absence to decide", "requests about absences to decide", count)
    says = some if count else _("no request about an absence waits")
    yield DeskBlock(_("Absences"), count, says, reverse("assessment:requests"), tone_of(count))


@BLOCKS.at(30)
def marks_to_hand_in(person: Person, at: datetime) -> Iterator[DeskBlock]:
    year = university_year(timezone.localdate(at))
    if FOLLOW_MARKS.opens(person):
        yield _of_programmes(person, year)
    elif plays(person, Role.TEACHER):
        yield _of_teacher(person, year)


def _of_programmes(person: Person, year: int) -> DeskBlock:
    programmes = FOLLOW_MARKS.among(Programme.objects.filter(publications__isnull=False), person)
    count = sum(_unsubmitted(programme, year) for programme in programmes)
    some = ngettext("assessment whose marks are not handed in", "assessments whose marks are not handed in", count)
    says = some if count else _("every mark of the year is handed in")
    return DeskBlock(_("Marks"), count, says, reverse("assessment:programmes"), tone_of(count))


def _of_teacher(person: Person, year: int) -> DeskBlock:
    mine = set(ENTER_MARKS.among(Paper.objects.filter(year=year), person).values_list("pk", flat=True))
    programmes = Programme.objects.filter(papers__in=mine).distinct()
    count = sum(one.paper.pk in mine and one.awaited for programme in programmes for one in progress(programme, year))
    says = _("of your assessments to mark or hand in") if count else _("all your marks are handed in")
    return DeskBlock(_("My marks"), count, says, reverse("assessment:mine"), tone_of(count))


def _unsubmitted(programme: Programme, year: int) -> int:
    return sum(one.expected > 0 and one.awaited for one in progress(programme, year))
