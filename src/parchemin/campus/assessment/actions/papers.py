"""Papers: set, copied, taken away; and who marks what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from parchemin.campus.assessment import access
from parchemin.campus.assessment.actions.audiences import (
    audiences_wanted,
    following_intakes,
    most_sat,
    refuse_split,
    refuse_taken,
    say_audience,
)
from parchemin.campus.assessment.facts import day_fact, syllabus_facts
from parchemin.campus.assessment.facts.sitting import Audience, PaperPlace, offered_papers, place_of
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
from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.catalogue.queries import those_with
from parchemin.campus.common import journal
from parchemin.campus.common.evidence import without
from parchemin.campus.common.locks import hold, hold_row
from parchemin.campus.common.models import Evidence, JournalValue
from parchemin.campus.common.reading import note_anew
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
            told: journal.Payload = {"year": year, "person": str(person.pk)}
            record("assessment.assign_teacher", programme, unit, by, at, told, [made])
    except IntegrityError as duplicate:
        raise AlreadyTeaching from duplicate
    return made


def end_teaching(teaching: Teaching, *, by: Person, at: datetime) -> None:
    """From now on somebody else marks it; what was entered stands."""
    access.SET_PAPERS.demand(by, teaching.programme)
    with transaction.atomic():
        note_anew(teaching)
        if Teaching.objects.filter(pk=teaching.pk, ended=None).update(ended=at):
            teaching.ended = at
            told: dict[str, JournalValue] = {"year": teaching.year, "person": str(teaching.person_id)}
            record("assessment.end_teaching", teaching.programme, teaching.unit, by, at, told, [teaching])


def record(
    verb: str,
    programme: Programme,
    subject: str,
    by: Person,
    at: datetime,
    payload: journal.Payload,
    rows: Sequence[Evidence] = (),
    gone: Sequence[Evidence] = (),
) -> None:
    """One line of the journal about a programme's papers or marks, with the rows it changed and those it removed."""
    chain, left = programme.school.slug, [without(row) for row in gone]
    journal.record(verb, subject[:200], chain=chain, actor=by.pk, at=at, payload=payload, rows=rows, states=left)


def set_paper(
    programme: Programme,
    year: int,
    unit: str,
    slot: str,
    name: str,
    *,
    facts: Mapping[str, str],
    label: str = "",
    intakes: Collection[Intake] = (),
    modalities: Collection[str] = (),
    changed: Paper | None = None,
    by: Person,
    at: datetime,
) -> Paper:
    """Set an assessment of a unit for a year, or change it while nothing is marked. `facts`: as people write them.

    intakes, modalities: whom it is for, none named for everybody whom the others of that name leave. changed: the one
    that is changed; without, that of this name which is for the same people.
    """
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
    wanted = audiences_wanted(programme, law, intakes, modalities)
    paper = Paper(programme=programme, year=year, unit=unit, slot=slot, name=name.strip(), made_by=by, made_at=at)
    paper.label = (label.strip() or _label(found, slot, name.strip()))[:200]
    paper.facts = {fact: law.plain(fact, text) for fact, text in facts.items() if text.strip()}
    return _set(paper, found, wanted, changed, by, at)


def _label(unit: Unit, slot: str, name: str) -> str:
    session = dict(unit.slots).get(slot, "")
    return f"{unit.label} · {name}" + (f" · session {session}" if len(unit.slots) > 1 else "")


def _set(
    paper: Paper, unit: Unit, wanted: Sequence[Audience], changed: Paper | None, by: Person, at: datetime
) -> Paper:
    """Make it, or change the one that stands. A lock on the programme's row keeps whom papers are for, and how many."""
    with transaction.atomic():
        hold_row(paper.programme)
        hold(Paper.objects.filter(programme=paper.programme, year=paper.year, unit=paper.unit))
        offered = offered_papers([paper])
        here = offered.get(place_of(paper), {})
        standing = _standing(here, wanted, changed)
        if standing is not None:
            if standing.marks.exists():
                raise AlreadyMarked(standing.label)
            paper.pk, paper._state.adding = standing.pk, False
            paper.made_by, paper.made_at = standing.made_by, standing.made_at
        others = {audience: key for audience, key in here.items() if key != paper.pk}
        after = others | dict.fromkeys(wanted, paper.pk)
        refuse_taken(others, wanted)
        if unit.most is not None and most_sat(offered | {place_of(paper): after}, paper.slot) > unit.most:
            raise TooManyPapers(unit.most, unit.article)
        refuse_split(paper, here, after)
        paper.save()
        say_audience(paper, wanted)
        fixed = " ; ".join(f"{fact}={kept}" for fact, kept in paper.facts.items())
        told: dict[str, JournalValue] = {"year": paper.year, "slot": paper.slot, "name": paper.name, "facts": fixed}
        told |= {"for": paper.audience} if paper.audience else {}
        record("assessment.set_paper", paper.programme, paper.unit, by, at, told, [paper])
    return paper


