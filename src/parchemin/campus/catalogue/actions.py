"""What is done with the catalogue: open programmes and intakes, keep reviewed texts, say who answers what, ask them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from parchemin.campus.catalogue import access
from parchemin.campus.catalogue.models import Contact, GuideQuestion, Intake, Programme, Publication
from parchemin.campus.catalogue.queries import answering, text_of_entry
from parchemin.campus.catalogue.refusals import (
    ContactExists,
    IntakeExists,
    NobodyAnswers,
    ProgrammeExists,
    QuestionEmpty,
    QuestionTooLong,
    TextPublishedAlready,
    TooManyQuestions,
)
from parchemin.campus.common import journal
from parchemin.campus.common.events import tell
from parchemin.campus.common.locks import hold_row
from parchemin.campus.people.models import Person, Role, School

LONGEST_QUESTION, MOST_QUESTIONS = 4000, 20


@dataclass(frozen=True, slots=True)
class ProgrammeOpened:
    """A programme was opened."""

    programme: Programme
    at: datetime


def open_programme(school: School, slug: str, title: str, *, by: Person, at: datetime) -> Programme:
    """Open a programme in a school."""
    access.OPEN_PROGRAMMES.demand(by, school)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(school=school, slug=slug, title=title)
            tell(ProgrammeOpened(programme, at))
            journal.record("catalogue.open_programme", slug, chain=school.slug, actor=by.pk, at=at, rows=[programme])
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
                rows=[publication],
            )
    except IntegrityError as duplicate:
        raise TextPublishedAlready(programme.publications.get(digest=digest).number) from duplicate
    return publication


def open_intake(programme: Programme, name: str, starts: date, *, by: Person, at: datetime) -> Intake:
    """Open an intake under the text in force on its first day. Until then it follows what is published."""
    access.OPEN_INTAKE.demand(by, programme)
    try:
        with transaction.atomic():
            hold_row(programme)  # a text published at the same moment is seen, or sees this intake
            publication = text_of_entry(programme, starts)
            intake = Intake.objects.create(
                programme=programme, publication=publication, name=name, starts=starts, opened_at=at, opened_by=by
            )
            told: journal.Payload = {"starts": starts.isoformat(), "publication": publication.number}
            record_intake("catalogue.open_intake", intake, by=by, at=at, payload=told)
    except IntegrityError as duplicate:
        raise IntakeExists(name) from duplicate
    return intake


def rename_intake(intake: Intake, name: str, *, reason: str, by: Person, at: datetime) -> Intake:
    """Give an intake another name. The caller has checked that no document bears the former."""
    access.OPEN_INTAKE.demand(by, intake.programme)
    try:
        with transaction.atomic():
            held = hold_row(intake)
            told = {"former": held.name}
            held.name = name
            held.save(update_fields=["name"])
            record_intake("catalogue.rename_intake", held, by=by, at=at, payload=told, reason=reason)
    except IntegrityError as duplicate:
        raise IntakeExists(name) from duplicate
    return held


def cancel_intake(intake: Intake, *, reason: str, by: Person, at: datetime) -> None:
    """An intake that will not be. The caller has checked that nobody is of it. Its name may be given again."""
    access.OPEN_INTAKE.demand(by, intake.programme)
    with transaction.atomic():
        held = hold_row(intake)
        held.cancelled_at = at
        held.save(update_fields=["cancelled_at"])
        record_intake("catalogue.cancel_intake", held, by=by, at=at, payload={}, reason=reason)


def record_intake(
    verb: str, intake: Intake, *, by: Person, at: datetime, payload: journal.Payload, reason: str = ""
) -> None:
    """A line of the journal about an intake, as it stands now."""
    programme = intake.programme
    subject = f"{programme.slug} {intake.name}"
    chain, why = programme.school.slug, journal.because(reason, intake)
    journal.record(verb, subject, chain=chain, actor=by.pk, at=at, payload=payload, rows=[intake], why=why)


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
