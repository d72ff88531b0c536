"""Papers: set, copied, taken away; and who marks what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from parchemin.campus.assessment import access
from parchemin.campus.assessment.facts import day_fact, syllabus_facts
from parchemin.campus.assessment.models import Paper, Submission, Teaching
from parchemin.campus.assessment.queries.papers import (
    law_of_year,
)
from parchemin.campus.assessment.refusals import (
    AlreadyMarked,
    AlreadySubmitted,
    AlreadyTeaching,
    NoSuchUnit,
    NotATeacher,
    OneMarkOnly,
    PaperGone,
    PaperNameMissing,
    TooManyPapers,
)
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import those_with
from parchemin.campus.common import journal
from parchemin.campus.common.locks import hold, hold_row
from parchemin.campus.common.models import JournalValue
from parchemin.campus.enrolment.queries.texts import law_of_unit
from parchemin.campus.law.law import Law
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.terms import Unit
from parchemin.campus.people.models import Person, Role

_NAME = re.compile(r"[^\W_][\w '’-]{0,79}")


def assign_teacher(programme: Programme, year: int, unit: str, person: Person, *, by: Person, at: datetime) -> Teaching:
    """Somebody who teaches in the programme marks a unit in a year."""
    access.SET_PAPERS.demand(by, programme)
    if unit not in law_of_unit(programme, year, unit).units:
        raise NoSuchUnit(unit)
    if not those_with(programme, Role.TEACHER).contains(person):
        raise NotATeacher(str(person))
    try:
        with transaction.atomic():
            made = Teaching.objects.create(programme=programme, year=year, unit=unit, person=person, since=at, by=by)
            record("assessment.assign_teacher", programme, unit, by, at, {"year": year, "person": str(person.pk)})
    except IntegrityError as duplicate:
        raise AlreadyTeaching from duplicate
    return made


def end_teaching(teaching: Teaching, *, by: Person, at: datetime) -> None:
    """From now on somebody else marks it; what was entered stands."""
    access.SET_PAPERS.demand(by, teaching.programme)
    with transaction.atomic():
        if Teaching.objects.filter(pk=teaching.pk, ended=None).update(ended=at):
            told: dict[str, JournalValue] = {"year": teaching.year, "person": str(teaching.person_id)}
            record("assessment.end_teaching", teaching.programme, teaching.unit, by, at, told)


def record(verb: str, programme: Programme, subject: str, by: Person, at: datetime, payload: journal.Payload) -> None:
    """One line of the journal about a programme's papers or marks."""
    journal.record(verb, subject[:200], chain=programme.school.slug, actor=by.pk, at=at, payload=payload)


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
    law = law_of_unit(programme, year, unit)
    found = law.units.get(unit)
    if found is None or (found.slots and slot not in {key for key, _ in found.slots}):
        raise NoSuchUnit(slot or unit)
    if not found.slots:
        raise OneMarkOnly(found.article)
    if not _NAME.fullmatch(name.strip()):
        raise PaperNameMissing
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
        hold_row(programme)
        same = Paper.objects.filter(programme=programme, year=year, unit=unit.name, slot=slot)
        standing = next(iter(hold(same.filter(name=name))), None)
        if standing is None and unit.most is not None and same.count() >= unit.most:
            raise TooManyPapers(unit.most, unit.article)
        if standing is not None and standing.marks.exists():
            raise AlreadyMarked(standing.label)
        made = {"programme": programme, "year": year, "unit": unit.name, "slot": slot, "name": name}
        paper = standing or Paper(**made, made_by=by, made_at=at)
        paper.label, paper.facts = label[:200], dict(facts)
        paper.save()
        fixed = " ; ".join(f"{fact}={kept}" for fact, kept in facts.items())
        told: dict[str, JournalValue] = {"year": year, "slot": slot, "name": name, "facts": fixed}
        record("assessment.set_paper", programme, unit.name, by, at, told)
    return paper


def remove_paper(paper: Paper, *, by: Person, at: datetime) -> None:
    """Take away an assessment that was never marked."""
    access.SET_PAPERS.demand(by, paper.programme)
    with transaction.atomic():
        hold_paper(paper)
        if paper.marks.exists():
            raise AlreadyMarked(paper.label)
        if Submission.objects.filter(paper=paper).exists():  # of nobody's marks: nobody sat it
            raise AlreadySubmitted
        told: dict[str, JournalValue] = {"year": paper.year, "slot": paper.slot, "name": paper.name}
        record("assessment.remove_paper", paper.programme, paper.unit, by, at, told)
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
        record("assessment.open_own_marks", programme, str(year), by, at, {"papers": len(made)})
    return list(Paper.objects.filter(programme=programme, year=year, slot="", unit__in=[p.unit for p in papers]))


def copy_papers(programme: Programme, year: int, *, by: Person, at: datetime) -> list[Paper]:
    """Set for a year what was set the year before, days left out; what is already set, or no longer fits, is let be."""
    access.SET_PAPERS.demand(by, programme)
    law = law_of_year(programme, year)
    made: list[Paper] = []
    with transaction.atomic():
        hold_row(programme)
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
        record("assessment.copy_papers", programme, str(year), by, at, {"papers": len(made), "from": year - 1})
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


def hold_paper(paper: Paper) -> None:
    """One writer of a paper's marks at a time: a first mark, a submission and a new syllabus wait for each other."""
    if not hold(Paper.objects.filter(pk=paper.pk)):
        raise PaperGone(paper.label)
