"""How far a value is from its threshold, and the least that would cross it: exact, on the grid of its own step."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.exact import Known
from parchemin.regulation.evaluation.spans import ChoiceSpan, Span
from parchemin.regulation.explanation.comparisons import CONTRARY, MIRRORED, comparison, is_threshold, nearest_meeting
from parchemin.regulation.explanation.cones import cone, touched_by
from parchemin.regulation.explanation.reasons import Comparison, ComparisonSide, Operator
from parchemin.regulation.meaning.graph import Compare, Kind, Node, Type
from tests.regulation.explanation.law import law

OPERATORS: list[Operator] = ["<", "<=", "==", "!=", ">=", ">"]
NUMBERS = st.fractions(min_value=-30, max_value=30, max_denominator=60)
STEPS = st.sampled_from([Fraction(1), Fraction(1, 4), Fraction(1, 10), Fraction(1, 100), Fraction(3, 2)])


def meets(value: Fraction, operator: Operator, threshold: Fraction) -> bool:
    held = exact.compare(operator, value, threshold)
    assert held is not None
    return held


def side(value: Known, type_: Type) -> ComparisonSide:
    return ComparisonSide("", "", exact.outcome(value), type_)


def compared(
    operator: Operator, left: Known, right: Known, *, first: bool = False, sense: bool = True, type_: Type | None = None
) -> Comparison:
    kind = type_ or Type(Kind.NUMBER, low=Fraction(0), high=Fraction(20), step=Fraction(1))
    return comparison(operator, side(left, kind), side(right, kind), first, (left, right), sense)


# --- the least that would cross ------------------------------------------------------------------------------------


@given(st.sampled_from(OPERATORS), NUMBERS, STEPS)
def test_the_value_needed_is_on_the_grid_and_meets_what_is_asked(
    operator: Operator, threshold: Fraction, step: Fraction
) -> None:
    needed = nearest_meeting(operator, threshold, step)
    if needed is not None:
        assert (needed / step).denominator == 1
        assert meets(needed, operator, threshold)


@given(st.sampled_from(["<", "<=", ">=", ">"]), NUMBERS, STEPS)
def test_one_step_nearer_to_the_threshold_meets_it_no_more(
    operator: Operator, threshold: Fraction, step: Fraction
) -> None:
    needed = nearest_meeting(operator, threshold, step)
    assert needed is not None
    nearer = needed - step if operator in (">", ">=") else needed + step
    assert not meets(nearer, operator, threshold)


@given(NUMBERS, STEPS)
def test_an_equality_is_needed_on_the_grid_or_nowhere(threshold: Fraction, step: Fraction) -> None:
    on_grid = (threshold / step).denominator == 1

    assert nearest_meeting("==", threshold, step) == (threshold if on_grid else None)
    assert nearest_meeting("!=", threshold, step) is None


@given(st.sampled_from(OPERATORS), NUMBERS)
def test_an_exact_value_needs_the_threshold_itself_and_nothing_when_that_is_excluded(
    operator: Operator, threshold: Fraction
) -> None:
    included = operator in ("<=", ">=", "==")

    assert nearest_meeting(operator, threshold, None) == (threshold if included else None)


# --- the two sides -------------------------------------------------------------------------------------------------


@given(st.sampled_from(OPERATORS), NUMBERS, NUMBERS)
def test_the_contrary_holds_when_it_does_not_and_the_mirror_when_it_does(
    operator: Operator, left: Fraction, right: Fraction
) -> None:
    assert meets(left, CONTRARY[operator], right) is not meets(left, operator, right)
    assert meets(right, MIRRORED[operator], left) is meets(left, operator, right)


@given(st.sampled_from(OPERATORS), st.integers(0, 20), st.integers(0, 20), st.booleans(), st.booleans())
def test_a_threshold_written_first_is_seen_from_the_value_that_is_measured(
    operator: Operator, mark: int, limit: int, sense: bool, first: bool
) -> None:
    left, right = (Fraction(limit), Fraction(mark)) if first else (Fraction(mark), Fraction(limit))
    found = compared(operator, left, right, first=first, sense=sense)

    assert found.measured.value == Span(Fraction(mark), Fraction(mark))
    assert found.threshold.value == Span(Fraction(limit), Fraction(limit))
    assert found.slack == mark - limit
    assert found.holds is meets(left, operator, right)
    assert found.met is meets(Fraction(mark), found.wanted, Fraction(limit))
    assert found.met is (found.holds or not sense)


@pytest.mark.parametrize(
    ("operator", "limit", "needed", "reachable"),
    [(">=", 12, 12, True), (">", 12, 13, True), (">", 20, None, False), ("<", 0, None, False), ("==", 12, 12, True)],
)
def test_what_is_needed_is_said_only_within_the_scale(
    operator: Operator, limit: int, needed: int | None, reachable: bool
) -> None:
    found = compared(operator, Fraction(5), Fraction(limit))

    assert (found.met, found.needed, found.reachable) == (False, needed, reachable)


def test_nothing_is_needed_of_a_value_that_meets_what_is_asked() -> None:
    found = compared(">=", Fraction(15), Fraction(10))

    assert (found.met, found.needed, found.reachable, found.slack) == (True, None, True, Fraction(5))


def test_an_open_value_has_no_slack_but_says_what_it_must_reach() -> None:
    found = compared(">=", Span(Fraction(0), Fraction(20)), Fraction(10))

    assert (found.holds, found.met, found.slack, found.needed) == (None, None, None, Fraction(10))


def test_an_open_threshold_says_neither() -> None:
    found = compared(">=", Fraction(10), Span(Fraction(0), Fraction(20)))

    assert (found.met, found.slack, found.needed, found.step) == (None, None, None, None)


def test_a_choice_is_met_or_not_without_a_distance() -> None:
    kind = Type(Kind.CHOICE, choices=("a", "b"))
    found = compared("==", "a", "b", type_=kind)

    assert (found.holds, found.met, found.slack, found.needed) == (False, False, None, None)
    assert found.measured.value == ChoiceSpan(frozenset({"a"}))


def test_a_day_is_counted_in_days() -> None:
    found = compared("<=", 740_003, 740_000, type_=Type(Kind.DATE))

    assert (found.met, found.slack, found.needed, found.step) == (False, Fraction(3), Fraction(740_000), Fraction(1))


# --- what a threshold is, what a value is made of ------------------------------------------------------------------

RULES = """étudiant.a = étudiant.retards >= seuil - plancher
étudiant.b = étudiant.retards >= étudiant.bonus
étudiant.c = étudiant.a et module[Compta].note >= seuil
étudiant.e = étudiant.remise <= échéance(dépôt, étudiant.entrée)"""
TABLES = """
**Décision : étudiant.d** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| oui_da | étudiant.c | règle |
| hélas | sinon | règle |
"""


def side_of(name: str) -> tuple[Node, Node]:
    node = law(RULES, TABLES).definitions[name].node
    assert isinstance(node, Compare)
    return node.left, node.right


def test_a_threshold_is_made_of_figures_of_the_text_alone() -> None:
    measured, figures = side_of("étudiant.a")
    _, another_fact = side_of("étudiant.b")

    assert (is_threshold(measured), is_threshold(figures), is_threshold(another_fact)) == (False, True, False)


def test_a_cone_holds_all_that_a_value_can_hang_on_and_nothing_else() -> None:
    text = law(RULES, TABLES)

    assert cone(text, "étudiant.a") == {"étudiant.a", "étudiant.retards", "seuil", "plancher"}
    assert cone(text, "étudiant.d") == cone(text, "étudiant.c") | {"étudiant.d"}
    assert cone(text, "étudiant.e") == {"étudiant.e", "étudiant.remise", "étudiant.entrée", "dépôt"}
    assert cone(text, "module.note") == {"module.note"}


def test_what_a_name_touches_is_what_has_it_in_its_cone() -> None:
    text = law(RULES, TABLES)

    assert touched_by(text, "plancher") == {"plancher", "étudiant.a", "étudiant.c", "étudiant.d"}
    assert touched_by(text, "étudiant.d") == {"étudiant.d"}
    for name in (*text.facts, *text.parameters, *text.order):
        assert {n for n in text.order if name in cone(text, n)} == touched_by(text, name) - ({name} - set(text.order))
