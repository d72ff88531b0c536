"""What is done apart about files: mail the person concerned how to sign in."""

from __future__ import annotations

from uuid import UUID

from django.tasks import task
from django.utils import timezone

from parchemin.campus.people.actions import invite
from parchemin.campus.people.models import Person


@task()
def invite_concerned(person: str, by: str) -> bool:
    """Mail somebody the one-time address where they choose a password, unless they have one. Whether they were."""
    concerned = Person.objects.get(pk=UUID(person))
    if concerned.has_usable_password():
        return False
    invite(concerned, by=Person.objects.get(pk=UUID(by)), at=timezone.now())
    return True
