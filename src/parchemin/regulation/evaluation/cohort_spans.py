"""Exact arithmetic on spans, many persons at a time: every value has a least and a greatest.

A number is an integer numerator over a positive integer denominator; both are arrays that broadcast to one cell per
item. The two bounds are the same object when nothing unknown reaches the value, and are then computed once. Arrays are
int64 as long as the values at hand prove that no result overflows, and of Python integers from there on: never wrong,
only slower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from parchemin.regulation.meaning.graph import Kind, Rounding, Type

type Array = NDArray[Any]
type Operator = Literal["<", "<=", "==", "!=", ">=", ">"]

LIMIT = 2**62
COMMON = 2**24  # denominators up to here leave room for what is computed from them
FEW = 64


class UnboundedEnd(Exception):
    """These persons need an end without bound where this arithmetic has none: `persons`, or one True for everyone.

    `where` is a mask over (members, persons), or over recorded rows, which says nothing of whose they are.
    """

    def __init__(self, where: Array) -> None:
        self.persons: Array = where.any(axis=0) if where.ndim == 2 else np.ones(1, bool)
        super().__init__("an end without bound")


@dataclass(slots=True)
class Number:
    """`low/den` to `high/den`; where `low_open` or `high_open` is true that end has no bound (None: nowhere)."""

    low: Array
    high: Array
    den: Array
    low_open: Array | None = None
    high_open: Array | None = None

    @property
    def open(self) -> Array | None:
        return either(self.low_open, self.high_open)


@dataclass(slots=True)
class Truths:
    certain: Array
    possible: Array


@dataclass(slots=True)
class Choices:
    """Bit i: the i-th name may still be the value."""

    mask: Array


type Values = Number | Truths | Choices


class ChoiceBits:
    """A bit for every name a choice can take anywhere in a regulation."""

    def __init__(self) -> None:
        self.index: dict[str, int] = {}

    def bit(self, name: str) -> int:
        return 1 << self.index.setdefault(name, len(self.index))

    @property
    def everything(self) -> int:
        return (1 << len(self.index)) - 1

    def mask(self, names: Sequence[str]) -> int:
        return sum({self.bit(name) for name in names})


def unknown_of(type_: Type, names: ChoiceBits) -> Values:
    """Everything a type allows."""
    if type_.kind is Kind.BOOL:
        return Truths(np.array([[False]]), np.array([[True]]))
    if type_.kind is Kind.CHOICE:
        return Choices(whole([[names.mask(type_.choices)]]))
    low, high = Fraction(type_.low or 0), Fraction(type_.high or 0)
    den = lcm(low.denominator, high.denominator)
    return Number(
        whole([[int(low * den)]]),
        whole([[int(high * den)]]),
        whole([[den]]),
        np.array([[True]]) if type_.low is None else None,
        np.array([[True]]) if type_.high is None else None,
    )


def either(first: Array | None, second: Array | None) -> Array | None:
    if first is None:
        return second
    return first if second is None else first | second


def both(change: Callable[[Array], Array], low: Array, high: Array) -> tuple[Array, Array]:
    changed = change(low)
    return changed, changed if high is low else change(high)


def reshaped(value: Values, change: Callable[[Array], Array]) -> Values:
    """The same values laid out otherwise."""
    if isinstance(value, Truths):
        return Truths(*both(change, value.certain, value.possible))
    if isinstance(value, Choices):
        return Choices(change(value.mask))
    low, high = both(change, value.low, value.high)
    flags = [None if flag is None else change(flag) for flag in (value.low_open, value.high_open)]
    return Number(low, high, change(value.den), *flags)


def constant(value: Fraction | int) -> Number:
    exact = Fraction(value)
    number = whole([[exact.numerator]])
    return Number(number, number, whole([[exact.denominator]]))


def whole(values: Sequence[Any]) -> Array:
    """Python integers as an array, int64 when they fit."""
    array = np.array(values, dtype=object)
    return narrowed(array)


def narrowed(array: Array) -> Array:
    return array.astype(np.int64) if array.dtype == object and reach(array) < LIMIT else array


def reach(array: Array) -> int:
    """The greatest absolute value."""
    if array.size == 0:
        return 0
    return max(-int(array.min()), int(array.max()))


def times(left: Array, right: Array) -> Array:
    if left.size == 1 and left.flat[0] == 1 and right.ndim >= left.ndim:
        return right
    if right.size == 1 and right.flat[0] == 1 and left.ndim >= right.ndim:
        return left
    if reach(left) * reach(right) >= LIMIT:
        left = left.astype(object)
    return left * right


def plus(left: Array, right: Array) -> Array:
    if reach(left) + reach(right) >= LIMIT:
        left = left.astype(object)
    return left + right


def same_denominator(left: Number, right: Number) -> tuple[Number, Number]:
    if left.den is right.den or (left.den.size == 1 == right.den.size and left.den.flat[0] == right.den.flat[0]):
        return left, right
    wide = reach(left.den) * reach(right.den) >= LIMIT
    den = narrowed(np.lcm(left.den.astype(object), right.den)) if wide else np.lcm(left.den, right.den)
    return scaled(left, den), scaled(right, den)


def evened(number: Number) -> Number:
    """Over one denominator for all, when theirs are few and have a small multiple: what follows is then cheaper."""
    most = reach(number.den)
    if number.den.size == 1 or number.den.dtype == object or most >= COMMON:
        return number
    seen = np.zeros(most + 1, bool)
    seen[number.den] = True
    distinct = np.flatnonzero(seen).tolist()
    common = lcm(*distinct) if len(distinct) <= FEW else COMMON
    return scaled(number, whole([common]).reshape((1,) * number.den.ndim)) if common < COMMON else number


def scaled(number: Number, den: Array) -> Number:
    factor = den // number.den
    low, high = both(lambda x: times(x, factor), number.low, number.high)
    return Number(low, high, den, number.low_open, number.high_open)


# --- arithmetic ----------------------------------------------------------------------------------------------


def negated(number: Number) -> Number:
    low, high = both(np.negative, number.high, number.low)
    return Number(low, high, number.den, number.high_open, number.low_open)


def added(left: Number, right: Number) -> Number:
    left, right = same_denominator(left, right)
    low = plus(left.low, right.low)
    high = low if left.low is left.high and right.low is right.high else plus(left.high, right.high)
    opens = either(left.low_open, right.low_open), either(left.high_open, right.high_open)
    return Number(low, high, left.den, *opens)


def flagged(number: Number) -> Number:
    """The same, without flags that are set nowhere."""
    low_open, high_open = (
        None if flag is None or not flag.any() else flag for flag in (number.low_open, number.high_open)
    )
    return Number(number.low, number.high, number.den, low_open, high_open)


def multiplied(left: Number, right: Number) -> Number:
    left, right = flagged(left), flagged(right)
    den = times(left.den, right.den)
    if left.open is not None or right.open is not None:
        return _half_open_product(left, right, den)
    if left.low is left.high and right.low is right.high:
        low = times(left.low, right.low)
        return Number(low, low, den)
    ends = [times(x, y) for x in (left.low, left.high) for y in (right.low, right.high)]
    return Number(_least(ends), _greatest(ends), den)


def _least(ends: Sequence[Array]) -> Array:
    return np.minimum(np.minimum(ends[0], ends[1]), np.minimum(ends[2], ends[3]))


def _greatest(ends: Sequence[Array]) -> Array:
    return np.maximum(np.maximum(ends[0], ends[1]), np.maximum(ends[2], ends[3]))


def _half_open_product(left: Number, right: Number, den: Array) -> Number:
    if right.open is not None:
        left, right = right, left
    if right.open is not None or right.low is not right.high:
        raise UnboundedEnd(merged(left.open, right.open))
    sign = right.low
    ends = [times(x, sign) for x in (left.low, left.high)]
    none = np.zeros((1, 1), bool) if left.low.ndim == 2 else np.zeros(1, bool)
    low_open, high_open = (none if flag is None else flag for flag in (left.low_open, left.high_open))
    up, down = sign > 0, sign < 0
    return Number(
        np.where(down, ends[1], ends[0]),
        np.where(down, ends[0], ends[1]),
        den,
        (low_open & up) | (high_open & down),
        (high_open & up) | (low_open & down),
    )


def merged(first: Array | None, second: Array | None) -> Array:
    """Where either flag is set."""
    flags = either(first, second)
    return np.zeros(1, bool) if flags is None else flags


def divided(left: Number, right: Number) -> Number:
    """By a number that is never zero. Those for whom it might be, or has no bound, are evaluated apart."""
    doubtful = merged(right.open, (right.low <= 0) & (right.high >= 0))
    if doubtful.any():
        raise UnboundedEnd(doubtful)
    if right.low is right.high:
        inverse = times(right.den, np.sign(right.low))
        return multiplied(left, Number(inverse, inverse, np.abs(right.low)))
    low, high = times(right.den, right.low), times(right.den, right.high)
    return multiplied(left, Number(low, high, times(right.low, right.high)))


def extreme(function: str, left: Number, right: Number) -> Number:
    """The least or greatest of two."""
    if function == "max":
        return negated(extreme("min", negated(left), negated(right)))
    left, right = same_denominator(left, right)
    low, high = np.minimum(left.low, right.low), np.minimum(left.high, right.high)
    low_open = either(left.low_open, right.low_open)
    if left.high_open is None and right.high_open is None:
        settled = left.low is left.high and right.low is right.high
        return Number(low, low if settled else high, left.den, low_open)
    none = np.zeros((1,) * low.ndim, bool)
    left_end, right_end = (none if flag is None else flag for flag in (left.high_open, right.high_open))
    high = np.where(left_end, right.high, np.where(right_end, left.high, high))
    return Number(low, high, left.den, low_open, left_end & right_end)


def rounded(number: Number, step: Fraction, mode: Rounding) -> Number:
    """Onto the grid of `step`; half-up is half away from zero, down and up towards the infinities."""
    by = times(number.den, whole([[step.numerator]]) if number.den.ndim == 2 else whole([step.numerator]))
    to = Fraction(step.denominator)

    def steps(numerator: Array) -> Array:
        return times(grid(times(numerator, whole([int(to)])), by, mode), whole([step.numerator]))

    low, high = both(steps, number.low, number.high)
    den = whole([[step.denominator]]) if number.den.ndim == 2 else whole([step.denominator])
    return Number(low, high, den, number.low_open, number.high_open)


def grid(above: Array, below: Array, mode: Rounding) -> Array:
    """The whole number near `above / below`, `below` positive."""
    if mode == "down":
        return np.asarray(above // below)
    if mode == "up":
        return np.asarray(-(-above // below))
    twice, base = times(above, whole([2])), times(below, whole([2]))
    if mode == "half-up":
        half = plus(np.abs(twice), below) // base
        return np.where(above < 0, -half, half)
    nearest = plus(twice, below) // base
    tie = (plus(twice, below) % base == 0) & (nearest % 2 == 1)
    return np.asarray(nearest - tie.astype(np.int64))


# --- truth ---------------------------------------------------------------------------------------------------


def compared(operator: Operator, left: Number, right: Number) -> Truths:
    if operator in (">", ">="):
        return compared("<" if operator == ">" else "<=", right, left)
    if operator == "!=":
        return opposite(compared("==", left, right))
    left, right = same_denominator(left, right)
    settled = left.low is left.high and right.low is right.high and left.open is None and right.open is None
    if operator == "==":
        return _equal(left, right, settled)
    relation = np.less if operator == "<" else np.less_equal
    certain = relation(left.high, right.low)
    if settled:
        return Truths(certain, certain)
    possible = relation(left.low, right.high)
    doubt, hope = either(left.high_open, right.low_open), either(left.low_open, right.high_open)
    return Truths(certain if doubt is None else certain & ~doubt, possible if hope is None else possible | hope)


def _equal(left: Number, right: Number, settled: bool) -> Truths:
    if settled:
        same = left.low == right.low
        return Truths(same, same)
    certain = (left.low == left.high) & (right.low == right.high) & (left.low == right.low)
    doubt = either(left.open, right.open)
    below, above = left.low <= right.high, right.low <= left.high
    low_side, high_side = either(left.low_open, right.high_open), either(right.low_open, left.high_open)
    possible = (below if low_side is None else below | low_side) & (above if high_side is None else above | high_side)
    return Truths(certain if doubt is None else certain & ~doubt, possible)


def opposite(truth: Truths) -> Truths:
    certain, possible = both(np.logical_not, truth.possible, truth.certain)
    return Truths(certain, possible)


def conjunction(left: Truths, right: Truths) -> Truths:
    certain = left.certain & right.certain
    settled = left.certain is left.possible and right.certain is right.possible
    return Truths(certain, certain if settled else left.possible & right.possible)


def disjunction(left: Truths, right: Truths) -> Truths:
    return opposite(conjunction(opposite(left), opposite(right)))


def same_truth(left: Truths, right: Truths) -> Truths:
    """Equality of two truth values."""
    return disjunction(conjunction(left, right), conjunction(opposite(left), opposite(right)))


def same_choice(left: Choices, right: Choices) -> Truths:
    fewest = left.mask if left.mask.size <= right.mask.size else right.mask  # equal masks are single together
    certain = (left.mask == right.mask) & ((fewest & (fewest - 1)) == 0)
    return collapsed(Truths(certain, (left.mask & right.mask) != 0))


def shares(mask: Array, bits: int) -> Array:
    """Where a mask has one of these bits; an array of int64 has none above the limit."""
    if mask.dtype != object:
        bits &= LIMIT - 1
    return np.asarray((mask & bits) != 0)


# --- choosing ------------------------------------------------------------------------------------------------


def collapsed[T: Values](value: T) -> T:
    """The same, its two bounds one object when they are equal everywhere."""
    if isinstance(value, Truths):
        if value.certain is not value.possible and np.array_equal(value.certain, value.possible):
            value.possible = value.certain
    elif isinstance(value, Number):
        if value.low_open is not None and not value.low_open.any():
            value.low_open = None
        if value.high_open is not None and not value.high_open.any():
            value.high_open = None
        if value.open is None and value.low is not value.high and np.array_equal(value.low, value.high):
            value.high = value.low
    return value


def chosen(condition: Truths, then: Values, otherwise: Values) -> Values:
    """`then` where the condition holds, `otherwise` where it does not, the hull of both where it is open."""
    if condition.certain.all():
        return then
    if not condition.possible.any():
        return otherwise
    sure, may = condition.certain, condition.possible
    settled = sure is may
    if isinstance(then, Number) and isinstance(otherwise, Number):
        return _chosen_number(condition, *same_denominator(then, otherwise))
    if isinstance(then, Truths) and isinstance(otherwise, Truths):
        certain = np.where(sure, then.certain, np.where(may, then.certain & otherwise.certain, otherwise.certain))
        if settled and then.certain is then.possible and otherwise.certain is otherwise.possible:
            return Truths(certain, certain)
        possible = np.where(sure, then.possible, np.where(may, then.possible | otherwise.possible, otherwise.possible))
        return collapsed(Truths(certain, possible))
    assert isinstance(then, Choices)
    assert isinstance(otherwise, Choices)
    return Choices(np.where(sure, then.mask, np.where(may, then.mask | otherwise.mask, otherwise.mask)))


def _chosen_number(condition: Truths, then: Number, otherwise: Number) -> Number:
    sure, may = condition.certain, condition.possible
    if sure is may:
        low = np.where(sure, then.low, otherwise.low)
        single = then.low is then.high and otherwise.low is otherwise.high
        high = low if single else np.where(sure, then.high, otherwise.high)
    else:
        low = np.where(sure, then.low, np.where(may, np.minimum(then.low, otherwise.low), otherwise.low))
        high = np.where(sure, then.high, np.where(may, np.maximum(then.high, otherwise.high), otherwise.high))
    opens: list[Array | None] = []
    for first, second in ((then.low_open, otherwise.low_open), (then.high_open, otherwise.high_open)):
        if first is None and second is None:
            opens.append(None)
            continue
        a, b = (np.zeros((1,) * sure.ndim, bool) if flag is None else flag for flag in (first, second))
        opens.append(np.where(sure, a, np.where(may, a | b, b)))
    return collapsed(Number(low, high, then.den, *opens))


def joined(parts: Sequence[tuple[Array, Values]]) -> Values:
    """The hull of the values that are present: each part is a mask and a value; at least one is present everywhere."""
    present, value = parts[0]
    for mask, other in parts[1:]:
        if mask.any():
            value = chosen(Truths(present & ~mask, present), value, other)
            present = present | mask
    return value
