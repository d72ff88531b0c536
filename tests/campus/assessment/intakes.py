"""A school of several intakes for the tests: three that share a year of exams, in two modalities where there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.actions import grant_role
from parchemin.campus.people.models import Role
from tests.campus.conftest import NOON, Cast
from tests.campus.school import programme_of, register, students_of
from tests.campus.worlds import built_once

YEAR = 2026
FALL_12, FALL_24, SPRING_12 = "FALL 12 2026", "FALL 24 2025", "SPRING 12 2026"
STARTS = {FALL_12: date(2026, 9, 7), FALL_24: date(2025, 9, 8), SPRING_12: date(2026, 3, 2)}
NAMES = {FALL_12: "Ana Alix", FALL_24: "Béa Bob", SPRING_12: "Cléa"}


@dataclass
class Intakes:
    """students: by given name; intakes: by name."""

    cast: Cast
    programme: Programme
    intakes: dict[str, Intake]
    students: dict[str, Dossier]

    def of(self, intake: str) -> list[Dossier]:
        return [self.students[name] for name in NAMES[intake].split()]

    def arrive(self, name: str, intake: str, at: datetime = NOON) -> Dossier:
        """Somebody more, registered when the others are."""
        [dossier] = students_of(self.intakes[intake], name, by=self.cast.ada, at=at).values()
        register([dossier], YEAR, by=self.cast.ada, at=at)
        return dossier


@built_once
def three_intakes(cast: Cast, slug: str = "ipag-msc") -> Intakes:
    """All are examined in 2026-2027: FALL 24 and SPRING 12 in December, FALL 12 in July. Odile is the office."""
    programme = programme_of(cast.school, slug, by=cast.ada, at=NOON)
    if slug != "icn-pge":
        grant_role(cast.odile, cast.school, Role.OFFICE, slug, by=cast.ada, at=NOON)
    made = Intakes(cast, programme, {}, {})
    for name, starts in STARTS.items():
        made.intakes[name] = open_intake(programme, name, starts, by=cast.ada, at=NOON)
        made.students |= students_of(made.intakes[name], NAMES[name], by=cast.ada)
    everyone = list(made.students.values())
    if slug == "icn-pge":
        register(everyone, YEAR, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    elif slug == "lille-ipm":
        for i, modality in enumerate(("présentiel", "distance", "")):
            register(everyone[i::3], YEAR, modality=modality, by=cast.ada, at=NOON)
    else:
        register(everyone, YEAR, by=cast.ada, at=NOON)
    return made
