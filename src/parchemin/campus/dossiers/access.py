"""Who may see and do what with dossiers."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.access import offices
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.access import Permission, plays
from parchemin.campus.people.models import Role

READ_DOSSIER: Permission[Dossier] = Permission(
    name="dossiers.read_dossier",
    says=_("Only the person concerned, their programme office and directors may read this file."),
    rows=lambda person: Q(person=person) | offices(person, "programme"),
)
OWN_FILES: Permission[Dossier] = Permission(
    name="dossiers.own_files",
    says=_("Only the person concerned may open this page."),
    rows=lambda person: Q(person=person, studies=False) if plays(person, Role.APPLICANT) else Q(pk__in=()),
)
OPEN: Permission[Programme] = Permission(
    name="dossiers.open",
    says=_("Only the programme office or a director may open a file."),
    rows=offices,
)
DECLARE: Permission[Dossier] = Permission(
    name="dossiers.declare",
    says=_("Only the programme office or a director may declare a fact."),
    rows=lambda person: offices(person, "programme"),
)
EXPORT: Permission[Programme] = Permission(
    name="dossiers.export",
    says=_("Only the programme office or a director may export records."),
    rows=offices,
)
SIMULATE: Permission[Programme] = Permission(
    name="dossiers.simulate",
    says=_("Only the programme office or a director may simulate on a cohort."),
    rows=offices,
)
