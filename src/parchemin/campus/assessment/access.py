"""Who may see and do what with papers, marks and absences."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment.models import AbsenceRequest, Paper, Teaching
from parchemin.campus.catalogue.access import offices
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.access import Permission, holds, plays
from parchemin.campus.people.models import Person, Role


def teaches(person: Person) -> Q:
    """Papers of the units somebody marks, in the year they mark them."""
    if not plays(person, Role.TEACHER):
        return Q(pk__in=())
    same = {name: OuterRef(name) for name in ("programme", "year", "unit")}
    return Q(Exists(Teaching.objects.filter(person=person, ended=None, **same)))


SET_PAPERS: Permission[Programme] = Permission(
    name="assessment.set_papers",
    says=_("Only the programme office or a director may set the assessments of a unit and who marks it."),
    rows=lambda person: offices(person),
)
ENTER_MARKS: Permission[Paper] = Permission(
    name="assessment.enter_marks",
    says=_("Only who teaches the unit this year, or the programme office, may enter its marks."),
    rows=lambda person: teaches(person) | offices(person, "programme"),
)
TEACH: Permission[Paper] = Permission(
    name="assessment.teach",
    says=_("Only who teaches the unit this year marks it."),
    rows=teaches,
)
FOLLOW_MARKS: Permission[Programme] = Permission(
    name="assessment.follow_marks",
    says=_("Only the programme office or a director follows the marks of a whole programme."),
    rows=lambda person: offices(person),
)
READ_REQUEST: Permission[AbsenceRequest] = Permission(
    name="assessment.read_request",
    says=_("Only the student, their programme office and directors may read a request."),
    rows=lambda person: Q(dossier__person=person) | offices(person, "dossier__programme"),
)
RULE_ON_REQUEST: Permission[AbsenceRequest] = Permission(
    name="assessment.rule_on_request",
    says=_("Only the programme office or a director may decide on a request."),
    rows=lambda person: offices(person, "dossier__programme"),
)
FOLLOW_UP: Permission[AbsenceRequest] = Permission(
    name="assessment.follow_up",
    says=_("Only a director may say what comes of an excused absence."),
    rows=lambda person: holds(
        person, [Role.DIRECTOR], school="dossier__programme__school_id", scope="dossier__programme__slug"
    ),
)
ASK: Permission[Dossier] = Permission(
    name="assessment.ask_about_absence",
    says=_("Only the student concerned may ask that an absence be excused."),
    rows=lambda person: Q(person=person) if plays(person, Role.STUDENT) else Q(pk__in=()),
)
