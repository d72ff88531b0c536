"""The library in the demonstration: in each house, at the start of the year, some students borrow a book."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from parchemin.campus.common.demonstration import on, step
from parchemin.campus.dossiers.models import Dossier
from tests.campus.lending.actions import lend

if TYPE_CHECKING:
    from parchemin.campus.demo.scene import House, Scene

BORROWERS = 3
KEPT = timedelta(weeks=3)


@step(rank=70)
def loans(scene: Scene) -> None:
    """They borrow on a day of October; whether a book is late by now depends on the day of the demonstration."""
    for house in scene.houses.values():
        scene.agenda.at(on(scene.year, 10, 5), partial(_borrow, house))


def _borrow(house: House, at: datetime) -> None:
    students = Dossier.objects.filter(programme=house.programme).select_related("programme__school").order_by("number")
    for number, dossier in enumerate(students[:BORROWERS], start=1):
        lend(dossier, f"{house.slug} {number}", (at + KEPT).date(), by=house.office, at=at)
