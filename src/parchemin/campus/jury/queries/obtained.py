"""What juries decided before another: a diploma or a title that one of them published is not decided again; any other
decision of the same year is, and what takes its place otherwise than by the rule says why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.jury.facts import PublishedRuling, published_of
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Ruling
from parchemin.campus.law.law import Law


@dataclass(frozen=True, slots=True)
class Obtained:
    """A final decision that another jury published in somebody's favour."""

    words: str
    jury: str

    def __str__(self) -> str:
        return f"{self.words} ({self.jury})"


type Granted = Mapping[tuple[str, str], Obtained]  # by decision and member


def obtained_elsewhere(jury: Jury, dossiers: Sequence[Dossier], *, at: datetime) -> dict[int, Granted]:
    """Of each, what the other juries granted and published before a moment, and still stands. One query."""
    found: dict[int, dict[tuple[str, str], Obtained]] = defaultdict(dict)
    for one in published_of(dossiers, since=JuryEvent.Kind.CLOSED):
        if one.grants and one.jury != jury.pk and one.published < at:
            found[one.dossier].setdefault((one.name, one.member), Obtained(one.words, one.title))
    return dict(found)


def everything_granted(law: Law, asked: Collection[tuple[str, str]], granted: Granted) -> bool:
    """Whether a jury called on these decisions has nothing left to grant somebody."""
    final = [(name, member) for name, member in asked if name in law.final_decisions]
    return bool(final) and all(one in granted for one in final)


def decided_elsewhere(jury: Jury, dossiers: Sequence[Dossier]) -> dict[tuple[int, str, str], PublishedRuling]:
    """By dossier, decision and member, what another jury published last of the year of this one. One query."""
    return {
        (one.dossier, one.name, one.member): one
        for one in published_of(dossiers)
        if one.jury != jury.pk and one.year == jury.year
    }


def ruled_on_elsewhere(jury: Jury) -> list[Dossier]:
    """Of those before a jury, those whom another jury ruled on in the same year. One query."""
    elsewhere = Ruling.objects.current().filter(jury__year=jury.year).exclude(jury=jury)
    here = Case.objects.current().filter(jury=jury, dossier__in=elsewhere.values("question__case__dossier"))
    return list(Dossier.objects.filter(pk__in=here.values("dossier")))
