"""Which years of whom are decided: the one place that says it, to transcripts, roads and registrations alike.

A jury decides of a year where it was asked what came of it, and answered on marks: the decision of its year of study,
or one of the studies as a whole, which stands on all the years until then. What else a jury is asked (a semester, a
year away) leaves the year open; so does a file that it put off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Ruling
from parchemin.campus.jury.queries.juries import law_of_jury
from parchemin.campus.law.continuing import deciding, decisions_of_progress
from parchemin.campus.law.publications import law_for

type DossierYear = tuple[int, int]  # a dossier and a year

LEFT_OPEN = (Case.Apart.PUT_OFF, Case.Apart.AWAITED)


@dataclass(frozen=True, slots=True)
class YearDecision:
    """The jury by which a year is decided. when: it was held, then closed or published."""

    jury: str
    when: tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the last jury that was asked a question of a year answered."""

    dossier: int
    year: int
    name: str
    member: str
    option: str
    decision: YearDecision


def decided_years(
    dossiers: Iterable[int], *, since: JuryEvent.Kind = JuryEvent.Kind.CLOSED
) -> dict[DossierYear, YearDecision]:
    """The years that are decided, each by the last jury that decided of it. Three queries.

    since: what a jury must have come to, its closing where nothing may change under what is sealed.
    """
    files = {one.pk: one for one in Dossier.objects.filter(pk__among=list(dossiers), studies=True)}
    stages = _stages(files)
    found: dict[DossierYear, YearDecision] = {}
    for one in _last_answers(files, since):
        if (one.name, one.option) in deciding(law_for(files[one.dossier])):
            found |= {(one.dossier, year): one.decision for year in _years(one, stages[one.dossier])}
    return found


def definitive_years(dossiers: Iterable[int]) -> set[DossierYear]:
    """The years decided and published of these, and not left open again by a later jury that was to decide of them."""
    keys = list(dossiers)
    decided = decided_years(keys, since=JuryEvent.Kind.PUBLISHED)
    again = _left_open(keys)
    return {place for place, one in decided.items() if place not in again or again[place] < one.when}


def may_decide(jury: Jury) -> bool:
    """Whether a jury is asked what came of a year: its publication may then make one definitive."""
    law = law_of_jury(jury)
    return law.studies and not decisions_of_progress(law).isdisjoint(name for name, _ in jury.decisions)


def _years(answer: _Answer, stages: Mapping[int, str]) -> Iterable[int]:
    """The years that an answer decides. stages: the year of study in which they are registered each year."""
    if answer.member:
        return [answer.year] if stages.get(answer.year) == answer.member else []
    return {answer.year, *(year for year in stages if year <= answer.year)}


def _stages(dossiers: Iterable[int]) -> Mapping[int, Mapping[int, str]]:
    rows = Registration.objects.current().filter(dossier__among=list(dossiers))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for dossier, year, stage in rows.values_list("dossier", "year", "stage"):
        found[dossier][year] = stage
    return found


def _last_answers(dossiers: Iterable[int], since: JuryEvent.Kind) -> Iterator[_Answer]:
    """The answers that no later jury gave anew of the same year, the earliest first."""
    cases = Case.objects.current().filter(dossier__among=list(dossiers), set_apart="")
    rulings = Ruling.objects.current().filter(question__case__in=cases).annotate(told=_event("jury", since))
    rulings = rulings.exclude(told=None).select_related("jury", "question__case")
    last: dict[tuple[int, int, str, str], _Answer] = {}
    for one in rulings.order_by("jury__year", "jury__held_at", "told", "jury", "question__rank"):
        dossier, name, member = one.question.asked
        place = (dossier, one.jury.year, name, member)
        last.pop(place, None)
        last[place] = _Answer(*place, one.option, YearDecision(one.jury.title, (one.jury.held_at, one.told)))
    yield from last.values()


def _left_open(dossiers: Iterable[int]) -> dict[DossierYear, tuple[datetime, datetime]]:
    """The years of which a published jury was to decide, and put the file off; with when the last one did."""
    found: dict[DossierYear, tuple[datetime, datetime]] = {}
    for case in _put_off(dossiers).annotate(told=_event("jury", JuryEvent.Kind.PUBLISHED)):
        asked = {name for name, _ in case.jury.decisions}
        if asked & decisions_of_progress(law_for(case.dossier)):
            place, when = (case.dossier_id, case.jury.year), (case.jury.held_at, case.told)
            found[place] = max(when, found.get(place, when))
    return found


def _put_off(dossiers: Iterable[int]) -> QuerySet[Case]:
    published = JuryEvent.objects.filter(kind=JuryEvent.Kind.PUBLISHED, jury=OuterRef("jury"))
    cases = Case.objects.current().filter(Exists(published), dossier__among=list(dossiers), set_apart__in=LEFT_OPEN)
    return cases.select_related("jury", "dossier")


def _event(jury: str, kind: JuryEvent.Kind) -> Subquery:
    """When a jury came to something; None where it has not."""
    return Subquery(JuryEvent.objects.filter(kind=kind, jury=OuterRef(jury)).order_by("at").values("at")[:1])
