"""What is done about people: one verb a function, with who does it and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Greatest
from django.urls import reverse

from parchemin.campus.common import journal
from parchemin.campus.common.events import tell
from parchemin.campus.common.locks import hold, hold_row
from parchemin.campus.common.mails import mail
from parchemin.campus.common.reading import note_anew, note_read
from parchemin.campus.people import access
from parchemin.campus.people.models import STAFF, Grant, Person, Role, School, Title
from parchemin.campus.people.refusals import AlreadyEnded, AlreadyHeld, EmailTaken, LastDirector, NotOfTheStaff


def found_school(slug: str, name: str, *, director: Person, at: datetime) -> School:
    """Open a school, with its first director."""
    with transaction.atomic():
        school = School.objects.create(slug=slug, name=name)
        told: journal.Payload = {"name": name}
        journal.record("people.found_school", slug, chain=slug, actor=director.pk, at=at, payload=told, rows=[school])
        journal.begin(slug, at=at)
        _grant(director, school, Role.DIRECTOR, "", by=None, at=at)
    return school


def enter_person(email: str, given_name: str, family_name: str, *, by: Person | None, at: datetime) -> Person:
    """Enter somebody in the register. They have no role, and no password until they choose one."""
    try:
        with transaction.atomic():
            person = Person(email=email.strip().lower(), given_name=given_name, family_name=family_name)
            person.set_unusable_password()
            person.save(force_insert=True)
            journal.record("people.enter_person", str(person.pk), actor=by.pk if by else None, at=at)
    except IntegrityError as duplicate:
        raise EmailTaken from duplicate
    return person


def invitation(person: Person) -> str:
    """The one-time address where somebody chooses a password: good for three days, and until one is chosen."""
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return str(settings.ADDRESS + reverse("account_reset_password_from_key", kwargs=key))


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody is to be mailed the address where they choose their password."""

    person: UUID


def invite(person: Person, *, by: Person | None, at: datetime) -> None:
    """Have somebody mailed the address where they choose their password, by the worker, once all this is written."""
    with transaction.atomic():
        _invited(person, by, at)
        tell(Invited(person.pk))


def invite_now(person: Person, *, by: Person | None, at: datetime) -> None:
    """Mail it at once, while one waits. OSError when the mail server does not take it; nothing is noted."""
    send_invitation(person)
    with transaction.atomic():
        _invited(person, by, at)


def _invited(person: Person, by: Person | None, at: datetime) -> None:
    journal.record("people.invite", str(person.pk), actor=by.pk if by else None, at=at)


def send_invitation(person: Person) -> int:
    """Mail it now, to one address. OSError when the mail server does not take it."""
    return _send("people/mail/invitation", person)


def send_new_password(person: Person, language: str) -> int:
    """Mail who asks for it, at one address, where they choose a new password. OSError as above."""
    return _send("people/mail/new_password", person, language)


def _send(template: str, person: Person, language: str | None = None) -> int:
    told = {"person": person, "link": invitation(person), "address": settings.ADDRESS}
    return mail(template, told, person.email, language=language)


def grant_role(person: Person, school: School, role: Role, scope: str = "", *, by: Person, at: datetime) -> Grant:
    """Give a role in a school, or (`scope`) in one of its programmes."""
    access.GRANT_ROLES.demand(by, school)
    return _grant(person, school, role, scope, by=by, at=at)


def hold_known(emails: Iterable[str]) -> list[Person]:
    """Those of these addresses who are known, held before all that is done of them: whoever erases one of them is
    waited for, and they are then known no more."""
    return hold(Person.objects.filter(email__in={one.strip().lower() for one in emails}))


