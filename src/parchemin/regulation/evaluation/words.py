"""Outcomes in words: what a table, a case or an explanation prints."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from parchemin.regulation.evaluation.spans import ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import CODES_BELOW, DecisionTable, Kind, Regulation, Type, code_value
from parchemin.regulation.reading.vocabulary import number_text

PENDING = {"fr": "en attente", "en": "pending"}
NONE = {"fr": "aucune", "en": "none"}
TRUTHS = {("fr", True): "oui", ("fr", False): "non", ("en", True): "yes", ("en", False): "no"}


def type_of(regulation: Regulation, name: str) -> Type | None:
    """The type of a definition; None for a decision."""
    found = regulation.definitions.get(name)
    return found.node.type if found else None


def options(decision: DecisionTable, rows: frozenset[int]) -> tuple[str, ...]:
    """The options of these rows, in the order of the table, each once."""
    return tuple(dict.fromkeys(row.option for i, row in enumerate(decision.rows) if i in rows))


def by_jury(decision: DecisionTable, verdict: Verdict) -> bool:
    """Whether what applies is left to a person."""
    return bool(verdict.certain) and all(decision.rows[i].by == "jury" for i in verdict.certain)


def in_words(
    outcome: Outcome, language: Language, type_: Type | None = None, decision: DecisionTable | None = None
) -> str:
    """An outcome as people read it; a pending one says within what it will fall."""
    match outcome:
        case Truth():
            return TRUTHS[language, outcome.certain] if outcome.settled else PENDING[language]
        case ChoiceSpan(possible=names):
            return next(iter(names)) if outcome.settled else f"{PENDING[language]} ({', '.join(sorted(names))})"
        case Span():
            return _span(outcome, language, type_)
        case Verdict():
            assert decision is not None
            return _verdict(outcome, decision, language)


def _span(outcome: Span, language: Language, type_: Type | None) -> str:
    if outcome.settled and outcome.low is not None:
        return number(outcome.low, language, type_)
    if type_ is not None and type_.codes and outcome.low is not None and outcome.low < CODES_BELOW:
        return f"{PENDING[language]} ({', '.join(_open_mark(outcome, type_, language))})"
    low, high = ("∞" if end is None else number(end, language, type_) for end in (outcome.low, outcome.high))
    return f"{PENDING[language]} ({'-' if outcome.low is None else ''}{low}..{high})"


def _open_mark(outcome: Span, type_: Type, language: Language) -> list[str]:
    """What an open mark may still be: its numbers, and its codes."""
    floor, high = type_.floor, outcome.high
    numbers = [f"{number(floor, language)}..{number(high, language)}"] if floor is not None and high is not None else []
    low = outcome.low or floor or Fraction(0)
    return [*numbers, *(code for at, code in enumerate(type_.codes) if code_value(at) >= low)]


def number(value: Fraction, language: Language, type_: Type | None = None) -> str:
    if type_ is not None and type_.kind is Kind.DATE:
        return date.fromordinal(min(max(int(value), 1), date.max.toordinal())).isoformat()  # the ends of the calendar
    if type_ is not None and (code := type_.code(value)):
        return code
    return number_text(value, language)


def _verdict(verdict: Verdict, decision: DecisionTable, language: Language) -> str:
    if not verdict.settled:
        return f"{PENDING[language]} ({', '.join(options(decision, verdict.possible))})"
    if not verdict.certain:
        return NONE[language]
    names = options(decision, verdict.certain)
    if by_jury(decision, verdict):
        return f"jury : {', '.join(names)}"
    return " + ".join(names)
