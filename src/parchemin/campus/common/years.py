"""When a university year begins, and which one a day is of: said once."""

from __future__ import annotations

from datetime import date

YEAR_BEGINS = 8  # August: from then on the university year is the one that is about to begin


def in_year(year: int, month: int, day: int) -> date:
    """The day of that name in the university year that begins in `year`: the one of July is in the year after."""
    return date(year if month >= YEAR_BEGINS else year + 1, month, day)


def first_day(year: int) -> date:
    """The day on which the university year of `year` begins."""
    return in_year(year, YEAR_BEGINS, 1)


def university_year(day: date) -> int:
    """The year in which the university year of a day begins."""
    return day.year if day.month >= YEAR_BEGINS else day.year - 1


def both_years(year: int) -> str:
    """A university year as people write it: 2026-2027."""
    return f"{year}-{year + 1}"
