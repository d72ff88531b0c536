"""What the law says of many people at once: one loop over cohorts, whatever is asked of them.

The queries do not grow in number with the people: one set for each publication concerned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import numpy as np

from parchemin import records
from parchemin.campus.law.gathering import cohort_of, digests_of
from parchemin.campus.law.law import Law
from parchemin.campus.law.moved import as_known
from parchemin.campus.law.publications import law_for, law_of_version, law_on, versions_of
from parchemin.campus.law.terms import Subject
from parchemin.regulation.evaluation.cohort import Plan, compile_cohort
from parchemin.regulation.evaluation.cohort_outcome import CohortOutcome
from parchemin.regulation.evaluation.entry import shares
from parchemin.regulation.evaluation.facts import Cohort, storage
from parchemin.regulation.evaluation.reported import OutcomeLine, line, lines_of
from parchemin.regulation.evaluation.spans import Outcome
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Regulation


@dataclass(frozen=True, slots=True)
class CohortPart[S]:
    """Those of one publication and root who are under one version of it: their law, columns, and who they are."""

    law: Law
    cohort: Cohort
    subjects: tuple[S, ...]

    def run(self, wanted: Sequence[str]) -> CohortOutcome:
        """These definitions and decisions, for all of them at once."""
        return _plan(self.law, self.cohort.root, tuple(dict.fromkeys(wanted))).run(self.cohort)


def shares_of[S: Subject](
    subjects: Iterable[S],
    *,
    at: datetime,
    year: int | None = None,
    drafts: bool = False,
    known: datetime | None = None,
    never: Sequence[str] = (),
) -> Iterator[CohortPart[S]]:
    """These people, each before the version of the text they are under, on what the stages know of them at a moment.

    year, drafts, known: what counts, as `FactsWanted` says. never: truths taken to be false of
    everyone, whatever is known.
    """
    groups: dict[tuple[UUID, Law], list[S]] = defaultdict(list)
    for subject in as_known(subjects, known):
        groups[subject.publication_id, gathering_law(subject)].append(subject)
    for (publication, law), members in groups.items():
        keys = [(one.pk, one.number) for one in members]
        cohort = cohort_of(law, keys, at=at, year=year, drafts=drafts, known=known)
        cohort = _without(law, cohort, never)
        if not law.dated:
            yield CohortPart(law, cohort, tuple(members))
            continue
        for share in shares(versions_of(publication), law.regulation, cohort):
            concerned = tuple(members[i] for i in share.persons.tolist())
            yield CohortPart(law_of_version(share.regulation, law.root), share.cohort, concerned)


def gathering_law(subject: Subject) -> Law:
    """The law in whose columns somebody's facts are put: the latest of their text, when it asks for their entry, which
    says what version they are under. Where it asks for none of a root, that version itself."""
    latest = law_on(subject.publication_id, date.max, subject.root)
    return latest if latest.dated else law_for(subject)


def _without(law: Law, cohort: Cohort, never: Sequence[str]) -> Cohort:
    """The same people, these truths false of each of them: what was collected of them is set aside."""
    listed = dict(cohort.listed)
    for name in never:
        fact = law.regulation.facts.get(name)
        if fact is not None:
            listed[name] = np.zeros((len(law.regulation.levels[fact.level].members), len(cohort)), storage(fact))
    return replace(cohort, listed=listed)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the law says of one dossier.

    lines: the decisions and requirements asked for, by (name, member). averages: by (definition, member), in text (""
    when open). missing: units that are due and certainly not acquired. digest and version: of the text applied. inputs:
    digest of every fact that was put before the engine, so that a later change of any of them is seen.
    """

    dossier: int
    lines: Mapping[tuple[str, str], OutcomeLine]
    averages: Mapping[tuple[str, str], str]
    missing: tuple[str, ...]
    digest: str
    version: str
    inputs: str


def rule(
    subjects: Iterable[Subject],
    decisions: Sequence[str],
    *,
    at: datetime,
    year: int | None = None,
    known: datetime | None = None,
    language: Language = "fr",
) -> Iterator[Ruled]:
    """What the law says of these people, on these decisions or requirements (names of the text), as of a year; on what
    was known by a moment."""
    for share in shares_of(subjects, at=at, year=year, known=known):
        yield from _Ruling(share, decisions, language).each()


