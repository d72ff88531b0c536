"""Who may see and do what with registrations."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.access import offices
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.people.access import Permission

REGISTER: Permission[Programme] = Permission(
    name="enrolment.register",
    says=_("Only the programme office or a director may register students."),
    rows=lambda person: offices(person),
)
READ_REGISTRATION: Permission[Registration] = Permission(
    name="enrolment.read",
    says=_("Only the student, their programme office and directors may read a registration."),
    rows=lambda person: Q(dossier__person=person) | offices(person, "dossier__programme"),
)
