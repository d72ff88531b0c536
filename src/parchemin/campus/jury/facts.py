"""What juries give back: to the law, how many were held for somebody's last year; to enrolment, what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import OuterRef, Subquery

from parchemin.campus.common.records import in_force_sql
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import LastDecision, ObtainedDecision, tells, tells_obtained
from parchemin.campus.enrolment.queries.followers import last_years
from parchemin.campus.jury.models import Jury, JuryEvent, Ruling
from parchemin.campus.law.continuing import decisions_of_progress
from parchemin.campus.law.law import Law
from parchemin.campus.law.names import shared
from parchemin.campus.law.obtaining import obtaining
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.sources import Cells, FactsWanted, RecordedRows, source

_HELD = """
select d.dossier, count(distinct j.id)
from unnest(%s::bigint[], %s::int[]) as d(dossier, year)
left join jury_case c on c.dossier_id = d.dossier and {in_force} and c.set_apart = ''
left join jury_jury j on j.id = c.jury_id and j.year = d.year and j.kind <> 'admission'
    and exists (select 1 from jury_event e where e.jury_id = j.id and e.kind = 'published' and e.at < %s)
group by d.dossier
"""


JURIES_HELD = shared("student.juries_held", "étudiant.jurys_réunis")


@source(rank=60, collects=lambda law: {law.canonical(JURIES_HELD)})
def of_juries(asked: FactsWanted) -> Iterator[Cells | RecordedRows]:
    """Juries published before the moment asked about, of somebody's last year; at most what the text can count."""
    name = asked.law.canonical(JURIES_HELD)
    fact = asked.law.fact(name) if name else None
    if fact is None:
        return
    keys = asked.dossiers.tolist()
    years = last_years(keys, until=asked.year, known=asked.known)
    in_force, moments = in_force_sql("c", asked.known)
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(in_force=in_force), [keys, [years.get(key) for key in keys], *moments, asked.at])
        rows = np.array(cursor.fetchall(), np.int64).reshape(-1, 2)
    most = int(fact.high) if fact.high else rows[:, 1].max(initial=0)
    yield Cells(name, "", rows[:, 0], np.minimum(rows[:, 1], most))


@dataclass(frozen=True, slots=True)
class _Told:
    """A ruling on whether somebody goes on. stage: the year of study that it is about, "" for the studies."""

    name: str
    member: str
    stage: str
    option: str
    jury: str
    published: datetime


@tells
def last_decisions(dossiers: Sequence[Dossier]) -> dict[int, LastDecision]:
    """Of each, what published juries decided of the last year of which any did, each question once. One query."""
    files = {dossier.pk: dossier for dossier in dossiers}
    published = JuryEvent.objects.filter(kind=JuryEvent.Kind.PUBLISHED, jury=OuterRef("jury")).order_by("at")
    rulings = (
        Ruling.objects.current()
        .filter(question__case__dossier__in=list(files))
        .annotate(published=Subquery(published.values("at")[:1]))
        .exclude(published=None)
        .exclude(jury__kind=Jury.Kind.ADMISSION)
        .order_by("jury__year", "jury__held_at", "question__rank")
        .values_list(
            "question__case__dossier",
            "jury__year",
            "question__name",
            "question__member",
            "option",
            "jury__title",
            "published",
        )
    )
    found: dict[int, tuple[int, dict[tuple[str, str], _Told]]] = {}
    for dossier, year, name, member, *told in rulings:
        law = law_for(files[dossier])
        if name in decisions_of_progress(law):
            stage = member if member in {stage.key for stage in law.study_years} else ""
            if dossier not in found or found[dossier][0] != year:
                found[dossier] = (year, {})
            found[dossier][1].pop((name, member), None)
            found[dossier][1][name, member] = _Told(name, member, stage, *told)
    return {key: _last(law_for(files[key]), year, list(those.values())) for key, (year, those) in found.items()}


def _last(law: Law, year: int, told: Sequence[_Told]) -> LastDecision:
    """The last of what was decided in a year: of the year of study when that is judged, else what was asked first."""
    last = told[-1]
    together = [one for one in told if one.jury == last.jury]
    judged = [one for one in together if one.stage] or [one for one in told if one.stage]
    main = judged[0] if judged else together[0]
    views = {(view.name, view.member): view.options for view in law.decisions}
    options = views.get((main.name, main.member), ()) if judged or not law.study_years else ()
    words = ", ".join(dict.fromkeys(law.option_label(one.name, one.option) for one in together))
    given = tuple((one.name, one.option) for one in told)
    return LastDecision(year, main.stage, main.option, options, words, last.jury, last.published, given)


@dataclass(frozen=True, slots=True)
class PublishedRuling:
    """A ruling of a jury that was published at a moment, on a decision of the law of a dossier."""

    dossier: int
    law: Law
    name: str
    member: str
    option: str
    jury: UUID
    title: str
    year: int
    published: datetime

    @property
    def grants(self) -> bool:
        """Whether it gives what the studies lead to: a diploma, a title."""
        return (self.name, self.option) in obtaining(self.law)

    @property
    def words(self) -> str:
        return self.law.option_label(self.name, self.option)


def published_of(
    dossiers: Sequence[Dossier],
    *,
    known: datetime | None = None,
    since: JuryEvent.Kind = JuryEvent.Kind.PUBLISHED,
) -> Iterator[PublishedRuling]:
    """Every ruling in force of published juries on these, the earliest jury first: one query. Of two held at the same
    moment, the one published first.

    known: as they stood at a moment. since: what a jury must have come to, its closing for what is sealed already.
    """
    files = {dossier.pk: dossier for dossier in dossiers}
    published = JuryEvent.objects.filter(kind=since, jury=OuterRef("jury")).order_by("at")
    published = published if known is None else published.filter(at__lte=known)
    rulings = (
        Ruling.objects.in_force(known)
        .filter(question__case__dossier__among=list(files))
        .annotate(published=Subquery(published.values("at")[:1]))
        .exclude(published=None)
        .order_by("jury__year", "jury__held_at", "published", "jury")
        .values_list(*_OF_A_RULING)
    )
    for key, *told in rulings if files else ():
        yield PublishedRuling(key, law_for(files[key]), *told)


_OF_A_RULING = (
    "question__case__dossier",
    "question__name",
    "question__member",
    "option",
    "jury",
    "jury__title",
    "jury__year",
    "published",
)


@tells_obtained
def obtained_decisions(dossiers: Sequence[Dossier], known: datetime | None = None) -> dict[int, list[ObtainedDecision]]:
    """Of each, the diplomas and titles that a published jury gave, by the last one that gave each, and the mentions
    beside them. One query."""
    finals: dict[int, dict[str, ObtainedDecision]] = {}
    beside: dict[int, dict[str, ObtainedDecision]] = {}
    for one in published_of(dossiers, known=known):
        if not one.member and (one.grants or one.name in one.law.distinctions):
            into = finals if one.grants else beside
            label = one.law.outcome_label(one.name)
            told = ObtainedDecision(one.name, label, one.words, one.title, one.year, one.published)
            into.setdefault(one.dossier, {})[one.name] = told
    return {key: [*those.values(), *beside.get(key, {}).values()] for key, those in finals.items()}
