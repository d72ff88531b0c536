"""What loans say of the student's road: the day by which each book goes back."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from parchemin.campus.dossiers.queries.road import PARTS, RoadPart, ToDo
from tests.campus.lending.models import Loan


@PARTS.at(65)
class LendingPart(RoadPart):
    def todo(self) -> Iterator[ToDo]:
        for loan in Loan.objects.current().filter(dossier=self.road.dossier, state=Loan.State.LENT):
            yield ToDo(loan.due, _("Return the book %(book)s") % {"book": loan.book}, owed=True)