def _standing(here: Mapping[Audience, UUID], wanted: Sequence[Audience], changed: Paper | None) -> Paper | None:
    """The paper to be changed: that one, or the one of this name that is for the very same people."""
    if changed is not None:
        return Paper.objects.get(pk=changed.pk) if changed.pk in here.values() else None
    of_paper: dict[UUID, set[Audience]] = defaultdict(set)
    for audience, key in here.items():
        of_paper[key].add(audience)
    same = next((key for key, audiences in of_paper.items() if audiences == set(wanted)), None)
    return Paper.objects.get(pk=same) if same else None


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
        record("assessment.remove_paper", paper.programme, paper.unit, by, at, told, gone=[paper])
        paper.delete()


def open_own_marks(
    programme: Programme,
    year: int,
    *,
    units: Collection[str] | None = None,
    intakes: Collection[Intake] = (),
    modalities: Collection[str] = (),
    by: Person,
    at: datetime,
) -> list[Paper]:
    """Open, for a year, the one mark of every unit (or of these) that the text gives a mark of its own.

    intakes, modalities: whose; none named for everybody whom those of others leave. What is opened already is let be.
    """
    access.SET_PAPERS.demand(by, programme)
    law = law_of_year(programme, year)
    wanted = audiences_wanted(programme, law, intakes, modalities)
    own = [unit for unit in law.units.values() if not unit.slots and (units is None or unit.name in units)]
    papers = [
        Paper(programme=programme, year=year, unit=unit.name, label=unit.label, made_by=by, made_at=at) for unit in own
    ]
    with transaction.atomic():
        hold_row(programme)
        hold(Paper.objects.filter(programme=programme, year=year, slot="", unit__in=[paper.unit for paper in papers]))
        offered = offered_papers(papers)
        made = [paper for paper in papers if _open(paper, offered.get(place_of(paper), {}), wanted)]
        told: dict[str, JournalValue] = {"papers": len(made)}
        told |= {"for": made[0].audience} if made and made[0].audience else {}
        record("assessment.open_own_marks", programme, str(year), by, at, told, made)
    kept = {key for here in offered.values() for audience, key in here.items() if audience in wanted}
    return list(Paper.objects.filter(pk__in=[*kept, *(paper.pk for paper in made)]))


def _open(paper: Paper, here: Mapping[Audience, UUID], wanted: Sequence[Audience]) -> bool:
    """Open the one mark of a unit for those who have none yet; False where all of them have."""
    left = [audience for audience in wanted if audience not in here]
    if left:
        refuse_split(paper, here, {**here, **dict.fromkeys(left, paper.pk)})
        paper.save(force_insert=True)
        say_audience(paper, left)
    return bool(left)


def copy_papers(programme: Programme, year: int, *, by: Person, at: datetime) -> list[Paper]:
    """Set for a year what was set the year before, days left out; what is already set, or no longer fits, is let be.

    A paper is for the same modalities, and for the intakes that came a year after its own (FALL 24 2026 after FALL 24
    2025); where none did, it is for everybody whom the others of its name leave.
    """
    access.SET_PAPERS.demand(by, programme)
    law, after = law_of_year(programme, year), following_intakes(programme)
    made: list[Paper] = []
    with transaction.atomic():
        hold_row(programme)
        before = Paper.objects.filter(programme=programme, year=year - 1).exclude(slot="").prefetch_related("audiences")
        here = offered_papers(Paper.objects.filter(programme=programme, year=year))
        for paper in before:
            unit, copied = law.units.get(paper.unit), _copied(law, paper, year, by, at)
            wanted = {(after.get(one.intake_id), one.modality) for one in paper.audiences.all()}
            if unit is None or copied is None or not _fits(here, unit, copied, wanted):
                continue
            copied.save(force_insert=True)
            say_audience(copied, sorted(wanted, key=str))
            made.append(copied)
        told: journal.Payload = {"papers": len(made), "from": year - 1}
        record("assessment.copy_papers", programme, str(year), by, at, told, made)
    return made


def _fits(
    here: dict[PaperPlace, dict[Audience, UUID]], unit: Unit, copied: Paper, wanted: Collection[Audience]
) -> bool:
    """Whether a copied paper has its place among those that are there; it is then one of them."""
    place = place_of(copied)
    standing = here.get(place, {})
    if any(audience in standing for audience in wanted):
        return False
    with_it = here | {place: standing | dict.fromkeys(wanted, copied.pk)}
    if (
        unit.most is not None
        and most_sat({p: o for p, o in with_it.items() if p[2] == unit.name}, copied.slot) > unit.most
    ):
        return False
    here[place] = with_it[place]
    return True


def _copied(law: Law, paper: Paper, year: int, by: Person, at: datetime) -> Paper | None:
    """A paper as it is set for another year; None where the text has no such place any more."""
    unit = law.units.get(paper.unit)
    if unit is None or paper.slot not in dict(unit.slots):
        return None
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


def hold_paper(paper: Paper) -> Paper:
    """One writer of a paper's marks at a time: a first mark, a submission and a new syllabus wait for each other. Gives
    the paper, read again."""
    found = hold(Paper.objects.filter(pk=paper.pk))
    if not found:
        raise PaperGone(paper.label)
    return found[0]
