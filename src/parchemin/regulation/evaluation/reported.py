"""Outcomes as they are reported: a line for each requirement or decision of a person, with its state and articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parchemin.regulation.evaluation.cohort import evaluate_cohort
from parchemin.regulation.evaluation.cohort_outcome import CohortOutcome
from parchemin.regulation.evaluation.facts import Cohort, instance_keys
from parchemin.regulation.evaluation.lasting import loosened, open_cohort
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.evaluation.spans import Outcome, Truth, Verdict
from parchemin.regulation.evaluation.words import by_jury, in_words, options, type_of
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import DecisionTable, Definition, Kind, Regulation


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """One outcome of one person. `state` is settled, pending, not_yet, impossible or contradiction; `by` is rule or
    jury."""

    person: str
    name: str
    canonical: str
    member: str
    value: str
    state: str
    by: str
    who: str
    options: tuple[str, ...]
    articles: tuple[str, ...]
    version: str


def wanted_names(regulation: Regulation, root: str, *, values: bool = False) -> list[str]:
    """What `decide` speaks of: decisions and requirements of the root, in the order of the text; with `values`, the
    numbers that the text computes besides (marks, averages, credits)."""
    kept: list[DecisionTable | Definition] = [*regulation.decisions.values()]
    kept += [d for d in regulation.definitions.values() if d.role != "value" or (values and _is_number(d))]
    kept = [k for k in kept if regulation.root_of(k.level) == root]
    return [k.name for k in sorted(kept, key=lambda k: k.place)]


def _is_number(definition: Definition) -> bool:
    return definition.node.type.kind is Kind.NUMBER


def lines_of(
    regulation: Regulation,
    cohort: Cohort,
    student: str | None,
    language: Language,
    *,
    values: bool = False,
) -> Iterator[OutcomeLine]:
    """The lines of everybody, or of one. A requirement that is not met is impossible only when nothing can change
    that, `not_yet` while a cell left empty could."""
    names = wanted_names(regulation, cohort.root, values=values)
    found = evaluate_cohort(regulation, cohort, wanted=names)
    last = _lasting(regulation, cohort, names)
    for index, person in enumerate(cohort.ids):
        if student is None or str(person) == student:
            lines = _person(regulation, found, cohort, index, str(person), names, language)
            yield from _sorted_out(lines, regulation, cohort, last, index)


def lines_about(evaluation: Evaluation, language: Language) -> Iterator[OutcomeLine]:
    """The lines of one, as `lines_of` gives them."""
    regulation, person = evaluation.regulation, evaluation.person
    for name in wanted_names(regulation, person.root):
        parented = regulation.levels[name.partition(".")[0]].parent
        for key, outcome in evaluation.outcomes(name).items():
            one = line(regulation, person.id, name, key if parented else "", outcome, language)
            if one.state == "impossible":
                one = _unless_lasting(one, evaluation.reopened.outcome(name, key))
            yield one


def _lasting(regulation: Regulation, cohort: Cohort, names: Sequence[str]) -> CohortOutcome:
    requirements = [n for n in names if n in regulation.definitions and regulation.definitions[n].role != "value"]
    return evaluate_cohort(loosened(regulation), open_cohort(regulation, cohort), wanted=requirements)


def _sorted_out(
    lines: Iterator[OutcomeLine], regulation: Regulation, cohort: Cohort, last: CohortOutcome, index: int
) -> Iterator[OutcomeLine]:
    """The lines of one person, those that something may still change told from those that nothing will."""
    for one in lines:
        if one.state == "impossible":
            level = regulation.levels[regulation.definitions[one.name].level]
            at = instance_keys(regulation, cohort, index, level).index(one.member) if one.member else 0
            one = _unless_lasting(one, last[one.name].of(index)[at])
        yield one


def _unless_lasting(one: OutcomeLine, outcome: Outcome) -> OutcomeLine:
    return replace(one, state="not_yet") if isinstance(outcome, Truth) and outcome.possible else one


def _person(
    regulation: Regulation,
    found: CohortOutcome,
    cohort: Cohort,
    index: int,
    person: str,
    names: Sequence[str],
    language: Language,
) -> Iterator[OutcomeLine]:
    for name in names:
        level = regulation.levels[(regulation.decisions.get(name) or regulation.definitions[name]).level]
        keys = instance_keys(regulation, cohort, index, level)
        for key, outcome in zip(keys, found[name].of(index), strict=True):
            yield line(regulation, person, name, "" if not level.parent else key, outcome, language)


def line(
    regulation: Regulation, person: str, name: str, member: str, outcome: Outcome, language: Language
) -> OutcomeLine:
    """One outcome as it is reported."""
    decision = regulation.decisions.get(name)
    value = in_words(outcome, language, type_of(regulation, name), decision)
    if isinstance(outcome, Verdict) and decision is not None:
        return _decision_line(person, decision, member, outcome, value, regulation.version)
    definition = regulation.definitions[name]
    state = "settled" if outcome.settled else "pending"
    if isinstance(outcome, Truth) and not outcome.possible:
        state = "impossible"
    return OutcomeLine(
        person,
        name,
        definition.canonical,
        member,
        value,
        state,
        "rule",
        "",
        (),
        (definition.place.article,),
        regulation.version,
    )


def _decision_line(
    person: str, decision: DecisionTable, member: str, verdict: Verdict, value: str, version: str
) -> OutcomeLine:
    state = "settled" if verdict.settled else "pending"
    jury = verdict.settled and by_jury(decision, verdict)
    rows = [decision.rows[i] for i in sorted(verdict.certain if verdict.settled else verdict.possible)]
    if verdict.settled and (not rows or (not jury and len(rows) > 1)):
        state = "contradiction"
    who = ", ".join(dict.fromkeys(row.who for row in rows if row.who))
    articles = tuple(dict.fromkeys(row.place.article for row in rows)) or (decision.place.article,)
    choices = options(decision, verdict.certain if verdict.settled else verdict.possible)
    by = "jury" if jury else ("rule" if verdict.settled else "")
    return OutcomeLine(
        person, decision.name, decision.canonical, member, value, state, by, who, choices, articles, version
    )
