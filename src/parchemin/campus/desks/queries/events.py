"""The start events of deadlines that the campus knows the day of, by the words that texts use for them.

One place for both languages: a deadline whose event is not here, and is not counted from a date the text asks about,
has no day that the campus could say.
"""

from __future__ import annotations

from typing import Literal

type Event = Literal["absence", "entry", "exams", "published"]

EVENTS: dict[str, Event] = {
    "absence": "absence",
    "rentrée": "entry",
    "rentrée universitaire": "entry",
    "entrée": "entry",
    "entrée en formation": "entry",
    "début des études": "entry",
    "entry": "entry",
    "start of studies": "entry",
    "start of the programme": "entry",
    "premier jour des épreuves": "exams",
    "début des épreuves": "exams",
    "first day of examinations": "exams",
    "publication des résultats": "published",
    "publication of results": "published",
}
