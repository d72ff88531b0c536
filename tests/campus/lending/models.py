"""Books that students have, or had."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person, School


class Loan(models.Model):
    """A book in somebody's hands until it is returned. book: the number on its cover, unique in the school."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="loans")
    book = models.CharField(max_length=40)
    lent_at = models.DateTimeField()
    lent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due = models.DateField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("school", "book"), condition=models.Q(returned_at=None), name="a_book_in_one_pair_of_hands"
            ),
        )
        ordering = ("due", "book")

    def __str__(self) -> str:
        return self.book
