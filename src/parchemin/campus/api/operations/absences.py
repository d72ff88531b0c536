"""Requests about absences, with what was decided of them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch
from ninja import Router

from parchemin.campus.api import finding
from parchemin.campus.api.finding import After, Limit, OfYear, needing
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.models import Scope
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import REFUSED, AbsenceOut, Absences, RulingOut
from parchemin.campus.assessment.access import READ_REQUEST
from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling

router = Router(tags=["absences"])
KEY = KeyAuth(Scope.ABSENCES_READ)


@router.get("/programmes/{programme}/absences", auth=KEY, response={200: Absences, **REFUSED})
@needing(READ_REQUEST)
def list_absences(
    request: ApiRequest, programme: UUID, year: OfYear = None, after: After = "", limit: Limit = 100
) -> Absences:
    """The requests of a programme, of one university year. The documents themselves are not served here."""
    rows = AbsenceRequest.objects.filter(paper__programme=finding.programme(request, programme))
    rows = READ_REQUEST.among(rows.filter(paper__year=year) if year else rows, request.person)
    standing = AbsenceRuling.objects.filter(superseded_at=None).select_related("by").order_by("kind")
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
