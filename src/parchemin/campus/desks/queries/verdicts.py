"""What published juries have settled: until then a mark that was handed in is shown as provisional.

The one place where the desks ask the juries about a student.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.jury.queries import Published, definitive_years, published_rulings


@dataclass(frozen=True, slots=True)
class Verdicts:
    """settled: the university years whose marks a published jury covered. rulings: what was decided and published, the
    latest jury first."""

    settled: frozenset[int] = frozenset()
    rulings: tuple[Published, ...] = ()

    @property
    def published(self) -> tuple[date, ...]:
        """The days of publication."""
        return tuple(sorted({timezone.localdate(one.published_at) for one in self.rulings}))


def verdicts_on(dossier: Dossier) -> Verdicts:
    """What published juries have said of somebody."""
    settled = frozenset(year for _, year in definitive_years([dossier.pk]))
    return Verdicts(settled, tuple(published_rulings(dossier)))