def holding(subjects: Iterable[Subject], condition: str, *, at: datetime) -> dict[int, frozenset[str]]:
    """For each, by key, the members where a condition of the text is certain ("module.acquis")."""
    found: dict[int, frozenset[str]] = {}
    for share in shares_of(subjects, at=at):
        keys = [m.key for m in share.law.regulation.levels[condition.partition(".")[0]].members]
        run = share.run((condition,))
        certain = np.broadcast_to(run[condition].whole().low, (len(keys), len(share.subjects)))
        for i, subject in enumerate(share.subjects):
            found[subject.pk] = frozenset(k for k, low in zip(keys, certain[:, i], strict=True) if low > 0)
    return found


def not_acquired(
    subjects: Iterable[Subject], closed: Iterable[str], *, at: datetime, year: int | None = None
) -> dict[int, frozenset[str]]:
    """By key, the units certainly not acquired, were the truths named in `closed` false of everybody.

    Whatever is known of them: the first session alone says who is entitled to a second, registered for or not.
    """
    return {
        ruled.dossier: frozenset(ruled.missing)
        for share in shares_of(subjects, at=at, year=year, never=tuple(closed))
        for ruled in _Ruling(share, (), "fr").each()
    }


def true_of_rows(
    subjects: Iterable[Subject], definitions: Sequence[str], *, at: datetime
) -> dict[str, frozenset[tuple[int, str, str]]]:
    """For truths defined at a recorded level ("assessment.justified", by shared name): the rows where each certainly
    holds, as (key, parent, own name). What is still being entered counts: it is asked where it is entered."""
    found: dict[str, set[tuple[int, str, str]]] = {name: set() for name in definitions}
    for share in shares_of(subjects, at=at, drafts=True):
        for name, rows in _rows_where(share, definitions):
            found[name] |= {(share.subjects[person].pk, parent, own) for person, parent, own in rows}
    return {name: frozenset(rows) for name, rows in found.items()}


def reported[S: Subject](
    subjects: Iterable[S],
    *,
    at: datetime,
    year: int | None = None,
    known: datetime | None = None,
    language: Language,
) -> Iterator[tuple[S, list[OutcomeLine]]]:
    """Each with every decision and requirement, in the lines that `parchemin decide` reports."""
    for share in shares_of(subjects, at=at, year=year, known=known):
        lines: dict[str, list[OutcomeLine]] = defaultdict(list)
        for one in lines_of(share.law.regulation, share.cohort, None, language):
            lines[one.person].append(one)
        yield from ((subject, lines[subject.number]) for subject in share.subjects)


def write_records(
    subjects: Iterable[Subject], home: Path, *, at: datetime, year: int | None = None, known: datetime | None = None
) -> tuple[str, ...]:
    """Those under one text as the files that `parchemin decide` reads, in a folder `records`.

    year, known: what counts, as `FactsWanted` says.

    `decide` puts everybody under the version of their entry, and those of a root of which the text asks no entry under
    the latest: of those among them who are under another, the files are apart, in `records-2025-10-01`, which
    `decide --at 2025-10-01` reads. Gives those versions.
    """
    written: dict[str, dict[Law, list[Subject]]] = defaultdict(lambda: defaultdict(list))
    for subject in as_known(subjects, known):
        law, versions = gathering_law(subject), versions_of(subject.publication_id)
        day = next(start for start, regulation in versions if regulation is law.regulation)
        written["" if day == versions[-1][0] else day.isoformat()][law].append(subject)
    for version, under in written.items():
        cohorts = {
            law.root: cohort_of(law, [(one.pk, one.number) for one in members], at=at, year=year, known=known)
            for law, members in under.items()
        }
        folder = home / (f"records-{version}" if version else "records")
        records.write(next(iter(under)).regulation, cohorts, folder)
    return tuple(sorted(version for version in written if version))


@lru_cache(maxsize=64)
def _plan(law: Law, root: str, wanted: tuple[str, ...]) -> Plan:
    return compile_cohort(law.regulation, root, wanted)


