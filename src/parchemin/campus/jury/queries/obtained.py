"""What juries granted for good: a diploma or a title that one of them published is not decided again by another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.jury.models import Jury, JuryEvent, Ruling
from parchemin.campus.law.law import Law
from parchemin.campus.law.obtaining import obtaining
from parchemin.campus.law.publications import law_for


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
    files = {dossier.pk: dossier for dossier in dossiers}
    published = JuryEvent.objects.filter(kind=JuryEvent.Kind.PUBLISHED, at__lt=at).values("jury")
    rulings = (
        Ruling.objects.current()
        .filter(question__case__dossier__among=list(files), jury__in=published)
        .exclude(jury=jury)
        .order_by("jury__held_at")
        .values_list("question__case__dossier", "question__name", "question__member", "option", "jury__title")
    )
    found: dict[int, dict[tuple[str, str], Obtained]] = defaultdict(dict)
    for key, name, member, option, title in rulings if files else ():
        law = law_for(files[key])
        if (name, option) in obtaining(law):
            found[key].setdefault((name, member), Obtained(law.option_label(name, option), title))
    return dict(found)


def everything_granted(law: Law, asked: Collection[tuple[str, str]], granted: Granted) -> bool:
    """Whether a jury called on these decisions has nothing left to grant somebody."""
    final = [(name, member) for name, member in asked if name in law.final_decisions]
    return bool(final) and all(one in granted for one in final)
