"""What other systems ask about absences: the requests, with what was decided of them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from ninja import Schema

from parchemin.campus.api import finding
from parchemin.campus.api.finding import After, Limit, OfYear, needing
from parchemin.campus.api.groups import Group
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import REFUSED
from parchemin.campus.assessment.access import READ_REQUEST
from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling

ABSENCES = Group("absences", rank=60)
KEY = KeyAuth(ABSENCES.scope("read", _("read requests about absences")))


class RulingOut(Schema):
    kind: str
    verdict: str
    reason: str
    by: str
    at: datetime


class AbsenceOut(Schema):
    id: UUID
    student: UUID
    number: str
    paper: UUID
    ground: str
    document_kind: str
    has_document: bool
    due: date | None
    at: datetime
    rulings: list[RulingOut]


class Absences(Schema):
    items: list[AbsenceOut]
    next: str | None


@ABSENCES.router.get("/programmes/{programme}/absences", auth=KEY, response={200: Absences, **REFUSED})
@needing(READ_REQUEST)
def list_absences(
    request: ApiRequest, programme: UUID, year: OfYear = None, after: After = "", limit: Limit = 100
) -> Absences:
    """The requests of a programme, of one university year. The documents themselves are not served here."""
    rows = AbsenceRequest.objects.filter(paper__programme=finding.programme(request, programme))
    rows = READ_REQUEST.among(rows.filter(paper__year=year) if year else rows, request.person)
    standing = AbsenceRuling.objects.current().select_related("by").order_by("kind")
    rows = rows.select_related("dossier").prefetch_related(Prefetch("rulings", standing))
    items, further = after_row(rows, after, limit, _told)
    return Absences(items=items, next=further)


def _told(row: AbsenceRequest) -> AbsenceOut:
    rulings = [
        RulingOut(kind=one.kind, verdict=one.verdict, reason=one.reason, by=str(one.by), at=one.at)
        for one in row.rulings.all()
    ]
    return AbsenceOut(
        id=row.pk,
        student=row.dossier.ref,
        number=row.dossier.number,
        paper=row.paper_id,
        ground=row.ground,
        document_kind=row.document_kind,
        has_document=row.document_id is not None,
        due=row.due,
        at=row.at,
        rulings=rulings,
    )
