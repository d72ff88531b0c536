"""Who sits a paper, said here once: for the law, for grids and sheets, for what is awaited, for who sets papers.

A paper is for some intakes, some modalities, or for everybody whom the papers of its name leave. Among the papers of
one name somebody sits one at most: that which names their intake and modality, else their intake, else their modality,
else the general one. A paper of a later session is sat by those to whom that session is open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np

from parchemin.campus.assessment.models import Paper, PaperAudience
from parchemin.campus.enrolment.queries.followers import Followers
from parchemin.campus.enrolment.queries.texts import law_having
from parchemin.campus.law.law import Law
from parchemin.campus.law.sources import Integers

type Audience = tuple[UUID | None, str]  # an intake (None: any) and a modality ("": any)
type PaperPlace = tuple[UUID, int, str, str, str]  # programme, year, unit, slot, name
type Gate = tuple[str, str]  # the fact that opens a session, and its place

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
    papers: Sequence[Paper], following: Iterable[Followers], *, known: datetime | None = None
) -> dict[UUID, Integers]:
    """For each paper, the sorted keys of those whom it is for, among those who follow its unit that year. One query."""
    of_unit: dict[tuple[int, str], list[Followers]] = defaultdict(list)
    for some in following:
        of_unit[some.year, some.unit].append(some)
    concerned = [paper for paper in papers if (paper.year, paper.unit) in of_unit]
    offered = offered_papers(concerned, known=known) if concerned else {}
    found = {paper.pk: NOBODY for paper in papers}
    for paper in concerned:
        here, groups = offered.get(place_of(paper), {}), of_unit[paper.year, paper.unit]
        mine = [one.dossiers for one in groups if paper_for(here, one.intake, one.modality) == paper.pk]
        found[paper.pk] = np.sort(np.concatenate([NOBODY, *mine]))
    return found


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
    found = meant_for(papers, following, known=known)
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
