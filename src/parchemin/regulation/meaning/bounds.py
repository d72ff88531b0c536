"""Bounds and steps of numbers, carried through the operations: what a value can be, whatever the records say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from parchemin.regulation.meaning.graph import BOOL, CODES_BELOW, Kind, Rounding, Type, code_value


def exactly(value: Fraction) -> Type:
    return Type(Kind.NUMBER, "", value, value, Fraction(1, value.denominator))


def hull(types: Sequence[Type]) -> Type:
    """The least type that holds the values of all. Choices keep the order of first sight."""
    first = types[0]
    if first.kind is Kind.CHOICE:
        choices = tuple(dict.fromkeys(c for t in types for c in t.choices))
        return replace(first, choices=choices, ordered=all(t.ordered and t.choices == choices for t in types))
    if first.kind is not Kind.NUMBER:
        return first
    unit = next((t.unit for t in types if t.unit), "")
    lows, highs = [t.low for t in types], [t.high for t in types]
    low = None if None in lows else min(v for v in lows if v is not None)
    high = None if None in highs else max(v for v in highs if v is not None)
    step = _common_step([t.step for t in types])
    codes = next((t.codes for t in types if t.codes), ())
    floors = [t.numbers.low for t in types]
    floor = min((f for f in floors if f is not None), default=None) if codes and None not in floors else None
    return Type(Kind.NUMBER, unit, low, high, step, codes=codes, floor=floor)


def coded(numbers: Type, codes: tuple[str, ...]) -> Type:
    """The type of marks that may be these codes besides."""
    return replace(numbers, low=code_value(len(codes) - 1), codes=codes, floor=numbers.low)


def _common_step(steps: Sequence[Fraction | None]) -> Fraction | None:
    """The coarsest grid that holds every grid."""
    if any(s is None for s in steps):
        return None
    known = [s for s in steps if s is not None]
    below = math.lcm(*(s.denominator for s in known))
    return Fraction(math.gcd(*(s.numerator * (below // s.denominator) for s in known)), below)


def arithmetic(operator: Literal["+", "-", "*", "/"], one: Type, two: Type) -> Type:
    one, two = one.numbers, two.numbers
    unit = one.unit or two.unit
    if operator == "*" and one.unit and two.unit:
        unit = _multiplied(one.unit, two.unit)
    if operator == "/":
        unit = _divided(one.unit, two.unit)
    ends = [_apply(operator, a, b) for a in (one.low, one.high) for b in (two.low, two.high)]
    known = [e for e in ends if e is not None]
    whole = len(known) == 4
    step = None
    if operator in "+-":
        step = _common_step([one.step, two.step])
    elif operator == "*" and one.step is not None and two.step is not None:
        step = one.step * two.step
    return Type(Kind.NUMBER, unit, min(known) if whole else None, max(known) if whole else None, step)


def _multiplied(one: str, two: str) -> str:
    """`mark/days` times `days` is `mark`."""
    for rate, unit in ((one, two), (two, one)):
        above, slash, below = rate.partition("/")
        if slash and below == unit:
            return above
    return "·".join(sorted((one, two)))


def _divided(above: str, below: str) -> str:
    if above == below:
        return ""
    parts = above.split("·")
    if below in parts:
        parts.remove(below)
        return "·".join(parts)
    return f"{above}/{below}" if below else above


def _apply(operator: str, a: Fraction | None, b: Fraction | None) -> Fraction | None:
    if a is None or b is None:
        return None
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case _:
            return a / b if b else None


def extreme(function: Literal["min", "max"], types: Sequence[Type], whole: Type) -> Type:
    """`min` is at most the least of the highest values; `max` at least the greatest of the lowest."""
    if whole.kind is not Kind.NUMBER:
        return whole
    lows, highs = [t.low for t in types if t.low is not None], [t.high for t in types if t.high is not None]
    if function == "min":
        return replace(whole, high=min(highs, default=None))
    low = max(lows, default=None)
    if whole.codes and low is not None and low > CODES_BELOW:
        return replace(whole, low=low, codes=(), floor=None)
    return replace(whole, low=low)


def rounded(type_: Type, step: Fraction, mode: Rounding) -> Type:
    type_ = type_.numbers
    low = None if type_.low is None else round_to(type_.low, step, mode)
    high = None if type_.high is None else round_to(type_.high, step, mode)
    return replace(type_, low=low, high=high, step=step)


def round_to(value: Fraction, step: Fraction, mode: Rounding) -> Fraction:
    """`value` on the grid of `step`. half-up rounds half away from zero; down and up go towards -∞ and +∞."""
    steps = value / step
    if mode == "down":
        return math.floor(steps) * step
    if mode == "up":
        return math.ceil(steps) * step
    if mode == "half-even":
        return round(steps) * step
    away = math.floor(abs(steps) + Fraction(1, 2))
    return (away if steps >= 0 else -away) * step


def aggregate(function: str, of: Type, with_empty: Type, most: int | None) -> Type:
    """The type of an aggregate over at most `most` instances (None: any number)."""
    if function in ("all", "any"):
        return BOOL
    if function == "count":
        return Type(Kind.NUMBER, "", Fraction(0), None if most is None else Fraction(most), Fraction(1))
    if function == "sum":
        zero = Fraction(0)
        low = (
            zero if of.low is not None and of.low >= 0 else (None if most is None or of.low is None else of.low * most)
        )
        high = (
            zero
            if of.high is not None and of.high <= 0
            else (None if most is None or of.high is None else of.high * most)
        )
        return replace(of, low=low, high=high)
    if function in ("mean", "weighted_mean", "best_mean"):
        return replace(with_empty, step=None)
    return with_empty
