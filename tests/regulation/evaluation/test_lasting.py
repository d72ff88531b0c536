"""A requirement that is not met is impossible when nothing can change that, and not yet met while a cell is empty."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.facts import PersonFacts, cohort_of
from parchemin.regulation.evaluation.reported import lines_about, lines_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import NO
from parchemin.regulation.meaning import load
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading.files import Files
from parchemin.regulation.simulation import outlook
from tests.regulation.texts import HEADER

TEXT = """
## §1 Conditions

**Niveaux**

| niveau | dans | membres |
| --- | --- | --- |
| étudiant | | |

**Faits**

| fait | type | absent |
| --- | --- | --- |
| étudiant.entrée | date | inconnu |
| étudiant.quitus | oui/non | non |
| étudiant.exclu | oui/non | non |
| étudiant.crédits | crédits 0..180 | 0 |

**Exigences : étudiant.diplôme**

| exigence | quand |
| --- | --- |
| quitus_rendu | étudiant.quitus |
| crédits_acquis | étudiant.crédits >= 180 |
| non_exclu | non étudiant.exclu |
"""


@cache
def law() -> Regulation:
    return load(Files({"essai.md": HEADER + TEXT}))


CELLS = st.fixed_dictionaries({}, optional={
    "étudiant.quitus": st.booleans(),
    "étudiant.exclu": st.booleans(),
    "étudiant.crédits": st.integers(0, 180).map(Fraction),
})  # fmt: skip


def person(cells: dict[str, object]) -> PersonFacts:
    return PersonFacts("étudiant", "Ada", {name: {"étudiant": value} for name, value in cells.items()})  # type: ignore[dict-item]


def states(cells: dict[str, object]) -> dict[str, str]:
    cohort = cohort_of(law(), "étudiant", [person(cells)])
    return {line.name: line.state for line in lines_of(law(), cohort, None, "fr")}


def test_what_is_not_entered_is_not_yet_met_and_what_is_entered_stays() -> None:
    assert states({}) == {
        "étudiant.quitus_rendu": "not_yet",
        "étudiant.crédits_acquis": "not_yet",
        "étudiant.non_exclu": "settled",
        "étudiant.diplôme": "not_yet",
    }
    told = states({"étudiant.exclu": True, "étudiant.crédits": Fraction(179)})
    assert (told["étudiant.non_exclu"], told["étudiant.crédits_acquis"], told["étudiant.diplôme"]) == (
        "impossible",
    ) * 3


@given(CELLS, CELLS)
def test_what_is_impossible_stays_so_whatever_is_entered_in_the_empty_cells(
    cells: dict[str, object], later: dict[str, object]
) -> None:
    given_cells = {name: value for name, value in cells.items() if value != law().facts[name].missing}
    after = evaluate(law(), person({**later, **given_cells}))
    for name, state in states(cells).items():
        if state == "impossible":
            assert after.outcome(name) == NO


@given(CELLS)
def test_an_outlook_and_the_lines_of_a_cohort_say_the_same(cells: dict[str, object]) -> None:
    told = {p.name: p.state for p in outlook(law(), person(cells)).prospects}
    assert told == {name: state for name, state in states(cells).items() if name in told}


@given(CELLS)
def test_the_lines_of_one_are_those_of_a_cohort(cells: dict[str, object]) -> None:
    cohort = cohort_of(law(), "étudiant", [person({"étudiant.exclu": True}), person(cells)])

    assert [*lines_about(evaluate(law(), person(cells)), "fr")] == [*lines_of(law(), cohort, None, "fr")][4:]


ROWS = TEXT.replace("| niveau | dans | membres |", "| niveau | dans | membres | encore possibles |")
ROWS = ROWS.replace("| --- | --- | --- |\n| étudiant | | |", "| --- | --- | --- | --- |\n| étudiant | | | |\n{travail}")
ROWS = ROWS.replace(
    "| étudiant.exclu |", "| étudiant.clos | oui/non | non |\n| travail.noté | oui/non | non |\n| étudiant.exclu |"
)
ROWS = ROWS.replace("| non_exclu |", "| travail_noté | un(travail.noté) |\n| non_exclu |")


@pytest.mark.parametrize(
    ("more", "closed", "state"),
    [("non", False, "not_yet"), ("non étudiant.clos", False, "pending"), ("non étudiant.clos", True, "impossible")],
)
def test_a_row_that_nobody_has_recorded_may_come_unless_the_text_says_when_none_can(
    more: str, closed: bool, state: str
) -> None:
    """What is decided today is decided on what is recorded, where the text says that it is all there is."""
    text = ROWS.format(travail=f"| travail | étudiant | enregistrés | {more} |")
    regulation = load(Files({"essai.md": HEADER + text}))
    who = person({"étudiant.clos": True} if closed else {})

    lines = lines_of(regulation, cohort_of(regulation, "étudiant", [who]), None, "fr")

    assert {line.name: line.state for line in lines}["étudiant.travail_noté"] == state
