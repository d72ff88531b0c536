"""What other systems ask of the library: the books that are out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Schema

from parchemin.campus.api import finding
from parchemin.campus.api.finding import After, Limit, needing
from parchemin.campus.api.groups import Group
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import REFUSED
from tests.campus.lending.access import LEND
from tests.campus.lending.models import Loan
from tests.campus.lending.queries import out_for

LOANS = Group("loans", rank=900)
KEY = KeyAuth(LOANS.scope("read", _("read loans")))


class LoanOut(Schema):
    """A book that is out. due: the last day to return it."""

    id: int
    student: UUID
    book: str
    lent: datetime
    due: date


class LoansOut(Schema):
    items: list[LoanOut]
    next: str | None


@LOANS.router.get("/programmes/{programme}/loans", auth=KEY, response={200: LoansOut, **REFUSED})
@needing(LEND)
def list_loans(request: ApiRequest, programme: UUID, after: After = "", limit: Limit = 100) -> LoansOut:
    """The books that students of a programme have."""
    rows = out_for(request.person).filter(dossier__programme=finding.programme(request, programme))
    items, further = after_row(rows, after, limit, _loan)
    return LoansOut(items=items, next=further)


def _loan(row: Loan) -> LoanOut:
    return LoanOut(id=row.pk, student=row.dossier.ref, book=row.book, lent=row.at, due=row.due)
