"""What the law says of one person, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from parchemin.campus.law.gathering import cohort_of, digests_of
from parchemin.campus.law.law import Law
from parchemin.campus.law.moved import as_known
from parchemin.campus.law.publications import law_for, law_of_version
from parchemin.campus.law.terms import Subject
from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.facts import PersonFacts, decode, person_of
from parchemin.regulation.evaluation.reported import OutcomeLine, line, lines_about
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import Outcome, Span, Truth
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.explanation import Reason, explain, in_sentences
from parchemin.regulation.explanation import articles as articles_of
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Value

type Place = tuple[str, str]  # a fact, and the member or row it is about
type WhatIf = Mapping[Place, str]  # values supposed, as kept


def evaluation_of(
    subject: Subject,
    *,
    at: datetime,
    year: int | None = None,
    supposing: WhatIf | None = None,
    drafts: bool = False,
    known: datetime | None = None,
) -> Evaluation:
    """Somebody before the law, as things stand; `supposing` puts values in place of facts and stores nothing.

    year, drafts, known: what counts, as `FactsWanted` says. What is not handed in is unknown to everyone,
    unless asked for.
    """
    [subject] = as_known([subject], known)
    law = law_for(subject)
    cohort = cohort_of(law, [(subject.pk, subject.number)], at=at, year=year, drafts=drafts, known=known)
    person = person_of(law.regulation, cohort, 0)
    return evaluate(law.regulation, supposed_person(law, person, supposing) if supposing else person)


def then_and_now(
    subject: Subject, text: str, inputs: str, *, then: datetime, at: datetime, year: int | None = None
) -> tuple[Evaluation, Evaluation]:
    """Somebody on what was known at a moment at which they were ruled on, and as things stand.

    text, inputs: the digests of the text and of the facts of that moment (`Ruled`). Where both are those of today, the
    two are one evaluation.
    """
    law = law_for(subject)
    cohort = cohort_of(law, [(subject.pk, subject.number)], at=at, year=year)
    now = evaluate(law.regulation, person_of(law.regulation, cohort, 0))
    if (text, [inputs]) == (law.regulation.digest, digests_of(law, cohort)):
        return now, now
    return evaluation_of(subject, at=then, year=year, known=then), now


def evaluations_of[S: Subject](
    subjects: Iterable[S], *, at: datetime, year: int | None = None
) -> Iterator[tuple[S, Evaluation]]:
    """Each of these before their own law, as of a year: the queries do not grow in number with them."""
    under: dict[Law, list[S]] = {}
    for subject in subjects:
        under.setdefault(law_for(subject), []).append(subject)
    for law, members in under.items():
        cohort = cohort_of(law, [(one.pk, one.number) for one in members], at=at, year=year)
        for place, subject in enumerate(members):
            yield subject, evaluate(law.regulation, person_of(law.regulation, cohort, place))


def law_before(evaluation: Evaluation) -> Law:
    """The law that an evaluation is made under."""
    return law_of_version(evaluation.regulation, evaluation.person.root)


def supposed_person(law: Law, person: PersonFacts, supposing: WhatIf) -> PersonFacts:
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


def lines_for(evaluation: Evaluation, language: Language = "fr") -> list[OutcomeLine]:
    """Every decision and requirement of one person, as `parchemin decide` reports them."""
    return list(lines_about(evaluation, language))


def line_of(evaluation: Evaluation, name: str, key: str = "", language: Language = "fr") -> OutcomeLine:
    """One decision or requirement of one person, at a member."""
    return line(evaluation.regulation, evaluation.person.id, name, key, evaluation.outcome(name, key), language)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a mark, an average or a condition stands. text: its value, "" while open; low, high: within what it falls."""

    text: str
    state: Literal["yes", "no", "open", "number"]
    low: str = ""
    high: str = ""


def standing(evaluation: Evaluation, name: str, key: str = "") -> Standing:
    """A definition or a fact of the text at a member, in plain values."""
    outcome = outcome_of(evaluation, name, key)
    if isinstance(outcome, Truth):
        return Standing("", "open" if not outcome.settled else "yes" if outcome.certain else "no")
    if isinstance(outcome, Span):
        ends = ["" if end is None else number(end, "en") for end in (outcome.low, outcome.high)]
        return Standing(ends[0] if outcome.settled else "", "number" if outcome.settled else "open", *ends)
    return Standing(str(outcome), "open")


def outcome_of(evaluation: Evaluation, name: str, key: str = "") -> Outcome:
    """What a definition, a decision or a fact is at a member."""
    if name not in evaluation.regulation.facts:
        return evaluation.outcome(name, key)
    keys = evaluation.keys(evaluation.regulation.facts[name].level)
    return exact.outcome(evaluation.fact(name)[keys.index(key) if key else 0])


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
    person = PersonFacts(root, root, {name: {keys[0].key if keys else "": v[""]} for name, v in facts.items()})
    return evaluate(law.regulation, person)


def judge(law: Law, root: str, listed: Mapping[str, str], decision: str) -> OutcomeLine:
    """One decision or requirement of it."""
    evaluation = judged(law, root, listed)
    return line(law.regulation, root, decision, "", next(iter(evaluation.outcomes(decision).values())), law.language)
