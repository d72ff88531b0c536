"""Dossiers opened under a text, and moved from one intake or text to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from parchemin.campus.catalogue.models import Intake, Publication
from parchemin.campus.common import journal
from parchemin.campus.common.journal import because
from parchemin.campus.common.locks import claim_all, hold, hold_row
from parchemin.campus.common.models import ActReason, Evidence
from parchemin.campus.dossiers import access
from parchemin.campus.dossiers.models import Dossier, FormerEntry
from parchemin.campus.dossiers.queries.erased import erased_among
from parchemin.campus.dossiers.queries.numbers import made_numbers
from parchemin.campus.dossiers.queries.settled import settled
from parchemin.campus.dossiers.queries.subjects import students_already
from parchemin.campus.dossiers.refusals import (
    DossierExists,
    FileErased,
    IntakeGone,
    NoSuchRoot,
    PersonBusy,
    PersonIncomplete,
    StudentNeedsPerson,
    StudiesThere,
)
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_at, versions_of
from parchemin.campus.people.actions import admit, hold_known
from parchemin.campus.people.models import Person, Role


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, by the address they are known under."""

    email: str
    given_name: str
    family_name: str


def open_dossier(
    intake: Intake,
    root: str,
    *,
    about: Identity | None = None,
    number: str = "",
    reason: str = "",
    by: Person,
    at: datetime,
) -> Dossier:
    """Open the file of somebody, or of something ("about" nobody), as a root of the text of an intake.

    Without a number, one is made. Somebody already known by their address is the same person, whatever other file is
    theirs. reason: why, where they are a student of the programme already and begin again.
    """
    access.OPEN.demand(by, intake.programme)
    law = _law_as(intake, root)
    with transaction.atomic():
        hold_known([about.email] if about else [])
        hold_row(intake.programme)  # of two offices that open at once, each makes a number of its own
        intake = hold_intake(intake)
        number = number.strip() or next(made_numbers(intake, "" if law.studies else law.root))
        person = _entered(intake, law, about, by, at) if about else None
        [made] = open_dossiers(intake, [(person, number)], root=law.root, reason=reason, by=by, at=at)
    return made


def _entered(intake: Intake, law: Law, about: Identity, by: Person, at: datetime) -> Person:
    """The person, who may sign in: as a student, or as somebody who has asked something of the programme."""
    told = (about.email.strip(), about.given_name.strip(), about.family_name.strip())
    if not all(told):
        raise PersonIncomplete
    role = Role.STUDENT if law.studies else Role.APPLICANT
    [person] = admit([told], intake.programme.school, role, intake.programme.slug, by=by, at=at)
    return person


def _law_as(intake: Intake, root: str) -> Law:
    """The text of those who enter with an intake, of one of its roots ("" for those who study)."""
    text = law_at(intake.publication, intake.starts)
    if root and root not in text.roots:
        raise NoSuchRoot(root, ", ".join(text.roots))
    return law_at(intake.publication, intake.starts, root)


def open_dossiers(
    intake: Intake,
    subjects: Sequence[tuple[Person | None, str]],
    *,
    root: str = "",
    reason: str = "",
    by: Person,
    at: datetime,
) -> list[Dossier]:
    """Put persons (None for what is about nobody), each with a number, under the text of an intake, as one of its roots
    ("" for those who study).

    The caller has checked who may, and holds the programme: of two offices that open at once, the second sees what the
    first opened. Persons are held before it (`people.actions.hold_known`) where they can be waited for; who is erased
    or entered by somebody else meanwhile is refused (`PersonBusy`). reason: why somebody who studies in the programme
    already has another file; it is kept beside the line of the journal. Raises `StudiesThere` without one.
    """
    try:
        with transaction.atomic():
            _here([person for person, _ in subjects if person])
            held = hold_intake(intake)
            law = _law_as(held, root)
            if law.studies and any(person is None for person, _ in subjects):
                raise StudentNeedsPerson
            known = students_already(held, [person for person, _ in subjects if person]) if law.studies else []
            again = [one for one in known if one.intake_id != held.pk]  # of this very intake: `DossierExists`
            if again and not reason.strip():
                raise StudiesThere(again[0].subject, again[0].number)
            _no_number_alike(held, [number for _, number in subjects])
            made = Dossier.objects.bulk_create([_row(held, law, person, number, at) for person, number in subjects])
            numbers = " ".join(number for _, number in subjects)
            told = {"intake": str(held.pk), "root": law.root, "numbers": numbers}
            begun = {"again": " ".join(one.number for one in again)} if again else {}
            others = {one.person_id for one in again}
            why = because(reason, *([one for one in made if one.person_id in others] or made))
            _record("dossiers.open_dossiers", held, by, at, told | begun, made, why)
    except IntegrityError as duplicate:
        raise DossierExists(", ".join(number for _, number in subjects[:5])) from duplicate
    return made


