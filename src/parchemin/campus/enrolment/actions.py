"""What enrolment does: open files for the people of an intake, one by one or from a list; register them for a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common import journal
from parchemin.campus.common.files import CSV, XLSX, FileContent, destroy, keeping, read
from parchemin.campus.common.files.spreadsheets import SheetLine, lines_of
from parchemin.campus.common.locks import hold, hold_row
from parchemin.campus.dossiers.actions import Statement, keep, open_dossiers
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.queries.numbers import made_numbers
from parchemin.campus.enrolment import access
from parchemin.campus.enrolment.models import Registration, StudentList
from parchemin.campus.enrolment.queries.lists import MOST_LINES, ListPreview, preview
from parchemin.campus.enrolment.queries.registrations import (
    Former,
    decisions_before,
    former_sessions,
    goes_against,
    modalities,
    natures,
)
from parchemin.campus.enrolment.refusals import (
    AgainstTheJury,
    AlreadyImported,
    AlreadyRegistered,
    ChangeReasonMissing,
    ListGone,
    ListNotClean,
    NobodyChosen,
    NoSuchModality,
    NoSuchNature,
    NoSuchStudyYear,
    NotAStudent,
    NotItsIntake,
    NotOfferedThatYear,
    NotRegistered,
)
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_at, law_for
from parchemin.campus.looks.numbers import moment
from parchemin.campus.people.actions import admit
from parchemin.campus.people.models import Person, Role

LIST_KINDS = (XLSX, CSV)


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who enters: as a line of the school's list says."""

    number: str
    given_name: str
    family_name: str
    email: str


def enrol(intake: Intake, entrants: Sequence[Entrant], *, by: Person, at: datetime) -> list[Dossier]:
    """Open a file for each, all or none. A person already known by their address is the same person."""
    access.REGISTER.demand(by, intake.programme)
    with transaction.atomic():
        school = intake.programme.school
        people = [(one.email, one.given_name, one.family_name) for one in entrants]
        persons = admit(people, school, Role.STUDENT, intake.programme.slug, by=by, at=at)
        pairs = [(person, one.number) for person, one in zip(persons, entrants, strict=True)]
        return open_dossiers(intake, pairs, by=by, at=at)


def register(
    dossiers: Sequence[Dossier],
    year: int,
    *,
    stage: str = "",
    nature: str = "",
    modality: str = "",
    units: Sequence[str] | None = None,
    in_order: bool = True,
    by: Person,
    at: datetime,
) -> list[Registration]:
    """Register students of one programme for a year. Without `units`, they follow all those of the year of study."""
    form = _RegistrationForm(stage, nature, modality, in_order)
    made = [_registration(d, law_for(d), year, form, units) for d in dossiers]
    _may(dossiers, by)
    standing = Registration.objects.current().filter(dossier__in=dossiers, year=year)
    for one in standing.select_related("dossier")[:1]:
        raise AlreadyRegistered(one.dossier.number, year)
    return _written("enrolment.register", made, by, at)


@dataclass(frozen=True, slots=True)
class Registrant:
    """Who is to be registered, on which units: all those of the year of study when none are named.

    reason: why, where a jury had decided otherwise of them.
    """

    dossier: Dossier
    units: Sequence[str] | None = None
    reason: str = ""


def register_all(
    places: Sequence[Registrant],
    year: int,
    *,
    stage: str,
    nature: str,
    modality: str = "",
    in_order: bool,
    by: Person,
    at: datetime,
) -> list[Registration]:
    """Register students of one programme for a year, each on their own units; all of them or none.

    What the last jury published of somebody is followed, or a reason is given.
    """
    if not places:
        raise NobodyChosen
    dossiers = [place.dossier for place in places]
    _may(dossiers, by)
    for one in Registration.objects.current().filter(dossier__in=dossiers, year=year).select_related("dossier"):
        raise AlreadyRegistered(one.dossier.number, year)
    form = _RegistrationForm(stage, nature, modality, in_order)
    made = [_registration(p.dossier, law_for(p.dossier), year, form, p.units) for p in places]
    juries = decisions_before(dossiers, year)
    for place, one in zip(places, made, strict=True):
        one.reason = place.reason.strip()[:400]
        found = juries.get(place.dossier.pk)
        if found and not one.reason and goes_against(found, law_for(place.dossier), stage, nature):
            raise AgainstTheJury(place.dossier.number, found.words, found.jury)
    return _written("enrolment.register", made, by, at)


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
    return lines_of(upload, most=MOST_LINES + 1)  # one more: the headings


def looked_at(sent: StudentList) -> ListPreview:
    """What a list would do, as things stand."""
    kind = next(kind for kind in LIST_KINDS if kind.name == sent.kind)
    lines = _lines(FileContent(sent.name, kind, read(sent.file)))
    return preview(lines, sent.intake, law_at(sent.intake.publication, sent.intake.starts))


