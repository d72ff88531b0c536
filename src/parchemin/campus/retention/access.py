"""Who may read what is kept and how long, and who may have somebody's data erased."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.access import offices
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.people.access import Permission, holds, works_in
from parchemin.campus.people.models import Role, School

READ: Permission[School] = Permission(
    name="retention.read",
    says=_("Only the programme offices and the directors of the school may read what it keeps, and how long."),
    rows=lambda person: works_in(person, Role.OFFICE, Role.DIRECTOR),
)
ERASE: Permission[School] = Permission(
    name="retention.erase",
    says=_("Only a director of the school may have somebody's data erased."),
    rows=lambda person: holds(person, [Role.DIRECTOR], school="pk"),
)
FOLLOW: Permission[Programme] = Permission(
    name="retention.follow",
    says=_("Only the programme office or a director may see what is about to be erased."),
    rows=lambda person: offices(person),
)
