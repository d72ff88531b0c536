"""Texts and intakes of no importance, for the tests of the catalogue."""

from __future__ import annotations

from datetime import date

from parchemin.campus.catalogue.actions import add_publication, open_intake, open_programme
from parchemin.campus.catalogue.models import Intake, Programme, Publication
from tests.campus.conftest import NOON, Cast

FIRST_DAY = date(2026, 9, 1)


def programme_of(cast: Cast, slug: str = "icn-pge") -> Programme:
    return open_programme(cast.school, slug, f"Programme {slug}", by=cast.ada, at=NOON)


def text_of(cast: Cast, programme: Programme, digest: str, in_force: date = FIRST_DAY) -> Publication:
    return add_publication(
        programme,
        {"texte.md": digest},
        title=f"Texte {digest}",
        in_force=in_force,
        digest=digest,
        by=cast.ada,
        at=NOON,
    )


def intakes_of(cast: Cast, programme: Programme, *names: str) -> list[Intake]:
    return [open_intake(programme, name, FIRST_DAY, by=cast.ada, at=NOON) for name in names]
