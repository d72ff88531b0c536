"""What assessment does: set papers, enter marks, submit them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from parchemin.campus.assessment import access
from parchemin.campus.assessment.models import Mark, Paper, Submission, Teaching
from parchemin.campus.assessment.queries import law_of_year, sitting
from parchemin.campus.assessment.refusals import (
    AlreadyMarked,
    AlreadySubmitted,
    AlreadyTeaching,
    Conflict,
    MarkConflict,
    MarkRefused,
    MarksMissing,
    NameMissing,
    NoSuchUnit,
    NotATeacher,
    NotOnTheList,
    OneMarkOnly,
    Submitted,
    TooManyPapers,
)
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common import journal
from parchemin.campus.common.models import Told
from parchemin.campus.people.models import Grant, Person, Role
from parchemin.campus.rulings.law import Law, Unit
from parchemin.campus.rulings.models import Dossier
from parchemin.campus.rulings.refusals import ValueRefused

ABSENT_WORDS = frozenset({"abs", "absent", "absente", "a"})
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
        raise OneMarkOnly
    if not _NAME.fullmatch(name.strip()):
        raise NameMissing
    level = found.mark.partition(".")[0]
    kept = {fact: law.plain(fact, text) for fact, text in facts.items() if text.strip()}
    for fact in kept:
        view = law.fact(fact)
        if view is None or view.level != level or view.unit == "mark":
            raise ValueRefused(fact, "", "")
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
        standing = same.filter(name=name).first()
        if standing is None and unit.most is not None and same.count() >= unit.most:
            raise TooManyPapers(unit.most)
        if standing is not None and standing.marks.exists():
            raise AlreadyMarked(standing.label)
        paper, _ = Paper.objects.update_or_create(
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


# --- marks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entered:
    """One cell as typed: "12,5", "ABS", or "" to clear. seen: the key of the mark the writer saw, 0 for none; None for
    a writer who saw nothing (an import, which says so and replaces)."""

    dossier: Dossier
    text: str
    seen: int | None = None


def enter_marks(
    paper: Paper, entries: Sequence[Entered], *, by: Person, at: datetime, why: str = ""
) -> dict[int, Mark]:
    """Write marks, all or none; gives what stands now, by dossier. After submission it is a correction, and says why.

    Raises `MarkConflict` where a mark is no longer the one the writer saw: the other's value stands.
    """
    access.ENTER_MARKS.demand(by, paper)
    law = law_of_year(paper.programme, paper.year)
    written = [_mark(paper, law, one, why.strip(), by, at) for one in entries]
    _on_the_list(paper, entries, law)
    with transaction.atomic():
        if not why.strip() and Submission.objects.filter(paper=paper).exists():
            raise Submitted
        standing = {
            mark.dossier_id: mark
            for mark in Mark.objects.select_for_update(of=("self",))
            .filter(paper=paper, dossier__in=[one.dossier.pk for one in entries], superseded_at=None)
            .select_related("by")
        }
        _unchanged(entries, standing)
        fresh = [mark for mark in written if not _repeats(mark, standing.get(mark.dossier_id))]
        return standing | _replaced(paper, fresh, standing, by, at)


def _replaced(
    paper: Paper, fresh: list[Mark], standing: Mapping[int, Mark], by: Person, at: datetime
) -> dict[int, Mark]:
    if not fresh:
        return {}
    replaced = [standing[mark.dossier_id].pk for mark in fresh if mark.dossier_id in standing]
    Mark.objects.filter(pk__in=replaced).update(superseded_at=at)
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
    except IntegrityError as race:  # two first marks of one student, at the same moment
        raise MarkConflict([Conflict(fresh[0].dossier_id, fresh[0].dossier.number, "", "—")]) from race
    return {mark.dossier_id: mark for mark in made}


def _mark(paper: Paper, law: Law, entry: Entered, why: str, by: Person, at: datetime) -> Mark:
    text = entry.text.strip()
    state, value = Mark.State.GIVEN, None
    if not text:
        state = Mark.State.CLEARED
    elif text.casefold() in ABSENT_WORDS:
        state = Mark.State.ABSENT
    else:
        value = _value(law, paper.unit, entry)
    return Mark(paper=paper, dossier=entry.dossier, state=state, value=value, why=why, by=by, at=at)


def _value(law: Law, unit: str, entry: Entered) -> Decimal:
    if unit not in law.units:
        raise NoSuchUnit(unit)
    try:
        kept = law.plain(law.units[unit].mark, entry.text)
    except ValueRefused as refused:
        raise MarkRefused(entry.dossier.number, entry.text, refused.what, refused.remedy) from refused
    if kept == "?":
        raise MarkRefused(entry.dossier.number, entry.text, "?", "")
    return Decimal(kept)


def _on_the_list(paper: Paper, entries: Sequence[Entered], law: Law) -> None:
    wanted = {one.dossier.pk: one.dossier for one in entries}
    known = set(sitting(paper, law).filter(pk__in=wanted).values_list("pk", flat=True))
    for key, dossier in wanted.items():
        if key not in known:
            raise NotOnTheList(dossier.number)


def _unchanged(entries: Sequence[Entered], standing: Mapping[int, Mark]) -> None:
    conflicts = []
    for one in entries:
        mark = standing.get(one.dossier.pk)
        if one.seen is not None and one.seen != (mark.pk if mark else 0):
            theirs = "" if mark is None else written(mark)
            conflicts.append(Conflict(one.dossier.pk, one.dossier.number, theirs, str(mark.by) if mark else "—"))
    if conflicts:
        raise MarkConflict(conflicts)


def _repeats(mark: Mark, standing: Mark | None) -> bool:
    if standing is None:
        return mark.state == Mark.State.CLEARED
    return (mark.state, mark.value) == (standing.state, standing.value)


def written(mark: Mark) -> str:
    """A mark as somebody would type it: "12,5", "ABS", ""."""
    if mark.state == Mark.State.ABSENT:
        return "ABS"
    return "" if mark.value is None else format(mark.value.normalize(), "f").replace(".", ",")


def submit(paper: Paper, *, by: Person, at: datetime) -> Submission:
    """Hand in the marks of a paper: everyone who sits it has a mark or an absence."""
    access.ENTER_MARKS.demand(by, paper)
    with transaction.atomic():
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
