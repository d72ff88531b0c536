"""Who enters: files opened for the people of an intake, one by one or from a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common import journal
from parchemin.campus.common.files import CSV, XLSX, FileContent, destroy, keeping, read
from parchemin.campus.common.files.refusals import SheetTooLong
from parchemin.campus.common.files.spreadsheets import SheetLine, lines_of
from parchemin.campus.common.locks import hold_row
from parchemin.campus.dossiers.actions import Statement, hold_intake, keep, open_dossiers
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.numbers import made_numbers
from parchemin.campus.enrolment import access
from parchemin.campus.enrolment.models import StudentList
from parchemin.campus.enrolment.queries.lists import MOST_LINES, ListPreview, preview
from parchemin.campus.enrolment.refusals import AlreadyImported, ListGone, ListNotClean, WorksForTheSchool
from parchemin.campus.law.publications import law_at
from parchemin.campus.looks.numbers import moment
from parchemin.campus.people.actions import admit, hold_known
from parchemin.campus.people.models import Person, Role, School
from parchemin.campus.people.queries import staff_among

LIST_KINDS = (XLSX, CSV)


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who enters: as a line of the school's list says."""

    number: str
    given_name: str
    family_name: str
    email: str


def enrol(intake: Intake, entrants: Sequence[Entrant], *, reason: str = "", by: Person, at: datetime) -> list[Dossier]:
    """Open a file for each, all or none. A person already known by their address is the same person.

    reason: why one of them, a student of the programme already, has another file.
    """
    access.REGISTER.demand(by, intake.programme)
    with transaction.atomic():
        hold_known(one.email for one in entrants)
        hold_row(intake.programme)
        return _enrolled(intake, entrants, reason, by, at)


def _enrolled(intake: Intake, entrants: Sequence[Entrant], reason: str, by: Person, at: datetime) -> list[Dossier]:
    """The same once the programme is held."""
    intake = hold_intake(intake)
    school = intake.programme.school
    _works_elsewhere(school, entrants, reason)
    people = [(one.email, one.given_name, one.family_name) for one in entrants]
    persons = admit(people, school, Role.STUDENT, intake.programme.slug, by=by, at=at)
    pairs = [(person, one.number) for person, one in zip(persons, entrants, strict=True)]
    return open_dossiers(intake, pairs, reason=reason, by=by, at=at)


def _works_elsewhere(school: School, entrants: Sequence[Entrant], reason: str) -> None:
    """Nobody is made a student by the address of somebody who works for the school, unless a reason is given."""
    for person in staff_among(school, [one.email for one in entrants])[:1] if not reason.strip() else ():
        raise WorksForTheSchool(person.email, str(person))


# --- lists ------------------------------------------------------------------------------------------------------


def send_list(intake: Intake, upload: FileContent, *, by: Person, at: datetime) -> StudentList:
    """Keep a list that was sent, to be looked at. Nobody is enrolled yet. The same file already imported is told."""
    access.REGISTER.demand(by, intake.programme)
    _not_imported(intake, upload.sha256)
    _lines(upload)  # refuses what cannot be read before it is kept
    with keeping(upload, at=at) as kept:
        _leave(StudentList.objects.filter(intake=intake, sent_by=by, imported_at=None), at)
        return StudentList.objects.create(
            intake=intake,
            name=upload.name,
            kind=upload.kind.name,
            file=kept,
            sha256=upload.sha256,
            sent_by=by,
            sent_at=at,
        )


def _leave(lists: QuerySet[StudentList], at: datetime) -> None:
    """Forget lists that were looked at and not imported."""
    for one in lists.select_related("file"):
        forgotten, _each = lists.filter(pk=one.pk).delete()
        if forgotten:  # it was not imported meanwhile
            destroy(one.file, at=at)


def _not_imported(intake: Intake, sha256: str) -> None:
    same = StudentList.objects.filter(intake=intake, sha256=sha256, imported_at__isnull=False)
    for one in same.select_related("imported_by"):
        assert one.imported_at is not None
        raise AlreadyImported(str(one.imported_by), moment(one.imported_at))


def _lines(upload: FileContent) -> list[SheetLine]:
    try:
        return lines_of(upload, most=MOST_LINES + 1)  # one more: the headings
    except SheetTooLong:
        raise SheetTooLong(MOST_LINES) from None


def looked_at(sent: StudentList) -> ListPreview:
    """What a list would do, as things stand."""
    kind = next(kind for kind in LIST_KINDS if kind.name == sent.kind)
    lines = _lines(FileContent(sent.name, kind, read(sent.file)))
    return preview(lines, sent.intake, law_at(sent.intake.publication, sent.intake.starts), sent.sent_at)


def import_list(sent: StudentList, *, by: Person, at: datetime) -> list[Dossier]:
    """Enrol everyone on a list and declare what its columns say: all of it or nothing. One import at a time.

    The programme's row is locked first: of two offices that import at once, the second finds what the first wrote. So
    the people of the list are not waited for: one who is erased at that moment is refused (`PersonBusy`).
    """
    intake = sent.intake
    access.REGISTER.demand(by, intake.programme)
    with transaction.atomic():
        hold_row(intake.programme)
        _not_imported(intake, sent.sha256)
        if not StudentList.objects.filter(pk=sent.pk, imported_at=None).exists():
            raise ListGone
        found = looked_at(sent)
        if not found.clean:
            raise ListNotClean(len(found.problems))
        numbers = made_numbers(intake)
        entrants = [
            Entrant(one.number or next(numbers), one.given_name, one.family_name, one.email) for one in found.students
        ]
        dossiers = _enrolled(intake, entrants, "", by, at)
        said = [
            Statement(dossier, name, "", kept, since=one.since)
            for dossier, one in zip(dossiers, found.students, strict=True)
            for name, kept in one.facts.items()
        ]
        keep(said, reason=_("List %(name)s") % {"name": sent.name}, by=by, at=at)
        _imported(sent, len(dossiers), by, at)
    return dossiers


def _imported(sent: StudentList, lines: int, by: Person, at: datetime) -> None:
    StudentList.objects.filter(pk=sent.pk).update(imported_by=by, imported_at=at, lines=lines)
    destroy(sent.file, at=at)
    journal.record(
        "enrolment.import_list",
        str(sent.intake)[:200],
        chain=sent.intake.programme.school.slug,
        actor=by.pk,
        at=at,
        payload={"sha256": sent.sha256, "students": lines},
    )
