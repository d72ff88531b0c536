"""Whose desk a page is."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.access import offices
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.access import Permission, plays
from parchemin.campus.people.models import Role

OWN_ROAD: Permission[Dossier] = Permission(
    name="desks.own_road",
    says=_("Only the student concerned may open this page."),
    rows=lambda person: Q(person=person, studies=True) if plays(person, Role.STUDENT) else Q(pk__in=()),
)
FOLLOW_DUE: Permission[Programme] = Permission(
    name="desks.follow_what_falls_due",
    says=_("Only the programme office or a director follows what falls due in a programme."),
    rows=lambda person: offices(person),
)
