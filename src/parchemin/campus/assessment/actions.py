"""What assessment does: set papers, enter marks, submit them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment import access
from parchemin.campus.assessment.cells import read, written
from parchemin.campus.assessment.models import Mark, Paper, Submission, Teaching
from parchemin.campus.assessment.queries import (
    day_fact,
    entitlements,
    gates_of_year,
    law_of_year,
    sitting,
    syllabus_facts,
)
from parchemin.campus.assessment.refusals import (
    AlreadyMarked,
    AlreadySubmitted,
    AlreadyTeaching,
    Conflict,
    MarkConflict,
    MarksMissing,
    NameMissing,
    NoSessionToOpen,
    NoSuchUnit,
    NotATeacher,
    NotEntitled,
    NothingInItsPlace,
    NotOnTheList,
    OneMarkOnly,
    PaperGone,
    Submitted,
    TooManyPapers,
)
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common import journal
from parchemin.campus.common.events import publish
from parchemin.campus.common.models import Told
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.models import Grant, Person, Role
from parchemin.campus.rulings.actions import Said, keep
from parchemin.campus.rulings.law import Law
from parchemin.campus.rulings.models import Dossier
from parchemin.campus.rulings.refusals import ValueRefused
from parchemin.campus.rulings.terms import Unit

SECOND_SESSION = _("registered for the second session")
_NAME = re.compile(r"[^\W_][\w '’-]{0,79}")


def assign_teacher(programme: Programme, year: int, unit: str, person: Person, *, by: Person, at: datetime) -> Teaching:
    """Somebody who teaches in the programme marks a unit in a year."""
    access.SET_PAPERS.demand(by, programme)
    if unit not in law_of_year(programme, year).units:
        raise NoSuchUnit(unit)
    grants = Grant.objects.filter(person=person, school=programme.school, role=Role.TEACHER, ended=None)
    if not grants.filter(scope__in=("", programme.slug)).exists():
        raise NotATeacher(str(person))
    try:
        with transaction.atomic():
            made = Teaching.objects.create(programme=programme, year=year, unit=unit, person=person, since=at, by=by)
            _journal("assessment.assign_teacher", programme, unit, by, at, {"year": year, "person": str(person.pk)})
    except IntegrityError as duplicate:
        raise AlreadyTeaching from duplicate
    return made


def end_teaching(teaching: Teaching, *, by: Person, at: datetime) -> None:
    """From now on somebody else marks it; what was entered stands."""
    access.SET_PAPERS.demand(by, teaching.programme)
    with transaction.atomic():
        if Teaching.objects.filter(pk=teaching.pk, ended=None).update(ended=at):
            told: dict[str, Told] = {"year": teaching.year, "person": str(teaching.person_id)}
            _journal("assessment.end_teaching", teaching.programme, teaching.unit, by, at, told)


def _journal(verb: str, programme: Programme, subject: str, by: Person, at: datetime, payload: journal.Payload) -> None:
    journal.record(verb, subject[:200], chain=programme.school.slug, actor=by.pk, at=at, payload=payload)


# --- papers -----------------------------------------------------------------------------------------------------


def set_paper(
    programme: Programme,
    year: int,
    unit: str,
    slot: str,
    name: str,
    *,
    facts: Mapping[str, str],
    label: str = "",
    by: Person,
    at: datetime,
) -> Paper:
    """Set an assessment of a unit for a year, or change it while nothing is marked. `facts`: as people write them."""
    access.SET_PAPERS.demand(by, programme)
    law = law_of_year(programme, year)
    found = law.units.get(unit)
    if found is None or (found.slots and slot not in {key for key, _ in found.slots}):
        raise NoSuchUnit(slot or unit)
    if not found.slots:
        raise OneMarkOnly(found.article)
    if not _NAME.fullmatch(name.strip()):
        raise NameMissing
    allowed = {view.name for view in syllabus_facts(law, found)}
    for fact in facts:
        if fact not in allowed:
            raise ValueRefused(fact, "", "")
    kept = {fact: law.plain(fact, text) for fact, text in facts.items() if text.strip()}
    return _paper(programme, year, found, slot, name.strip(), label.strip() or _label(found, slot, name), kept, by, at)


def _label(unit: Unit, slot: str, name: str) -> str:
    session = dict(unit.slots).get(slot, "")
    return f"{unit.label} · {name}" + (f" · session {session}" if len(unit.slots) > 1 else "")


def _paper(
    programme: Programme,
    year: int,
    unit: Unit,
    slot: str,
    name: str,
    label: str,
    facts: Mapping[str, str],
    by: Person,
    at: datetime,
) -> Paper:
    """Make it, or change the one of that name. A lock on the programme's row keeps the count of papers true."""
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        same = Paper.objects.filter(programme=programme, year=year, unit=unit.name, slot=slot)
        standing = same.select_for_update(no_key=True).filter(name=name).first()
        if standing is None and unit.most is not None and same.count() >= unit.most:
            raise TooManyPapers(unit.most, unit.article)
        if standing is not None and standing.marks.exists():
            raise AlreadyMarked(standing.label)
        paper, _made = Paper.objects.update_or_create(
            programme=programme,
            year=year,
            unit=unit.name,
            slot=slot,
            name=name,
            defaults={"label": label[:200], "facts": dict(facts), "made_by": by, "made_at": at},
        )
        fixed = " ; ".join(f"{fact}={kept}" for fact, kept in facts.items())
        told: dict[str, Told] = {"year": year, "slot": slot, "name": name, "facts": fixed}
        _journal("assessment.set_paper", programme, unit.name, by, at, told)
    return paper


