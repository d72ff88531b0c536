"""Exact numbers, truth values and choices as z3 terms, in linear integer arithmetic wherever the text allows.

A `Ratio` is `n / d` with d > 0. Almost always d is a plain integer, and sums and comparisons are multiplied out.
Where facts decide the denominator (a mean over the members that count), d is a term; comparing with a figure is still
linear. Truth values and integers that are already known stay Python values, so that what is certain costs the solver
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import cast

import z3
from z3 import z3core

from parchemin.regulation.meaning.graph import Rounding

type Truth = z3.BoolRef | bool
type Whole = z3.ArithRef | int

# --- truth values ------------------------------------------------------------------------------------------


def conjunction(parts: Iterable[Truth]) -> Truth:
    kept: list[z3.BoolRef] = []
    for part in parts:
        if isinstance(part, bool):
            if not part:
                return False
        else:
            kept.append(part)
    if not kept:
        return True
    return kept[0] if len(kept) == 1 else _joined(z3core.Z3_mk_and, kept)


def disjunction(parts: Iterable[Truth]) -> Truth:
    kept: list[z3.BoolRef] = []
    for part in parts:
        if isinstance(part, bool):
            if part:
                return True
        else:
            kept.append(part)
    if not kept:
        return False
    return kept[0] if len(kept) == 1 else _joined(z3core.Z3_mk_or, kept)


def _joined(make: Callable[..., object], parts: list[z3.BoolRef]) -> z3.BoolRef:
    """`z3.And` and `z3.Or` without the coercions, which take most of the time of a translation."""
    context = parts[0].ctx
    terms = (z3core.Ast * len(parts))(*(part.as_ast() for part in parts))
    return z3.BoolRef(make(context.ref(), len(parts), terms), context)


def negation(truth: Truth) -> Truth:
    if isinstance(truth, bool):
        return not truth
    if z3.is_not(truth):
        return cast(z3.BoolRef, truth.arg(0))
    return z3.BoolRef(z3core.Z3_mk_not(truth.ctx_ref(), truth.as_ast()), truth.ctx)


def equal(left: Whole, right: Whole) -> Truth:
    if isinstance(left, int) and isinstance(right, int):
        return left == right
    return cast(z3.BoolRef, left == right)


def equal_terms(left: Truth | Whole, right: Truth | Whole) -> Truth:
    """Equality of two truth values, or of two whole numbers."""
    if isinstance(left, bool | int) and isinstance(right, bool | int):
        return left == right
    return cast(z3.BoolRef, left == right if isinstance(left, z3.ExprRef) else right == left)


def either(condition: Truth, then: Whole, otherwise: Whole) -> Whole:
    if isinstance(condition, bool):
        return then if condition else otherwise
    if isinstance(then, int) and isinstance(otherwise, int) and then == otherwise:
        return then
    return cast(z3.ArithRef, z3.If(condition, then, otherwise))


def either_truth(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    if isinstance(condition, bool):
        return then if condition else otherwise
    if isinstance(then, bool) or isinstance(otherwise, bool):
        return disjunction([conjunction([condition, then]), conjunction([negation(condition), otherwise])])
    return cast(z3.BoolRef, z3.If(condition, then, otherwise))


# --- numbers -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ratio:
    """`values` are all that a denominator which is a term can be, when they are few."""

    n: Whole
    d: Whole = 1
    values: tuple[int, ...] = ()

    @property
    def known(self) -> Fraction | None:
        return Fraction(self.n, self.d) if isinstance(self.n, int) and isinstance(self.d, int) else None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as alternatives: exactly one guard holds, and gives the ratio."""

    parts: tuple[tuple[Truth, Ratio], ...]

    @property
    def known(self) -> Fraction | None:
        return self.parts[0][1].known if len(self.parts) == 1 else None

    @property
    def plain(self) -> Ratio | None:
        """The single ratio with a plain integer denominator, when it is one."""
        alone = self.parts[0][1] if len(self.parts) == 1 else None
        return alone if alone is not None and isinstance(alone.d, int) else None


def quantity(n: Whole, d: Whole = 1) -> Quantity:
    return Quantity(((True, Ratio(n, d)),))


def figure(value: Fraction | int) -> Quantity:
    exact = Fraction(value)
    return quantity(exact.numerator, exact.denominator)


type Symbol = Truth | Quantity | Whole
"""A truth value; a number or a date; a choice by its code."""

type Flatten = Callable[[Quantity], Ratio]
"""Brings a quantity to one ratio with a plain denominator, by a fresh variable where nothing linear says it."""


def times(term: Whole, factor: Whole) -> Whole:
    if isinstance(factor, int) and factor == 1:
        return term
    if isinstance(term, int) and isinstance(factor, int):
        return term * factor
    return 0 if (isinstance(factor, int) and factor == 0) or (isinstance(term, int) and term == 0) else term * factor


def total(terms: Iterable[Whole]) -> Whole:
    known = 0
    open_terms: list[z3.ArithRef] = []
    for term in terms:
        if isinstance(term, int):
            known += term
        else:
            open_terms.append(term)
    if not open_terms:
        return known
    return cast(z3.ArithRef, z3.Sum([*open_terms, known] if known else open_terms))


