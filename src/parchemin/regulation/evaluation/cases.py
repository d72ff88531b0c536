"""Worked cases, run: the facts each gives, the outcomes it expects, and what came out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from parchemin.regulation.evaluation.deadlines import last_day
from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.evaluation.wordings import (
    CASE_FAILS,
    DIVIDED_BY_ZERO,
    EXPECTS_NOTHING,
    TARGET_MEMBER,
    TARGET_VALUE,
    UNKNOWN_TARGET,
)
from parchemin.regulation.evaluation.words import NONE, PENDING, by_jury, in_words, options, type_of
from parchemin.regulation.findings import Finding, Refused, SourcePlace, Wording
from parchemin.regulation.meaning.articles import Assignment, WorkedCase
from parchemin.regulation.meaning.graph import BOOL, Kind, Level, Regulation, Type, Value, code_value
from parchemin.regulation.meaning.phrases import identifier
from parchemin.regulation.meaning.values import accepted_values, typed_value
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.vocabulary import nearest, tidy

_TARGET = re.compile(r"([^\W\d]\w*)(?:\[([^\]]*)\])?\.([^\W\d]\w*)")


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """One expectation of a case: as written, and what came out, in words."""

    target: str
    expected: str
    found: str
    holds: bool
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class CaseResult:
    case: WorkedCase
    checks: tuple[ExpectationResult, ...]
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings and all(check.holds for check in self.checks)


@dataclass(slots=True)
class CaseFacts:
    """The facts of a case: persons by root, values supposed, figures overridden."""

    listed: dict[str, dict[str, Value | None]] = field(default_factory=dict)
    rows: dict[str, dict[tuple[str, str], dict[str, Value | None]]] = field(default_factory=dict)
    supposed: dict[str, dict[str, Value | None]] = field(default_factory=dict)
    figures: dict[str, Value] = field(default_factory=dict)

    def person(self, regulation: Regulation, root: str) -> PersonFacts:
        def here(name: str) -> bool:
            return regulation.root_of(name.split(".")[0]) == root

        rows = {
            level: [RowFacts(parent, name, facts) for (parent, name), facts in table.items()]
            for level, table in self.rows.items()
            if here(level)
        }
        return PersonFacts(root, "cas", {n: v for n, v in self.listed.items() if here(n)}, rows)


def run_cases(regulation: Regulation) -> tuple[CaseResult, ...]:
    return tuple(run_case(regulation, case) for case in regulation.cases)


def run_case(regulation: Regulation, case: WorkedCase) -> CaseResult:
    """One case on the single evaluator; its findings say what is wrong with it, or with the rules."""
    if not case.expected:
        return CaseResult(case, (), (Finding(EXPECTS_NOTHING, case.place, {"case": case.name}),))
    try:
        checks = _deadline_checks(regulation, case) if case.deadline else _checks(regulation, case)
    except Refused as refused:
        return CaseResult(case, (), refused.findings)
    except ZeroDivisionError:
        return CaseResult(case, (), (Finding(DIVIDED_BY_ZERO, case.place, {"case": case.name}),))
    failed = tuple(
        Finding(CASE_FAILS, c.place, {"case": case.name, "target": c.target, "expected": c.expected, "found": c.found})
        for c in checks
        if not c.holds
    )
    return CaseResult(case, tuple(checks), failed)


def _deadline_checks(regulation: Regulation, case: WorkedCase) -> list[ExpectationResult]:
    deadline = regulation.deadlines.get(identifier(case.deadline))
    if deadline is None:
        near = nearest(case.deadline, regulation.deadlines) or ", ".join(regulation.deadlines)
        raise _refused(UNKNOWN_TARGET, case.place, target=case.deadline, near=near)
    start, expected = cells.day(case.start), case.expected[0]
    wanted = cells.day(expected.value)
    if start is None or wanted is None:
        wrong = case.start if start is None else expected.value
        raise _refused(TARGET_VALUE, expected.place, value=wrong, target=case.deadline, accepted="2026-07-03")
    found = last_day(deadline, start, regulation.holidays).last
    shown = found.isoformat()[:10]
    return [ExpectationResult(case.deadline, wanted.isoformat(), shown, shown == wanted.isoformat(), expected.place)]


def _checks(regulation: Regulation, case: WorkedCase) -> list[ExpectationResult]:
    given = case_facts(regulation, case)
    evaluations: dict[str, Evaluation] = {}
    checks = []
    for expected in case.expected:
        level, keys, name = _located(regulation, expected, given)
        if name not in regulation.definitions and name not in regulation.decisions:
            raise _unknown(regulation, expected)
        root = regulation.root_of(level.name)
        if root not in evaluations:
            evaluations[root] = evaluate(regulation, given.person(regulation, root), given.figures, given.supposed)
        for key in keys:
            checks.append(_check(regulation, evaluations[root], expected, name, key))
    return checks


def evaluations(regulation: Regulation, case: WorkedCase) -> dict[str, Evaluation]:
    """The evaluation of each root a case speaks of (lints look at the comparisons in it)."""
    given = case_facts(regulation, case)
    levels = {t.target.partition(".")[0].partition("[")[0] for t in (*case.expected, *case.given)}
    roots = {regulation.root_of(level) for level in levels if level in regulation.levels}
    return {root: evaluate(regulation, given.person(regulation, root), given.figures, given.supposed) for root in roots}


def _check(
    regulation: Regulation, evaluation: Evaluation, expected: Assignment, name: str, key: str
) -> ExpectationResult:
    outcome = evaluation.outcome(name, key)
    language = regulation.language
    found = in_words(outcome, language, type_of(regulation, name), regulation.decisions.get(name))
    holds = _agrees(regulation, name, outcome, expected)
    return ExpectationResult(expected.target, expected.value, found, holds, expected.place)


def _agrees(regulation: Regulation, name: str, outcome: Outcome, expected: Assignment) -> bool:
    words = tidy(expected.value)
    if words.lower() in PENDING.values():
        return not outcome.settled
    match outcome:
        case Truth():
            wanted = cells.truth(words)
            if wanted is None:
                raise _refused(
                    TARGET_VALUE,
                    expected.place,
                    value=words,
                    target=name,
                    accepted=f"{accepted_values(BOOL, regulation.language)}, {PENDING[regulation.language]}",
                )
            return outcome.settled and outcome.certain == wanted
        case ChoiceSpan():
            type_ = type_of(regulation, name)
            if type_ is not None and identifier(words) not in type_.choices:
                accepted = ", ".join((*type_.choices, PENDING[regulation.language]))
                raise _refused(TARGET_VALUE, expected.place, value=words, target=name, accepted=accepted)
            return outcome.possible == {identifier(words)}
        case Span():
            value = _number(regulation, name, expected)
            return outcome.low == value == outcome.high
        case Verdict():
            return _agreed(regulation, name, outcome, expected)


def _number(regulation: Regulation, name: str, expected: Assignment) -> Fraction:
    type_ = type_of(regulation, name)
    if type_ is not None and type_.kind is Kind.DATE:
        if day := cells.day(expected.value):
            return Fraction(day.toordinal())
    elif type_ is not None and tidy(expected.value) in type_.codes:
        return code_value(type_.codes.index(tidy(expected.value)))
    elif type_ is not None and type_.unit != "mark" and (value := cells.number(expected.value)) is not None:
        return value
    elif quantity := cells.quantity(expected.value):
        return quantity[0]
    accepted = "2026-07-03" if type_ and type_.kind is Kind.DATE else f"12, 12.5, 35/3, {PENDING[regulation.language]}"
    raise _refused(TARGET_VALUE, expected.place, value=expected.value, target=name, accepted=accepted)


def _agreed(regulation: Regulation, name: str, verdict: Verdict, expected: Assignment) -> bool:
    decision, words = regulation.decisions[name], tidy(expected.value)
    if words.lower() in NONE.values():
        return verdict.settled and not verdict.certain
    head, colon, rest = words.partition(":")
    left_to_jury = bool(colon) and tidy(head).lower() == "jury"
    wanted = [identifier(w) for w in (rest.split(",") if left_to_jury else [words])]
    unknown = [w for w in wanted if w not in decision.options]
    if unknown:
        accepted = ", ".join((*decision.options, "jury : …", PENDING[regulation.language], NONE[regulation.language]))
        raise _refused(TARGET_VALUE, expected.place, value=expected.value, target=name, accepted=accepted)
    same = set(options(decision, verdict.certain)) == set(wanted)
    return (
        verdict.settled
        and same
        and by_jury(decision, verdict) == left_to_jury
        and (left_to_jury or len(verdict.certain) == 1)
    )


# --- what is given -----------------------------------------------------------------------------------------


def case_facts(regulation: Regulation, case: WorkedCase) -> CaseFacts:
    """The facts, suppositions and figures of a case. Raises `Refused` at the first that means nothing."""
    given = CaseFacts()
    for assignment in case.given:
        if name := _figure(regulation, assignment.target):
            given.figures[name] = _figure_value(regulation, name, assignment)
        else:
            _give(regulation, assignment, given)
    return given


def _figure(regulation: Regulation, target: str) -> str:
    name = tidy(target)
    if name.startswith("reading."):
        name = "lecture." + name.removeprefix("reading.")
    return name if name in regulation.values() else ""


def _figure_value(regulation: Regulation, name: str, assignment: Assignment) -> Value:
    return figure_value(regulation, name, assignment.value, assignment.place)


def figure_value(regulation: Regulation, name: str, text: str, place: SourcePlace) -> Value:
    """The value of a parameter or reading as typed by a person. Raises `Refused` when it is not one."""
    if name in regulation.parameters:
        kind = regulation.parameters[name].type
        value = typed_value(text, Type(kind.kind, kind.unit))
        accepted = accepted_values(Type(kind.kind, kind.unit), regulation.language)
    else:
        known = [a for a, _ in regulation.readings[name.removeprefix("lecture.")].alternatives]
        value = identifier(text) if identifier(text) in known else None
        accepted = ", ".join(known)
    if value is None:
        raise _refused(TARGET_VALUE, place, value=text, target=name, accepted=accepted)
    return value


def _give(regulation: Regulation, assignment: Assignment, given: CaseFacts) -> None:
    level, keys, name = _located(regulation, assignment, given)
    if fact := regulation.facts.get(name):
        value = _typed(assignment, name, fact.type, regulation)
        if level.kind == "listed":
            given.listed.setdefault(name, {}).update(dict.fromkeys(keys, value))
        else:
            for key in keys:
                given.rows[level.name][_row_key(regulation, level, key)][name] = value
    elif name in regulation.definitions:
        value = _typed(assignment, name, _wide(regulation.definitions[name].node.type), regulation)
        given.supposed.setdefault(name, {}).update(dict.fromkeys(keys, value))
    else:
        raise _unknown(regulation, assignment)


def _wide(type_: Type) -> Type:
    """A supposed value may be anything of its kind: a case looks at one article, not at how the value came about."""
    return Type(type_.kind, type_.unit, choices=type_.choices, codes=type_.codes)


def _typed(assignment: Assignment, name: str, type_: Type, regulation: Regulation) -> Value | None:
    if tidy(assignment.value).lower() in ("inconnu", "inconnue", "unknown", *PENDING.values()):
        return None
    value = tidy(assignment.value) if type_.kind is Kind.TEXT else typed_value(assignment.value, type_)
    if value is None:
        accepted = accepted_values(type_, regulation.language)
        raise _refused(TARGET_VALUE, assignment.place, value=assignment.value, target=name, accepted=accepted)
    return value


def _located(regulation: Regulation, assignment: Assignment, given: CaseFacts) -> tuple[Level, list[str], str]:
    """The level, the keys of the instances and the full name an assignment speaks of."""
    found = _TARGET.fullmatch(tidy(assignment.target))
    if not found or found[1] not in regulation.levels:
        raise _unknown(regulation, assignment)
    level, member, name = regulation.levels[found[1]], found[2], f"{found[1]}.{found[3]}"
    if level.kind == "recorded":
        return level, _row_keys(regulation, level, assignment, member, given), name
    keys = [m.key for m in level.members]
    if member is None and not level.parent:
        return level, keys, name
    if member is not None and tidy(member) == "*":
        return level, keys, name
    wanted = tidy(member or "")
    chosen = [m.key for m in level.members if wanted in (m.key, m.name)]
    if len(chosen) != 1 and wanted not in keys:
        if chosen:
            return level, chosen, name  # `session[1]`: the first session of every module
        near = nearest(wanted, keys) or ", ".join(keys[:6])
        raise _refused(
            TARGET_MEMBER, assignment.place, target=assignment.target, member=wanted, level=level.name, near=near
        )
    return level, [wanted] if wanted in keys else chosen, name


def _row_keys(
    regulation: Regulation, level: Level, assignment: Assignment, member: str | None, given: CaseFacts
) -> list[str]:
    """The keys of the rows named; a row is made when it is first named."""
    table = given.rows.setdefault(level.name, {})
    rooted = not regulation.levels[level.parent].parent

    def shown(parent: str, name: str) -> str:
        return name if rooted else f"{parent}/{name}"

    wanted = tidy(member or "")
    if wanted == "*":
        return [shown(*key) for key in table]
    parents = [m.key for m in regulation.levels[level.parent].members]
    parent, _, name = wanted.rpartition("/")
    if rooted:
        parent, name = parents[0], wanted
    if parent not in parents or not name:
        near = nearest(parent, parents) or ", ".join(parents[:4])
        raise _refused(
            TARGET_MEMBER,
            assignment.place,
            target=assignment.target,
            member=parent or wanted,
            level=level.parent,
            near=near,
        )
    table.setdefault((parent, name), {})
    return [shown(parent, name)]


def _row_key(regulation: Regulation, level: Level, key: str) -> tuple[str, str]:
    if not regulation.levels[level.parent].parent:
        return regulation.levels[level.parent].members[0].key, key
    parent, _, name = key.rpartition("/")
    return parent, name


def _unknown(regulation: Regulation, assignment: Assignment) -> Refused:
    known: Mapping[str, object] = {
        **regulation.facts,
        **regulation.definitions,
        **regulation.decisions,
        **regulation.values(),
    }
    bare = re.sub(r"\[[^\]]*\]", "", tidy(assignment.target))
    near = nearest(bare, known) or ", ".join(list(regulation.levels)[:6])
    return _refused(UNKNOWN_TARGET, assignment.place, target=assignment.target, near=near)


def _refused(wording: Wording, place: SourcePlace, **values: object) -> Refused:
    return Refused((Finding(wording, place, values),))
