"""Books lent to students, and back: rows that are superseded, never rewritten."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.records import Record, one_current
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person, School


class Loan(Record):
    """Where a book is: with a student since it was lent, then back. book: the number on its cover, unique in the
    school. due: the last day to return it. at: when it was lent, or returned."""

    CHAIN = "school__slug"
    VOUCHED = ("school_id", "book", "dossier_id", "due", "state", "by_id", "at")

    class State(models.TextChoices):
        LENT = "lent", _("lent")
        RETURNED = "returned", _("returned")

    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    book = models.CharField(max_length=40)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="loans")
    due = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = (one_current("school", "book", name="a_book_in_one_place"),)
        ordering = ("due", "book")

    def __str__(self) -> str:
        return self.book
