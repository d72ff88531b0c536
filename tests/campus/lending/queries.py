"""Reads about loans."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person
from tests.campus.lending import access
from tests.campus.lending.models import Loan


def borrowers(person: Person) -> QuerySet[Dossier]:
    """The students to whom somebody lends."""
    return access.LEND.among(Dossier.objects.students(), person)


def loans_for(person: Person) -> QuerySet[Loan]:
    """Every loan, and return, of the students to whom somebody lends."""
    return Loan.objects.filter(dossier__in=borrowers(person)).select_related("dossier__person", "school")


def out_for(person: Person) -> QuerySet[Loan]:
    """The books that are out, of these students, the first due first."""
    return loans_for(person).filter(pk__in=Loan.objects.current().filter(state=Loan.State.LENT))


def late(loans: QuerySet[Loan], today: date) -> QuerySet[Loan]:
    """Those that should have been returned."""
    return loans.filter(due__lt=today)
