"""Students: list, read."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from parchemin.campus.api import finding
from parchemin.campus.api.finding import After, Limit, needing
from parchemin.campus.api.groups import Group
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import REFUSED, StudentOut, Students
from parchemin.campus.dossiers.access import READ_DOSSIER
from parchemin.campus.dossiers.models import Dossier

STUDENTS = Group("students", rank=20)
KEY = KeyAuth(STUDENTS.scope("read", _("read students")))


@STUDENTS.router.get("/programmes/{programme}/students", auth=KEY, response={200: Students, **REFUSED})
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
    rows = finding.students(request).filter(programme=finding.programme(request, programme))
    rows = rows.filter(intake=intake) if intake else rows
    items, further = after_row(rows.filter(number=number) if number else rows, after, limit, student_of)
    return Students(items=items, next=further)


@STUDENTS.router.get("/students/{student}", auth=KEY, response={200: StudentOut, **REFUSED})
@needing(READ_DOSSIER)
def read_student(request: ApiRequest, student: UUID) -> StudentOut:
    """One student."""
    return student_of(finding.student(request, student))


def student_of(row: Dossier) -> StudentOut:
    return StudentOut(
        id=row.ref,
        number=row.number,
        given_name=row.student.given_name,
        family_name=row.student.family_name,
        email=row.student.email,
        programme=row.programme_id,
        intake=row.intake_id,
        entry=row.entry,
    )
