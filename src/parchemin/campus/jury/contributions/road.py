"""What published juries say of the road: what they decided, and of which years they settled the marks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from django.utils import timezone

from parchemin.campus.dossiers.queries.road import PARTS, RoadPart, Section, StartDays
from parchemin.campus.jury.queries import Published, definitive_years, published_rulings
from parchemin.campus.jury.queries.overtaken import to_take_again_of

RESULTS = ("publication des résultats", "publication of results")


@PARTS.at(40)
class JuryPart(RoadPart):
    @cached_property
    def rulings(self) -> list[Published]:
        return published_rulings(self.road.dossier)

    def settled(self) -> list[int]:
        return [year for _, year in definitive_years([self.road.dossier.pk])]

    def starts(self) -> Iterator[StartDays]:
        yield StartDays(RESULTS, tuple(sorted({timezone.localdate(one.published_at) for one in self.rulings})))

    def sections(self) -> Iterator[Section]:
        if self.rulings:
            stale = to_take_again_of(self.road.dossier.pk)
            yield Section(30, "jury/road.html", {"rulings": self.rulings, "stale": stale})
