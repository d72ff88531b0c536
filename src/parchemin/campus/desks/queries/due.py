"""Reads of the desks: what falls due where somebody may see it."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.clock.models import KINDS, DueTask
from parchemin.campus.clock.queries import Place, seen
from parchemin.campus.people.access import DECLARED, Permission
from parchemin.campus.people.models import Person


def due_tasks_for(person: Person) -> QuerySet[DueTask]:
    """What falls due in the programmes where each kind's own permission lets somebody see it."""
    places: dict[str, list[Place]] = {}
    for permission in sorted({kind.permission for kind in KINDS.values()}):
        here = _places(person, permission)
        places |= {kind.name: here for kind in KINDS.values() if kind.permission == permission}
    return seen(places)


def _places(person: Person, name: str) -> list[Place]:
    permission = cast("Permission[Programme]", DECLARED[name])
    programmes = permission.among(Programme.objects.all(), person)
    return [(school, slug) for school, slug in programmes.values_list("school__slug", "slug")]
