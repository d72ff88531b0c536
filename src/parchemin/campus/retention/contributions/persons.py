"""The account of somebody: what is kept of it, and what erasing it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.locks import hold
from parchemin.campus.common.models import Entry
from parchemin.campus.people.access import current
from parchemin.campus.people.models import NOWHERE, STAFF, Grant, Person, Role, School, Title
from parchemin.campus.retention.actions import PERSON
from parchemin.campus.retention.models import (
    HELD_BY,
    OWN_DATA,
    WHY_KEPT,
    WITH_PERSON,
    Blank,
    Erasure,
    OfPerson,
    OwnTable,
    RetentionRule,
    keeps,
)
from parchemin.campus.retention.queries import held_by, held_elsewhere, of_school, why_kept

SIGN_IN: tuple[type[Model], ...] = (EmailAddress, Authenticator, SocialAccount)


def _erasure(key: str, by: datetime | None = None) -> Erasure | None:
    """Somebody and a school (`actions.person_key`): what is that school's of them, and who they are where no other has
    anything of theirs. Former versions remembered somebody alone: all of them, in every school, was erased.

    by: of what was there by a moment; where they have a file or a role since, who they are stays."""
    who, _space, where = key.partition(" ")
    try:
        found = hold(Person.objects.filter(pk=UUID(who)))  # before their files: who opens one is waited for
        schools = School.objects.filter(pk=UUID(where)) if where else School.objects.filter(grants__person=UUID(who))
    except ValueError:  # no key: of nobody
        return None
    school = schools.order_by("slug").first()
    if not found or school is None:
        return None
    [person] = found
    part = OfPerson(school if where else None, by)
    if person.erased or why_kept(person, part.school):
        return None
    fresh = {held for held, since in held_by(person) if by and since > by}
    ends = ending(person, school) if part.school and school.pk not in fresh else []
    stays = bool(fresh) or (part.school is not None and held_elsewhere(person, part.school))
    blanks, gone = (_of_stages(person, part), list[Model]()) if stays else parting(person)
    return Erasure(school, str(person.pk), blanks, gone=gone, ends=ends) if blanks or ends else None


def ending(person: Person, school: School, scope: str | None = None) -> list[Grant]:
    """The roles of an applicant that end with their files, in a school or in one of its programmes; held."""
    roles = current(person, Role.APPLICANT).filter(school=school)
    return hold(roles if scope is None else roles.filter(scope=scope))


def _of_stages(person: Person, part: OfPerson) -> list[Blank]:
    return [blank for stage in WITH_PERSON for blank in stage(person, part)]


def parting(person: Person) -> tuple[list[Blank], list[Model]]:
    """All that goes with somebody, whatever rule erases them: what each stage empties, who they are, and the rows of
    their sign-in and their sessions, which are removed whole."""
    blanks = _of_stages(person, OfPerson())
    gone = [row for model in SIGN_IN for row in model._default_manager.filter(user=person)]
    return [*blanks, _nobody(person)], [*gone, *_sessions(person)]


def _sessions(person: Person) -> Iterator[Session]:
    """Where they are signed in: it says by which address."""
    for session in Session.objects.all():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            yield session


def _nobody(person: Person) -> Blank:
    """Somebody as they are left: the key, which rows point at, and nothing that says who they were."""
    person.set_unusable_password()
    left = {"given_name": "", "family_name": "", "is_active": False, "password": person.password}
    return Blank(person, {"email": f"{person.pk}@{NOWHERE}", **left})


keeps(
    RetentionRule(
        name=PERSON,
        what=_("The account of somebody who asks to be erased, and the files of their applications"),
        kept=_("until they ask, unless the record of their studies or of their work must be kept"),
        since=_("their request"),
        why=_("GDPR, article 17"),
        due=lambda programme, day: (),
        erasure=_erasure,
        again=_erasure,
    )
)


@WHY_KEPT.at(10)
def staff(person: Person, school: School | None) -> Iterator[str]:
    if of_school(Grant.objects.filter(person=person, role__in=STAFF), "school", school).exists():
        yield str(_("they work or worked for the school, and what they did stays traced to them"))


@HELD_BY.at(10)
def roles(person: Person) -> Iterator[tuple[UUID, datetime]]:
    """An applicant's role says nothing without their file, which is looked for by itself."""
    yield from Grant.objects.filter(person=person).exclude(role=Role.APPLICANT).values_list("school_id", "since")


@OWN_DATA.at(10)
def identity(person: Person) -> Iterator[OwnTable]:
    told = (person.given_name, person.family_name, person.email)
    yield OwnTable(_("Identity"), (_("Given name"), _("Family name"), _("Address")), (told,))
    grants = Grant.objects.filter(person=person).select_related("school").order_by("since")
    had = tuple((one.school.name, one.get_role_display(), one.scope, one.since, one.ended) for one in grants)
    heads = (_("School"), _("Role"), _("Programme"), _("Since"), _("Until"))
    yield OwnTable(_("Roles"), heads, had)
    titles = Title.objects.filter(person=person).select_related("school").order_by("since")
    lines = tuple((one.school.name, one.words, one.since, one.ended) for one in titles)
    yield OwnTable(_("Titles"), (_("School"), _("Title"), _("Since"), _("Until")), lines)
    links = SocialAccount.objects.filter(user=person).order_by("pk")
    linked = tuple((one.provider, one.uid, one.date_joined, one.last_login) for one in links)
    yield OwnTable(_("School accounts"), (_("Directory"), _("Name there"), _("Linked on"), _("Last used")), linked)


@OWN_DATA.at(900)
def acts(person: Person) -> Iterator[OwnTable]:
    """What they did, as the journal has it; not of whom, who have a right to it themselves."""
    lines = Entry.objects.filter(actor=person.pk).order_by("at").values_list("at", "verb", "chain", "number")
    heads = (_("Moment"), _("Act"), _("Journal"), _("Line"))
    yield OwnTable(_("What you did"), heads, tuple(lines))
