"""What a file says of the road: the day of entry, and the text's own deadlines, each counted as the text says."""

from __future__ import annotations

from collections.abc import Iterator

from parchemin.campus.dossiers.queries.road import PARTS, RoadPart, StartDays, ToDo
from parchemin.campus.law.answers import known_day
from parchemin.campus.law.portraits import deadline_starts

ENTRY = (
    *("rentrée", "rentrée universitaire", "entrée", "entrée en formation", "début des études"),
    *("entry", "start of studies", "start of the programme"),
)


@PARTS.at(10)
class DossierPart(RoadPart):
    def starts(self) -> Iterator[StartDays]:
        yield StartDays(ENTRY, (self.road.dossier.entry,))

    def todo(self) -> Iterator[ToDo]:
        """The deadlines whose start some stage knows, or that the text counts from a date known of the student."""
        law = self.road.law
        own = deadline_starts(law)
        for name, event in law.deadline_events.items():
            days = self.road.starts.get(event.casefold(), ())
            if not days and name in own and (day := known_day(self.road.evaluation, own[name])) is not None:
                days = (day,)
            for day in days:
                if (due := law.due(name, day)) is not None:
                    yield ToDo(due.day, due.label, due.sentence, due.article)
