"""Reads about papers and marks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product
from typing import Literal
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parchemin.campus.assessment.facts.sitting import (
    NOBODY,
    Audience,
    PaperPlace,
    day_of,
    gates_of_papers,
    interrupted_before,
    meant_for,
    paper_for,
    place_of,
    sitters,
)
from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.declared import declared_true
from parchemin.campus.enrolment.facts import opened_sessions
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.followers import Followers, followers
from parchemin.campus.enrolment.queries.texts import law_having, law_of_unit, laws_of_year
from parchemin.campus.law.cohorts import not_acquired
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.sources import Integers
from parchemin.campus.people.queries import by_name


def law_of_year(programme: Programme, year: int, stage: str = "") -> Law:
    """The text that a year, or a year of study of it, is under: the latest of those that its students are under."""
    return laws_of_year(programme, year, stage)[0]


def law_of_paper(paper: Paper) -> Law:
    """The text that a paper is set under: the latest of its year that has its unit."""
    return law_of_unit(paper.programme, paper.year, paper.unit)


def sitting(paper: Paper) -> QuerySet[Dossier]:
    """Those who sit a paper, as the registrations and openings of its year say."""
    [who] = sitters_of_year(paper.programme, paper.year, [paper]).values()
    return Dossier.objects.filter(pk__among=who.tolist()).select_related("person")


def interrupted(paper: Paper) -> Mapping[int, date]:
    """Those who do not sit a paper for having interrupted their studies, and since which day."""
    following = following_of_year(paper.programme, paper.year, [paper])
    return interrupted_before([paper], following, laws_of_year(paper.programme, paper.year))[paper.pk]


def papers_meant_for(dossier: Dossier, papers: Sequence[Paper]) -> set[UUID]:
    """Which of these papers are for somebody, as they study in the year of each, whatever session is open to them."""
    found = meant_for(papers, followers([dossier.pk]), (law_for(dossier),)) if papers else {}
    return {key for key, who in found.items() if len(who)}


def sitters_of_year(
    programme: Programme,
    year: int,
    papers: Sequence[Paper],
    dossiers: Sequence[int] | None = None,
    *,
    laws: Sequence[Law] = (),
    following: Sequence[Followers] | None = None,
    known: datetime | None = None,
) -> dict[UUID, Integers]:
    """For each of these papers of a year, the sorted keys of those who sit it: of these dossiers, or of everybody.

    laws, following: those of the year, for a caller who has them. known: as it was known at a moment. The queries do
    not grow in number with the papers or the people.
    """
    laws = laws or laws_of_year(programme, year)
    if following is None:
        following = following_of_year(programme, year, papers, dossiers, known=known)
    keys = [key for one in following for key in one.dossiers.tolist()]
    gated = bool(gates_of_papers(laws, papers))
    opened = {
        gate: who
        for law in laws
        if gated
        for gate, who in opened_sessions(law, list(dict.fromkeys(keys)), year, known).items()
    }
    return sitters(papers, following, laws, opened, known=known)


def following_of_year(
    programme: Programme,
    year: int,
    papers: Sequence[Paper],
    dossiers: Sequence[int] | None = None,
    *,
    known: datetime | None = None,
) -> list[Followers]:
    """Who follows the units of these papers that year: of these dossiers, or of everybody."""
    if dossiers is None:
        registered = Registration.objects.filter(dossier__programme=programme, year=year)
        dossiers = list(registered.order_by().values_list("dossier_id", flat=True).distinct())
    units = {paper.unit for paper in papers}
    return [one for one in followers(dossiers, until=year, known=known) if one.year == year and one.unit in units]


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

    "lacking": handed in, and somebody who sits it, registered since, has neither mark nor absence. lacking: who, by
    name. shared: other papers of that name are for others.
    """

    paper: Paper
    expected: int
    entered: int
    submitted: bool
    day: date | None = None
    lacking: tuple[str, ...] = ()
    shared: bool = False

    @property
    def audience(self) -> str:
        """Whom it is for, in words; "" where it is for everybody."""
        return self.paper.audience or (_("everybody else") if self.shared else "")

    @property
    def missing(self) -> int:
        return self.expected - self.entered

    @property
    def awaited(self) -> bool:
        """Whether marks are still to be handed in: all of them, or those of who has registered since."""
        return not self.submitted or self.missing > 0

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
    papers = papers.prefetch_related("audiences__intake")
    found = list(papers if units is None else papers.filter(unit__in=units))
    if not found:
        return []
    laws, marked = laws_of_year(programme, year), _marked(found)
    who = sitters_of_year(programme, year, found, laws=laws)
    without = {paper.pk: who[paper.pk][~np.isin(who[paper.pk], marked.get(paper.pk, NOBODY))] for paper in found}
    names = _names([key for one in found if hasattr(one, "submission") for key in without[one.pk].tolist()])
    place = {name: i for i, name in enumerate(dict.fromkeys(name for law in laws for name in law.units))}
    found.sort(key=lambda paper: (place.get(paper.unit, len(place)), paper.slot, paper.name, paper.audience))
    beside = Counter(place_of(paper) for paper in found)
    return [
        PaperProgress(
            paper,
            len(who[paper.pk]),
            len(who[paper.pk]) - len(without[paper.pk]),
            hasattr(paper, "submission"),
            day_of(law_having(laws, paper.unit), paper),
            _of(names, without[paper.pk]) if hasattr(paper, "submission") else (),
            beside[place_of(paper)] > 1,
        )
        for paper in found
    ]