def remove_paper(paper: Paper, *, by: Person, at: datetime) -> None:
    """Take away an assessment that was never marked."""
    access.SET_PAPERS.demand(by, paper.programme)
    with transaction.atomic():
        hold(paper)
        if paper.marks.exists():
            raise AlreadyMarked(paper.label)
        told: dict[str, Told] = {"year": paper.year, "slot": paper.slot, "name": paper.name}
        _journal("assessment.remove_paper", paper.programme, paper.unit, by, at, told)
        paper.delete()


def open_own_marks(programme: Programme, year: int, *, by: Person, at: datetime) -> list[Paper]:
    """Open, for a year, the one mark of every unit that the text gives a mark of its own."""
    access.SET_PAPERS.demand(by, programme)
    law = law_of_year(programme, year)
    papers = [
        Paper(programme=programme, year=year, unit=unit.name, label=unit.label, made_by=by, made_at=at)
        for unit in law.units.values()
        if not unit.slots
    ]
    with transaction.atomic():
        made = Paper.objects.bulk_create(papers, ignore_conflicts=True)
        _journal("assessment.open_own_marks", programme, str(year), by, at, {"papers": len(made)})
    return list(Paper.objects.filter(programme=programme, year=year, slot="", unit__in=[p.unit for p in papers]))


def copy_papers(programme: Programme, year: int, *, by: Person, at: datetime) -> list[Paper]:
    """Set for a year what was set the year before, days left out; what is already set, or no longer fits, is let be."""
    access.SET_PAPERS.demand(by, programme)
    law = law_of_year(programme, year)
    made: list[Paper] = []
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        before = Paper.objects.filter(programme=programme, year=year - 1).exclude(slot="")
        taken: dict[tuple[str, str], int] = {}
        here = set(Paper.objects.filter(programme=programme, year=year).values_list("unit", "slot", "name"))
        for unit, slot, _name in here:
            taken[unit, slot] = taken.get((unit, slot), 0) + 1
        for paper in before:
            key = (paper.unit, paper.slot)
            if (*key, paper.name) not in here and _fits(law, paper, taken.get(key, 0)):
                taken[key] = taken.get(key, 0) + 1
                made.append(_copied(law, paper, year, by, at))
        Paper.objects.bulk_create(made)
        _journal("assessment.copy_papers", programme, str(year), by, at, {"papers": len(made), "from": year - 1})
    return made


def _fits(law: Law, paper: Paper, taken: int) -> bool:
    unit = law.units.get(paper.unit)
    return unit is not None and paper.slot in dict(unit.slots) and (unit.most is None or taken < unit.most)


def _copied(law: Law, paper: Paper, year: int, by: Person, at: datetime) -> Paper:
    unit = law.units[paper.unit]
    known = {view.name for view in syllabus_facts(law, unit)} - {day_fact(law, unit)}
    facts = {name: kept for name, kept in paper.facts.items() if name in known}
    return Paper(
        programme=paper.programme,
        year=year,
        unit=paper.unit,
        slot=paper.slot,
        name=paper.name,
        label=paper.label,
        facts=facts,
        made_by=by,
        made_at=at,
    )


# --- marks ------------------------------------------------------------------------------------------------------


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
    answered, wanted = Answered(), _read(paper, entries, why, by, at)
    with transaction.atomic():
        hold(paper)
        submitted = Submission.objects.filter(paper=paper).exists()
        if submitted and not why:
            raise Submitted
        standing = {
            mark.dossier_id: mark
            for mark in Mark.objects.select_for_update(of=("self",))
            .filter(paper=paper, dossier__in=[one.dossier.pk for one in entries], superseded_at=None)
            .select_related("by")
        }
        fresh: list[Mark] = []
        for one, mark in wanted.values():
            now = standing.get(one.dossier.pk)
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
        answered.marks |= _replaced(paper, fresh, standing, by, at)
    return answered


