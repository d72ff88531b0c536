"""What falls due, and the way from a director's desk to the simulation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.clock.queries import ahead, given_up
from parchemin.campus.desks.access import FOLLOW_DUE
from parchemin.campus.desks.queries.due import due_tasks_for
from parchemin.campus.looks.shapes import DeskBlock
from parchemin.campus.people.access import plays
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages.desk import BLOCKS


@BLOCKS.at(45)
def falling_due(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if not FOLLOW_DUE.opens(person):
        return
    tasks, url = due_tasks_for(person), reverse("desks:coming")
    if failed := given_up(tasks).count():
        yield DeskBlock(_("What falls due"), failed, _("given up, to be looked at"), url, "no")
        return
    count = ahead(tasks).filter(due_at__lt=at + timedelta(days=7)).count()
    some = ngettext("reminder in the next seven days", "reminders in the next seven days", count)
    yield DeskBlock(_("What falls due"), count or None, some if count else _("nothing this week"), url)


@BLOCKS.at(50)
def simulation(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if plays(person, Role.DIRECTOR):
        says = _("what another figure or another text would change")
        yield DeskBlock(_("Simulation"), None, says, reverse("desks:simulations"))
