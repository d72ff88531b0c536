"""What a file says of the road: the day of entry, and the text's own deadlines, each counted as the text says."""

from __future__ import annotations

from collections.abc import Iterator

from parchemin.campus.dossiers.queries.road import PARTS, RoadPart, StartDays, ToDo
from parchemin.campus.law.deadlines import deadlines_of

ENTRY = (
    *("rentrée", "rentrée universitaire", "entrée", "entrée en formation", "début des études"),
    *("entry", "start of studies", "start of the programme"),
)


@PARTS.at(10)
class DossierPart(RoadPart):
    def starts(self) -> Iterator[StartDays]:
        yield StartDays(ENTRY, (self.road.dossier.entry,))

    def todo(self) -> Iterator[ToDo]:
        """The deadlines of the text that concern them, counted from days that are known."""
        for due in deadlines_of(self.road.law, self.road.evaluation, self.road.starts):
            yield ToDo(due.day, due.label, due.sentence, due.article)
