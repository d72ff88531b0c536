"""Who sits a paper, said here once: for the law, for grids and sheets, for what is awaited, for who sets papers.

A paper is for some intakes, some modalities, or for everybody whom the papers of its name leave. Among the papers of
one name somebody sits one at most: that which names their intake and modality, else their intake, else their modality,
else the general one. A paper of a later session is sat by those to whom that session is open.

Who has interrupted their studies sits no paper of that day or later, and none without a day. A mark kept stands all the
same, and its paper is theirs; so does an absence at a paper without a day, but nobody was absent once they had left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import numpy as np

from parchemin.campus.assessment.models import Mark, Paper, PaperAudience
from parchemin.campus.enrolment.queries.followers import Followers
from parchemin.campus.enrolment.queries.texts import law_having
from parchemin.campus.law.law import Law
from parchemin.campus.law.names import shared
from parchemin.campus.law.sources import Integers

type Audience = tuple[UUID | None, str]  # an intake (None: any) and a modality ("": any)
type PaperPlace = tuple[UUID, int, str, str, str]  # programme, year, unit, slot, name
type Gate = tuple[str, str]  # the fact that opens a session, and its place

DAY = shared("assessment.day", "épreuve.jour")
EVERYBODY: Audience = (None, "")
NOBODY: Integers = np.array([], np.int64)


def paper_for[K](offered: Mapping[Audience, K], intake: UUID | None, modality: str) -> K | None:
    """Which of the papers of one name somebody sits, by their intake and modality; None where none is for them."""
    for audience in ((intake, modality), (intake, ""), (None, modality), EVERYBODY):
        if audience in offered:
            return offered[audience]
    return None


def place_of(paper: Paper | PaperAudience) -> PaperPlace:
    """What the papers of one name have in common."""
    return paper.programme_id, paper.year, paper.unit, paper.slot, paper.name


def offered_papers(papers: Iterable[Paper], *, known: datetime | None = None) -> dict[PaperPlace, dict[Audience, UUID]]:
    """At the places of these papers, whom every paper there (set by a moment) is for. One query."""
    wanted = list(papers)
    rows = PaperAudience.objects.filter(
        programme__in={one.programme_id for one in wanted},
        year__in={one.year for one in wanted},
        unit__in={one.unit for one in wanted},
    )
    rows = rows if known is None else rows.filter(paper__made_at__lte=known)
    found: dict[PaperPlace, dict[Audience, UUID]] = defaultdict(dict)
    for *place, intake, modality, paper in rows.values_list(
        "programme_id", "year", "unit", "slot", "name", "intake_id", "modality", "paper_id"
    ):
        found[tuple(place)][intake, modality] = paper  # type: ignore[index]
    return found


def meant_for(
    papers: Sequence[Paper], following: Iterable[Followers], laws: Sequence[Law], *, known: datetime | None = None
) -> dict[UUID, Integers]:
    """For each paper, the sorted keys of those whom it is for, among those who follow its unit that year. One query,
    and another where somebody has interrupted their studies.

    laws: the texts that they are under, the latest first.
    """
    groups = _concerned(papers, following, known)
    gone = _interrupted(groups, laws, known)
    return {
        paper.pk: np.setdiff1d(np.concatenate([NOBODY, *(one.dossiers for one in groups[paper])]), list(gone[paper.pk]))
        for paper in papers
    }


def interrupted_before(
    papers: Sequence[Paper], following: Iterable[Followers], laws: Sequence[Law], *, known: datetime | None = None
) -> dict[UUID, dict[int, date]]:
    """For each paper, those whom it would be for had they not interrupted their studies, and since which day."""
    return _interrupted(_concerned(papers, following, known), laws, known)


type _Groups = Mapping[Paper, Sequence[Followers]]  # of each paper, whom it is for


def _concerned(papers: Sequence[Paper], following: Iterable[Followers], known: datetime | None) -> _Groups:
    """Of each paper, those whom it is for by their intake and modality."""
    of_unit: dict[tuple[int, str], list[Followers]] = defaultdict(list)
    for some in following:
        of_unit[some.year, some.unit].append(some)
    concerned = [paper for paper in papers if (paper.year, paper.unit) in of_unit]
    offered = offered_papers(concerned, known=known) if concerned else {}
    found: dict[Paper, list[Followers]] = {paper: [] for paper in papers}
    for paper in concerned:
        here = offered.get(place_of(paper), {})
        groups = of_unit[paper.year, paper.unit]
        found[paper] = [one for one in groups if paper_for(here, one.intake, one.modality) == paper.pk]
    return found


def _interrupted(groups: _Groups, laws: Sequence[Law], known: datetime | None) -> dict[UUID, dict[int, date]]:
    """Of each paper, who does not sit it because they had interrupted their studies, and since when."""
    left = {paper: [one for one in some if _gone_by(paper, laws, one.interrupted)] for paper, some in groups.items()}
    kept = _kept({paper: some for paper, some in left.items() if some}, laws, known)
    return {
        paper.pk: {
            key: one.interrupted
            for one in some
            for key in one.dossiers.tolist()
            if one.interrupted and (paper.pk, key) not in kept
        }
        for paper, some in left.items()
    }


def _gone_by(paper: Paper, laws: Sequence[Law], since: date | None) -> bool:
    if since is None:
        return False
    day = day_of(law_having(laws, paper.unit), paper)
    return day is None or since <= day


def _kept(left: _Groups, laws: Sequence[Law], known: datetime | None) -> set[tuple[UUID, int]]:
    """Where something that stands was written of those who left: paper and dossier."""
    keys = [key for some in left.values() for one in some for key in one.dossiers.tolist()]
    if not keys:
        return set()
    undated = {paper.pk for paper in left if day_of(law_having(laws, paper.unit), paper) is None}
    rows = Mark.objects.in_force(known).filter(paper__in=list(left), dossier__among=keys)
    return {
        (paper, key)
        for paper, key, state in rows.values_list("paper_id", "dossier_id", "state")
        if state == Mark.State.GIVEN or (state == Mark.State.ABSENT and paper in undated)
    }


def day_of(law: Law, paper: Paper) -> date | None:
    """The day a paper is sat; None where its syllabus does not say."""
    unit = law.units.get(paper.unit)
    return day_at(law, paper, unit.mark.partition(".")[0]) if unit else None


def day_at(law: Law, paper: Paper, level: str) -> date | None:
    """The day of a paper at its level of the text; None where its syllabus gives none, or says that it is unknown."""
    name = law.canonical(DAY, level) if level else ""
    kept = paper.facts.get(name, "") if name else ""
    return date.fromisoformat(kept) if kept and kept != "?" else None


def sitters(
    papers: Sequence[Paper],
    following: Iterable[Followers],
    laws: Sequence[Law],
    opened: Mapping[Gate, Collection[int]],
    *,
    known: datetime | None = None,
) -> dict[UUID, Integers]:
    """For each paper, the sorted keys of those who sit it: of whom it is for, those to whom its session is open.

    laws: the texts that they are under, the latest first. opened: by what opens a later session, to whom it is open.
    known: the moment by which papers were set; None for all of them.
    """
    found = meant_for(papers, following, laws, known=known)
    for key, gate in gates_of_papers(laws, papers).items():
        found[key] = found[key][np.isin(found[key], np.array(list(opened.get(gate, ())), np.int64))]
    return found


def gates_of_papers(laws: Sequence[Law], papers: Iterable[Paper]) -> dict[UUID, Gate]:
    """The papers that only those registered for their session sit: the fact that says so, and its place."""
    found: dict[UUID, Gate] = {}
    for paper in papers:
        law = law_having(laws, paper.unit)
        gate = law.gate_of(law.units[paper.unit], paper.slot) if paper.unit in law.units else None
        if gate is not None:
            found[paper.pk] = gate
    return found
