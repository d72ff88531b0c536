"""Students: list, read, enrol."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Router, Status

from parchemin.campus.api import finding
from parchemin.campus.api.doing import Preview, act
from parchemin.campus.api.finding import After, Limit, needing
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.models import Scope
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import REFUSED, EnrolIn, Enrolled, StudentOut, Students
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.access import READ_DOSSIER
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.access import REGISTER
from parchemin.campus.enrolment.actions import Entrant, enrol

router = Router(tags=["students"])
READS, WRITES = KeyAuth(Scope.STUDENTS_READ), KeyAuth(Scope.STUDENTS_WRITE)


@router.get("/programmes/{programme}/students", auth=READS, response={200: Students, **REFUSED})
@needing(READ_DOSSIER)
def list_students(
    request: ApiRequest,
    programme: UUID,
    intake: UUID | None = None,
    number: finding.Exactly = "",
    after: After = "",
    limit: Limit = 100,
) -> Students:
    """The students of a programme, of one intake, or the one of a number."""
    rows = finding.dossiers(request).filter(programme=finding.programme(request, programme))
    rows = rows.filter(intake=intake) if intake else rows
    items, further = after_row(rows.filter(number=number) if number else rows, after, limit, told)
    return Students(items=items, next=further)


@router.get("/students/{student}", auth=READS, response={200: StudentOut, **REFUSED})
@needing(READ_DOSSIER)
def read_student(request: ApiRequest, student: UUID) -> StudentOut:
    """One student."""
    return told(finding.dossier(request, student))


@router.post("/programmes/{programme}/students", auth=WRITES, response={200: Enrolled, 201: Enrolled, **REFUSED})
@needing(REGISTER)
@act
def enrol_students(request: ApiRequest, programme: UUID, body: EnrolIn) -> Status[Enrolled]:
    """Enrol people in an intake, all or none. With `dry_run`, see what would come of it: nothing is written."""
    intakes = Intake.objects.filter(programme=finding.programme(request, programme))
    intake = get_object_or_404(intakes.select_related("programme__school", "publication"), pk=body.intake)
    entrants = [Entrant(e.number, e.given_name, e.family_name, e.email) for e in body.entrants]
    made = [told(dossier) for dossier in enrol(intake, entrants, by=request.person, at=request.at)]
    if body.dry_run:
        seen = [one.model_copy(update={"id": None}) for one in made]
        return Preview(200, Enrolled(dry_run=True, students=seen))
    return Status(201, Enrolled(dry_run=False, students=made))


def told(row: Dossier) -> StudentOut:
    return StudentOut(
        id=row.ref,
        number=row.number,
        given_name=row.person.given_name,
        family_name=row.person.family_name,
        email=row.person.email,
        programme=row.programme_id,
        intake=row.intake_id,
        entry=row.entry,
    )
