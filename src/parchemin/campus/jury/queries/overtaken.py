"""Published or closed decisions that no longer follow: what they stood on has changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable

from parchemin.campus.assessment.models import AbsenceRuling, Mark, Paper
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.enrolment.models import IntakeFact, Registration
from parchemin.campus.jury.facts import published_of
from parchemin.campus.jury.models import Case, Jury, JuryEvent, Ruling
from parchemin.campus.law.acquired import stands_on
from parchemin.campus.law.cohorts import rule
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.queries import by_name


def decisions_of(jury: Jury) -> list[str]:
    """The decisions that a jury is called on, by their names in the text."""
    return list(dict.fromkeys(name for name, _ in jury.decisions))


def possible_now(jury: Jury, dossiers: Sequence[Dossier], *, at: datetime) -> dict[tuple[int, str, str], list[str]]:
    """What the law permits of each, at a moment, on what is known now: the registration's state included. Where a fact
    is awaited, it permits nothing yet."""
    return {
        (one.dossier, *place): list(line.options)
        for one in rule(dossiers, decisions_of(jury), at=at, year=jury.year)
        for place, line in one.lines.items()
        if line.state != "pending"
    }


def confirmable(jury: Jury, stale: Sequence[Ruling], *, at: datetime) -> set[int]:
    """Of the rulings to be taken again, the keys of those that the jury may decide the same again: still possible."""
    dossiers = {one.question.case.dossier_id: one.question.case.dossier for one in stale}
    possible = possible_now(jury, list(dossiers.values()), at=at) if stale else {}
    return {one.pk for one in stale if one.option in possible.get(one.question.asked, [])}


def overtaken(jury: Jury, *, only: Collection[int] | None = None) -> list[Ruling]:
    """The rulings of a jury (or on some dossiers) that are to be taken again, since something changed: those that the
    law no longer leaves possible, and what the jury chose itself on marks or averages that are others now.

    The law is asked what it says on what is known now, at the moment the jury was opened: what the jury itself brought
    (one more was held) and the days gone by since change nothing. Where a fact is awaited again, nothing follows until
    it is known. What the law left no choice of stands as long as the law says the same.
    """
    opening = jury.events.get(kind=JuryEvent.Kind.OPENED)
    rulings = Ruling.objects.current().filter(jury=jury).select_related("question__case__dossier__person", "jury")
    rulings = rulings if only is None else rulings.filter(question__case__dossier__in=only)
    every = list(rulings.order_by(*by_name("question__case__dossier__person"), "question__rank"))
    about = {one.question.case.dossier_id for one in every}
    files = touched(Case.objects.current().filter(jury=jury, dossier__in=about), _opened_at())
    anew = {dossier for _jury, dossier in files}
    dossiers = {one.question.case.dossier_id: one.question.case.dossier for one in every}
    ruled = list(rule([dossiers[key] for key in anew], decisions_of(jury), at=opening.at, year=jury.year))
    possible = {
        (one.dossier, *place): line.options
        for one in ruled
        for place, line in one.lines.items()
        if line.state != "pending"
    }
    later = _overruled(jury, [dossiers[key] for key in anew])
    asked = [one for one in every if one.question.case.dossier_id in anew and one.question.asked not in later]
    gone = {one.pk for one in asked if one.option not in possible.get(one.question.asked, ())}
    now = {one.dossier: one.averages for one in ruled}
    gone |= _chosen_on_others(jury, [one for one in asked if one.pk not in gone], now, opening.at)
    return [one for one in asked if one.pk in gone]


type Averages = Mapping[int, Mapping[tuple[str, str], str]]  # by dossier


def _chosen_on_others(jury: Jury, rulings: Sequence[Ruling], now: Averages, at: datetime) -> set[int]:
    """The keys of those that the jury chose among several options, on marks or averages that are others now."""
    changed: set[int] = set()
    for seen, those in groupby(sorted(rulings, key=_seen_at), key=_seen_at):
        chosen = list(those)
        dossiers = {one.question.case.dossier_id: one.question.case.dossier for one in chosen}
        then = {
            one.dossier: one for one in rule(dossiers.values(), decisions_of(jury), at=at, year=jury.year, known=seen)
        }
        marked = _marked_since(dossiers, jury.year, seen)
        for one in chosen:
            dossier, *place = one.question.asked
            line = then[dossier].lines[place[0], place[1]]
            if line.options == (one.option,):
                continue
            law, name = law_for(dossiers[dossier]), one.question.name
            marks = any(unit in law.units and stands_on(law, name, unit) for unit in marked.get(dossier, ()))
            if marks or then[dossier].averages != now[dossier]:
                changed.add(one.pk)
    return changed


def _seen_at(ruling: Ruling) -> datetime:
    """The moment of the facts that a jury decided on: as they were drawn, or those of the day of a correction."""
    return ruling.at if ruling.correction else ruling.question.case.at


def _marked_since(dossiers: Collection[int], year: int, since: datetime) -> dict[int, set[str]]:
    """By dossier, the units of which a mark handed in is another than it was at a moment, until a year."""
    papers = Paper.objects.filter(year__lte=year, submission__isnull=False)
    rows = Mark.objects.filter(dossier__in=dossiers, paper__in=papers).exclude(superseded_at__lte=since)
    of_cells: dict[tuple[int, UUID, str], dict[bool, tuple[str, object]]] = defaultdict(dict)
    for dossier, paper, unit, state, value, at, ended in rows.values_list(
        "dossier_id", "paper_id", "paper__unit", "state", "value", "at", "superseded_at"
    ):
        said = ("", None) if state == Mark.State.CLEARED else (state, value)
        if at <= since:
            of_cells[dossier, paper, unit][False] = said
        if ended is None:
            of_cells[dossier, paper, unit][True] = said
    found: dict[int, set[str]] = defaultdict(set)
    for (dossier, _paper, unit), cell in of_cells.items():
        if cell.get(False, ("", None)) != cell.get(True, ("", None)):
            found[dossier].add(unit)
    return found


def overtaken_published(dossiers: Collection[int], years: Collection[int] | None = None) -> dict[int, list[Ruling]]:
    """By dossier, the published rulings of students (of some years, or of all) that are to be taken again."""
    published = JuryEvent.objects.filter(kind=JuryEvent.Kind.PUBLISHED).values("jury")
    cases = Case.objects.current().filter(dossier__in=dossiers, set_apart="", jury__in=published)
    juries = Jury.objects.filter(pk__in=cases.values("jury"), root="").exclude(kind=Jury.Kind.ADMISSION)
    found: dict[int, list[Ruling]] = {}
    for jury in (juries if years is None else juries.filter(year__in=years)).order_by("year", "held_at"):
        for one in overtaken(jury, only=dossiers):
            found.setdefault(one.question.case.dossier_id, []).append(one)
    return found


def to_take_again_of(dossier: int) -> set[int]:
    """The published rulings of somebody that are to be taken again, by their keys."""
    return {one.pk for one in overtaken_published([dossier]).get(dossier, ())}


def _overruled(jury: Jury, dossiers: Sequence[Dossier]) -> set[tuple[int, str, str]]:
    """What a jury held later decided and published of the same year: what this one decided of it stands no more."""
    if jury.state != "published":
        return set()
    last = {(one.dossier, one.name, one.member): one.jury for one in published_of(dossiers) if one.year == jury.year}
    return {place for place, other in last.items() if other != jury.pk}


def touched(cases: QuerySet[Case], since: Combinable) -> set[tuple[UUID, int]]:
    """Of these files (jury and dossier), those of which something was written since a moment of their own: marks handed
    in, absences or registrations until the year of the jury, what is said until then of them or of their intake."""
    cases = cases.annotate(since=since)
    theirs, until, written = Q(dossier=OuterRef("dossier")), OuterRef("jury__year"), OuterRef("since")
    changed = Q(at__gte=written) | Q(superseded_at__gte=written)
    anew = Q(at__gte=written) | Q(paper__submission__at__gte=written)
    of_paper = Q(request__dossier=OuterRef("dossier"), request__paper__year__lte=until)
    studied = Registration.objects.current().filter(dossier=OuterRef(OuterRef("dossier"))).values("intake")
    found = cases.filter(
        Exists(Mark.objects.filter(theirs, anew, paper__year__lte=until, paper__submission__isnull=False))
        | Exists(AbsenceRuling.objects.filter(of_paper, at__gte=written))
        | Exists(Registration.objects.filter(theirs, year__lte=until, at__gte=written))
        | Exists(Declaration.objects.filter(theirs, changed, since__lte=until))
        | Exists(IntakeFact.objects.filter(changed, intake__in=studied))
    )
    return set(found.values_list("jury", "dossier"))


def _opened_at() -> Subquery:
    """When the jury of a case was opened."""
    opened = JuryEvent.objects.filter(jury=OuterRef("jury"), kind=JuryEvent.Kind.OPENED)
    return Subquery(opened.values("at")[:1])


def to_take_again(juries: Iterable[Jury]) -> dict[UUID, int]:
    """By jury that is closed or published, how many of its decisions are to be taken again; those without one are not
    in it. Two queries where nothing was written since; the law is asked of the files concerned only."""
    held = {one.pk: one for one in juries if one.state in ("closed", "published")}
    concerned: dict[UUID, set[int]] = defaultdict(set)
    for jury, dossier in touched(Case.objects.current().filter(jury__in=list(held), set_apart=""), _opened_at()):
        concerned[jury].add(dossier)
    counted = {key: len(overtaken(held[key], only=some)) for key, some in concerned.items()}
    return {key: count for key, count in counted.items() if count}
