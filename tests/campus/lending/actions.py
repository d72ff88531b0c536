"""What the library does: a book is lent, and returned."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from parchemin.campus.common import journal
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person
from tests.campus.lending import access
from tests.campus.lending.models import Loan
from tests.campus.lending.refusals import BookAlreadyLent, BookAlreadyReturned


def lend(dossier: Dossier, book: str, due: date, *, by: Person, at: datetime) -> Loan:
    """Hand a book to a student. Raises `BookAlreadyLent`: the constraint on the table says so, whoever comes first."""
    access.LEND.demand(by, dossier)
    school = dossier.programme.school
    told = {"student": dossier.number, "book": book, "due": due.isoformat()}
    try:
        with transaction.atomic():
            loan = Loan.objects.create(school=school, dossier=dossier, book=book, due=due, lent_at=at, lent_by=by)
            journal.record("lending.lend", str(loan.pk), chain=school.slug, actor=by.pk, at=at, payload=told)
    except IntegrityError as duplicate:
        raise BookAlreadyLent(book) from duplicate
    return loan


def take_back(loan: Loan, *, by: Person, at: datetime) -> None:
    """A book is returned. Raises `BookAlreadyReturned`."""
    access.LEND.demand(by, loan.dossier)
    with transaction.atomic():
        if not Loan.objects.filter(pk=loan.pk, returned_at=None).update(returned_at=at):
            raise BookAlreadyReturned
        journal.record("lending.take_back", str(loan.pk), chain=loan.school.slug, actor=by.pk, at=at)
