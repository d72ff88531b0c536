"""What waits on the desk of who calls juries or sits on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.common.years import university_year
from parchemin.campus.jury.access import READ
from parchemin.campus.jury.models import Jury, JuryEvent
from parchemin.campus.jury.queries.overtaken import to_take_again
from parchemin.campus.looks.shapes import DeskBlock
from parchemin.campus.people.access import plays
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages.desk import BLOCKS, tone_of


@BLOCKS.at(40)
def juries_to_hold(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if not plays(person, Role.JURY, Role.OFFICE, Role.DIRECTOR):
        return
    count = READ.among(Jury.objects.exclude(events__kind=JuryEvent.Kind.CLOSED), person).count()
    some = ngettext("jury called, to prepare or to hold", "juries called, to prepare or to hold", count)
    says = some if count else _("no jury waits to be held")
    yield DeskBlock(_("Juries"), count, says, reverse("jury:juries"), tone_of(count))


@BLOCKS.at(41)
def decisions_to_take_again(person: Person, at: datetime) -> Iterator[DeskBlock]:
    """Of the juries of this university year and the last: what they decided and no longer follows."""
    if not plays(person, Role.JURY, Role.OFFICE, Role.DIRECTOR):
        return
    year = university_year(timezone.localdate(at))
    juries = READ.among(Jury.objects.filter(year__gte=year - 1), person).prefetch_related("events")
    if count := sum(to_take_again(juries).values()):
        some = ngettext(
            "decision no longer follows: the jury takes it again",
            "decisions no longer follow: the jury takes them again",
            count,
        )
        yield DeskBlock(_("Decisions to take again"), count, some, reverse("jury:juries"), "no")
