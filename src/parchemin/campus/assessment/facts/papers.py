"""Papers and marks as the regulation's facts: a few queries for a cohort, whatever its size.

Somebody's papers are those of their attempt that counts (`attempts`): the last, unless the unit was acquired before. A
paper under a session has a row for everyone who sits it, with what the syllabus fixes; the mark fills it,
an absence says so, and a mark not yet given stays unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
from django.db import connection
from django.utils import timezone

from parchemin.campus.assessment.facts.attempts import attempts
from parchemin.campus.assessment.facts.sitting import DAY, NOBODY, Gate, day_at, sitters
from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Paper
from parchemin.campus.common.records import in_force_sql
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.facts import opened_sessions
from parchemin.campus.law.law import Law
from parchemin.campus.law.names import shared
from parchemin.campus.law.sources import (
    EMPTY,
    UNKNOWN,
    UNSAID,
    Cells,
    FactsWanted,
    Integers,
    RecordedRows,
    as_stored,
    packed,
    source,
)
from parchemin.campus.law.terms import Due, FactView, Unit

SCALE = 10_000  # a mark is kept with four decimals
ABSENT = -1

ABSENCE = shared("assessment.absent", "épreuve.absent")
CHECK_MARK = shared("assessment.check_mark", "épreuve.note_du_contrôle")
REQUEST_FILED = shared("assessment.request_filed", "épreuve.demande_déposée")
REQUEST_DAY = shared("assessment.request_day", "épreuve.demande_le")
GROUND = shared("assessment.ground", "épreuve.motif")
DOCUMENT = shared("assessment.document", "épreuve.pièce")
DOCUMENT_AUTHENTIC = shared("assessment.document_authentic", "épreuve.pièce_authentique")
FOLLOW_UP = shared("assessment.follow_up", "épreuve.suite")
OF_A_REQUEST = (REQUEST_FILED, REQUEST_DAY, GROUND, DOCUMENT, DOCUMENT_AUTHENTIC, FOLLOW_UP)

_MARKS = f"""
select m.paper_id, string_agg(int8send(m.dossier_id), ''::bytea),
       string_agg(int8send(case when m.state = 'given' then (m.value * {SCALE})::bigint else {ABSENT} end), ''::bytea)
from assessment_mark m
where {{in_force}} and m.state <> 'cleared' and m.dossier_id = any(%s)
  and (%s or exists (
    select 1 from assessment_submission s where s.paper_id = m.paper_id and (%s::timestamptz is null or s.at <= %s)))
group by m.paper_id
"""


def syllabus_facts(law: Law, unit: Unit) -> tuple[FactView, ...]:
    """What the syllabus fixes of a paper for everyone: its form, its weight, its day, as far as the text asks.

    What is said of one student (a mark, an absence, a request) and what somebody notes at the door are left out.
    """
    level = unit.mark.partition(".")[0]
    of_one = {law.canonical(name, level) for name in (ABSENCE, *OF_A_REQUEST)}
    return tuple(
        view
        for view in law.facts_at(level)
        if view.unit != "mark" and not view.nature and view.kind != "truth" and view.name not in of_one
    )


def day_fact(law: Law, unit: Unit) -> str:
    """The fact that tells a paper's day; "" when the text has none."""
    return law.canonical(DAY, unit.mark.partition(".")[0])


def collected_by_papers(law: Law) -> frozenset[str]:
    """Every mark of those who study; under a session, also what its syllabus fixes, absences, what comes of them."""
    if not law.studies:
        return frozenset()  # nobody sits a paper as another root: a candidate's marks are declared
    names = {unit.mark for unit in law.units.values()}
    for level, unit in {one.mark.partition(".")[0]: one for one in law.units.values() if one.slots}.items():
        names |= {view.name for view in syllabus_facts(law, unit)}
        names |= {law.canonical(name, level) for name in (ABSENCE, CHECK_MARK, *OF_A_REQUEST)}
    names |= {absence_fact(law, unit) for unit in law.units.values()} - {""}
    return frozenset(names | {modality_fact(law, unit) for unit in law.units.values()})


def absence_fact(law: Law, unit: Unit) -> str:
    """The fact that tells who missed what a unit's mark is given for; "" where the text asks none of its level."""
    return law.canonical(ABSENCE, unit.mark.partition(".")[0])


def modality_fact(law: Law, unit: Unit) -> str:
    """The fact that tells in which modality a unit is followed; "" where the text asks none of its level."""
    name = law.named(unit.level, "modality")
    return name if law.fact(name) is not None else ""


@source(rank=40, collects=collected_by_papers)
def of_papers(asked: FactsWanted) -> Iterator[Cells | RecordedRows]:
    programmes = Dossier.objects.filter(pk__among=asked.dossiers).values("programme").distinct()
    papers = [one for one in Paper.objects.filter(programme__in=programmes) if _set_by(one, asked.known)]
    if not papers:
        return
    marking = _Marking(asked)
    for paper, who, sitting in marking.papers(papers):
        marking.add(paper, who, sitting)
    yield from marking.columns()


