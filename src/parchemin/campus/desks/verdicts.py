"""What published juries have settled: until then a mark that was handed in is shown as provisional.

The one place where the desks ask the juries about a student.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from parchemin.campus.rulings.models import Dossier


@dataclass(frozen=True, slots=True)
class Verdicts:
    """settled: the university years whose marks a published jury covered. published: the days of publication."""

    settled: frozenset[int] = frozenset()
    published: tuple[date, ...] = ()


def verdicts_on(dossier: Dossier) -> Verdicts:
    """Nothing is settled while no jury publishes: every mark is provisional."""
    return Verdicts()
