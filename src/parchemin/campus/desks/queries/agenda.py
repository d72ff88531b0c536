"""“À faire”: the last days that concern a student, each counted as the text says, with its article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.assessment.absences.queries import absences_of
from parchemin.campus.desks.queries.events import EVENTS
from parchemin.campus.desks.queries.paths import Path, day_of
from parchemin.campus.law.answers import known_day
from parchemin.campus.law.portraits import deadline_starts

MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something by a day. counting: how the day is found; article: "" when no text says it; url: where to do it."""

    day: date
    what: str
    counting: str = ""
    article: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    ahead: tuple[ToDo, ...]
    past: tuple[ToDo, ...]


def agenda_of(path: Path) -> Agenda:
    """What is ahead, the nearest first, and what has gone by, the latest first."""
    today = timezone.localdate(path.at)
    found = sorted({*_of_absences(path), *_of_text(path), *_of_papers(path)}, key=lambda one: (one.day, one.what))
    ahead = tuple(one for one in found if one.day >= today)
    return Agenda(ahead, tuple(one for one in reversed(found) if one.day < today))


def _of_absences(path: Path) -> Iterator[ToDo]:
    """Absences that may still be excused."""
    for one in absences_of(path.dossier.person, path.at):
        if one.dossier.pk == path.dossier.pk and one.grounds.due is not None and (one.open or one.late):
            what = _("Excuse the absence at “%(paper)s”") % {"paper": one.paper.label}
            due = one.grounds.due
            url = reverse("assessment:absence", args=[one.dossier.ref, one.paper.pk])
            yield ToDo(due.day, what, due.sentence, due.article, url)


def _of_text(path: Path) -> Iterator[ToDo]:
    """The text's deadlines whose start the campus knows, or that it counts from a date known of the student."""
    starts = {"entry": [path.dossier.entry], "published": list(path.verdicts.published), "exams": _exam_days(path)}
    own = deadline_starts(path.law)
    for name, start in path.law.deadline_events.items():
        days = list(starts.get(EVENTS.get(start.casefold(), ""), ()))
        if not days and name in own and (day := known_day(path.evaluation, own[name])) is not None:
            days = [day]
        for day in days:
            if (due := path.law.due(name, day)) is not None:
                yield ToDo(due.day, due.label, due.sentence, due.article)


def _exam_days(path: Path) -> list[date]:
    """The first day of papers of each year followed."""
    firsts: dict[int, date] = {}
    for paper in path.papers:
        day = day_of(path.law, paper)
        if day is not None and path.followed.get(paper.unit) == paper.year:
            firsts[paper.year] = min(day, firsts.get(paper.year, day))
    return list(firsts.values())


def _of_papers(path: Path) -> Iterator[ToDo]:
    """The days of assessments to come; many of one day are said together."""
    today = timezone.localdate(path.at)
    days: dict[date, list[str]] = {}
    for paper in path.coming:
        day = day_of(path.law, paper)
        if day is not None and day >= today:
            unit = path.law.units.get(paper.unit)
            days.setdefault(day, []).append(unit.label if unit else paper.label)
    for day, names in days.items():
        alone = tuple(dict.fromkeys(names))
        said = ", ".join(alone[:MOST_NAMES])
        left = len(alone) - MOST_NAMES
        more = ngettext(" and %(left)d other", " and %(left)d others", left) % {"left": left} if left > 0 else ""
        yield ToDo(
            day,
            (_("Assessments: %(names)s") if len(alone) > 1 else _("Assessment: %(names)s")) % {"names": said + more},
        )
