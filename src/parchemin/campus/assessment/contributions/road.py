"""What papers, marks and absences say of the road: marks handed in, the days of papers, absences still to excuse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property

import numpy as np
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.assessment.absences.queries import absences_of
from parchemin.campus.assessment.facts import day_of
from parchemin.campus.assessment.facts.attempts import attempts
from parchemin.campus.assessment.models import Mark, Paper, Submission
from parchemin.campus.assessment.queries.papers import papers_meant_for
from parchemin.campus.dossiers.queries.road import PARTS, RoadMark, RoadPart, StartDays, ToDo
from parchemin.campus.law.sources import FactsWanted

MOST_NAMES = 3
EXAMS = ("premier jour des épreuves", "début des épreuves", "first day of examinations")


@PARTS.at(30)
class AssessmentPart(RoadPart):
    def followed(self) -> Mapping[str, int]:
        """The year of the attempt that counts, where somebody is registered again in a unit that they had acquired."""
        if len(self.road.years) < 2:
            return {}
        asked = FactsWanted(self.road.law, np.array([self.road.dossier.pk], np.int64), self.road.at)
        found = attempts(asked)
        return {one.unit: one.year for one in found.counted if one.unit in found.surplus and len(one.dossiers)}

    # --- what was marked -------------------------------------------------------------------------------------

    def marks(self) -> Mapping[str, Sequence[RoadMark]]:
        """The marks that were handed in."""
        rows = (
            Mark.objects.current()
            .filter(dossier=self.road.dossier)
            .exclude(state=Mark.State.CLEARED)
            .filter(Exists(Submission.objects.filter(paper=OuterRef("paper"))))
            .select_related("paper")
            .order_by("paper__slot", "paper__name")
        )
        of_units: dict[str, list[RoadMark]] = defaultdict(list)
        mine = {paper.pk for paper in self.papers}
        for mark in rows:
            if mark.paper_id in mine:
                of_units[mark.paper.unit].append(self._shown(mark))
        return of_units

    def _is_last(self, paper: Paper) -> bool:
        """Whether it is of the year whose attempt at its unit counts."""
        return self.road.followed.get(paper.unit) == paper.year

    def _shown(self, mark: Mark) -> RoadMark:
        paper = mark.paper
        unit = self.road.law.units.get(paper.unit)
        slot = dict(unit.slots).get(paper.slot, "") if unit and len(unit.slots) > 1 else ""
        name = " · ".join(part for part in (paper.name.replace("_", " "), slot and _session(slot)) if part)
        value = None if mark.value is None else Fraction(mark.value)
        absent = mark.state == Mark.State.ABSENT
        resit = unit is not None and self.road.law.gate_of(unit, paper.slot) is not None
        return RoadMark(name or paper.label, value, absent, paper.year not in self.road.settled, resit)

    # --- the days of papers ----------------------------------------------------------------------------------

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers of the units followed, of the attempt that counts."""
        years = set(self.road.followed.values())
        rows = Paper.objects.filter(programme=self.road.dossier.programme_id, year__in=years)
        last = [paper for paper in rows.select_related("submission") if self._is_last(paper)]
        mine = papers_meant_for(self.road.dossier, last)
        return [paper for paper in last if paper.pk in mine]

    def awaited(self) -> set[str]:
        return {paper.unit for paper in self.left_to_mark}

    @cached_property
    def left_to_mark(self) -> list[Paper]:
        """The papers not handed in yet, of the sessions open to the student."""
        second = {
            unit.unit.name
            for period in self.road.portrait.periods
            for unit in period.units
            if unit.second_registered == "yes"
        }
        return [
            paper
            for paper in self.papers
            if not hasattr(paper, "submission") and (paper.unit in second or self._is_first_session(paper))
        ]

    @cached_property
    def coming(self) -> list[tuple[date, Paper]]:
        """Those of them to come, whose day is known."""
        days = ((day_of(self.road.law, paper), paper) for paper in self.left_to_mark)
        return [(day, paper) for day, paper in days if day is not None and day >= self.road.today]

    def _is_first_session(self, paper: Paper) -> bool:
        unit = self.road.law.units.get(paper.unit)
        return unit is None or not unit.slots or paper.slot == unit.slots[0][0]

    def expected(self) -> Mapping[str, date]:
        nearest: dict[str, date] = {}
        for day, paper in self.coming:
            nearest[paper.unit] = min(day, nearest.get(paper.unit, day))
        return nearest

    def starts(self) -> Iterator[StartDays]:
        """The first day of papers of each year followed."""
        firsts: dict[int, date] = {}
        for paper in self.papers:
            if (day := day_of(self.road.law, paper)) is not None:
                firsts[paper.year] = min(day, firsts.get(paper.year, day))
        yield StartDays(EXAMS, tuple(firsts.values()))

    # --- to do -----------------------------------------------------------------------------------------------

    def todo(self) -> Iterator[ToDo]:
        yield from self._absences()
        yield from self._papers()

    def _absences(self) -> Iterator[ToDo]:
        """Absences that may still be excused."""
        for absence in absences_of(self.road.dossier.student, self.road.at):
            due = absence.grounds.due
            if absence.dossier.pk == self.road.dossier.pk and due is not None and (absence.open or absence.late):
                what = _("Excuse the absence at “%(paper)s”") % {"paper": absence.paper.label}
                url = reverse("assessment:absence", args=[absence.dossier.ref, absence.paper.pk])
                yield ToDo(due.day, what, due.sentence, due.article, url)

    def _papers(self) -> Iterator[ToDo]:
        """The days of assessments to come; many of one day are said together."""
        days: dict[date, dict[str, None]] = defaultdict(dict)
        for day, paper in self.coming:
            unit = self.road.law.units.get(paper.unit)
            days[day][unit.label if unit else paper.label] = None
        for day, names in days.items():
            yield ToDo(day, _of_day(list(names)))


def _of_day(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    more = ngettext(" and %(left)d other", " and %(left)d others", left) % {"left": left} if left > 0 else ""
    sentence = _("Assessments: %(names)s") if len(names) > 1 else _("Assessment: %(names)s")
    return sentence % {"names": shown + more}


def _session(slot: str) -> str:
    return _("session %(number)s") % {"number": slot}
