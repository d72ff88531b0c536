"""Books as the regulation's facts: a text that counts those not returned in time ("student.overdue_books") is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from django.utils import timezone

from parchemin.campus.common.years import first_day
from parchemin.campus.law.names import shared
from parchemin.campus.law.sources import Cells, FactsWanted, source
from tests.campus.lending.models import Loan

OVERDUE_BOOKS = shared("student.overdue_books", "étudiant.livres_en_retard")


@source(rank=990, collects=lambda law: {law.canonical(OVERDUE_BOOKS)})
def of_loans(asked: FactsWanted) -> Iterator[Cells]:
    name = asked.law.canonical(OVERDUE_BOOKS)
    if not name:
        return
    today = timezone.localdate(asked.at)
    until = today if asked.year is None else min(today, first_day(asked.year + 1))  # nothing of a later year
    out = Loan.objects.in_force(asked.known).filter(dossier__among=asked.dossiers, state=Loan.State.LENT, due__lt=until)
    counted = Counter(out.values_list("dossier", flat=True))
    yield Cells(name, "", np.array(list(counted), np.int64), np.array(list(counted.values()), np.int64))
