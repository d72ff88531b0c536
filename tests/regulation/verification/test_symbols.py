"""Numbers as the solver sees them: exact, and rounded as the evaluator rounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
import z3

from parchemin.regulation.evaluation.exact import round_number
from parchemin.regulation.meaning.graph import Rounding
from parchemin.regulation.verification import symbols
from parchemin.regulation.verification.symbols import Ratio

STEP = Fraction(1, 2)


@pytest.mark.parametrize("mode", ["half-up", "half-even", "down", "up"])
@pytest.mark.parametrize("eighths", range(-20, 21))
def test_a_rounded_term_is_the_rounded_number(eighths: int, mode: Rounding) -> None:
    """Eighths on a grid of halves: every tie, both signs; as a known number and as a term."""
    term = z3.Int("x")
    solver = z3.Solver()
    solver.add(term == eighths)
    assert solver.check() == z3.sat
    wanted = round_number(Fraction(eighths, 8), STEP, mode)

    known = symbols.rounded(Ratio(eighths, 8), STEP, mode)
    of_term = symbols.rounded(Ratio(term, 8), STEP, mode).parts[0][1]

    assert known.known == wanted
    assert Fraction(solver.model().eval(of_term.n).as_long(), of_term.d) == wanted


def test_a_denominator_of_few_values_is_told_apart_exactly() -> None:
    weight, mark = z3.Int("weight"), z3.Int("mark")
    whole = symbols.split(Ratio(mark, weight, (2, 3, 5)))
    assert whole is not None
    for value in (2, 3, 5):
        solver = z3.Solver()
        solver.add(weight == value, mark == 7)
        assert solver.check() == z3.sat
        assert Fraction(solver.model().eval(whole.n).as_long(), whole.d) == Fraction(7, value)


def test_a_denominator_of_many_values_is_not() -> None:
    assert symbols.split(Ratio(z3.Int("mark"), z3.Int("weight"))) is None
