"""Who may work on a draft of a text."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.access import offices
from parchemin.campus.people.access import Permission
from parchemin.campus.texts.models import Draft

WORK_ON_DRAFT: Permission[Draft] = Permission(
    name="texts.work_on_draft",
    says=_("A draft is its author's alone."),
    rows=lambda person: Q(owner=person) & offices(person, "programme"),
)
