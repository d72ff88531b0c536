"""Who lends books."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.access import offices
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.access import Permission

LEND: Permission[Dossier] = Permission(
    name="lending.lend",
    says=_("Only the programme office or a director may lend a student a book, and take it back."),
    rows=lambda person: offices(person, "programme"),
)
