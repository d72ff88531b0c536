"""Whom a subject of the directory opens; making and removing a link. A link is all that ever changes of an account."""

from __future__ import annotations

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from parchemin.campus.common import journal
from parchemin.campus.common.locks import hold_row
from parchemin.campus.people.models import Person
from parchemin.campus.people.sign_in.directory.claims import DirectorySubject
from parchemin.campus.people.sign_in.directory.refusals import DirectoryOpensNothing, LastWayIn, LinkNotPossible

DIRECTORY = "school"  # the name of the one directory in addresses and in the table of links


def link_of(subject: DirectorySubject) -> SocialAccount | None:
    kept = SocialAccount.objects.filter(provider=DIRECTORY, uid=subject.key)
    return kept.select_related("user").first()


def person_opened_by(subject: DirectorySubject) -> Person:
    """Who may come in. Reads only. Raises DirectoryOpensNothing."""
    link = link_of(subject)
    person: Person = link.user if link else _person_at(subject)
    if not person.is_active:
        raise DirectoryOpensNothing("account closed", person)
    return person


def _person_at(subject: DirectorySubject) -> Person:
    """Whose official address is vouched for, when nothing was ever linked to their account."""
    if not subject.address:
        raise DirectoryOpensNothing("no address vouched for")
    if not _may_vouch(subject.address):
        raise DirectoryOpensNothing("address of another domain")
    person = Person.objects.filter(email=subject.address).first()
    if person is None:
        raise DirectoryOpensNothing("nobody at this address")
    if links_of(person).exists():
        raise DirectoryOpensNothing("another subject is linked", person)
    return person


def _may_vouch(address: str) -> bool:
    """Whether the directory's word is taken for this address: those of its own domains."""
    domains: list[str] = settings.DIRECTORY_DOMAINS
    return domains == ["any"] or address.rpartition("@")[2] in domains


def links_of(person: Person) -> QuerySet[SocialAccount]:
    links: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=person).order_by("date_joined", "pk")
    return links


def complete_sign_in(person: Person, subject: DirectorySubject, *, at: datetime) -> None:
    """The last step, when nothing more is asked of them: what was true at the first still is, and the link is kept.

    Raises DirectoryOpensNothing.
    """
    try:
        with transaction.atomic():
            hold_row(person)  # two subjects of one address at once: one is refused
            if person_opened_by(subject) != person:
                raise DirectoryOpensNothing("changed meanwhile", person)
            if link_of(subject) is None:
                _link(person, subject, "address", at)
    except IntegrityError as taken:
        raise DirectoryOpensNothing("linked meanwhile", person) from taken


def link(person: Person, subject: DirectorySubject, *, at: datetime) -> None:
    """Link a school account to who is signed in and asks for it. Raises LinkNotPossible.

    A school account that is another's, or at another's address, is refused: two people share a browser.
    """
    try:
        with transaction.atomic():
            hold_row(person)
            existing = link_of(subject)
            if existing is not None and existing.user_id != person.pk:
                raise LinkNotPossible("linked to another")
            if subject.address and Person.objects.filter(email=subject.address).exclude(pk=person.pk).exists():
                raise LinkNotPossible("at the address of another")
            if existing is None:
                _link(person, subject, "themselves", at)
    except IntegrityError as taken:
        raise LinkNotPossible("linked meanwhile") from taken


def _link(person: Person, subject: DirectorySubject, how: str, at: datetime) -> None:
    SocialAccount.objects.create(user=person, provider=DIRECTORY, uid=subject.key, extra_data=subject.written())
    payload = {"how": how, "subject": subject.key}
    journal.record("people.link_directory", str(person.pk), actor=person.pk, at=at, payload=payload)


def is_last_way_in(link: SocialAccount, person: Person) -> bool:
    """Whether they could sign in no more without it: no password, no other link to the directory of the settings."""
    issuers = [link.extra_data["iss"].rstrip("/") for link in links_of(person).exclude(pk=link.pk)]
    return not person.has_usable_password() and issuer_expected() not in issuers


def issuer_expected() -> str:
    """The issuer that the settings name, by itself or by the page where it describes itself."""
    address: str = settings.DIRECTORY_APPS[0]["settings"]["server_url"]
    return address.partition("/.well-known/")[0].rstrip("/")


def unlink(link: SocialAccount, *, by: Person, at: datetime) -> None:
    """Remove one's own link. Raises LastWayIn for who would be left with no way to sign in."""
    with transaction.atomic():
        person = hold_row(by)
        if is_last_way_in(link, person):
            raise LastWayIn
        if links_of(person).filter(pk=link.pk).delete()[0]:
            payload = {"subject": str(link.uid)}
            journal.record("people.unlink_directory", str(by.pk), actor=by.pk, at=at, payload=payload)