def hold(paper: Paper) -> None:
    """One writer of a paper's marks at a time: a first mark, a submission and a new syllabus wait for each other."""
    if not Paper.objects.select_for_update(of=("self",), no_key=True).filter(pk=paper.pk).exists():
        raise PaperGone(paper.label)


def _read(
    paper: Paper, entries: Sequence[Entered], why: str, by: Person, at: datetime
) -> dict[int, tuple[Entered, Mark | Refusal]]:
    """Each entry with the mark it makes or its refusal; of two for one student, the later."""
    law = law_of_year(paper.programme, paper.year)
    listed = set(sitting(paper, law).filter(pk__in=[e.dossier.pk for e in entries]).values_list("pk", flat=True))
    found: dict[int, tuple[Entered, Mark | Refusal]] = {}
    for one in entries:
        if one.dossier.pk not in listed:
            found[one.dossier.pk] = (one, NotOnTheList(one.dossier.number))
            continue
        try:
            kept = read(law, paper.unit, one.text, one.dossier.number)
        except Refusal as refusal:
            found[one.dossier.pk] = (one, refusal)
            continue
        mark = Mark(paper=paper, dossier=one.dossier, state=kept.state, value=kept.value, why=why[:400], by=by, at=at)
        found[one.dossier.pk] = (one, mark)
    return found


def _raise_first(answered: Answered) -> None:
    for refusal in answered.refused.values():
        raise refusal
    if answered.conflicts:
        raise MarkConflict(list(answered.conflicts.values()))


def _conflict(one: Entered, now: Mark | None) -> Conflict:
    who, at, key = (str(now.by), now.at, now.pk) if now else ("—", None, 0)
    return Conflict(one.dossier.pk, one.dossier.number, written(now), who, key, at)


def _replaced(
    paper: Paper, fresh: list[Mark], standing: Mapping[int, Mark], by: Person, at: datetime
) -> dict[int, Mark]:
    if not fresh:
        return {}
    replaced = [standing[mark.dossier_id] for mark in fresh if mark.dossier_id in standing]
    Mark.objects.filter(pk__in=[mark.pk for mark in replaced]).update(superseded_at=at)
    absent = tuple(mark.dossier for mark in fresh if mark.state == Mark.State.ABSENT)
    no_more = tuple(mark.dossier_id for mark in replaced if mark.state == Mark.State.ABSENT)
    if absent or no_more:
        publish(AbsencesEntered(paper, absent, no_more, at))
    told: dict[str, Told] = {"paper": str(paper.pk), "why": fresh[0].why}
    try:
        with transaction.atomic():
            made = journal.record_rows(
                "assessment.enter_marks",
                paper.label[:200],
                fresh,
                chain=paper.programme.school.slug,
                actor=by.pk,
                at=at,
                payload=told,
            )
    except IntegrityError as race:  # never through these actions, which hold the paper: the table's own last word
        raise MarkConflict([Conflict(fresh[0].dossier_id, fresh[0].dossier.number, "", "—")]) from race
    return {mark.dossier_id: mark for mark in made}


def _repeats(mark: Mark, standing: Mark | None) -> bool:
    if standing is None:
        return mark.state == Mark.State.CLEARED
    return (mark.state, mark.value) == (standing.state, standing.value)


def submit(paper: Paper, *, by: Person, at: datetime) -> Submission:
    """Hand in the marks of a paper: everyone who sits it has a mark or an absence."""
    access.ENTER_MARKS.demand(by, paper)
    with transaction.atomic():
        hold(paper)
        said = Mark.objects.filter(paper=paper, superseded_at=None).exclude(state=Mark.State.CLEARED)
        missing = list(sitting(paper).exclude(pk__in=said.values("dossier")).values_list("number", flat=True))
        if missing:
            raise MarksMissing(len(missing), ", ".join(missing[:5]))
        try:
            with transaction.atomic():
                made = Submission.objects.create(paper=paper, at=at, by=by)
        except IntegrityError as duplicate:
            raise AlreadySubmitted from duplicate
        told: dict[str, Told] = {"paper": str(paper.pk), "marks": said.count()}
        _journal("assessment.submit", paper.programme, paper.label, by, at, told)
    return made


# --- the second session -----------------------------------------------------------------------------------------


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
    said: list[Said] = []
    for dossier, unit in chosen:
        if unit not in gates:
            raise NoSessionToOpen(unit)
        if (dossier.pk, unit) not in entitled:
            raise NotEntitled(dossier.number, law.units[unit].label)
        fact, place = gates[unit]
        said.append(Said(dossier, fact, place, "true"))
    return len(keep(said, reason=str(SECOND_SESSION), by=by, at=at)) if said else 0
