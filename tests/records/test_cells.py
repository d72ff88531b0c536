"""A cell written reads back, and what an empty cell means can be said as well."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.records.cells import UNKNOWN, cell, decimal_text, exact_number, missing, stored, value_text
from parchemin.regulation.evaluation.facts import storage, unknown
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import BOOL, Fact
from tests.records.programmes import DAY, MARK, WEIGHT, choice, fact

LANGUAGES: tuple[Language, ...] = ("fr", "en")
RENTRÉE = date(2026, 9, 1).toordinal()
FACTS = (
    fact("étudiant.note", MARK),
    fact("étudiant.poids", WEIGHT, Fraction(1)),
    fact("étudiant.boursier", BOOL, False),
    fact("étudiant.voie", choice("initiale", "en_alternance"), "initiale"),
    fact("étudiant.arrivée", DAY, RENTRÉE),
)


def values(told: Fact) -> st.SearchStrategy[int]:
    low, high = {"étudiant.note": (0, 2000), "étudiant.poids": (0, 20)}.get(told.name, (0, 1))
    days = st.integers(1, date.max.toordinal()) | st.just(RENTRÉE)
    return days if told.type is DAY else st.integers(low, high)


@given(st.sampled_from(FACTS).flatmap(lambda told: st.tuples(st.just(told), values(told))), st.sampled_from(LANGUAGES))
def test_a_value_written_out_reads_back_and_a_cell_is_empty_where_that_says_the_same(
    given_fact: tuple[Fact, int], language: Language
) -> None:
    told, value = given_fact

    assert stored(value_text(value, told, language), told) == value
    assert cell(value, told, language) == ("" if value == missing(told) else value_text(value, told, language))


def test_unknown_is_written_where_an_empty_cell_means_something_else() -> None:
    mark, weight = FACTS[:2]

    assert cell(unknown(storage(weight)), weight, "fr") == UNKNOWN
    assert cell(unknown(storage(mark)), mark, "fr") == ""


@given(st.decimals(-(10**6), 10**6, places=4), st.sampled_from(LANGUAGES))
def test_a_decimal_has_the_comma_or_the_point_of_its_language(value: object, language: Language) -> None:
    exact = Fraction(str(value))
    text = decimal_text(exact, language)

    assert exact_number(text) == exact
    assert ("." if language == "fr" else ",") not in text


def test_a_number_without_end_is_never_written_into_a_cell() -> None:
    with pytest.raises(ValueError, match="35/3 has no decimal writing"):
        decimal_text(Fraction(35, 3), "fr")
