"""The papers of a year whose mark somebody lacks, or that are not handed in: what a jury waits for, and from whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from parchemin.campus.assessment.models import Mark, Paper, Teaching
from parchemin.campus.assessment.queries.papers import sitters_of_year
from parchemin.campus.catalogue.models import Programme


@dataclass(frozen=True, slots=True)
class AwaitedPaper:
    """A paper that somebody has no mark in, and the names of those who mark its unit."""

    label: str
    teachers: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.label} ({', '.join(self.teachers)})" if self.teachers else self.label


def papers_awaited(programme: Programme, year: int, dossiers: Sequence[int]) -> Mapping[int, Sequence[AwaitedPaper]]:
    """By dossier, the papers of a year that they sit and that are not handed in, or were before they registered.

    The queries do not grow in number with the people.
    """
    rows = Paper.objects.filter(programme=programme, year=year)
    papers = list(rows.select_related("submission").prefetch_related("audiences__intake"))
    if not papers or not dossiers:
        return {}
    who = sitters_of_year(programme, year, papers, dossiers)
    marked, names = _marked(papers, dossiers), _teachers(programme, year)
    found: dict[int, list[AwaitedPaper]] = defaultdict(list)
    for paper in papers:
        awaited = AwaitedPaper(paper.title, names.get(paper.unit, ()))
        for key in who[paper.pk].tolist():
            if not hasattr(paper, "submission") or (paper.pk, key) not in marked:
                found[key].append(awaited)
    return found


def _marked(papers: Sequence[Paper], dossiers: Sequence[int]) -> set[tuple[UUID, int]]:
    """Where these have a mark or an absence: paper and dossier."""
    rows = Mark.objects.current().filter(paper__in=papers, dossier__in=dossiers).exclude(state=Mark.State.CLEARED)
    return set(rows.values_list("paper_id", "dossier_id"))


def _teachers(programme: Programme, year: int) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in Teaching.objects.filter(programme=programme, year=year, ended=None).select_related("person"):
        found[one.unit].append(str(one.person))
    return {unit: tuple(sorted(names)) for unit, names in found.items()}
