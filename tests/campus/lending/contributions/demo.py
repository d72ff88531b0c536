"""The library in the demonstration: in each house, at the start of the year, some students borrow a book."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from parchemin.campus.common.demonstration import STEPS, on
from parchemin.campus.dossiers.models import Dossier
from tests.campus.lending.actions import lend

BORROWERS = 3
KEPT = timedelta(weeks=3)


@STEPS.at(70)
def loans(scene: Any) -> None:
    """They borrow on a day of October; whether a book is late by now depends on the day of the demonstration."""
    for house in scene.houses.values():
        scene.agenda.at(on(scene.year, 10, 5), partial(_borrow, house))


def _borrow(house: Any, at: datetime) -> None:
    students = (
        Dossier.objects.students()
        .filter(programme=house.programme)
        .select_related("programme__school")
        .order_by("number")
    )
    for number, dossier in enumerate(students[:BORROWERS], start=1):
        lend(dossier, f"{house.slug} {number}", (at + KEPT).date(), by=house.office, at=at)
