"""An outlook says what is settled, possible or not, and a mark that works where one step less does not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import Evaluation, evaluate
from parchemin.regulation.evaluation.spans import YES, Truth, Verdict
from parchemin.regulation.evaluation.words import options
from parchemin.regulation.meaning.graph import Regulation, Value
from parchemin.regulation.simulation import Need, Prospect, outlook
from parchemin.regulation.simulation.unknowns import unknown_facts, with_facts
from tests.regulation.simulation.school import TEXT, regulation, student

MARKS = st.integers(0, 2000).map(lambda hundredths: Fraction(hundredths, 100))
PERHAPS = st.none() | MARKS


@pytest.fixture(scope="session")
def school(tmp_path_factory: pytest.TempPathFactory) -> Regulation:
    return regulation(tmp_path_factory.mktemp("école"))


def prospect(school: Regulation, person: PersonFacts, name: str) -> Prospect:
    return next(p for p in outlook(school, person).prospects if p.name == name)


def need(school: Regulation, person: PersonFacts, mark: str, goal: str, member: str = "") -> Need:
    return next(
        n
        for n in outlook(school, person).needs
        if n.unknown.source == "fact" and n.unknown.member == mark and (n.goal.name, n.goal.member) == (goal, member)
    )


def test_a_complete_record_leaves_nothing_open(school: Regulation) -> None:
    view = outlook(school, student({"Compta": "12", "Droit": "9", "Langue": "9"}))

    assert {p.state for p in view.prospects} == {"settled"}
    assert view.needs == ()


def test_a_decision_says_which_options_remain_possible(school: Regulation) -> None:
    found = prospect(school, student({"Compta": "12", "Droit": "12"}), "étudiant.issue")

    assert found.state == "pending"
    assert dict(found.options) == {
        "diplôme": "pending", "rattrapage": "pending", "ajournement": "pending", "exclusion": "impossible",
    }  # fmt: skip
    assert found.possible == ("diplôme", "rattrapage", "ajournement")


def test_a_requirement_that_can_no_longer_be_met_is_impossible(school: Regulation) -> None:
    """Four internships at most: with four that are too short nothing is left to hope; with one, others may come."""
    found = prospect(school, student({"Compta": "12"}, months=(1, 1, 1, 2)), "étudiant.stages")
    assert (found.state, found.possible) == ("impossible", ("false",))

    early = prospect(school, student({"Compta": "12"}, months=(5,)), "étudiant.stages")
    assert (early.state, early.possible) == ("not_yet", ("true", "false"))


def test_a_decision_left_to_the_jury_is_settled_without_an_answer_being_picked(school: Regulation) -> None:
    found = prospect(school, student({"Compta": "12", "Droit": "12", "Langue": "5"}), "étudiant.issue")

    assert (found.state, found.by) == ("settled", "jury")
    assert found.possible == ("rattrapage", "ajournement")


def test_the_mark_still_needed_is_above_the_eliminating_one_when_the_average_compensates(school: Regulation) -> None:
    found = need(school, student({"Compta": "12", "Droit": "12"}), "Langue", "module.validé", "Langue")

    assert (found.least, found.alone) == (Fraction(701, 100), Fraction(701, 100))


def test_the_best_answer_of_a_decision_is_what_is_aimed_at(school: Regulation) -> None:
    found = need(school, student({"Compta": "12", "Droit": "9.5"}), "Langue", "étudiant.issue")

    assert found.option == "diplôme"
    assert found.least == Fraction(701, 100)


def test_a_mark_is_needed_less_when_the_others_are_at_their_best_than_alone(school: Regulation) -> None:
    found = need(school, student({"Compta": "10"}), "Langue", "module.validé", "Langue")

    assert found.least == Fraction(701, 100)
    assert found.alone == 10


def test_what_is_not_a_mark_and_still_unknown_keeps_the_answer_only_possible(school: Regulation) -> None:
    person = student({"Compta": "12", "Droit": "9.5"}, certificate=None)

    found = need(school, person, "Langue", "étudiant.diplômable")

    assert (found.outcome, found.least, found.alone) == ("possible", Fraction(701, 100), None)


def test_an_open_average_is_searched_on_the_step_of_the_marks_and_says_so(school: Regulation) -> None:
    view = outlook(school, student({"Compta": "12", "Droit": "9.5"}))

    found = next(n for n in view.needs if n.unknown.name == "étudiant.moyenne" and n.goal.member == "Droit")
    assert found.least == 10
    assert not found.unknown.declared


def test_a_goal_that_does_not_grow_with_the_mark_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    odd = TEXT.replace("étudiant.mois >= mois_requis", "module[Langue].note >= 12 ou module[Langue].note == 4")
    text = regulation(tmp_path_factory.mktemp("bizarre"), odd)

    view = outlook(text, student({"Compta": "12", "Droit": "12"}))

    found = next(n for n in view.needs if n.goal.name == "étudiant.stages" and n.unknown.source == "fact")
    assert found.least == 12


def test_another_figure_gives_another_outlook(school: Regulation) -> None:
    person = student({"Compta": "12", "Droit": "12"})

    view = outlook(school, person, {"lecture.compensation": "aucune"})

    found = next(n for n in view.needs if n.goal.member == "Langue" and n.unknown.source == "fact")
    assert found.least == 10


@given(compta=PERHAPS, droit=PERHAPS, langue=PERHAPS, certificate=st.sampled_from([True, False, None]))
def test_the_needed_mark_works_and_one_step_below_does_not(
    school: Regulation,
    compta: Fraction | None,
    droit: Fraction | None,
    langue: Fraction | None,
    certificate: bool | None,
) -> None:
    person = student({"Compta": compta, "Droit": droit, "Langue": langue}, certificate=certificate)
    best = with_facts(person, {u: u.high for u in unknown_facts(evaluate(school, person))})
    for found in outlook(school, person).needs:
        for base, value, sure in ((best, found.least, found.outcome == "certain"), (person, found.alone, True)):
            if value is not None:
                assert reached(school, base, found, value, sure)
                if value > found.unknown.low:
                    assert not reached(school, base, found, value - found.unknown.step, sure)


def reached(school: Regulation, base: PersonFacts, need: Need, value: Fraction, sure: bool) -> bool:
    """Whether the goal is reached when that mark is `value`: worked out afresh."""
    evaluation = with_mark(school, base, need, value)
    outcome = evaluation.outcome(need.goal.name, need.goal.member)
    if isinstance(outcome, Truth):
        return outcome == YES if sure else outcome.possible
    assert isinstance(outcome, Verdict)
    decision = school.decisions[need.goal.name]
    if sure:
        return outcome.settled and " | ".join(options(decision, outcome.certain)) == need.option
    return set(need.option.split(" | ")) <= set(options(decision, outcome.possible))


def with_mark(school: Regulation, base: PersonFacts, need: Need, value: Fraction) -> Evaluation:
    if need.unknown.source == "definition":
        return evaluate(school, base, {}, {need.unknown.name: {need.unknown.member: value}})
    marks: dict[str, Value | None] = {**base.listed["module.note"], need.unknown.member: value}
    return evaluate(school, replace(base, listed={**base.listed, "module.note": marks}))
