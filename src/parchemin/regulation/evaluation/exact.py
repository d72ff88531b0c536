"""Exact arithmetic on what is known of one value.

Inside the single evaluator a settled value is plain (a `Fraction` or int, True or False, a name); an open one is a
`Span` (None on a side: no bound), None for a truth value, or a frozenset of names. These are the rules of `cohort`,
for one value at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from parchemin.regulation.evaluation.spans import NO, OPEN, YES, ChoiceSpan, Outcome, Span
from parchemin.regulation.meaning.bounds import round_to
from parchemin.regulation.meaning.graph import Kind, Rounding, Type

type Exact = Fraction | int
type Number = Exact | Span
type Choice = str | frozenset[str]
type Known = Number | bool | Choice | None


def ends(value: Number) -> tuple[Exact | None, Exact | None]:
    if isinstance(value, Span):
        return value.low, value.high
    return value, value


def span(low: Exact | None, high: Exact | None) -> Number:
    if low is not None and low == high:
        return low
    return Span(None if low is None else Fraction(low), None if high is None else Fraction(high))


def anything(type_: Type) -> Known:
    """Everything a type allows."""
    if type_.kind is Kind.BOOL:
        return None
    if type_.kind is Kind.CHOICE:
        return among(frozenset(type_.choices))
    return span(type_.low, type_.high)


def among(names: frozenset[str]) -> Choice:
    return next(iter(names)) if len(names) == 1 else names


def names(value: Choice) -> frozenset[str]:
    return frozenset((value,)) if isinstance(value, str) else value


# --- arithmetic --------------------------------------------------------------------------------------------


def add(left: Number, right: Number) -> Number:
    if not isinstance(left, Span) and not isinstance(right, Span):
        return left + right
    (a, b), (c, d) = ends(left), ends(right)
    return span(None if a is None or c is None else a + c, None if b is None or d is None else b + d)


def negate(value: Number) -> Number:
    if not isinstance(value, Span):
        return -value
    return span(None if value.high is None else -value.high, None if value.low is None else -value.low)


def multiply(left: Number, right: Number) -> Number:
    if not isinstance(left, Span) and not isinstance(right, Span):
        return left * right
    (a, b), (c, d) = ends(left), ends(right)
    if None not in (a, b, c, d):
        products = [cast(Exact, x) * cast(Exact, y) for x in (a, b) for y in (c, d)]
        return span(min(products), max(products))
    return _unbounded_product((a, b), (c, d))


def _unbounded_product(left: tuple[Exact | None, Exact | None], right: tuple[Exact | None, Exact | None]) -> Number:
    """An end without bound stays one, unless the other side is exactly zero."""
    lows: list[Exact | None] = []
    highs: list[Exact | None] = []
    for x, x_sign in zip(left, (-1, 1), strict=True):
        for y, y_sign in zip(right, (-1, 1), strict=True):
            if x is not None and y is not None:
                lows.append(x * y)
                highs.append(x * y)
                continue
            signs = [s if v is None else (v > 0) - (v < 0) for v, s in ((x, x_sign), (y, y_sign))]
            if signs[0] * signs[1] > 0:
                highs.append(None)
            elif signs[0] * signs[1] < 0:
                lows.append(None)
            else:
                lows.append(0)
                highs.append(0)
    low = None if None in lows else min((v for v in lows if v is not None), default=None)
    high = None if None in highs else max((v for v in highs if v is not None), default=None)
    return span(low, high)


def divide(left: Number, right: Number) -> Number:
    """By a number that is never zero: the text sees to it, and a case or a simulation that sets it to 0 is refused."""
    if not isinstance(right, Span):
        return multiply(left, Fraction(1) / right)
    low, high = right.low, right.high
    if (low is None or low <= 0) and (high is None or high >= 0):
        raise ZeroDivisionError("a divisor may be zero")
    return multiply(left, span(Fraction(0) if high is None else 1 / high, Fraction(0) if low is None else 1 / low))


def least(values: Sequence[Number]) -> Number:
    lows, highs = zip(*(ends(v) for v in values), strict=True)
    known = [h for h in highs if h is not None]
    return span(None if None in lows else min(lows), min(known) if known else None)


def greatest(values: Sequence[Number]) -> Number:
    return negate(least([negate(v) for v in values]))


def round_number(value: Number, step: Fraction, mode: Rounding) -> Number:
    if not isinstance(value, Span):
        return round_to(Fraction(value), step, mode)
    low = None if value.low is None else round_to(value.low, step, mode)
    return span(low, None if value.high is None else round_to(value.high, step, mode))


# --- truth -------------------------------------------------------------------------------------------------


def compare(operator: str, left: Known, right: Known) -> bool | None:
    if isinstance(left, str | frozenset):
        same = _same_choice(left, cast(Choice, right))
    elif left is None or right is None or isinstance(left, bool):
        same = None if left is None or right is None else left == right
    else:
        return _compare_numbers(operator, left, cast(Number, right))
    return same if operator == "==" or same is None else not same


def _same_choice(left: Choice, right: Choice) -> bool | None:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return None if names(left) & names(right) else False


def _compare_numbers(operator: str, left: Number, right: Number) -> bool | None:
    if not isinstance(left, Span) and not isinstance(right, Span):
        return _exactly(operator, left, right)
    if operator in (">", ">="):
        return _compare_numbers("<" if operator == ">" else "<=", right, left)
    (a, b), (c, d) = ends(left), ends(right)
    if operator in ("==", "!="):
        apart = (b is not None and c is not None and b < c) or (a is not None and d is not None and a > d)
        return (operator == "!=") if apart else None
    strict = operator == "<"
    if b is not None and c is not None and (b < c if strict else b <= c):
        return True
    if a is not None and d is not None and (a >= d if strict else a > d):
        return False
    return None


def _exactly(operator: str, left: Exact, right: Exact) -> bool:
    match operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "==":
            return left == right
        case _:
            return left != right


def hull(values: Sequence[Known]) -> Known:
    """The least thing that holds every one of these values."""
    first = values[0]
    if len(values) == 1:
        return first
    if isinstance(first, str | frozenset):
        return among(frozenset().union(*(names(cast(Choice, v)) for v in values)))
    if any(v is None or isinstance(v, bool) for v in values):
        return first if all(v is first for v in values) else None
    lows, highs = zip(*(ends(cast(Number, v)) for v in values), strict=True)
    return span(None if None in lows else min(lows), None if None in highs else max(highs))


def outcome(value: Known) -> Outcome:
    """The same, as the evaluators give it out."""
    if value is None:
        return OPEN
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, str | frozenset):
        return ChoiceSpan(names(value))
    low, high = ends(value)
    return Span(None if low is None else Fraction(low), None if high is None else Fraction(high))
