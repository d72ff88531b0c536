"""What other systems ask of enrolment: to enrol students; to list, create and change registrations of a year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Schema, Status
from pydantic import Field, StrictBool

from parchemin.campus.api import finding
from parchemin.campus.api.doing import Preview, act
from parchemin.campus.api.finding import After, Limit, OfYear, RowKey, needing
from parchemin.campus.api.groups import Group
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.operations.students import STUDENTS, student_of
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import ADDRESS, REFUSED, Name, Number, Reason, StudentOut, Taken, Word, Year
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.enrolment.access import READ_REGISTRATION, REGISTER
from parchemin.campus.enrolment.actions import Entrant, change_registration, enrol, register
from parchemin.campus.enrolment.models import Registration

REGISTRATIONS = Group("registrations", rank=30)
ENROLS = KeyAuth(STUDENTS.scope("write", _("enrol students")))
READS = KeyAuth(REGISTRATIONS.scope("read", _("read registrations")))
WRITES = KeyAuth(REGISTRATIONS.scope("write", _("register, and change registrations")))


class EntrantIn(Taken):
    number: Number
    given_name: Name
    family_name: Name
    email: Annotated[str, Field(max_length=254, pattern=ADDRESS)]


class EnrolIn(Taken):
    """`reason`: asked where one of them is a student of the programme already, and begins again."""

    intake: UUID
    entrants: Annotated[list[EntrantIn], Field(min_length=1, max_length=500)]
    reason: Reason | None = None
    dry_run: StrictBool = False


class Enrolled(Schema):
    dry_run: bool
    students: list[StudentOut]


class RegistrationOut(Schema):
    """A year's registration; one with `superseded_at` was replaced, or cancelled where `state` says so. `id` is null in
    a preview. `intake`: that they study with this year; `interrupted`: the day from which they study no more."""

    id: int | None
    student: UUID
    number: str
    year: int
    stage: str
    nature: str
    modality: str
    intake: UUID
    units: list[str]
    in_order: bool
    interrupted: date | None
    state: str
    reason: str
    by: str
    at: datetime
    superseded_at: datetime | None


class Registrations(Schema):
    items: list[RegistrationOut]
    next: str | None


class RegisterIn(Taken):
    """`units` left out or null: all those of the year of study left to acquire. `reason`: asked where a jury
    decided otherwise of one of them, or one has obtained all that the studies lead to."""

    students: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    year: Year
    stage: Word = ""
    nature: Word = ""
    modality: Word = ""
    units: Annotated[list[Word], Field(max_length=500)] | None = None
    in_order: StrictBool = True
    reason: Reason | None = None
    dry_run: StrictBool = False


class Registered(Schema):
    dry_run: bool
    registrations: list[RegistrationOut]


class ChangeIn(Taken):
    """What changes, with the reason; what is left out or null stays. `kept`: units whose papers stay those sat before a
    move; `dropped`: units left out, or followed on other papers, although other marks would then count."""

    reason: Reason
    stage: Word | None = None
    nature: Word | None = None
    modality: Word | None = None
    intake: UUID | None = None
    units: Annotated[list[Word], Field(max_length=500)] | None = None
    in_order: StrictBool | None = None
    dropped: Annotated[list[Word], Field(max_length=500)] | None = None
    kept: Annotated[list[Word], Field(max_length=500)] | None = None
    dry_run: StrictBool = False


ENROLLED = {200: Enrolled, 201: Enrolled, **REFUSED}
MADE = {200: Registered, 201: Registered, **REFUSED}


@STUDENTS.router.post("/programmes/{programme}/students", auth=ENROLS, response=ENROLLED)
@needing(REGISTER)
@act
def enrol_students(request: ApiRequest, programme: UUID, body: EnrolIn) -> Status[Enrolled]:
    """Enrol people in an intake, all or none. With `dry_run`, see what would come of it: nothing is written."""
    intakes = Intake.objects.filter(programme=finding.programme(request, programme))
    intake = get_object_or_404(intakes.select_related("programme__school", "publication"), pk=body.intake)
    entrants = [Entrant(e.number, e.given_name, e.family_name, e.email) for e in body.entrants]
    files = enrol(intake, entrants, reason=body.reason or "", by=request.person, at=request.at)
    made = [student_of(dossier) for dossier in files]
    if body.dry_run:
        seen = [one.model_copy(update={"id": None}) for one in made]
        return Preview(200, Enrolled(dry_run=True, students=seen))
    return Status(201, Enrolled(dry_run=False, students=made))


@REGISTRATIONS.router.get("/programmes/{programme}/registrations", auth=READS, response={200: Registrations, **REFUSED})
@needing(READ_REGISTRATION)
def list_registrations(
    request: ApiRequest,
    programme: UUID,
    year: OfYear = None,
    stage: finding.Exactly = "",
    after: After = "",
    limit: Limit = 100,
) -> Registrations:
    """The registrations in force in a programme, of one university year, of one year of study."""
    rows: QuerySet[Registration] = Registration.objects.current().filter(
        dossier__programme=finding.programme(request, programme)
    )
    rows = rows.filter(year=year) if year else rows
    rows = rows.filter(stage=stage) if stage else rows
    rows = READ_REGISTRATION.among(rows, request.person).select_related("dossier", "by")
    items, further = after_row(rows, after, limit, _told)
    return Registrations(items=items, next=further)


@REGISTRATIONS.router.get("/students/{student}/registrations", auth=READS, response={200: Registrations, **REFUSED})
@needing(READ_REGISTRATION)
def list_registrations_of_student(
    request: ApiRequest, student: UUID, after: After = "", limit: Limit = 100
) -> Registrations:
    """Every registration of a student, those superseded included."""
    rows = Registration.objects.filter(dossier=finding.student(request, student)).select_related("dossier", "by")
    items, further = after_row(READ_REGISTRATION.among(rows, request.person), after, limit, _told)
    return Registrations(items=items, next=further)


@REGISTRATIONS.router.post("/programmes/{programme}/registrations", auth=WRITES, response=MADE)
@needing(REGISTER)
@act
def register_students(request: ApiRequest, programme: UUID, body: RegisterIn) -> Status[Registered]:
    """Register students for a year, all or none. With `dry_run`, nothing is written."""
    REGISTER.demand(request.person, found := finding.programme(request, programme))
    rows = finding.students(request).filter(programme=found)
    made = register(
        finding.each_once(rows, body.students, "body.students.{}"),
        body.year,
        stage=body.stage,
        nature=body.nature,
        modality=body.modality,
        units=body.units,
        in_order=body.in_order,
        reason=body.reason or "",
        by=request.person,
        at=request.at,
    )
    return _answer(made, body.dry_run)


@REGISTRATIONS.router.post("/registrations/{registration}/change", auth=WRITES, response=MADE)
@needing(REGISTER)
@act
def change_a_registration(request: ApiRequest, registration: RowKey, body: ChangeIn) -> Status[Registered]:
    """Put another registration in the place of one that is in force; the former stands in the record."""
    rows: QuerySet[Registration] = Registration.objects.filter(dossier__programme__school=request.key.school_id)
    rows = READ_REGISTRATION.among(rows, request.person).select_related("dossier__programme__school", "by")
    found = get_object_or_404(rows, pk=registration)
    intakes = Intake.objects.filter(programme=found.dossier.programme_id)
    made = change_registration(
        found,
        reason=body.reason,
        stage=body.stage,
        nature=body.nature,
        modality=body.modality,
        intake=get_object_or_404(intakes, pk=body.intake) if body.intake else None,
        units=body.units,
        in_order=body.in_order,
        dropped=body.dropped or (),
        kept=body.kept or (),
        by=request.person,
        at=request.at,
    )
    return _answer([made], body.dry_run)


def _answer(made: list[Registration], dry_run: bool) -> Status[Registered]:
    told = [_told(row) for row in made]
    if dry_run:
        seen = [one.model_copy(update={"id": None}) for one in told]
        return Preview(200, Registered(dry_run=True, registrations=seen))
    return Status(201, Registered(dry_run=False, registrations=told))


def _told(row: Registration) -> RegistrationOut:
    return RegistrationOut(
        id=row.pk,
        student=row.dossier.ref,
        number=row.dossier.number,
        year=row.year,
        stage=row.stage,
        nature=row.nature,
        modality=row.modality,
        intake=row.intake_id,
        units=list(row.units),
        in_order=row.in_order,
        interrupted=row.interrupted,
        state=row.state,
        reason=row.reason,
        by=str(row.by),
        at=row.at,
        superseded_at=row.superseded_at,
    )
