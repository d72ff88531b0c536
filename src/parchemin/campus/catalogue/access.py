"""Who may do what with the catalogue."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.people.access import Permission, current, holds
from parchemin.campus.people.models import STAFF, Person, Role, School


def offices(person: Person, programme: str = "") -> Q:
    """Rows of programmes where somebody is of the programme office or a director; `programme` is the path to one."""
    path = f"{programme}__" if programme else ""
    return holds(person, [Role.OFFICE, Role.DIRECTOR], school=f"{path}school_id", scope=f"{path}slug")


OPEN_PROGRAMMES: Permission[School] = Permission(
    name="catalogue.open_programmes",
    says=_("Only a director of the school may open a programme."),
    rows=lambda person: holds(person, [Role.DIRECTOR], school="pk"),
)
PUBLISH: Permission[Programme] = Permission(
    name="catalogue.publish",
    says=_("Only the programme office or a director may publish a regulation."),
    rows=offices,
)
READ: Permission[Programme] = Permission(
    name="catalogue.read",
    says=_("Only those of the school may read this."),
    rows=lambda person: (
        holds(person, [*STAFF, Role.STUDENT, Role.APPLICANT], scope="slug")
        | Q(school__in=current(person, *STAFF).values("school"))
    ),
)
OPEN_INTAKE: Permission[Programme] = Permission(
    name="catalogue.open_intake",
    says=_("Only the programme office or a director may open an intake."),
    rows=offices,
)
SET_CONTACTS: Permission[Programme] = Permission(
    name="catalogue.set_contacts",
    says=_("Only the programme office or a director may say who answers which questions."),
    rows=offices,
)
