"""Marks and dates as the language writes them: whole, or seen to go on; never rounded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from parchemin.campus.looks import numbers
from parchemin.campus.looks.templatetags.looks import mark, moment, number

THIN = "\u202f"
TODAY = date(2026, 3, 2)  # in 2025-2026


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("12.5"), "12,50"),
        (Decimal("6.995"), "6,995"),
        (Fraction(25, 2), "12,50"),
        (Fraction(94, 9), "10,44…"),
        (Fraction(69999, 7000), "9,99…"),
        (0, "0,00"),
        (Decimal("-0.25"), "−0,25"),
        (None, "—"),
    ],
)
def test_a_mark_is_written_whole_or_seen_to_go_on(value: numbers.Exact | None, written: str) -> None:
    with override("fr"):
        assert mark(value) == written or f">{written}<" in mark(value)


def test_a_mark_that_never_ends_says_its_fraction() -> None:
    assert 'title="94/9"' in mark(Fraction(94, 9))


def test_english_writes_a_point() -> None:
    with override("en"):
        assert mark(Decimal("12.5")) == "12.50"


def test_thousands_are_parted_by_a_narrow_space_that_does_not_break() -> None:
    with override("fr"):
        assert number(1365) == f"1{THIN}365"
        assert number(Decimal("910.5")) == "910,5"


@given(st.decimals(min_value=-1000, max_value=1000, places=4))
def test_what_is_written_is_what_was_given(value: Decimal) -> None:
    with override("en"):
        written = numbers.decimals(value, 2)

    assert Decimal(written.replace(THIN, "").replace("\u2212", "-")) == value


def test_days_are_french_and_the_first_is_counted_apart() -> None:
    with override("fr"):
        assert numbers.day(date(2026, 11, 27)) == "27 novembre 2026"
        assert numbers.day(date(2026, 12, 1)) == "1er décembre 2026"
        assert numbers.short_day(date(2025, 11, 27), TODAY) == "27 nov."
        assert numbers.short_day(date(2026, 1, 1), TODAY) == "1er janv."
        assert numbers.short_day(date(2026, 2, 8), TODAY) == "8 févr."
    with override("en"):
        assert numbers.day(date(2026, 12, 1)) == "1 December 2026"


def test_a_short_day_of_another_university_year_has_its_year() -> None:
    with override("fr"):
        for day in (date(2025, 8, 1), date(2026, 7, 31)):
            assert "202" not in numbers.short_day(day, TODAY)
        assert numbers.short_day(date(2026, 8, 1), TODAY) == "1er août 2026"
        assert numbers.short_day(date(2025, 7, 31), TODAY) == "31 juil. 2025"
    with override("en"):
        assert numbers.short_day(date(2024, 2, 8), TODAY) == "8 Feb 2024"
        assert numbers.short_day(date(2026, 2, 8), TODAY) == "8 Feb"


def test_a_page_counts_the_university_year_from_its_own_moment(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.at = datetime(2026, 7, 31, 23, 30, tzinfo=UTC)  # type: ignore[attr-defined]  # 1 August in Paris
    page = Template("{% load looks %}{% short_day day %}")
    with override("fr"):
        shown = page.render(RequestContext(request, {"day": date(2026, 2, 8)}))
    assert shown == '<time datetime="2026-02-08">8 févr. 2026</time>'


def test_a_moment_is_told_at_the_clock_of_the_school() -> None:
    with override("fr"):
        told = moment(datetime(2026, 7, 3, 8, 30, tzinfo=UTC))

    assert told.replace("\u00a0", " ").endswith(">3 juillet 2026 à 10 h 30</time>")
