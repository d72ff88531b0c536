"""Files under a small text of their own, for the tests of the dossiers."""

from __future__ import annotations

from datetime import date

from parchemin.campus.catalogue.actions import add_publication, open_intake, open_programme
from parchemin.campus.dossiers.actions import open_dossiers
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.actions import enter_person
from tests.campus.conftest import NOON, Cast
from tests.campus.law.small_laws import FRENCH
from tests.campus.worlds import built_once


@built_once
def files_of(cast: Cast, names: str) -> list[Dossier]:
    """Those of one intake, numbered from N1."""
    programme = open_programme(cast.school, "icn-pge", "Petite école", by=cast.ada, at=NOON)
    first_day = date(2026, 9, 1)
    add_publication(
        programme, {"école.md": FRENCH}, title="Règlement", in_force=first_day, digest="d", by=cast.ada, at=NOON
    )
    intake = open_intake(programme, "Rentrée 2026", first_day, by=cast.ada, at=NOON)
    persons = [
        (enter_person(f"{name}@example.org".lower(), name, "Durand", by=None, at=NOON), f"N{number}")
        for number, name in enumerate(names.split(), 1)
    ]
    return open_dossiers(intake, persons, by=cast.ada, at=NOON)
