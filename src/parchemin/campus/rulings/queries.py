"""What the law says of people: many at once in columns, or one with the reasons."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Literal
from uuid import UUID

import numpy as np

from parchemin.campus.catalogue.models import Publication
from parchemin.campus.rulings.gathering import cohort_of, digests_of
from parchemin.campus.rulings.law import Law
from parchemin.campus.rulings.models import Dossier
from parchemin.campus.rulings.texts import regulation_of, versions_of
from parchemin.regulation.evaluation.cohort import Plan, compile_cohort
from parchemin.regulation.evaluation.cohort_outcome import CohortOutcome
from parchemin.regulation.evaluation.entry import shares
from parchemin.regulation.evaluation.facts import Cohort, decode, person_of, storage
from parchemin.regulation.evaluation.facts import PersonFacts as Person
from parchemin.regulation.evaluation.reported import OutcomeLine as Line
from parchemin.regulation.evaluation.reported import line, wanted_names
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import Outcome, Span, Truth
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.explanation import Reason, explain, in_sentences
from parchemin.regulation.explanation import articles as articles_of
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Regulation, Value

type Place = tuple[str, str]  # a fact, and the member or row it is about
type WhatIf = Mapping[Place, str]  # values supposed, as kept


# --- the law of somebody --------------------------------------------------------------------------------------


def law_of(publication: Publication) -> Law:
    """A publication as it stands, its latest amendments included."""
    return law_of_version(regulation_of(publication))


def law_for(dossier: Dossier) -> Law:
    """The text somebody is under: the version in force on their entry, the first for an earlier one."""
    return _law_on(dossier.publication_id, dossier.entry)


def law_at(publication: Publication, entry: date) -> Law:
    """The text that those who enter on a day are under."""
    return _law_on(publication.pk, entry)


def _law_on(publication: UUID, entry: date) -> Law:
    versions = versions_of(publication)
    return law_of_version(versions[max(0, bisect_right([day for day, _ in versions], entry) - 1)][1])


def law_of_version(regulation: Regulation) -> Law:
    """The law of one version of a text, made once and kept with it."""
    law: Law | None = vars(regulation).get("_law")
    if law is None:
        law = vars(regulation)["_law"] = Law(regulation)
    return law


# --- many at once ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the law says of one dossier.

    lines: the decisions and requirements asked for, by (name, member). averages: by (definition, member), in text (""
    when open). missing: units that are due and certainly not acquired; acquired: those that certainly are. digest and
    version: of the text applied. inputs: digest of every fact that was put before the engine, so that a later change of
    any of them is seen.
    """

    dossier: int
    lines: Mapping[tuple[str, str], Line]
    averages: Mapping[tuple[str, str], str]
    missing: tuple[str, ...]
    digest: str
    version: str
    inputs: str
    acquired: tuple[str, ...] = ()


def rule(
    dossiers: Iterable[Dossier], decisions: Sequence[str], *, at: datetime, language: Language = "fr"
) -> Iterator[Ruled]:
    """What the law says of these dossiers, on these decisions or requirements (names of the text).

    The queries do not grow in number with the dossiers: one set for each publication concerned.
    """
    for publication, members in _by_publication(dossiers).items():
        law = law_of_version(versions_of(publication)[-1][1])
        cohort = cohort_of(law, [(d.pk, d.number) for d in members], at=at)
        for share in shares(versions_of(publication), law.regulation, cohort):
            keys = [members[i].pk for i in share.persons.tolist()]
            yield from _Ruling(share.regulation, share.cohort, keys, decisions, language).each()


def _by_publication(dossiers: Iterable[Dossier]) -> dict[UUID, list[Dossier]]:
    found: dict[UUID, list[Dossier]] = defaultdict(list)
    for dossier in dossiers:
        found[dossier.publication_id].append(dossier)
    return found


def holding(dossiers: Iterable[Dossier], condition: str, *, at: datetime) -> dict[int, frozenset[str]]:
    """For each dossier, by its key, the members where a condition of the text is certain ("module.acquis")."""
    found: dict[int, frozenset[str]] = {}
    for publication, members in _by_publication(dossiers).items():
        law = law_of_version(versions_of(publication)[-1][1])
        cohort = cohort_of(law, [(d.pk, d.number) for d in members], at=at)
        for share in shares(versions_of(publication), law.regulation, cohort):
            regulation = share.regulation
            keys = [m.key for m in regulation.levels[condition.partition(".")[0]].members]
            run = _plan(law_of_version(regulation), share.cohort.root, (condition,)).run(share.cohort)
            certain = np.broadcast_to(run[condition].whole().low, (len(keys), len(share.persons)))
            for i, person in enumerate(share.persons.tolist()):
                found[members[person].pk] = frozenset(k for k, low in zip(keys, certain[:, i], strict=True) if low > 0)
    return found


@lru_cache(maxsize=64)
def _plan(law: Law, root: str, wanted: tuple[str, ...]) -> Plan:
    return compile_cohort(law.regulation, root, wanted)