def import_list(sent: StudentList, *, by: Person, at: datetime) -> list[Dossier]:
    """Enrol everyone on a list and declare what its columns say: all of it or nothing. One import at a time.

    The programme's row is locked first: of two offices that import at once, the second finds what the first wrote.
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
        dossiers = enrol(intake, entrants, by=by, at=at)
        said = [
            Statement(dossier, name, "", kept)
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
        payload={"file": sent.name, "sha256": sent.sha256, "students": lines},
    )


def _may(dossiers: Sequence[Dossier], by: Person) -> None:
    for programme in {d.programme_id: d.programme for d in dossiers}.values():
        access.REGISTER.demand(by, programme)


def change_registration(
    registration: Registration,
    *,
    reason: str,
    stage: str | None = None,
    nature: str | None = None,
    modality: str | None = None,
    intake: Intake | None = None,
    units: Sequence[str] | None = None,
    in_order: bool | None = None,
    by: Person,
    at: datetime,
) -> Registration:
    """Put another registration in the place of one, with the reason. The former stands in the record."""
    _may([registration.dossier], by)
    if not reason.strip():
        raise ChangeReasonMissing
    law = law_for(registration.dossier)
    to_stage = registration.stage if stage is None else stage
    followed = units if units is not None else (registration.units if to_stage == registration.stage else None)
    form = _RegistrationForm(
        to_stage,
        registration.nature if nature is None else nature,
        registration.modality if modality is None else modality,
        registration.in_order if in_order is None else in_order,
        intake or registration.intake,
    )
    made = _registration(registration.dossier, law, registration.year, form, followed)
    made.reason = reason.strip()
    return _written("enrolment.change_registration", [made], by, at, registration)[0]


@dataclass(frozen=True, slots=True)
class _RegistrationForm:
    """What a registration says besides who, when and which units. intake: None for that of the entry."""

    stage: str
    nature: str
    modality: str
    in_order: bool
    intake: Intake | None = None


def _registration(
    dossier: Dossier, law: Law, year: int, form: _RegistrationForm, units: Sequence[str] | None
) -> Registration:
    if not dossier.studies:
        raise NotAStudent(dossier.number, law.root_label)
    stages = [s.key for s in law.study_years]
    if (form.stage not in stages) if stages else form.stage:
        raise NoSuchStudyYear(form.stage, ", ".join(stages))
    kinds = natures(law)
    if (form.nature not in kinds) if kinds else form.nature:
        raise NoSuchNature(form.nature, ", ".join(kinds))
    if form.modality and form.modality not in modalities(law):
        raise NoSuchModality(form.modality, ", ".join(modalities(law)))
    if form.intake is not None and form.intake.programme_id != dossier.programme_id:
        raise NotItsIntake(form.intake.name)
    offered = [unit.name for unit in law.units_of(form.stage)]
    for unit in units or ():
        if unit not in offered:
            raise NotOfferedThatYear(unit)
    return Registration(
        dossier=dossier,
        year=year,
        intake=form.intake or dossier.intake,
        modality=form.modality,
        stage=form.stage,
        nature=form.nature,
        units=offered if units is None else [unit for unit in offered if unit in set(units)],
        in_order=form.in_order,
    )


def _written(
    verb: str, made: list[Registration], by: Person, at: datetime, former: Registration | None = None
) -> list[Registration]:
    """Keep registrations, one of them in the place of a `former` one; what was said of units begun again ends."""
    if not made:
        return []
    programme: Programme = made[0].dossier.programme
    for one in made:
        one.by, one.at = by, at
    subject = made[0].dossier.number if len(made) == 1 else f"{programme.slug} {made[0].year}"
    reason = made[0].reason if len(made) == 1 else ""
    try:
        with transaction.atomic():
            over = _over(made, set(former.units) if former else set())
            if former is not None:
                _supersede(former, at)
            kept = journal.record_rows(
                verb, subject, made, chain=programme.school.slug, actor=by.pk, at=at, payload={"reason": reason}
            )
            _begin_again(over, made[0].year, by, at)
            return kept
    except IntegrityError as duplicate:
        raise AlreadyRegistered(made[0].dossier.number, made[0].year) from duplicate


def _over(made: Sequence[Registration], already: set[str]) -> list[Former]:
    """What was said of the former attempts at units followed again, held before the journal is."""
    over = former_sessions({one.dossier: set(one.units) - already for one in made}, made[0].year)
    facts, dossiers = {one.fact for one in over}, {one.dossier.pk for one in over}
    hold(Declaration.objects.current().filter(dossier__in=dossiers, fact__in=facts))
    return over


def _supersede(former: Registration, at: datetime) -> None:
    if not Registration.objects.filter(pk=former.pk).supersede(at):
        raise NotRegistered(former.dossier.number, former.year)


def _begin_again(over: Sequence[Former], year: int, by: Person, at: datetime) -> None:
    """A unit followed again has new attempts: whether its second session was open spoke of the former ones."""
    reason = _("Begun again in %(year)s") % {"year": f"{year}-{year + 1}"}
    keep([Statement(one.dossier, one.fact, one.place, None) for one in over], reason=reason, by=by, at=at)
