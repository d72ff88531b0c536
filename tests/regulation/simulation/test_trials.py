"""The least mark that does is searched by halving the scale, each value evaluated once."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import Span, Truth
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.simulation.trials import Reached, Trials, TrialScale
from tests.regulation.simulation.school import regulation, student

HALVES = TrialScale(Fraction(2), Fraction(18), Fraction(1, 2))
TOP = 32


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Regulation:
    return regulation(tmp_path_factory.mktemp("école"))


def trials(school: Regulation, tried: list[Fraction] | None = None) -> Trials:
    """Somebody with 12 in Droit and Langue, tried at marks in Compta."""

    def person(mark: Fraction | None) -> Evaluation:
        return evaluate(school, student({"Compta": mark, "Droit": "12", "Langue": "12"}))

    def make(mark: Fraction) -> Evaluation:
        if tried is not None:
            tried.append(mark)
        return person(mark)

    return Trials(HALVES, "module.note", person(None), make)


def mark_of(evaluation: Evaluation) -> Fraction:
    mark = evaluation.fact("module.note")[0]
    assert isinstance(mark, Fraction | int)
    return Fraction(mark)


def at_least(mark: Fraction) -> Reached:
    return lambda evaluation: mark_of(evaluation) >= mark


@given(steps=st.integers(0, TOP))
def test_the_least_value_of_the_scale_that_does_is_found(school: Regulation, steps: int) -> None:
    search = trials(school)

    assert search.least(at_least(HALVES.at(steps))) == steps
    assert mark_of(search.at(steps)) == 2 + Fraction(steps, 2)
    assert search.monotone(steps, at_least(HALVES.at(steps)))


def test_between_two_steps_the_one_above_does(school: Regulation) -> None:
    assert trials(school).least(at_least(Fraction(99, 10))) == 16, "10, not 9.5"


def test_where_the_highest_mark_does_not_nothing_does(school: Regulation) -> None:
    tried: list[Fraction] = []

    assert trials(school, tried).least(at_least(Fraction(185, 10))) is None
    assert tried == [Fraction(18)]


def test_where_the_lowest_mark_does_nothing_else_is_tried(school: Regulation) -> None:
    tried: list[Fraction] = []

    assert trials(school, tried).least(at_least(Fraction(0))) == 0
    assert tried == [Fraction(18), Fraction(2)]


def test_a_scale_that_ends_between_two_steps_ends_below() -> None:
    assert TrialScale(Fraction(0), Fraction(20), Fraction(3)).top == 6


def test_a_second_search_evaluates_only_what_the_first_did_not(school: Regulation) -> None:
    tried: list[Fraction] = []
    search = trials(school, tried)
    search.least(at_least(Fraction(10)))
    once = list(tried)

    search.least(at_least(Fraction(10)))

    assert tried == once
    assert len(tried) <= 7, "two ends, and thirty-two steps halved five times"
    search.least(at_least(Fraction(17)))
    assert len(tried) == len(set(tried))


def test_what_the_mark_plays_no_part_in_is_taken_over(school: Regulation) -> None:
    search = trials(school)
    search.near.outcome("module.éliminé", "Droit")
    search.near.outcome("étudiant.stages")

    made = search.at(0)

    assert "étudiant.stages" not in search.touched
    assert made._memo["étudiant.stages"] is search.near._memo["étudiant.stages"]
    assert "module.éliminé" not in made._memo
    average = made.outcome("étudiant.moyenne")
    assert isinstance(average, Span)
    assert average.settled, "with the mark tried, not with the unknown one"


@pytest.mark.parametrize("lost", [17, 24, 31])
def test_a_higher_mark_that_loses_it_again_is_noticed_near_the_least_halfway_and_near_the_top(
    school: Regulation, lost: int
) -> None:
    def reached(evaluation: Evaluation) -> bool:
        return mark_of(evaluation) >= 10 and mark_of(evaluation) != HALVES.at(lost)

    assert not trials(school).monotone(16, reached)


@pytest.mark.parametrize("also", [14, 7, 1])
def test_a_lower_mark_that_does_as_well_is_noticed_near_the_least_halfway_and_at_the_bottom(
    school: Regulation, also: int
) -> None:
    def reached(evaluation: Evaluation) -> bool:
        return mark_of(evaluation) >= 10 or mark_of(evaluation) == HALVES.at(also)

    assert not trials(school).monotone(16, reached)


def test_the_condition_of_a_text_is_searched_like_any_other(school: Regulation) -> None:
    def certain(evaluation: Evaluation) -> bool:
        outcome = evaluation.outcome("module.validé", "Compta")
        return isinstance(outcome, Truth) and outcome.certain

    search = trials(school)
    steps = search.least(certain)

    assert steps is not None
    assert search.scale.at(steps) == 8, "twelve twice and eight, with weights of 2, 2 and 4, make ten"
