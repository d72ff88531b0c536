"""Who may see and do what with dossiers. Later stages build their own permissions on the same conditions."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.people.access import holds
from parchemin.campus.people.models import Person, Role
from parchemin.campus.people.permissions import Permission
from parchemin.campus.rulings.models import Dossier, Draft


def offices(person: Person, programme: str = "") -> Q:
    """Rows of programmes where somebody is of the programme office or a director; `programme` is the path to one."""
    path = f"{programme}__" if programme else ""
    return holds(person, [Role.OFFICE, Role.DIRECTOR], school=f"{path}school_id", scope=f"{path}slug")


READ_DOSSIER: Permission[Dossier] = Permission(
    name="rulings.read_dossier",
    says=_("Only the person concerned, their programme office and directors may read this file."),
    rows=lambda person: Q(person=person) | offices(person, "programme"),
)
DECLARE: Permission[Dossier] = Permission(
    name="rulings.declare",
    says=_("Only the programme office or a director may declare a fact."),
    rows=lambda person: offices(person, "programme"),
)
EXPORT: Permission[Programme] = Permission(
    name="rulings.export",
    says=_("Only the programme office or a director may export records."),
    rows=lambda person: holds(person, [Role.OFFICE, Role.DIRECTOR], scope="slug"),
)
SIMULATE: Permission[Programme] = Permission(
    name="rulings.simulate",
    says=_("Only the programme office or a director may simulate on a cohort."),
    rows=lambda person: holds(person, [Role.OFFICE, Role.DIRECTOR], scope="slug"),
)
WORK_ON_DRAFT: Permission[Draft] = Permission(
    name="rulings.work_on_draft",
    says=_("A draft is its author's alone."),
    rows=lambda person: Q(owner=person) & offices(person, "programme"),
)
