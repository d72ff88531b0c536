"""Reads about papers and marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from parchemin.campus.assessment.facts import day_at
from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.queries.declared import declared_true
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.followers import followed
from parchemin.campus.enrolment.queries.texts import law_having, law_of_unit, laws_of_year
from parchemin.campus.law.cohorts import not_acquired
from parchemin.campus.law.law import Law
from parchemin.campus.law.sources import Integers
from parchemin.campus.people.queries import by_name

NOBODY: Integers = np.array([], np.int64)


def law_of_year(programme: Programme, year: int, stage: str = "") -> Law:
    """The text that a year, or a year of study of it, is under: the latest of those that its students are under."""
    return laws_of_year(programme, year, stage)[0]


def law_of_paper(paper: Paper) -> Law:
    """The text that a paper is set under: the latest of its year that has its unit."""
    return law_of_unit(paper.programme, paper.year, paper.unit)


def sitting(paper: Paper, law: Law | None = None) -> QuerySet[Dossier]:
    """Those who sit a paper: registered for the unit that year, and for the session where the text asks for it.

    Who has followed the unit again since sat it if they have a mark there: the registration for its session ended with
    that year. `law`: the text of the paper's year, for a caller who has it at hand.
    """
    followed = Registration.objects.current().filter(
        dossier=OuterRef("pk"), year=paper.year, units__contains=[paper.unit]
    )
    found = Dossier.objects.filter(Exists(followed), programme=paper.programme_id)
    law = law or law_of_paper(paper)
    unit = law.units.get(paper.unit)
    gate = law.gate_of(unit, paper.slot) if unit else None
    if gate is not None:
        opened = Declaration.objects.current().filter(
            dossier=OuterRef("pk"), fact=gate[0], place=gate[1], value="true", withdrawn=False
        )
        later = Registration.objects.current().filter(
            dossier=OuterRef("pk"), year__gt=paper.year, units__contains=[paper.unit]
        )
        marked = Mark.objects.current().filter(paper=paper, dossier=OuterRef("pk")).exclude(state=Mark.State.CLEARED)
        found = found.filter((Exists(opened) & ~Exists(later)) | (Exists(marked) & Exists(later)))
    return found.select_related("person")


def gates_of_year(law: Law) -> dict[str, tuple[str, str]]:
    """For each unit whose later session asks for registration, the fact and its place."""
    found: dict[str, tuple[str, str]] = {}
    for name, unit in law.units.items():
        if gates := law.gates_of(unit):
            found[name] = gates[0]
    return found


@dataclass(frozen=True, slots=True)
class PaperProgress:
    """How far the marking of a paper is. day: when it was sat, None where the syllabus does not say.

    "lacking": handed in, and somebody who sits it, registered since, has neither mark nor absence.
    """

    paper: Paper
    expected: int
    entered: int
    submitted: bool
    day: date | None = None

    @property
    def missing(self) -> int:
        return self.expected - self.entered

    @property
    def state(self) -> Literal["nobody", "todo", "going", "ready", "submitted", "lacking"]:
        if self.submitted:
            return "lacking" if self.missing else "submitted"
        if not self.expected:
            return "nobody"
        if not self.entered:
            return "todo"
        return "going" if self.missing else "ready"

    def late(self, today: date) -> int:
        """Days since the paper was sat, while marks are still missing or not handed in; 0 when it is not late."""
        if self.day is None or self.submitted or not self.expected:
            return 0
        return max(0, (today - self.day).days)


def progress(programme: Programme, year: int, units: Sequence[str] | None = None) -> list[PaperProgress]:
    """The marking of a year, paper by paper, in the order of the text: a number of queries that does not grow."""
    papers = Paper.objects.filter(programme=programme, year=year).select_related("programme", "submission")
    found = list(papers if units is None else papers.filter(unit__in=units))
    if not found:
        return []
    laws = laws_of_year(programme, year)
    counted = _counted(laws, programme, year, found)
    place = {name: i for i, name in enumerate(dict.fromkeys(name for law in laws for name in law.units))}
    found.sort(key=lambda paper: (place.get(paper.unit, len(place)), paper.slot, paper.name))
    return [
        PaperProgress(
            paper,
            *counted.get(paper.pk, (0, 0)),
            hasattr(paper, "submission"),
            day_of(law_having(laws, paper.unit), paper),
        )
        for paper in found
    ]


def _counted(
    laws: Sequence[Law], programme: Programme, year: int, papers: Sequence[Paper]
) -> dict[UUID, tuple[int, int]]:
    """For each paper, how many sit it and how many of them have a mark or an absence: as `sitting` says."""
    registered = Registration.objects.current().filter(dossier__programme=programme, year=year)
    keys = list(registered.values_list("dossier_id", flat=True))
    here: dict[str, Integers] = {}
    later: dict[str, list[Integers]] = {}
    for when, unit, dossiers in followed(keys):
        if when == year:
            here[unit] = dossiers
        elif when > year:
            later.setdefault(unit, []).append(dossiers)
    gates = gates_of_papers(laws, papers)
    opened = declared_true(keys, {fact for fact, _ in gates.values()})
    marked = _marked(papers)
    counts: dict[UUID, tuple[int, int]] = {}
    for paper in papers:
        who, entered = here.get(paper.unit, NOBODY), marked.get(paper.pk, NOBODY)
        if (gate := gates.get(paper.pk)) is not None:
            again = np.isin(who, np.concatenate([NOBODY, *later.get(paper.unit, [])]))
            who = who[np.where(again, np.isin(who, entered), np.isin(who, opened.get(gate, [])))]
        counts[paper.pk] = (len(who), int(np.isin(who, entered).sum()))
    return counts


def gates_of_papers(laws: Sequence[Law], papers: Sequence[Paper]) -> dict[UUID, tuple[str, str]]:
    """The papers that only those registered for their session sit: the fact that says so, and its place."""
    found: dict[UUID, tuple[str, str]] = {}
    for paper in papers:
        law = law_having(laws, paper.unit)
        gate = law.gate_of(law.units[paper.unit], paper.slot) if paper.unit in law.units else None
        if gate is not None:
            found[paper.pk] = gate
    return found


def _marked(papers: Sequence[Paper]) -> dict[UUID, Integers]:
    """By paper, the keys of those who have a mark or an absence there."""
    rows = Mark.objects.current().filter(paper__in=papers).exclude(state=Mark.State.CLEARED)
    found: dict[UUID, list[int]] = {}
    for paper, dossier in rows.values_list("paper_id", "dossier_id").iterator(chunk_size=20_000):
        found.setdefault(paper, []).append(dossier)
    return {paper: np.array(dossiers, np.int64) for paper, dossiers in found.items()}


def day_of(law: Law, paper: Paper) -> date | None:
    """The day a paper is sat; None where its syllabus does not say."""
    unit = law.units.get(paper.unit)
    return day_at(law, paper, unit.mark.partition(".")[0]) if unit else None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A student and a unit whose second session is theirs to sit. registered: they already are."""

    dossier: Dossier
    unit: str
    registered: bool = False


