"""Reads about loans."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person
from tests.campus.lending import access
from tests.campus.lending.models import Loan


def out_for(person: Person) -> QuerySet[Loan]:
    """The books that are out, of the students somebody lends to, the first due first."""
    students = access.LEND.among(Dossier.objects.all(), person)
    return Loan.objects.filter(returned_at=None, dossier__in=students).select_related("dossier__person")


def late(loans: QuerySet[Loan], today: date) -> QuerySet[Loan]:
    """Those that should have been returned."""
    return loans.filter(due__lt=today)