def _here(persons: Sequence[Person]) -> None:
    """Hold these persons, who are there: nobody erases them until their file is written."""
    found = {one.pk: one for one in claim_all(Person.objects.filter(pk__in=[person.pk for person in persons]))}
    for person in persons:
        if person.pk not in found or found[person.pk].erased:
            raise PersonBusy(person.email)


def _no_number_alike(intake: Intake, numbers: Sequence[str]) -> None:
    """Two numbers that differ by their capitals alone are read as one: in a list, on a sheet, by who types them."""
    wanted = Counter(number.lower() for number in numbers)
    twice = [number for number in numbers if wanted[number.lower()] > 1]
    here = Dossier.objects.filter(programme=intake.programme_id).annotate(small=Lower("number"))
    if found := list(here.filter(small__in=list(wanted)).values_list("number", flat=True)[:5]) or twice[:5]:
        raise DossierExists(", ".join(found))


def hold_intake(intake: Intake) -> Intake:
    """An intake as it stands now, held, so that whoever enters it is under its text. Raises `IntakeGone`."""
    found = hold(Intake.objects.filter(pk=intake.pk).select_related("programme__school", "publication"))
    if not found:
        raise IntakeGone
    return found[0]


def move_entry(dossier: Dossier, intake: Intake, *, reason: str, by: Person, at: datetime) -> Dossier:
    """Put a dossier in another intake: its day of entry and its text follow. The caller has checked who may, and that
    nothing was done yet under the former."""
    try:
        with transaction.atomic():
            to = hold_intake(intake)
            held = hold_row(dossier, "intake")
            for erased in erased_among([held]):
                raise FileErased(erased.number)
            told: journal.Payload = {
                "dossier": held.number,
                "former": held.intake.name,
                "publication": to.publication.number,
            }
            left = FormerEntry.of(held, at)
            held.intake, held.entry, held.publication = to, to.starts, to.publication
            held.save(update_fields=["intake", "entry", "publication"])
            _record("dossiers.move_entry", to, by, at, told, [held], because(reason, held), [left])
    except IntegrityError as duplicate:
        raise DossierExists(dossier.number) from duplicate
    return held


def put_under(
    intakes: Sequence[Intake], publication: Publication, starts: date | None = None, *, by: Person, at: datetime
) -> int:
    """Put intakes, and whoever is of them, under a text, with another first day where one is given; gives how many
    people. A dossier stays where it is whose root the text does not have, of which something was marked or decided, or
    that was erased.

    The caller holds these intakes and their dossiers, and has checked who may.
    """
    roots = versions_of(publication.pk)[-1][1].roots
    moved = 0
    for intake in intakes:
        former, first_day = intake.publication.number, starts or intake.starts
        intake.publication, intake.starts = publication, first_day
        intake.save(update_fields=["publication", "starts"])
        of_them = Dossier.objects.filter(intake=intake, root__in=roots)
        of_them = of_them.exclude(pk__in=settled(list(of_them.values_list("pk", flat=True))))
        of_them = of_them.exclude(pk__in=[one.pk for one in erased_among(of_them.filter(person=None))])
        left = [FormerEntry.of(one, at) for one in of_them.select_related("programme__school")]
        people = of_them.update(publication=publication, entry=first_day)
        told: journal.Payload = {
            "former": former,
            "publication": publication.number,
            "dossiers": people,
            "starts": first_day.isoformat(),
        }
        _record("dossiers.put_under", intake, by, at, told, [intake, *of_them], left=left)
        moved += people
    return moved


def _record(
    verb: str,
    intake: Intake,
    by: Person,
    at: datetime,
    payload: journal.Payload,
    rows: Sequence[Evidence],
    why: Sequence[ActReason] = (),
    left: Sequence[FormerEntry] = (),
) -> None:
    school = intake.programme.school.slug
    journal.record_rows(
        verb, str(intake), left, chain=school, actor=by.pk, at=at, payload=payload, others=rows, why=why
    )


def _row(intake: Intake, law: Law, person: Person | None, number: str, at: datetime) -> Dossier:
    return Dossier(
        person=person,
        programme=intake.programme,
        publication=intake.publication,
        intake=intake,
        root=law.root,
        studies=law.studies,
        number=number,
        entry=intake.starts,
        opened_at=at,
    )
