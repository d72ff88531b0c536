"""A reason as plain data, for JSON: canonical English keys, exact numbers as text, sentences as asked for."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from parchemin.regulation.evaluation.spans import ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.evaluation.words import by_jury, options
from parchemin.regulation.explanation.reasons import (
    Capped,
    CodeStands,
    Comparison,
    ComparisonSide,
    GivenFact,
    Members,
    ReadingUsed,
    Reason,
    Rounded,
    RowStanding,
)
from parchemin.regulation.meaning.graph import CODES_BELOW, DecisionTable, Kind, Regulation, Type
from parchemin.regulation.reading.vocabulary import number_text


def export_reason(
    regulation: Regulation, reason: Reason, seen: set[tuple[object, ...]] | None = None
) -> dict[str, object]:
    """The whole tree. A reason whose parts stand earlier already has `repeated` true and no `because`.

    `seen` is shared by the reasons of one answer, so that what several decisions hang on is given once.
    """
    return _exported(regulation, reason, set() if seen is None else seen)


def _exported(regulation: Regulation, reason: Reason, seen: set[tuple[object, ...]]) -> dict[str, object]:
    again = reason.identity in seen
    seen.add(reason.identity)
    decision = regulation.decisions.get(reason.name) if isinstance(reason.value, Verdict) else None
    made: dict[str, object] = {
        "kind": reason.kind.replace(" ", "_"),
        "name": reason.name,
        "canonical": reason.canonical,
        "label": reason.label,
        "member": reason.member,
        "value": value(reason.value, reason.type, decision),
        "sentence": reason.sentence,
        "article": reason.article,
        "file": reason.place.file,
        "line": reason.place.line,
        "source": reason.source,
    }
    made |= _detail(regulation, reason)
    made["repeated"] = again
    made["because"] = [] if again else [_exported(regulation, part, seen) for part in reason.because]
    return made


def number(exact: Fraction | None, type_: Type | None = None) -> str | None:
    """`7.01`, `6999/700`, `2026-07-03`: exact, whatever reads it."""
    if exact is None:
        return None
    if type_ is not None and type_.kind is Kind.DATE:
        return date.fromordinal(int(exact)).isoformat()
    if type_ is not None and exact < CODES_BELOW:  # the least of what may still be a code, or be made of one
        return number(type_.numbers.low)
    return number_text(exact, "en")


def value(outcome: Outcome, type_: Type | None = None, decision: DecisionTable | None = None) -> dict[str, object]:
    """`settled`, and what is known: `truth`, `number`, `low`/`high`, `choices`, or `options` with `by`."""
    match outcome:
        case Truth():
            return {"settled": outcome.settled, "truth": outcome.certain if outcome.settled else None}
        case ChoiceSpan(possible=names):
            return {"settled": outcome.settled, "choices": sorted(names)}
        case Span(low=low, high=high):
            if outcome.settled and type_ is not None and (code := type_.code(low)):
                return {"settled": True, "code": code}
            if outcome.settled:
                return {"settled": True, "number": number(low, type_)}
            return {"settled": False, "low": number(low, type_), "high": number(high, type_)}
        case Verdict():
            assert decision is not None
            rows = outcome.certain if outcome.settled else outcome.possible
            by = ("jury" if by_jury(decision, outcome) else "rule") if outcome.settled and rows else None
            return {"settled": outcome.settled, "by": by, "options": list(options(decision, rows))}


def _detail(regulation: Regulation, reason: Reason) -> dict[str, object]:
    match reason.detail:
        case Comparison() as detail:
            return {"comparison": _comparison(detail)}
        case Members() as detail:
            return {"members": _members(detail, reason.type)}
        case ReadingUsed(taken=taken, meaning=meaning, others=others):
            alternatives = [{"reading": o.name, "meaning": o.meaning, "changes": o.changes} for o in others]
            return {"reading": {"taken": taken, "meaning": meaning, "alternatives": alternatives}}
        case Rounded(before=before, step=step, mode=mode):
            return {"rounding": {"before": value(before, reason.type), "step": number(step), "mode": mode}}
        case Capped(function=function, value=held, limit=figure):
            return {"capped": {"function": function, "value": _side(held), "limit": _side(figure)}}
        case CodeStands(mark=mark, meaning=meaning, blocks=blocks):
            return {"code": {"mark": _side(mark), "meaning": meaning, "blocks": blocks}}
        case RowStanding(option=option, label=label, by=by, who=who, standing=standing):
            row = {"option": option, "label": label, "by": by, "who": who, "standing": standing.replace(" ", "_")}
            return {"row": row}
        case GivenFact(nature=nature, assumed=assumed, unknown=unknown):
            return {"fact": {"nature": nature, "assumed": assumed, "unknown": unknown}}
    return {}


def _comparison(detail: Comparison) -> dict[str, object]:
    type_ = detail.measured.type
    return {
        "operator": detail.operator,
        "wanted": detail.wanted,
        "holds": detail.holds,
        "met": detail.met,
        "measured": _side(detail.measured),
        "threshold": _side(detail.threshold),
        "slack": number(detail.slack),
        "needed": number(detail.needed, type_),
        "step": number(detail.step),
        "reachable": detail.reachable,
    }


def _side(side: ComparisonSide) -> dict[str, object]:
    shown = value(side.value, side.type)
    return {"name": side.name, "label": side.label, "value": shown, "article": side.article}


def _members(detail: Members, type_: Type | None) -> dict[str, object]:
    return {
        "function": detail.function,
        "level": detail.over,
        "of": detail.of,
        "deciding": list(detail.deciding),
        "left_out": list(detail.left_out),
        "codes": dict(detail.codes),
        "more_may_come": detail.more_may_come,
        "numerator": number(detail.numerator),
        "denominator": number(detail.denominator),
        "values": [
            {
                "member": one.key,
                "value": value(one.value, type_ if isinstance(one.value, Span) else None),
                "weight": None if one.weight is None else value(one.weight),
                "kept": one.kept,
            }
            | ({"code": one.code} if one.code else {})
            for one in detail.values
        ],
    }
