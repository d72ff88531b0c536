"""Marks: entered, corrected, handed in; the second session opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment import access
from parchemin.campus.assessment.actions.papers import hold_paper, record
from parchemin.campus.assessment.facts import day_of
from parchemin.campus.assessment.models import Mark, Paper, Submission
from parchemin.campus.assessment.queries.cells import read, written
from parchemin.campus.assessment.queries.papers import (
    entitlements,
    gates_of_year,
    interrupted,
    law_of_paper,
    law_of_year,
    sitting,
)
from parchemin.campus.assessment.refusals import (
    AlreadySubmitted,
    Conflict,
    MarkConflict,
    MarksMissing,
    MarksSubmitted,
    NoSessionToOpen,
    NotEntitled,
    NothingInItsPlace,
    NotOnTheList,
    NotSatYet,
    StudiesInterrupted,
)
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.events import tell
from parchemin.campus.common.models import JournalValue
from parchemin.campus.common.records import replace, standing
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.dossiers.actions import Statement, keep
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.models import Person

SECOND_SESSION = _("registered for the second session")


@dataclass(frozen=True, slots=True)
class Entered:
    """One cell as typed: "12,5", "ABS", or "" to clear. seen: the key of the mark the writer saw, 0 for none; None for
    a writer who saw nothing (an import, which says so and replaces)."""

    dossier: Dossier
    text: str
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class AbsencesEntered:
    """Absences at a paper, of those newly absent and of those (keys of dossiers) whose absence gave way to a mark."""

    paper: Paper
    absent: tuple[Dossier, ...]
    no_more: tuple[int, ...]
    at: datetime


@dataclass(slots=True)
class Answered:
    """What became of each cell, by dossier: the mark that stands now, or why it was not taken."""

    marks: dict[int, Mark] = field(default_factory=dict)
    refused: dict[int, Refusal] = field(default_factory=dict)
    conflicts: dict[int, Conflict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarksCorrected:
    """The event: marks that were handed in are now others. dossiers: the keys of those whose they are."""

    paper: Paper
    dossiers: tuple[int, ...]
    by: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class MarksHandedIn:
    """The event: the marks of a paper are handed in. dossiers: the keys of those whose they are."""

    paper: Paper
    dossiers: tuple[int, ...]
    by: Person
    at: datetime


def enter_marks(
    paper: Paper, entries: Sequence[Entered], *, by: Person, at: datetime, why: str = ""
) -> dict[int, Mark]:
    """Write marks, all or none; gives what stands now, by dossier. After submission it is a correction, and says why.

    Raises `MarkConflict` where a mark is no longer the one the writer saw: the other's value stands.
    """
    return _enter(paper, entries, by, at, why.strip(), all_or_none=True).marks


def enter_each(paper: Paper, entries: Sequence[Entered], *, by: Person, at: datetime, why: str = "") -> Answered:
    """Write each mark that can be; the others are given back with the reason, and do not hold up their neighbours."""
    return _enter(paper, entries, by, at, why.strip(), all_or_none=False)


def _enter(
    paper: Paper, entries: Sequence[Entered], by: Person, at: datetime, why: str, *, all_or_none: bool
) -> Answered:
    access.ENTER_MARKS.demand(by, paper)
    answered = Answered()
    with transaction.atomic():
        held = hold_paper(paper)  # who sits it is asked once nobody can set another for some of them
        wanted = _read(paper, entries, why, by, at)
        submitted = Submission.objects.filter(paper=paper).exists()
        if submitted and not why:
            raise MarksSubmitted
        if any(one.text.strip() for one in entries):  # what was typed too early may be taken away
            demand_sat(held, at=at)
        former = {
            mark.dossier_id: mark for mark in standing([m for _, m in wanted.values() if isinstance(m, Mark)]).values()
        }
        fresh: list[Mark] = []
        for one, mark in wanted.values():
            now = former.get(one.dossier.pk)
            if isinstance(mark, Refusal):
                answered.refused[one.dossier.pk] = mark
            elif _repeats(mark, now):  # said already, by an earlier sending whose answer was lost perhaps
                if now is not None:
                    answered.marks[one.dossier.pk] = now
            elif one.seen is not None and one.seen != (now.pk if now else 0):
                answered.conflicts[one.dossier.pk] = _conflict(one, now)
            elif submitted and mark.state == Mark.State.CLEARED:
                answered.refused[one.dossier.pk] = NothingInItsPlace(one.dossier.number)
            else:
                fresh.append(mark)
        if all_or_none:
            _raise_first(answered)
        if submitted and fresh:
            tell(MarksCorrected(paper, tuple(mark.dossier_id for mark in fresh), by, at))
        answered.marks |= _replaced(paper, fresh, former, by, at)
    return answered


def demand_sat(paper: Paper, *, at: datetime) -> None:
    """Raises `NotSatYet` before the day that the syllabus gives a paper."""
    day = day_of(law_of_paper(paper), paper)
    if day and timezone.localdate(at) < day:
        raise NotSatYet(paper.label, day)


def _read(
    paper: Paper, entries: Sequence[Entered], why: str, by: Person, at: datetime
) -> dict[int, tuple[Entered, Mark | Refusal]]:
    """Each entry with the mark it makes or its refusal; of two for one student, the later."""
    law = law_of_paper(paper)
    listed = set(sitting(paper).filter(pk__in=[e.dossier.pk for e in entries]).values_list("pk", flat=True))
    gone = interrupted(paper) if any(one.dossier.pk not in listed for one in entries) else {}
    found: dict[int, tuple[Entered, Mark | Refusal]] = {}
    for one in entries:
        if one.dossier.pk not in listed:
            found[one.dossier.pk] = (one, _not_listed(one.dossier, gone))
            continue
        try:
            kept = read(law, paper.unit, one.text, one.dossier.number)
        except Refusal as refusal:
            found[one.dossier.pk] = (one, refusal)
            continue
        mark = Mark(paper=paper, dossier=one.dossier, state=kept.state, value=kept.value, why=why[:400], by=by, at=at)
        found[one.dossier.pk] = (one, mark)
    return found


def _not_listed(dossier: Dossier, gone: Mapping[int, date]) -> Refusal:
    since = gone.get(dossier.pk)
    return StudiesInterrupted(dossier.number, since) if since else NotOnTheList(dossier.number)


def _raise_first(answered: Answered) -> None:
    for refusal in answered.refused.values():
        raise refusal
    if answered.conflicts:
        raise MarkConflict(list(answered.conflicts.values()))


def _conflict(one: Entered, now: Mark | None) -> Conflict:
    who, at, key = (str(now.by), now.at, now.pk) if now else ("—", None, 0)
    return Conflict(one.dossier.pk, one.dossier.number, written(now), who, key, at)


def _replaced(paper: Paper, fresh: list[Mark], former: Mapping[int, Mark], by: Person, at: datetime) -> dict[int, Mark]:
    if not fresh:
        return {}
    absent = tuple(mark.dossier for mark in fresh if mark.state == Mark.State.ABSENT)
    replaced = (former[mark.dossier_id] for mark in fresh if mark.dossier_id in former)
    no_more = tuple(mark.dossier_id for mark in replaced if mark.state == Mark.State.ABSENT)
    if absent or no_more:
        tell(AbsencesEntered(paper, absent, no_more, at))
    try:
        with transaction.atomic():
            made = replace(
                fresh,
                {mark.where: mark for mark in former.values()},
                verb="assessment.enter_marks",
                subject=paper.label[:200],
                chain=paper.programme.school.slug,
                actor=by.pk,
                at=at,
                payload={"paper": str(paper.pk)},
            )
    except IntegrityError as race:  # never through these actions, which hold the paper: the table's own last word
        raise MarkConflict([Conflict(fresh[0].dossier_id, fresh[0].dossier.number, "", "—")]) from race
    return {mark.dossier_id: mark for mark in made}


def _repeats(mark: Mark, former: Mark | None) -> bool:
    if former is None:
        return mark.state == Mark.State.CLEARED
    return (mark.state, mark.value) == (former.state, former.value)


def submit(paper: Paper, *, by: Person, at: datetime) -> Submission:
    """Hand in the marks of a paper: everyone who sits it has a mark or an absence."""
    access.ENTER_MARKS.demand(by, paper)
    with transaction.atomic():
        demand_sat(hold_paper(paper), at=at)
        said = Mark.objects.current().filter(paper=paper).exclude(state=Mark.State.CLEARED)
        missing = list(sitting(paper).exclude(pk__in=said.values("dossier")).values_list("number", flat=True))
        if missing:
            raise MarksMissing(len(missing), ", ".join(missing[:5]))
        try:
            with transaction.atomic():
                made = Submission.objects.create(paper=paper, at=at, by=by)
        except IntegrityError as duplicate:
            raise AlreadySubmitted from duplicate
        tell(MarksHandedIn(paper, tuple(said.values_list("dossier_id", flat=True)), by, at))
        told: dict[str, JournalValue] = {"paper": str(paper.pk), "marks": said.count()}
        record("assessment.submit", paper.programme, paper.label, by, at, told, [made])
    return made


def open_session(
    programme: Programme, year: int, chosen: Sequence[tuple[Dossier, str]], *, by: Person, at: datetime
) -> int:
    """Register students for the second session of units (dossier, unit), all or none; gives how many were written.

    Who may be was shown by `queries.entitlements`; it is asked again here, as things stand now.
    """
    access.SET_PAPERS.demand(by, programme)
    law = law_of_year(programme, year)
    gates = gates_of_year(law)
    entitled = {(one.dossier.pk, one.unit) for one in entitlements(programme, year, at=at)}
    said: list[Statement] = []
    for dossier, unit in chosen:
        if unit not in gates:
            raise NoSessionToOpen(unit)
        if (dossier.pk, unit) not in entitled:
            raise NotEntitled(dossier.number, law.units[unit].label)
        fact, place = gates[unit]
        said.append(Statement(dossier, fact, place, "true", since=year))
    return len(keep(said, reason=str(SECOND_SESSION), by=by, at=at)) if said else 0
