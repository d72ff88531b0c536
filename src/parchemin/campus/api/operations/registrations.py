"""Registrations of a year: list, create, change with the reason."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from parchemin.campus.api import finding
from parchemin.campus.api.doing import Preview, act
from parchemin.campus.api.finding import After, Limit, OfYear, RowKey, needing
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.models import Scope
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import (
    REFUSED,
    ChangeIn,
    Registered,
    RegisterIn,
    RegistrationOut,
    Registrations,
)
from parchemin.campus.enrolment.access import READ_REGISTRATION, REGISTER
from parchemin.campus.enrolment.actions import change_registration, register
from parchemin.campus.enrolment.models import Registration

router = Router(tags=["registrations"])
READS, WRITES = KeyAuth(Scope.REGISTRATIONS_READ), KeyAuth(Scope.REGISTRATIONS_WRITE)
MADE = {200: Registered, 201: Registered, **REFUSED}


@router.get("/programmes/{programme}/registrations", auth=READS, response={200: Registrations, **REFUSED})
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


@router.get("/students/{student}/registrations", auth=READS, response={200: Registrations, **REFUSED})
@needing(READ_REGISTRATION)
def list_registrations_of_student(
    request: ApiRequest, student: UUID, after: After = "", limit: Limit = 100
) -> Registrations:
    """Every registration of a student, those superseded included."""
    rows = Registration.objects.filter(dossier=finding.dossier(request, student)).select_related("dossier", "by")
    items, further = after_row(READ_REGISTRATION.among(rows, request.person), after, limit, _told)
    return Registrations(items=items, next=further)


@router.post("/programmes/{programme}/registrations", auth=WRITES, response=MADE)
@needing(REGISTER)
@act
def register_students(request: ApiRequest, programme: UUID, body: RegisterIn) -> Status[Registered]:
    """Register students for a year, all or none. With `dry_run`, nothing is written."""
    REGISTER.demand(request.person, found := finding.programme(request, programme))
    rows = finding.dossiers(request).filter(programme=found)
    made = register(
        finding.each_once(rows, body.students, "body.students.{}"),
        body.year,
        stage=body.stage,
        nature=body.nature,
        units=body.units,
        in_order=body.in_order,
        by=request.person,
        at=request.at,
    )
    return _answer(made, body.dry_run)


@router.post("/registrations/{registration}/change", auth=WRITES, response=MADE)
@needing(REGISTER)
@act
def change_a_registration(request: ApiRequest, registration: RowKey, body: ChangeIn) -> Status[Registered]:
    """Put another registration in the place of one that is in force; the former stands in the record."""
    rows: QuerySet[Registration] = Registration.objects.filter(dossier__programme__school=request.key.school_id)
    rows = READ_REGISTRATION.among(rows, request.person).select_related("dossier__programme__school", "by")
    made = change_registration(
        get_object_or_404(rows, pk=registration),
        reason=body.reason,
        stage=body.stage,
        nature=body.nature,
        units=body.units,
        in_order=body.in_order,
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
        units=list(row.units),
        in_order=row.in_order,
        reason=row.reason,
        by=str(row.by),
        at=row.at,
        superseded_at=row.superseded_at,
    )
