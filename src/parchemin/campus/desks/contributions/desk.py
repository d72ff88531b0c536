"""The way from a director's desk to the simulation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from parchemin.campus.looks.shapes import DeskBlock
from parchemin.campus.people.access import plays
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.pages.desk import BLOCKS


@BLOCKS.at(50)
def simulation(person: Person, at: datetime) -> Iterator[DeskBlock]:
    if plays(person, Role.DIRECTOR):
        says = _("what another figure or another text would change")
        yield DeskBlock(_("Simulation"), None, says, reverse("desks:simulations"))
