"""What the library does: a book is lent, and returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from parchemin.campus.common.records import RecordPlace, replace, standing
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person
from tests.campus.lending import access
from tests.campus.lending.models import Loan
from tests.campus.lending.refusals import BookAlreadyLent, BookAlreadyReturned


def lend(dossier: Dossier, book: str, due: date, *, by: Person, at: datetime) -> Loan:
    """Hand a book to a student. Raises `BookAlreadyLent`; where two lend it at once, the constraint says so."""
    access.LEND.demand(by, dossier)
    school, lent = dossier.programme.school, Loan.State.LENT
    loan = Loan(school=school, book=book, dossier=dossier, due=due, state=lent, by=by, at=at)
    try:
        with transaction.atomic():
            former = standing([loan])
            if any(one.state == lent for one in former.values()):
                raise BookAlreadyLent(book)
            return _written(loan, former, "lending.lend")
    except IntegrityError as duplicate:
        raise BookAlreadyLent(book) from duplicate


def take_back(loan: Loan, *, by: Person, at: datetime) -> Loan:
    """A book is returned. Raises `BookAlreadyReturned`, also where it was lent again since."""
    access.LEND.demand(by, loan.dossier)
    back = loan.same_place()
    back.dossier, back.due, back.state, back.by, back.at = loan.dossier, loan.due, Loan.State.RETURNED, by, at
    with transaction.atomic():
        former = standing([back])
        if loan.state != Loan.State.LENT or [one.pk for one in former.values()] != [loan.pk]:
            raise BookAlreadyReturned
        return _written(back, former, "lending.take_back")


def _written(loan: Loan, former: Mapping[RecordPlace, Loan], verb: str) -> Loan:
    told = {"student": loan.dossier.number, "due": loan.due.isoformat()}
    chain, actor, at = loan.school.slug, loan.by_id, loan.at
    [made] = replace([loan], former, verb=verb, subject=loan.book, chain=chain, actor=actor, at=at, payload=told)
    return made
