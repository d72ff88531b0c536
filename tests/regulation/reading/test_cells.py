"""Cells: what people write is read exactly, or not at all."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.reading import cells
from parchemin.regulation.reading.vocabulary import number_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", Fraction(10)),
        ("7,5", Fraction(15, 2)),
        ("7.5", Fraction(15, 2)),
        ("1 365", Fraction(1365)),
        ("1\u202f365,03", Fraction(136503, 100)),
        ("-2", Fraction(-2)),
        ("35/3", Fraction(35, 3)),
        ("**12**", Fraction(12)),
    ],
)
def test_a_number_is_read_exactly(text: str, value: Fraction) -> None:
    assert cells.number(text) == value


@pytest.mark.parametrize("text", ["", "dix", "1e3", "nan", "inf", "1,2,3", "13 65", "1/0", "--2", "9" * 60, "0x10"])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert cells.number(text) is None


@given(st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**4))
def test_a_number_written_out_reads_back(value: Fraction) -> None:
    assert cells.number(number_text(value, "fr")) == value
    assert cells.number(number_text(value, "en")) == value


@pytest.mark.parametrize("text", ["2026-07-03", "03/07/2026", "3 juillet 2026", "3 July 2026"])
def test_a_day_is_read_in_every_usual_form(text: str) -> None:
    assert cells.day(text) == date(2026, 7, 3)


@pytest.mark.parametrize("text", ["2026-02-30", "31/02/2026", "juillet 2026", "2026-7-3", ""])
def test_an_impossible_day_is_no_day(text: str) -> None:
    assert cells.day(text) is None


@given(st.text(max_size=60))
def test_no_cell_makes_the_reader_fail(text: str) -> None:
    cells.number(text), cells.day(text), cells.truth(text), cells.quantity(text)
