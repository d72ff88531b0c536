"""What enrolment does apart: mail those who were imported how to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.tasks import task
from django.utils import timezone

from parchemin.campus.people.actions import invite
from parchemin.campus.people.models import Person


@task()
def invite_all(persons: Sequence[str], by: str) -> int:
    """Mail each the one-time address where they choose a password; not those who have one already. How many were."""
    sender = Person.objects.get(pk=UUID(by))
    waiting = [one for one in Person.objects.filter(pk__in=persons) if not one.has_usable_password()]
    for person in waiting:
        invite(person, by=sender, at=timezone.now())
    return len(waiting)
