"""What waits on the desk of who registers students."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.years import university_year
from parchemin.campus.enrolment.access import REGISTER
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.acquired import registered_again
from parchemin.campus.looks.shapes import DeskBlock
from parchemin.campus.people.models import Person
from parchemin.campus.people.pages.desk import BLOCKS, tone_of


@BLOCKS.at(20)
def registrations_not_in_order(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if not REGISTER.opens(person):
        return
    rows = Registration.objects.current().filter(
        dossier__programme__in=REGISTER.among(Programme.objects.all(), person),
        year=university_year(timezone.localdate(at)),
    )
    count = rows.filter(in_order=False).count()
    some = ngettext(
        "registration not in order, which juries set apart",
        "registrations not in order, which juries set apart",
        count,
    )
    says = some if count else _("every registration is in order")
    yield DeskBlock(_("Registrations"), count, says, reverse("enrolment:registrations"), tone_of(count))


@BLOCKS.at(21)
def registered_in_units_acquired(person: Person, at: datetime) -> Iterator[DeskBlock]:
    """One a programme, this year; none where nobody is."""
    if not REGISTER.opens(person):
        return
    year = university_year(timezone.localdate(at))
    again = registered_again(REGISTER.among(Programme.objects.all(), person), year, at=at)
    of_programmes = Counter(one.registration.dossier.programme for one in again)
    for programme, count in sorted(of_programmes.items(), key=lambda pair: pair[0].slug):
        says = ngettext("registration in units since acquired", "registrations in units since acquired", count)
        asked = urlencode({"programme": str(programme.slug), "year": str(year)})
        yield DeskBlock(programme.title, count, says, f"{reverse('enrolment:since-acquired')}?{asked}", "wait")