@dataclass
class _Marking:
    """Collects the columns of one cohort's papers."""

    asked: FactsWanted
    listed: list[Cells] = field(default_factory=list)
    rows: dict[str, list[_Rows]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        keys, known = self.asked.dossiers.tolist(), self.asked.known
        self.law: Law = self.asked.law
        found = attempts(self.asked)
        self.last = found.counted
        self.marks = _marks(keys, self.asked.drafts, known)
        self.open = _opened(self.law, keys, self.asked.year, known)
        for gate, said in found.gates.items():
            self._put_back(gate, said)
        self.requests = _requests(keys, known)

    def _put_back(self, gate: Gate, said: Mapping[int, str]) -> None:
        """Whether a later session is open in the attempt that counts, where registering again said otherwise."""
        who = np.array(list(said), np.int64)
        values = [as_stored(self.law, gate[0], kept) if kept else EMPTY for kept in said.values()]
        self.listed.append(Cells(*gate, who, np.array(values, np.int64)))
        now = self.open.get(gate, NOBODY)
        then = np.array([key for key, kept in said.items() if kept == "true"], np.int64)
        self.open[gate] = np.concatenate([now[~np.isin(now, who)], then])

    def papers(self, papers: Sequence[Paper]) -> Iterator[tuple[Paper, Integers, Integers]]:
        """Those that make the marks of an attempt that counts, each with whose, and who among them sits it.

        Who left before a paper sits it no more, and has no mark of it: what it is a part of is then not known, rather
        than made of the other papers alone.
        """
        wanted = {(one.year, one.unit) for one in self.last}
        sat = [paper for paper in papers if paper.unit in self.law.units and (paper.year, paper.unit) in wanted]
        sitting = sitters(sat, self.last, (self.law,), self.open, known=self.asked.known)
        meant = sitting
        if any(one.interrupted for one in self.last):
            everybody = [replace(one, interrupted=None) for one in self.last]
            meant = sitters(sat, everybody, (self.law,), self.open, known=self.asked.known)
        return ((paper, meant[paper.pk], sitting[paper.pk]) for paper in sat)

    def add(self, paper: Paper, who: Integers, sitting: Integers) -> None:
        unit = self.law.units[paper.unit]
        marked, values = self.marks.get(paper.pk, (NOBODY, NOBODY))
        kept = np.isin(marked, sitting)
        marked, values = marked[kept], values[kept]
        if unit.slots:
            self._add_rows(paper, unit, who, marked, values)
        else:
            given = values != ABSENT
            stored = _steps(values[given], self.law, unit.mark)
            self.listed.append(Cells(unit.mark, unit.key, marked[given], stored))
            if name := absence_fact(self.law, unit):
                self.listed.append(Cells(name, unit.key, marked, (~given).astype(np.int64)))

    def _add_rows(self, paper: Paper, unit: Unit, who: Integers, marked: Integers, values: Integers) -> None:
        level = unit.mark.partition(".")[0]
        places = np.searchsorted(who, marked)
        absent = np.zeros(len(who), np.int64)
        marks = np.full(len(who), UNSAID)
        absent[places] = values == ABSENT
        given = values != ABSENT
        marks[places[given]] = _steps(values[given], self.law, unit.mark)
        facts: dict[str, Integers] = {unit.mark: marks}
        for name, kept in paper.facts.items():
            if self.law.fact(name) is not None:
                facts[name] = np.full(len(who), as_stored(self.law, name, kept))
        if name := self.law.canonical(ABSENCE, level):
            facts[name] = absent
            facts |= self._excuses(paper, level, who, absent)
        self.rows[level].append(_Rows(paper.slot, paper.name, who, facts))

    def _excuses(self, paper: Paper, level: str, who: Integers, absent: Integers) -> dict[str, Integers]:
        """What is known of requests about absences: filed or not, with what, and what was decided."""
        if not absent.any() and str(paper.pk) not in self.requests:
            return {}
        names = {name: self.law.canonical(name, level) for name in OF_A_REQUEST}
        columns = {name: np.full(len(who), UNSAID) for name in names.values() if name}
        for dossier, request in self.requests.get(str(paper.pk), {}).items():
            place = int(np.searchsorted(who, dossier))
            if place < len(who) and who[place] == dossier:
                for shared_name, kept in request.items():
                    if name := names.get(shared_name):
                        columns[name][place] = as_stored(self.law, name, kept)
        filed = names[REQUEST_FILED]
        due = last_day_to_ask(self.law, paper, level)
        if filed and due is not None and due.gone(timezone.localdate(self.asked.at)):
            columns[filed][(columns[filed] == UNSAID) & (absent == 1)] = 0
        return columns

    def _modalities(self) -> Iterator[Cells]:
        """Of the attempt that counts: who changes modality since keeps what they followed in the former one.

        What somebody does not follow is of the modality of all that they follow beside it, where it is one: whoever did
        their projects in a modality has none to do in another for having changed since.
        """
        beside: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        follow: dict[str, set[int]] = defaultdict(set)
        for one in self.last:
            unit = self.law.units.get(one.unit)
            if unit and one.modality and (name := modality_fact(self.law, unit)):
                said = as_stored(self.law, name, one.modality)
                yield Cells(name, unit.key, one.dossiers, np.full(len(one.dossiers), said))
                for key in one.dossiers.tolist():
                    beside[unit.level][key].add(one.modality)
                    follow[unit.name].add(key)
        for unit in self.law.units.values():
            if unit.level in beside:
                yield from self._not_followed(unit, beside[unit.level], follow[unit.name])

    def _not_followed(self, unit: Unit, beside: Mapping[int, set[str]], follow: Set[int]) -> Iterator[Cells]:
        name, found = modality_fact(self.law, unit), defaultdict(list)
        for key, modalities in beside.items():
            if key not in follow and len(modalities) == 1:
                found[next(iter(modalities))].append(key)
        for modality, keys in found.items():
            said = as_stored(self.law, name, modality)
            yield Cells(name, unit.key, np.array(sorted(keys), np.int64), np.full(len(keys), said))

    def columns(self) -> Iterator[Cells | RecordedRows]:
        yield from self.listed
        yield from self._modalities()
        for level, parts in self.rows.items():
            yield _joined(level, parts)


@dataclass(frozen=True, slots=True)
class _Rows:
    slot: str
    name: str
    who: Integers
    facts: Mapping[str, Integers]


def _joined(level: str, parts: list[_Rows]) -> RecordedRows:
    names = sorted({name for part in parts for name in part.facts})
    parents = [slot for part in parts for slot in [part.slot] * len(part.who)]
    own = [name for part in parts for name in [part.name] * len(part.who)]
    columns = {
        name: np.concatenate([part.facts.get(name, np.full(len(part.who), UNSAID)) for part in parts]) for name in names
    }
    return RecordedRows(level, np.concatenate([part.who for part in parts]), parents, own, columns)


def _steps(values: Integers, law: Law, mark: str) -> Integers:
    """Marks in ten-thousandths, as the whole numbers of steps that the engine stores; off the step is unknown."""
    view = law.fact(mark)
    step = int(Decimal(view.step if view and view.step else "1") * SCALE)
    return np.where(values % step == 0, values // step, UNKNOWN)


def _set_by(paper: Paper, known: datetime | None) -> bool:
    return known is None or paper.made_at <= known


def _marks(keys: list[int], drafts: bool, known: datetime | None) -> dict[object, tuple[Integers, Integers]]:
    in_force, moments = in_force_sql("m", known)
    with connection.cursor() as cursor:
        cursor.execute(_MARKS.format(in_force=in_force), [*moments, keys, drafts, known, known])
        return {paper: (packed(dossiers), packed(values)) for paper, dossiers, values in cursor}


def _opened(law: Law, keys: list[int], year: int | None, known: datetime | None) -> dict[Gate, Integers]:
    """Who is registered for the sessions that ask for it: by fact and place, the dossiers."""
    opened = opened_sessions(law, keys, year, known)
    return {gate: np.array(dossiers, np.int64) for gate, dossiers in opened.items()}


def _requests(keys: list[int], known: datetime | None) -> dict[str, dict[int, dict[str, str]]]:
    """By paper and dossier, the facts of a request under their shared English names."""
    found: dict[str, dict[int, dict[str, str]]] = defaultdict(dict)
    by_request: dict[UUID, dict[str, str]] = {}
    filed = AbsenceRequest.objects.filter(dossier__among=keys)
    for request in filed if known is None else filed.filter(at__lte=known):
        facts = {
            REQUEST_FILED: "true",
            REQUEST_DAY: timezone.localdate(request.at).isoformat(),
            GROUND: request.ground,
            DOCUMENT: request.document_kind,
        }
        found[str(request.paper_id)][request.dossier_id] = by_request[request.pk] = facts
    for ruling in AbsenceRuling.objects.in_force(known).filter(request__in=list(by_request)):
        facts = by_request[ruling.request_id]
        if ruling.kind == "document":
            facts[DOCUMENT_AUTHENTIC] = "true" if ruling.verdict == "accepted" else "false"
        else:
            facts[FOLLOW_UP] = ruling.verdict
    return found


def last_day_to_ask(law: Law, paper: Paper, level: str) -> Due | None:
    """The last day on which an absence at a paper may be excused; None where the text or the syllabus gives none."""
    deadline, day = law.deadline_from("absence"), day_at(law, paper, level)
    return law.due(deadline, day) if deadline and day is not None else None
