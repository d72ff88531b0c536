"""What people does apart: mail somebody the address where they choose their password.

The address is made when the mail leaves, so that no copy of it is kept.
"""

from __future__ import annotations

from django.tasks import task

from parchemin.campus.common.events import reacts_to
from parchemin.campus.people.actions import Invited, send_invitation, send_new_password
from parchemin.campus.people.models import Person


@reacts_to(Invited)
def when_invited(event: Invited) -> None:
    """Put the mail in the queue, in the transaction of what made them: both are kept, or neither."""
    mail_invitation.enqueue(str(event.person))


@task()
def mail_invitation(person: str) -> int:
    """Mail who was entered by the school. Nothing for who has chosen a password since."""
    invited = Person.objects.get(pk=person)
    if invited.has_usable_password():
        return 0
    return send_invitation(invited)


@task()
def mail_new_password(person: str, language: str) -> int:
    """Mail who asked for a new password, in the language of the page where they asked."""
    return send_new_password(Person.objects.get(pk=person), language)
