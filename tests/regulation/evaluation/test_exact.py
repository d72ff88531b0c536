"""Exact arithmetic on values known only in part: never too sure, never less sure than the ends allow."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.exact import Number
from parchemin.regulation.evaluation.spans import Span


def between(low: int | None, high: int | None) -> Number:
    return exact.span(low, high)


ENDS = st.integers(-4, 4)
SPANS = st.tuples(ENDS, ENDS).map(sorted).map(tuple)


def values(span: tuple[int, int]) -> list[Fraction]:
    return [Fraction(n, 2) for n in range(2 * span[0], 2 * span[1] + 1)]


@given(SPANS, SPANS)
def test_every_operation_holds_all_results_and_no_end_that_is_not_reached(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    left, right = between(*one), between(*two)
    pairs = list(product(values(one), values(two)))
    for found, results in (
        (exact.add(left, right), [a + b for a, b in pairs]),
        (exact.multiply(left, right), [a * b for a, b in pairs]),
        (exact.least([left, right]), [min(p) for p in pairs]),
        (exact.greatest([left, right]), [max(p) for p in pairs]),
    ):
        assert exact.ends(found) == (min(results), max(results))


@given(SPANS, SPANS)
def test_a_comparison_is_certain_exactly_when_every_pair_agrees(one: tuple[int, int], two: tuple[int, int]) -> None:
    left, right = between(*one), between(*two)
    pairs = list(product(values(one), values(two)))
    truths: dict[str, set[bool]] = {
        "<": {a < b for a, b in pairs},
        "<=": {a <= b for a, b in pairs},
        ">": {a > b for a, b in pairs},
        ">=": {a >= b for a, b in pairs},
        "==": {a == b for a, b in pairs},
        "!=": {a != b for a, b in pairs},
    }
    for operator, possible in truths.items():
        assert exact.compare(operator, left, right) == (next(iter(possible)) if len(possible) == 1 else None)


@given(SPANS, SPANS)
def test_a_quotient_by_what_may_be_zero_is_refused_and_any_other_is_exact(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    left, right = between(*one), between(*two)
    if two[0] <= 0 <= two[1]:
        with pytest.raises(ZeroDivisionError):
            exact.divide(left, right)
        return
    results = [a / b for a, b in product(values(one), values(two))]
    assert exact.ends(exact.divide(left, right)) == (min(results), max(results))


@pytest.mark.parametrize(
    ("left", "right", "low", "high"),
    [
        (between(0, None), between(2, 3), 0, None),
        (between(0, None), 0, 0, 0),
        (between(None, None), between(1, 2), None, None),
        (between(None, -1), between(None, -1), 1, None),
        (between(2, 3), between(None, -1), None, -2),
    ],
)
def test_an_end_without_bound_stays_without(left: Number, right: Number, low: int | None, high: int | None) -> None:
    assert exact.ends(exact.multiply(left, right)) == (low, high)


def test_a_half_bounded_divisor_bounds_the_quotient() -> None:
    assert exact.ends(exact.divide(between(1, 6), between(2, None))) == (0, 3)
    assert exact.ends(exact.divide(6, between(None, -2))) == (-3, 0)


def test_a_settled_number_is_plain_and_35_thirds_stays_35_thirds() -> None:
    third = exact.divide(35, 3)
    assert third == Fraction(35, 3)
    assert exact.compare(">", third, Fraction("11.666666666666666666")) is True
    assert exact.multiply(third, 3) == 35
    assert not isinstance(exact.span(2, 2), Span)


def test_truths_and_choices_join_to_what_they_may_be() -> None:
    assert exact.hull([True, True]) is True
    assert exact.hull([True, False]) is None
    assert exact.hull([None, True]) is None
    assert exact.hull(["FI", frozenset({"FC", "FA"})]) == {"FI", "FC", "FA"}
    assert exact.compare("==", frozenset({"FI", "FC"}), "FA") is False
    assert exact.compare("==", frozenset({"FI", "FC"}), "FC") is None
    assert exact.compare("!=", "FI", "FC") is True