def admit(
    people: Sequence[tuple[str, str, str]], school: School, role: Role, scope: str, *, by: Person, at: datetime
) -> list[Person]:
    """Enter people (address, given name, family name) who have a role in a programme, in one go.

    Somebody already known by their address is the same person. The caller has checked who may.
    """
    wanted = {email.strip().lower(): (given, family) for email, given, family in people}
    with transaction.atomic():
        known = {person.email: person for person in Person.objects.filter(email__in=wanted)}
        fresh = [
            Person(email=email, given_name=given, family_name=family)
            for email, (given, family) in sorted(wanted.items())
            if email not in known
        ]
        for person in fresh:
            person.set_unusable_password()
        Person.objects.bulk_create(fresh, ignore_conflicts=True)  # entered meanwhile by somebody else: the same person
        known |= {person.email: person for person in Person.objects.filter(email__in=[one.email for one in fresh])}
        held = set(
            Grant.objects.filter(
                person__in=known.values(), school=school, role=role, scope=scope, ended=None
            ).values_list("person_id", flat=True)
        )
        grants = [
            Grant(person=person, school=school, role=role, scope=scope, since=at, by=by)
            for _, person in sorted(known.items())
            if person.pk not in held
        ]
        Grant.objects.bulk_create(grants, ignore_conflicts=True)  # held since by somebody else's list
        payload = {"role": str(role), "scope": scope, "people": " ".join(str(person.pk) for person in known.values())}
        made = Grant.objects.filter(pk__in=[grant.pk for grant in grants])
        journal.record(
            "people.admit",
            f"{len(known)}",
            chain=school.slug,
            actor=by.pk,
            at=at,
            payload=payload,
            rows=made,
        )
    return [known[email.strip().lower()] for email, _, _ in people]


def _grant(person: Person, school: School, role: Role, scope: str, *, by: Person | None, at: datetime) -> Grant:
    try:
        with transaction.atomic():
            grant = Grant.objects.create(person=person, school=school, role=role, scope=scope, since=at, by=by)
            payload = {"role": str(role), "scope": scope}
            actor = by.pk if by else None
            journal.record(
                "people.grant_role",
                str(person.pk),
                chain=school.slug,
                actor=actor,
                at=at,
                payload=payload,
                rows=[grant],
            )
    except IntegrityError as duplicate:
        raise AlreadyHeld from duplicate
    return grant


def end_role(grant: Grant, *, by: Person, at: datetime) -> None:
    """End a role from a moment on; what was done under it stands."""
    access.GRANT_ROLES.demand(by, grant.school)
    with transaction.atomic():
        hold_row(grant.school)  # two directors who end each other: one is refused
        directors = Grant.objects.filter(school=grant.school_id, role=Role.DIRECTOR, scope="", ended=None)
        if grant.role == Role.DIRECTOR and not grant.scope and not directors.exclude(pk=grant.pk).exists():
            raise LastDirector
        note_anew(grant)
        ended = Greatest("since", Value(at))  # a clock set back: it ends when it began
        if not Grant.objects.filter(pk=grant.pk, ended=None).update(ended=ended):
            raise AlreadyEnded
        grant.refresh_from_db(fields=["ended"])
        payload = {"role": grant.role, "scope": grant.scope}
        journal.record(
            "people.end_role",
            str(grant.person_id),
            chain=grant.school.slug,
            actor=by.pk,
            at=at,
            payload=payload,
            rows=[grant],
        )


def call(person: Person, school: School, words: str, *, by: Person, at: datetime) -> Title | None:
    """Say what somebody of the staff is called; "" for nothing any more. The former title is ended, and stays known."""
    access.INVITE.demand(by, school)
    said = " ".join(words.split())
    if not Grant.objects.filter(person=person, school=school, role__in=STAFF).exists():
        raise NotOfTheStaff(str(person))
    with transaction.atomic():
        hold_row(school)
        standing = Title.objects.filter(person=person, school=school, ended=None).first()
        if standing is not None and standing.words == said:
            return standing
        if standing is not None:
            note_read([standing])
            standing.ended = at
            standing.save(update_fields=["ended"])
        made = Title.objects.create(person=person, school=school, words=said, since=at, by=by) if said else None
        told = [one for one in (standing, made) if one]
        journal.record("people.call", str(person.pk), chain=school.slug, actor=by.pk, at=at, rows=told)
        return made


def bring(
    email: str, given_name: str, family_name: str, school: School, role: Role, scope: str, *, by: Person, at: datetime
) -> Person:
    """Give a role to somebody known by their address or new; who is new is mailed how to sign in."""
    access.GRANT_ROLES.demand(by, school)
    with transaction.atomic():
        person = Person.objects.filter(email=email.strip().lower()).first()
        fresh = person is None
        if person is None:
            person = enter_person(email, given_name, family_name, by=by, at=at)
        _grant(person, school, role, scope, by=by, at=at)
        if fresh:
            invite(person, by=by, at=at)
    return person
