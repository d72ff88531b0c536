"""What waits on the desk of who calls juries or sits on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.jury.access import READ
from parchemin.campus.jury.models import Jury, JuryEvent
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