class _Ruling:
    def __init__(
        self, regulation: Regulation, cohort: Cohort, keys: list[int], decisions: Sequence[str], language: Language
    ) -> None:
        self.regulation, self.cohort, self.keys, self.language = regulation, cohort, keys, language
        self.law = law_of_version(regulation)
        self.told: dict[tuple[str, str, Outcome], Line] = {}
        known = {*regulation.decisions, *regulation.definitions}
        self.decisions = [name for name in decisions if name in known]
        self.averages = self.law.averages
        wanted = (*self.decisions, *(name for name, _, _ in self.averages), *self.law.validations.values())
        self.found: CohortOutcome = _plan(self.law, cohort.root, tuple(dict.fromkeys(wanted))).run(cohort)

    def each(self) -> Iterator[Ruled]:
        averages = [self._averages(name, member) for name, member, _ in self.averages]
        missing, acquired = self._units(False), self._units(True)
        inputs = digests_of(self.cohort)
        for i, key in enumerate(self.keys):
            yield Ruled(
                key,
                self._lines(i),
                {(n, m): averages[j][i] for j, (n, m, _) in enumerate(self.averages)},
                missing[i],
                self.regulation.digest,
                self.regulation.version,
                inputs[i],
                acquired[i],
            )

    def _lines(self, index: int) -> dict[tuple[str, str], Line]:
        told: dict[tuple[str, str], Line] = {}
        for name in self.decisions:
            level = self.regulation.levels[name.partition(".")[0]]
            keys = [m.key if level.parent else "" for m in level.members]
            for member, outcome in zip(keys, self.found[name].of(index), strict=True):
                told[name, member] = self._line(index, name, member, outcome)
        return told

    def _line(self, index: int, name: str, member: str, outcome: Outcome) -> Line:
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

    def _units(self, acquired: bool) -> list[tuple[str, ...]]:
        """For each person, the units that are certainly acquired, or certainly not."""
        found: list[list[str]] = [[] for _ in self.keys]
        for level, name in self.law.validations.items():
            ends = self.found[name].whole()
            members = self.regulation.levels[level].members
            for member, person in zip(
                *(a.tolist() for a in np.nonzero(ends.low == 1 if acquired else ends.high == 0)), strict=True
            ):
                found[person].append(f"{level}:{members[member].key}")
        return [tuple(units) for units in found]


def _decimal(numerator: int, denominator: int) -> str:
    """A number as it is kept: exact decimals where they end, a quotient where they do not ("12.5", "94/9")."""
    return number(Fraction(numerator, denominator), "en")


def not_acquired(dossiers: Sequence[Dossier], closed: Iterable[str], *, at: datetime) -> dict[int, frozenset[str]]:
    """By dossier, the units certainly not acquired, were the truths named in `closed` false where nobody said them.

    A second session not registered for is no session: so the first alone says who is entitled to another.
    """
    found: dict[int, frozenset[str]] = {}
    for publication, members in _by_publication(dossiers).items():
        law = law_of_version(versions_of(publication)[-1][1])
        cohort = cohort_of(law, [(d.pk, d.number) for d in members], at=at)
        listed = dict(cohort.listed)
        for name in closed:
            fact = law.regulation.facts.get(name)
            if fact is not None:
                listed[name] = np.zeros((len(law.regulation.levels[fact.level].members), len(members)), storage(fact))
        cohort = replace(cohort, listed=listed)
        for share in shares(versions_of(publication), law.regulation, cohort):
            keys = [members[i].pk for i in share.persons.tolist()]
            ruling = _Ruling(share.regulation, share.cohort, keys, (), "fr")
            found |= {ruled.dossier: frozenset(ruled.missing) for ruled in ruling.each()}
    return found


def true_of_rows(
    dossiers: Sequence[Dossier], definitions: Sequence[str], *, at: datetime
) -> dict[str, frozenset[tuple[int, str, str]]]:
    """For truths defined at a recorded level ("assessment.justified", by shared name): the rows where each certainly
    holds, as (dossier, parent, own name)."""
    found: dict[str, set[tuple[int, str, str]]] = {name: set() for name in definitions}
    for publication, members in _by_publication(dossiers).items():
        law = law_of_version(versions_of(publication)[-1][1])
        cohort = cohort_of(law, [(d.pk, d.number) for d in members], at=at)
        for share in shares(versions_of(publication), law.regulation, cohort):
            keys = [members[i].pk for i in share.persons.tolist()]
            for name, rows in _rows_where(share.regulation, share.cohort, definitions):
                found[name] |= {(keys[person], parent, own) for person, parent, own in rows}
    return {name: frozenset(rows) for name, rows in found.items()}