def papers_sat_by(papers: Sequence[Paper], intake: str, modality: str) -> set[UUID]:
    """Which of these papers of a year (all those of each name) people of an intake (its key) and modality sit.

    "": of any.
    """
    offered: dict[PaperPlace, dict[Audience, UUID]] = defaultdict(dict)
    for paper in papers:
        for one in paper.audiences.all():
            offered[place_of(paper)][one.intake_id, one.modality] = paper.pk
    named = {key: str(key or "") for here in offered.values() for key, _modality in here}
    found: set[UUID] = set()
    for here in offered.values():
        wanted = [next((key for key in named if named[key] == intake), None)] if intake else [*named, None]
        spoken = [modality] if modality else [*dict.fromkeys(said for _intake, said in here), ""]
        found |= {key for pair in product(wanted, spoken) if (key := paper_for(here, *pair)) is not None}
    return found


def _of(names: Mapping[int, str], keys: Integers) -> tuple[str, ...]:
    wanted = set(keys.tolist())
    return tuple(name for key, name in names.items() if key in wanted) if wanted else ()


def _names(dossiers: Sequence[int]) -> dict[int, str]:
    """Of each, their name, in the order of names."""
    if not dossiers:
        return {}
    rows = Dossier.objects.filter(pk__among=dossiers).select_related("person").order_by(*by_name("person"), "number")
    return {dossier.pk: str(dossier.person) for dossier in rows}


def missing_of(papers: Sequence[Paper]) -> dict[UUID, int]:
    """Of each paper, how many of those who sit it have neither mark nor absence. The queries grow with the years."""
    of_year: dict[tuple[Programme, int], list[Paper]] = defaultdict(list)
    for paper in papers:
        of_year[paper.programme, paper.year].append(paper)
    marked = _marked(papers) if papers else {}
    who: dict[UUID, Integers] = {}
    for (programme, year), some in of_year.items():
        who |= sitters_of_year(programme, year, some)
    return {key: int((~np.isin(keys, marked.get(key, NOBODY))).sum()) for key, keys in who.items()}


def _marked(papers: Sequence[Paper]) -> dict[UUID, Integers]:
    """By paper, the keys of those who have a mark or an absence there."""
    rows = Mark.objects.current().filter(paper__in=papers).exclude(state=Mark.State.CLEARED)
    found: dict[UUID, list[int]] = {}
    for paper, dossier in rows.values_list("paper_id", "dossier_id").iterator(chunk_size=20_000):
        found.setdefault(paper, []).append(dossier)
    return {paper: np.array(dossiers, np.int64) for paper, dossiers in found.items()}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A student and a unit whose second session is theirs to sit. registered: they already are."""

    dossier: Dossier
    unit: str
    registered: bool = False


def entitlements(programme: Programme, year: int, *, at: datetime) -> list[Entitlement]:
    """Those registered for a unit this year who certainly have not acquired it, were its next session never opened.

    Who follows a unit again since has new attempts at it: their former year is over. Who has interrupted their studies
    by then is not offered one.
    """
    law = law_of_year(programme, year)
    gates = gates_of_year(law)
    if not gates:
        return []
    following = {
        one.dossier_id: one
        for one in Registration.objects.current()
        .filter(dossier__programme=programme, year=year)
        .select_related("dossier__person")
        .order_by(*by_name("dossier__person"), "dossier__number")
    }
    today = timezone.localdate(at)
    gone = {key for key, one in following.items() if one.left_on and one.left_on <= today}
    later = Registration.objects.current().filter(dossier__in=list(following), year__gt=year)
    begun = {(key, unit) for key, units in later.values_list("dossier_id", "units") for unit in units}
    facts = {fact for fact, _ in gates.values()}
    opened = {(key, *gate) for gate, keys in declared_true(list(following), facts, year=year).items() for key in keys}
    lost = not_acquired([one.dossier for one in following.values()], facts, at=at, year=year)
    found = []
    for key, one in following.items():
        for unit in one.units:
            if unit not in gates or (key, unit) in begun:
                continue
            registered = (key, *gates[unit]) in opened
            if registered or (unit in lost.get(key, ()) and key not in gone):
                found.append(Entitlement(one.dossier, unit, registered))
    return found


def current_marks(paper: Paper) -> dict[int, Mark]:
    """The marks in force on a paper, by dossier; a cleared one is there, so that who clears it is known."""
    rows = Mark.objects.current().filter(paper=paper).select_related("by")
    return {mark.dossier_id: mark for mark in rows}
