"""What a value can be is inferred from the text: bounds and steps, carried through every operation."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from parchemin.regulation.meaning import bounds
from parchemin.regulation.meaning.graph import Kind, Rounding, Type
from tests.regulation.texts import RULES, TREE, regulation


def number(low: int | None, high: int | None, step: Fraction | None = Fraction(1), unit: str = "") -> Type:
    least, most = (None if end is None else Fraction(end) for end in (low, high))
    return Type(Kind.NUMBER, unit, least, most, step)


HALF, TENTH = Fraction(1, 2), Fraction(1, 10)


@pytest.mark.parametrize(
    ("rule", "unit", "low", "high", "step"),
    [
        ("étudiant.a = somme(module.ects)", "credits", "0", "9", "1"),
        ("étudiant.a = somme(expérience.heures)", "hours", "0", "6000", "1/100"),
        ("étudiant.a = nombre(module.validé)", "", "0", "3", "1"),
        ("étudiant.a = nombre(expérience.heures > 0)", "", "0", "3", "1"),
        ("étudiant.a = étudiant.redoublements + 0.5", "", "1/2", "11/2", "1/2"),
        ("étudiant.a = 3 - étudiant.redoublements", "", "-2", "3", "1"),
        ("étudiant.a = étudiant.redoublements * 0.3", "", "0", "3/2", "1/10"),
        ("étudiant.a = étudiant.redoublements / 3", "", "0", "5/3", None),
        ("étudiant.a = min(étudiant.redoublements, 3)", "", "0", "3", "1"),
        ("étudiant.a = max(étudiant.redoublements, 3)", "", "3", "5", "1"),
        ("étudiant.a = 7 si étudiant.clos sinon étudiant.redoublements", "", "0", "7", "1"),
        ("étudiant.a = maximum(expérience.heures, vide=-1)", "hours", "-1", "2000", "1/100"),
        ("étudiant.a = moyenne(expérience.heures, vide=0)", "hours", "0", "2000", None),
        ("étudiant.a = moyenne_pondérée(expérience.heures, expérience.heures, vide=2500)", "hours", "0", "2500", None),
        ("étudiant.a = arrondi(étudiant.redoublements / 3, 0.01, supérieur)", "", "0", "167/100", "1/100"),
        ("étudiant.a = selon(étudiant.statut, FI=2, FC=-4)", "", "-4", "2", "1"),
        ("étudiant.a = étudiant.crédits * étudiant.heures", "credits·hours", "0", "54000", "1/100"),
        ("étudiant.a = étudiant.crédits / 2", "credits", "0", "9/2", None),
    ],
)
def test_a_definition_knows_its_bounds_and_step(
    tmp_path: Path, rule: str, unit: str, low: str, high: str, step: str | None
) -> None:
    made = (
        regulation(tmp_path, TREE, RULES, f"## §3 Ajout\n```règles\n{rule}\n```\n").definitions["étudiant.a"].node.type
    )
    assert (made.unit, made.low, made.high) == (unit, Fraction(low), Fraction(high))
    assert made.step == (None if step is None else Fraction(step))


def test_a_weighted_mean_stays_within_the_marks_it_is_made_of(tmp_path: Path) -> None:
    made = regulation(tmp_path).definitions["semestre.moyenne"].node.type
    assert (made.unit, made.low, made.high) == ("mark", Fraction(0), Fraction(20))
    assert made.step is None


@pytest.mark.parametrize(
    ("operator", "one", "two", "low", "high"),
    [
        ("+", number(0, 5), number(None, 5), None, None),
        ("-", number(0, 5), number(1, 2), -2, 4),
        ("*", number(-2, 3), number(-5, 4), -15, 12),
        ("*", number(0, None), number(1, 2), None, None),
        ("/", number(-6, 6), number(2, 3), -3, 3),
    ],
)
def test_bounds_are_lost_only_with_a_bound_unknown(
    operator: str, one: Type, two: Type, low: int | None, high: int | None
) -> None:
    found = bounds.arithmetic(operator, one, two)  # type: ignore[arg-type]
    assert (found.low, found.high) == (low, high)


def test_the_grid_of_a_sum_is_the_coarsest_that_holds_both() -> None:
    assert bounds.arithmetic("+", number(0, 1, HALF), number(0, 1, Fraction(1, 3))).step == Fraction(1, 6)
    assert bounds.hull([number(0, 1, HALF), number(0, 1, Fraction(3, 4))]).step == Fraction(1, 4)
    assert bounds.hull([number(0, 1, HALF), number(0, 1, None)]).step is None


def test_units_divide_and_multiply_out() -> None:
    hours, months = number(1, 9, unit="hours"), number(1, 9, unit="months")
    rate = bounds.arithmetic("/", hours, months)
    assert rate.unit == "hours/months"
    assert bounds.arithmetic("/", hours, hours).unit == ""
    assert bounds.arithmetic("/", bounds.arithmetic("*", hours, months), months).unit == "hours"


@pytest.mark.parametrize(
    ("value", "mode", "rounded"),
    [
        ("0.05", "half-up", "0.1"),
        ("-0.05", "half-up", "-0.1"),
        ("0.15", "half-even", "0.2"),
        ("0.25", "half-even", "0.2"),
        ("-0.25", "half-even", "-0.2"),
        ("-0.35", "half-even", "-0.4"),
        ("0.19", "down", "0.1"),
        ("-0.11", "down", "-0.2"),
        ("0.11", "up", "0.2"),
        ("-0.19", "up", "-0.1"),
        ("0.2", "up", "0.2"),
        ("0.2", "down", "0.2"),
        ("0.0499999999999999999999", "half-up", "0"),
    ],
)
def test_rounding_is_exact_on_ties_and_below_zero(value: str, mode: Rounding, rounded: str) -> None:
    assert bounds.round_to(Fraction(value), TENTH, mode) == Fraction(rounded)