def add_all(ratios: Iterable[Ratio]) -> Ratio:
    """The sum of ratios with plain denominators."""
    listed = list(ratios)
    common = lcm(*(cast(int, ratio.d) for ratio in listed)) if listed else 1
    return Ratio(total(times(r.n, common // cast(int, r.d)) for r in listed), common)


def scale(ratio: Ratio, factor: Fraction) -> Ratio:
    """A ratio times a known number; a negative factor turns the numerator's sign."""
    if isinstance(ratio.d, int):
        n, d = factor.numerator, ratio.d * factor.denominator
        if isinstance(ratio.n, int):
            exact = Fraction(ratio.n * n, d)
            return Ratio(exact.numerator, exact.denominator)
        shared = gcd(n, d)
        return Ratio(times(ratio.n, n // shared), d // shared)
    values = tuple(value * factor.denominator for value in ratio.values)
    return Ratio(times(ratio.n, factor.numerator), times(ratio.d, factor.denominator), values)


def split(ratio: Ratio) -> Ratio | None:
    """The same ratio over one plain denominator, telling the values of its own apart. None when they are many."""
    if not ratio.values:
        return None
    common = lcm(*ratio.values)
    numerator: Whole = 0
    for value in ratio.values:
        numerator = either(equal(ratio.d, value), times(ratio.n, common // value), numerator)
    return Ratio(numerator, common)


def scaled(number: Quantity, factor: Fraction) -> Quantity:
    return Quantity(tuple((guard, scale(ratio, factor)) for guard, ratio in number.parts))


def sum_of(left: Quantity, right: Quantity, flatten: Flatten) -> Quantity:
    plain = left.plain or flatten(left), right.plain or flatten(right)
    return Quantity(((True, add_all(plain)),))


def product(left: Quantity, right: Quantity, unknown: Callable[[], Quantity]) -> Quantity:
    """`unknown` stands for a product of two variables, which nothing linear says."""
    for known, other in ((left.known, right), (right.known, left)):
        if known is not None:
            return scaled(other, known)
    return unknown()


def ordered(operator: str, left: Whole, right: Whole) -> Truth:
    compared: dict[str, Callable[[Whole, Whole], Truth]] = {
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
        "==": lambda a, b: a == b,
        "!=": lambda a, b: a != b,
    }
    return compared[operator](left, right)


def compare(operator: str, left: Quantity, right: Quantity, flatten: Flatten) -> Truth:
    if left.known is None and right.known is None:
        left, right = (q if q.plain else Quantity(((True, flatten(q)),)) for q in (left, right))
    return disjunction(
        conjunction([a_guard, b_guard, _compare_ratios(operator, a, b)])
        for a_guard, a in left.parts
        for b_guard, b in right.parts
    )


def _compare_ratios(operator: str, a: Ratio, b: Ratio) -> Truth:
    if isinstance(a.d, int) and isinstance(b.d, int):
        shared = gcd(a.d, b.d)
        return ordered(operator, times(a.n, b.d // shared), times(b.n, a.d // shared))
    return ordered(operator, times(a.n, b.d), times(b.n, a.d))


def choose(condition: Truth, then: Quantity, otherwise: Quantity) -> Quantity:
    if isinstance(condition, bool):
        return then if condition else otherwise
    a, b = then.plain, otherwise.plain
    if a is not None and b is not None:
        common = lcm(cast(int, a.d), cast(int, b.d))
        return quantity(
            either(condition, times(a.n, common // cast(int, a.d)), times(b.n, common // cast(int, b.d))), common
        )
    refused = negation(condition)
    kept = [(conjunction([condition, guard]), ratio) for guard, ratio in then.parts]
    kept += [(conjunction([refused, guard]), ratio) for guard, ratio in otherwise.parts]
    return Quantity(tuple((guard, ratio) for guard, ratio in kept if guard is not False))


def extreme(function: str, numbers: list[Quantity], flatten: Flatten) -> Quantity:
    best = numbers[0]
    for other in numbers[1:]:
        operator = ">=" if function == "max" else "<="
        first, second = (q if q.plain else Quantity(((True, flatten(q)),)) for q in (best, other))
        best = choose(compare(operator, first, second, flatten), first, second)
    return best


def rounded(ratio: Ratio, step: Fraction, mode: Rounding) -> Quantity:
    """A ratio with a plain denominator on the grid of `step`.

    half-up rounds half away from zero; down and up are floor and ceiling.
    """
    n, d = times(ratio.n, step.denominator), cast(int, ratio.d) * step.numerator
    match mode:
        case "down":
            steps = floor(n, d)
        case "up":
            steps = times(floor(times(n, -1), d), -1)
        case "half-up":
            positive = floor(total([times(n, 2), d]), 2 * d)
            negative = times(floor(total([times(n, -2), d]), 2 * d), -1)
            steps = either(ordered(">=", n, 0), positive, negative)
        case _:
            low = floor(n, d)
            rest = total([times(n, 2), times(low, -2 * d)])  # twice what is above the grid point
            odd = equal(total([low, times(floor(low, 2), -2)]), 1)
            up = disjunction([ordered(">", rest, d), conjunction([ordered("==", rest, d), odd])])
            steps = either(up, total([low, 1]), low)
    return quantity(times(steps, step.numerator), step.denominator)


def floor(n: Whole, d: int) -> Whole:
    if d == 1 and (isinstance(n, int) or n.is_int()):
        return n
    if isinstance(n, int):
        return n // d
    return cast(z3.ArithRef, n / d if n.is_int() else z3.ToInt(n / d))
