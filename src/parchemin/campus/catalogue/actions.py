"""What is done with the catalogue: open programmes and intakes, keep reviewed texts, say who answers what, ask them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from parchemin.campus.catalogue import access
from parchemin.campus.catalogue.models import Contact, GuideQuestion, Intake, Programme, Publication
from parchemin.campus.catalogue.queries import answering
from parchemin.campus.catalogue.refusals import (
    ContactExists,
    IntakeExists,
    NobodyAnswers,
    NothingPublished,
    NotYetInForce,
    ProgrammeExists,
    QuestionEmpty,
    QuestionTooLong,
    TextPublishedAlready,
    TooManyQuestions,
)
from parchemin.campus.common import journal
from parchemin.campus.common.locks import hold_row
from parchemin.campus.people.models import Person, Role, School

LONGEST_QUESTION, MOST_QUESTIONS = 4000, 20


def open_programme(school: School, slug: str, title: str, *, by: Person, at: datetime) -> Programme:
    """Open a programme in a school."""
    access.OPEN_PROGRAMMES.demand(by, school)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(school=school, slug=slug, title=title)
            journal.record("catalogue.open_programme", slug, chain=school.slug, actor=by.pk, at=at)
    except IntegrityError as duplicate:
        raise ProgrammeExists from duplicate
    return programme


def add_publication(
    programme: Programme,
    files: Mapping[str, str],
    *,
    title: str,
    in_force: date,
    digest: str,
    by: Person,
    at: datetime,
) -> Publication:
    """Keep a reviewed text for ever, once. `texts.actions.publish` has it reviewed, and is who calls this."""
    access.PUBLISH.demand(by, programme)
    try:
        with transaction.atomic():
            hold_row(programme)
            last = programme.publications.aggregate(last=Max("number"))["last"] or 0
            publication = Publication.objects.create(
                programme=programme,
                number=last + 1,
                title=title,
                in_force=in_force,
                digest=digest,
                files=dict(files),
                published_at=at,
                published_by=by,
            )
            journal.record(
                "catalogue.publish",
                programme.slug,
                chain=programme.school.slug,
                actor=by.pk,
                at=at,
                payload={"number": publication.number, "digest": digest},
            )
    except IntegrityError as duplicate:
        raise TextPublishedAlready(programme.publications.get(digest=digest).number) from duplicate
    return publication


def open_intake(programme: Programme, name: str, starts: date, *, by: Person, at: datetime) -> Intake:
    """Open an intake under the text of the programme last published. Those who enter stay under that text."""
    access.OPEN_INTAKE.demand(by, programme)
    publication = programme.publications.order_by("-number").first()
    if publication is None:
        raise NothingPublished
    if publication.in_force > starts:
        raise NotYetInForce(publication.in_force, starts)
    try:
        with transaction.atomic():
            intake = Intake.objects.create(
                programme=programme, publication=publication, name=name, starts=starts, opened_at=at, opened_by=by
            )
            journal.record(
                "catalogue.open_intake",
                f"{programme.slug} {name}",
                chain=programme.school.slug,
                actor=by.pk,
                at=at,
                payload={"starts": starts.isoformat(), "publication": publication.number},
            )
    except IntegrityError as duplicate:
        raise IntakeExists(name) from duplicate
    return intake


# --- who answers what -------------------------------------------------------------------------------------------


def set_contact(
    programme: Programme,
    subject: str,
    about: str,
    *,
    person: Person | None = None,
    role: Role | None = None,
    by: Person,
    at: datetime,
) -> Contact:
    """Say who answers a subject: somebody, or all who hold a role in the programme."""
    access.SET_CONTACTS.demand(by, programme)
    try:
        with transaction.atomic():
            made = Contact.objects.create(
                programme=programme,
                subject=" ".join(subject.split()),
                about=" ".join(about.split()),
                person=person,
                role=role or "",
                since=at,
                by=by,
            )
            told = {"who": str(person.pk) if person else str(role)}
            _contacts_journal("catalogue.set_contact", made, by, at, told)
    except IntegrityError as duplicate:
        raise ContactExists(subject) from duplicate
    return made


def end_contact(contact: Contact, *, by: Person, at: datetime) -> None:
    """From now on nobody answers it; the questions asked stand."""
    access.SET_CONTACTS.demand(by, contact.programme)
    with transaction.atomic():
        if Contact.objects.filter(pk=contact.pk, ended=None).update(ended=at):
            _contacts_journal("catalogue.end_contact", contact, by, at, {})


def _contacts_journal(verb: str, contact: Contact, by: Person, at: datetime, payload: journal.Payload) -> None:
    school = contact.programme.school.slug
    journal.record(verb, contact.subject, chain=school, actor=by.pk, at=at, payload=payload)


def ask(contact: Contact, words: str, *, by: Person, at: datetime) -> GuideQuestion:
    """Send a question to who answers the subject. It is kept; the mail leaves by a task of its own."""
    access.READ.demand(by, contact.programme)
    said = words.strip()
    if not said:
        raise QuestionEmpty
    if len(said) > LONGEST_QUESTION:
        raise QuestionTooLong(LONGEST_QUESTION)
    if GuideQuestion.objects.filter(asked_by=by, at__gt=at - timedelta(days=1)).count() >= MOST_QUESTIONS:
        raise TooManyQuestions(MOST_QUESTIONS)
    to = [] if contact.ended else [person.email for person in answering(contact)]
    if not to:
        raise NobodyAnswers
    with transaction.atomic():
        return GuideQuestion.objects.create(contact=contact, asked_by=by, words=said, sent_to=to, at=at)