def _rows_where(
    regulation: Regulation, cohort: Cohort, definitions: Sequence[str]
) -> Iterator[tuple[str, list[tuple[int, str, str]]]]:
    names = {d.canonical: d for d in regulation.definitions.values() if d.canonical in definitions}
    asked = tuple(d.name for d in names.values() if regulation.levels[d.level].kind == "recorded")
    if not asked:
        return
    outcome = _plan(law_of_version(regulation), cohort.root, asked).run(cohort)
    for canonical, definition in names.items():
        if definition.name not in asked:
            continue
        level = regulation.levels[definition.level]
        above = [member.key for member in regulation.levels[level.parent].members]
        rows = cohort.rows[level.name]
        low = np.broadcast_to(outcome[definition.name].whole().low, (len(rows),))
        certain = np.flatnonzero(low == 1).tolist()
        yield canonical, [(int(rows.person[i]), above[int(rows.member[i])], rows.names[i]) for i in certain]


# --- one ------------------------------------------------------------------------------------------------------


def evaluation_of(
    dossier: Dossier, *, at: datetime, supposing: WhatIf | None = None, drafts: bool = True
) -> Evaluation:
    """Somebody before the law, as things stand; `supposing` puts values in place of facts and stores nothing.

    Without `drafts`, what is not handed in yet is unknown: so it is for the person concerned.
    """
    law = law_for(dossier)
    cohort = cohort_of(law, [(dossier.pk, dossier.number)], at=at, drafts=drafts)
    person = person_of(law.regulation, cohort, 0)
    return evaluate(law.regulation, supposed_person(law, person, supposing) if supposing else person)


def law_before(evaluation: Evaluation) -> Law:
    """The law that an evaluation is made under."""
    return law_of_version(evaluation.regulation)


def supposed_person(law: Law, person: Person, supposing: WhatIf) -> Person:
    listed = {name: dict(cells) for name, cells in person.listed.items()}
    rows = {level: list(found) for level, found in person.rows.items()}
    for (name, place), kept in supposing.items():
        fact = law.regulation.facts[name]
        value: Value = decode(law.encoded(name, kept), fact.type)
        if fact.level in rows:
            parent, _, own = place.rpartition("/")
            rows[fact.level] = [
                replace(row, facts={**row.facts, name: value}) if (row.parent, row.name) == (parent, own) else row
                for row in rows[fact.level]
            ]
        else:
            keys = [m.key for m in law.regulation.levels[fact.level].members]
            listed.setdefault(name, {})[place or keys[0]] = value
    return replace(person, listed=listed, rows=rows)


def lines_for(evaluation: Evaluation, language: Language = "fr") -> list[Line]:
    """Every decision and requirement of one person, as `parchemin decide` reports them."""
    regulation = evaluation.regulation
    return [
        line(regulation, evaluation.person.id, name, key if regulation.levels[level].parent else "", outcome, language)
        for name in wanted_names(regulation, evaluation.person.root)
        for level in (name.partition(".")[0],)
        for key, outcome in evaluation.outcomes(name).items()
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a mark, an average or a condition stands. text: its value, "" while open; low, high: within what it falls."""

    text: str
    state: Literal["yes", "no", "open", "number"]
    low: str = ""
    high: str = ""


def standing(evaluation: Evaluation, name: str, key: str = "") -> Standing:
    """A definition of the text at a member, in plain values."""
    outcome = evaluation.outcome(name, key)
    if isinstance(outcome, Truth):
        return Standing("", "open" if not outcome.settled else "yes" if outcome.certain else "no")
    if isinstance(outcome, Span):
        ends = ["" if end is None else number(end, "en") for end in (outcome.low, outcome.high)]
        return Standing(ends[0] if outcome.settled else "", "number" if outcome.settled else "open", *ends)
    return Standing(str(outcome), "open")


@dataclass(frozen=True, slots=True)
class Why:
    """An answer with its reasons: sentences, the widest from its threshold first, and the articles it stands on."""

    answer: str
    sentences: tuple[str, ...]
    articles: tuple[str, ...]


def why(evaluation: Evaluation, name: str, key: str = "", language: Language = "fr") -> Why:
    """Why a decision or definition is what it is for one person."""
    reason: Reason = explain(evaluation, name, key, language)
    sentences = in_sentences(reason)
    return Why(sentences[0], sentences[1:], tuple(articles_of(reason)))


def judged(law: Law, root: str, listed: Mapping[str, str]) -> Evaluation:
    """What is nobody's dossier before the law: a jury's vote, its composition. `listed`: facts as kept."""
    facts = {
        name: {"": decode(law.encoded(name, kept), law.regulation.facts[name].type) if kept != "?" else None}
        for name, kept in listed.items()
    }
    keys = law.regulation.levels[root].members
    person = Person(root, root, {name: {keys[0].key if keys else "": v[""]} for name, v in facts.items()})
    return evaluate(law.regulation, person)


def judge(law: Law, root: str, listed: Mapping[str, str], decision: str) -> Line:
    """One decision or requirement of it."""
    evaluation = judged(law, root, listed)
    return line(law.regulation, root, decision, "", next(iter(evaluation.outcomes(decision).values())), law.language)