def entitlements(programme: Programme, year: int, *, at: datetime) -> list[Entitlement]:
    """Those registered for a unit this year who certainly have not acquired it, were its next session never opened.

    Who follows a unit again since has new attempts at it: their former year is over.
    """
    law = law_of_year(programme, year)
    gates = gates_of_year(law)
    if not gates:
        return []
    followers = {
        one.dossier_id: (one.dossier, one.units)
        for one in Registration.objects.current()
        .filter(dossier__programme=programme, year=year)
        .select_related("dossier__person")
        .order_by(*by_name("dossier__person"), "dossier__number")
    }
    later = Registration.objects.current().filter(dossier__in=list(followers), year__gt=year)
    begun = {(key, unit) for key, units in later.values_list("dossier_id", "units") for unit in units}
    facts = {fact for fact, _ in gates.values()}
    opened = {(key, *gate) for gate, keys in declared_true(list(followers), facts).items() for key in keys}
    lost = not_acquired([dossier for dossier, _ in followers.values()], facts, at=at, year=year)
    found = []
    for key, (dossier, units) in followers.items():
        for unit in units:
            if unit not in gates or (key, unit) in begun:
                continue
            registered = (key, *gates[unit]) in opened
            if registered or unit in lost.get(key, ()):
                found.append(Entitlement(dossier, unit, registered))
    return found


def current_marks(paper: Paper) -> dict[int, Mark]:
    """The marks in force on a paper, by dossier; a cleared one is there, so that who clears it is known."""
    rows = Mark.objects.current().filter(paper=paper).select_related("by")
    return {mark.dossier_id: mark for mark in rows}
