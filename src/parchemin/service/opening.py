"""Opening a school from the machine it runs on: the only right that is not given by somebody who already has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from parchemin.campus.people.actions import enter_person, found_school, invitation, invite_now
from parchemin.campus.people.models import Person, School
from parchemin.service.refusals import NotDone

SLUG = re.compile(r"[a-z][a-z0-9-]{1,59}")


@dataclass(frozen=True, slots=True)
class Opened:
    """A school that is open. link: where its director chooses a password; unsent: why no mail left, "" when one did."""

    link: str
    unsent: str = ""


def open_school(email: str, given_name: str, family_name: str, *, slug: str, name: str, mail: bool) -> Opened:
    """Found the school with its director, entered if need be, and mail them the link when asked to."""
    _demand(email, slug)
    now = timezone.now()
    with transaction.atomic():
        person = Person.objects.filter(email=email.strip().lower()).first()
        person = person or enter_person(email, given_name, family_name, by=None, at=now)
        found_school(slug, name, director=person, at=now)
    unsent = ""
    if mail:
        try:
            invite_now(person, by=None, at=now)
        except OSError as failure:  # the school stands: whoever opens it has the link on the screen
            unsent = str(failure) or type(failure).__name__
    return Opened(invitation(person), unsent)


def _demand(email: str, slug: str) -> None:
    try:
        validate_email(email.strip())
    except ValidationError as wrong:
        raise NotDone(
            f"« {email} » n’est pas une adresse. Rien n’a été écrit.", f"“{email}” is no address. Nothing was written."
        ) from wrong
    if not SLUG.fullmatch(slug):
        raise NotDone(
            f"Le code « {slug} » ne convient pas : des lettres minuscules, chiffres et tirets, comme « icn ».",
            f"The code “{slug}” will not do: small letters, digits and dashes, such as “icn”.",
        )
    if School.objects.filter(slug=slug).exists():
        raise NotDone(
            f"Une école « {slug} » existe déjà. Une direction y donne les rôles, à l’écran.",
            f"A school “{slug}” exists already. Its director gives the roles in it, on screen.",
        )
