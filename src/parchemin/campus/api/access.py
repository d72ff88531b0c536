"""Who may make, see and revoke keys."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.api.models import Key
from parchemin.campus.people.access import Permission, holds, works_in
from parchemin.campus.people.models import Role, School

HOLDERS = (Role.OFFICE, Role.DIRECTOR)


MAKE_KEYS: Permission[School] = Permission(
    name="api.make_keys",
    says=_("Only the programme offices and the directors of the school may make keys, each for themselves."),
    rows=lambda person: works_in(person, *HOLDERS),
)
SEE_KEY: Permission[Key] = Permission(
    name="api.see_key",
    says=_("Only who made a key, and the directors of the school, may see and revoke it."),
    rows=lambda person: Q(person=person) | holds(person, [Role.DIRECTOR]),
)