class _Ruling:
    def __init__(self, share: CohortPart[Subject], decisions: Sequence[str], language: Language) -> None:
        self.law, self.cohort, self.language = share.law, share.cohort, language
        self.regulation: Regulation = self.law.regulation
        self.keys = [subject.pk for subject in share.subjects]
        regulation = self.regulation
        self.told: dict[tuple[str, str, Outcome], OutcomeLine] = {}
        level_of = {name: one.level for name, one in regulation.decisions.items()}
        level_of |= {name: one.level for name, one in regulation.definitions.items()}
        known = {name for name, level in level_of.items() if regulation.root_of(level) == self.law.root}
        self.decisions = [name for name in decisions if name in known]
        self.averages = self.law.averages
        wanted = (*self.decisions, *(name for name, _, _ in self.averages), *self.law.validations.values())
        self.found = share.run(wanted)

    def each(self) -> Iterator[Ruled]:
        averages = [self._averages(name, member) for name, member, _ in self.averages]
        missing = self._missing()
        inputs = digests_of(self.law, self.cohort)
        for i, key in enumerate(self.keys):
            yield Ruled(
                key,
                self._lines(i),
                {(n, m): averages[j][i] for j, (n, m, _) in enumerate(self.averages)},
                missing[i],
                self.regulation.digest,
                self.regulation.version,
                inputs[i],
            )

    def _lines(self, index: int) -> dict[tuple[str, str], OutcomeLine]:
        told: dict[tuple[str, str], OutcomeLine] = {}
        for name in self.decisions:
            level = self.regulation.levels[name.partition(".")[0]]
            keys = [m.key if level.parent else "" for m in level.members]
            for member, outcome in zip(keys, self.found[name].of(index), strict=True):
                told[name, member] = self._line(index, name, member, outcome)
        return told

    def _line(self, index: int, name: str, member: str, outcome: Outcome) -> OutcomeLine:
        """Thousands of people get the same few answers: each is put into words once."""
        if (name, member, outcome) not in self.told:
            self.told[name, member, outcome] = line(self.regulation, "", name, member, outcome, self.language)
        return replace(self.told[name, member, outcome], person=str(self.cohort.ids[index]))

    def _averages(self, name: str, member: str) -> list[str]:
        level = self.regulation.levels[name.partition(".")[0]]
        place = [m.key for m in level.members].index(member) if member else 0
        ends = self.found[name].whole()
        lows, highs, dens = (
            a[place].tolist() for a in (ends.low, ends.high, np.broadcast_to(ends.den, ends.low.shape))
        )
        opens = np.broadcast_to(ends.low_open | ends.high_open, ends.low.shape)[place].tolist()
        return [
            "" if low != high or is_open else _decimal(low, den)
            for low, high, den, is_open in zip(lows, highs, dens, opens, strict=True)
        ]

    def _missing(self) -> list[tuple[str, ...]]:
        """For each person, the units that are certainly not acquired."""
        found: list[list[str]] = [[] for _ in self.keys]
        for level, name in self.law.validations.items():
            ends = self.found[name].whole()
            members = self.regulation.levels[level].members
            for member, person in zip(*(a.tolist() for a in np.nonzero(ends.high == 0)), strict=True):
                found[person].append(f"{level}:{members[member].key}")
        return [tuple(units) for units in found]


def _decimal(numerator: int, denominator: int) -> str:
    """A number as it is kept: exact decimals where they end, a quotient where they do not ("12.5", "94/9")."""
    return number(Fraction(numerator, denominator), "en")


def _rows_where(
    share: CohortPart[Subject], definitions: Sequence[str]
) -> Iterator[tuple[str, list[tuple[int, str, str]]]]:
    regulation = share.law.regulation
    names = {d.canonical: d for d in regulation.definitions.values() if d.canonical in definitions}
    asked = tuple(d.name for d in names.values() if regulation.levels[d.level].kind == "recorded")
    if not asked:
        return
    outcome = share.run(asked)
    for canonical, definition in names.items():
        if definition.name not in asked:
            continue
        level = regulation.levels[definition.level]
        above = [member.key for member in regulation.levels[level.parent].members]
        rows = share.cohort.rows[level.name]
        low = np.broadcast_to(outcome[definition.name].whole().low, (len(rows),))
        certain = np.flatnonzero(low == 1).tolist()
        yield canonical, [(int(rows.person[i]), above[int(rows.member[i])], rows.names[i]) for i in certain]
