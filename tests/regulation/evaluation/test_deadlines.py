"""Last days, against dates worked by hand and against a walk through the calendar one day at a time."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.evaluation.deadlines import last_day, last_ordinals, public_holidays
from parchemin.regulation.meaning.graph import Counting, Deadline

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
LENGTHS = st.integers(1, 40)
ALL: tuple[Counting, ...] = (
    *("calendar", "clear", "working", "business", "hours"),
    *("weeks", "months", "years", "month-end"),
)


def deadline(length: int, counting: Counting, before: bool = False, roll: str = "none") -> Deadline:
    return Deadline("délai", "événement", length, counting, before, roll)  # type: ignore[arg-type]


def last(
    length: int, counting: Counting, start: date, before: bool = False, roll: str = "none", code: str = "FR"
) -> date:
    return last_day(deadline(length, counting, before, roll), start, code).last


@pytest.mark.parametrize(
    ("length", "counting", "start", "expected"),
    [
        (10, "calendar", date(2026, 7, 3), date(2026, 7, 13)),
        (15, "working", date(2026, 7, 3), date(2026, 7, 22)),  # Saturdays count; two Sundays and 14 July do not
        (15, "business", date(2026, 7, 3), date(2026, 7, 27)),
        (5, "business", date(2026, 7, 3), date(2026, 7, 10)),
        (3, "clear", date(2026, 7, 6), date(2026, 7, 10)),  # 7, 8 and 9 are whole; the act may be done on the 10th
        (2, "weeks", date(2026, 12, 24), date(2027, 1, 7)),
        (1, "months", date(2027, 1, 31), date(2027, 2, 28)),
        (1, "months", date(2028, 1, 31), date(2028, 2, 29)),
        (13, "months", date(2026, 12, 15), date(2028, 1, 15)),
        (1, "years", date(2028, 2, 29), date(2029, 2, 28)),
        (4, "years", date(2028, 2, 29), date(2032, 2, 29)),
        (7, "month-end", date(2026, 7, 31), date(2026, 7, 31)),
        (7, "month-end", date(2026, 8, 1), date(2027, 7, 31)),
        (2, "month-end", date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_last_day_counted_by_hand(length: int, counting: Counting, start: date, expected: date) -> None:
    assert last(length, counting, start) == expected


@pytest.mark.parametrize(
    ("length", "counting", "start", "expected"),
    [
        (10, "calendar", date(2026, 7, 13), date(2026, 7, 3)),
        (3, "working", date(2026, 7, 15), date(2026, 7, 10)),
        (3, "business", date(2026, 7, 15), date(2026, 7, 9)),
        (3, "clear", date(2026, 7, 10), date(2026, 7, 6)),
        (1, "months", date(2026, 3, 31), date(2026, 2, 28)),
        (7, "month-end", date(2026, 7, 31), date(2026, 7, 31)),
        (7, "month-end", date(2026, 7, 30), date(2025, 7, 31)),
    ],
)
def test_before_counts_back_from_the_event(length: int, counting: Counting, start: date, expected: date) -> None:
    assert last(length, counting, start, before=True) == expected


def test_hours_are_exact_and_a_plain_day_starts_at_midnight() -> None:
    assert last(48, "hours", datetime(2026, 7, 3, 14, 30)) == datetime(2026, 7, 5, 14, 30)
    assert last(48, "hours", date(2026, 7, 3)) == datetime(2026, 7, 5, 0, 0)
    assert last(48, "hours", datetime(2026, 7, 5, 14, 30), before=True) == datetime(2026, 7, 3, 14, 30)


def test_a_change_of_clock_neither_adds_nor_takes_an_hour() -> None:
    paris = ZoneInfo("Europe/Paris")
    assert last(24, "hours", datetime(2026, 3, 28, 12, tzinfo=paris)) == datetime(2026, 3, 29, 13, tzinfo=paris)


def test_a_last_day_off_is_moved_only_when_the_text_says_so() -> None:
    saturday = date(2026, 7, 11)
    assert last(8, "calendar", date(2026, 7, 3)) == saturday
    assert last(8, "calendar", date(2026, 7, 3), roll="working") == saturday
    assert last(8, "calendar", date(2026, 7, 3), roll="business") == date(2026, 7, 13)
    assert last(1, "calendar", date(2026, 7, 13), roll="working") == date(2026, 7, 15)
    assert last(1, "calendar", date(2026, 7, 13), before=True, roll="business") == date(2026, 7, 10)
    assert last(9, "hours", datetime(2026, 7, 13, 23), roll="working") == datetime(2026, 7, 15, 8)


def test_the_counting_names_every_day_passed_over() -> None:
    counted = last_day(deadline(8, "business"), date(2026, 7, 3), "FR")

    assert [(off.day.day, off.reason, off.holiday[0]) for off in counted.counting.skipped] == [
        (4, "saturday", ""),
        (5, "sunday", ""),
        (11, "saturday", ""),
        (12, "sunday", ""),
        (14, "holiday", "Fête nationale"),
    ]
    assert not counted.counting.start_counts


def test_the_sentence_says_the_days_left_out_in_both_languages() -> None:
    counted = last_day(deadline(3, "working"), date(2026, 7, 11), "FR")

    assert counted.sentence() == (
        "3 jours ouvrables après le samedi 11 juillet 2026, qui ne compte pas : jeudi 16 juillet 2026. "
        "Ne comptent pas : dimanche 12 juillet, mardi 14 juillet (Fête nationale)."
    )
    assert counted.sentence("en") == (
        "3 working days after Saturday 11 July 2026, which does not count: Thursday 16 July 2026. "
        "Not counted: Sunday 12 July, Tuesday 14 July (National Day)."
    )


def test_the_sentence_says_that_a_day_was_missing_or_moved() -> None:
    counted = last_day(deadline(1, "months", roll="working"), date(2027, 1, 31), "FR")

    assert counted.last == date(2027, 3, 1)
    assert "son dernier jour est pris" in counted.sentence()
    assert "Reporté du dimanche 28 février 2027" in counted.sentence()
    assert "Moved from Sunday 28 February 2027" in counted.sentence("en")


def test_alsace_and_moselle_keep_good_friday_and_the_day_after_christmas() -> None:
    extra = {date(2026, 4, 3), date(2026, 12, 26)}
    for code in ("FR-57", "FR-Moselle", "FR-6AE", "FR-Alsace", "FR-Alsace-Moselle"):
        assert set(public_holidays(code, 2026)) - set(public_holidays("FR", 2026)) == extra
    assert last(1, "working", date(2026, 4, 2)) == date(2026, 4, 3)
    assert last(1, "working", date(2026, 4, 2), code="FR-57") == date(2026, 4, 4)
    assert public_holidays("FR-GES", 2026) == public_holidays("FR", 2026)


def test_an_unknown_holiday_code_is_refused_with_what_to_write() -> None:
    for code in ("FR-nulle-part", "ZZ"):
        with pytest.raises(ValueError, match="write FR"):
            public_holidays(code, 2026)


def counts(day: date, counting: Counting) -> bool:
    if counting in ("calendar", "clear"):
        return True
    return day.weekday() < (6 if counting == "working" else 5) and day not in public_holidays("FR", day.year)


def naive(start: date, length: int, counting: Counting, before: bool) -> date:
    """Turn the pages of the calendar one by one."""
    page, day, seen = timedelta(days=-1 if before else 1), start, 0
    while seen < length:
        day += page
        seen += counts(day, counting)
    return day + page if counting == "clear" else day


@given(DAYS, LENGTHS, st.sampled_from(["calendar", "clear", "working", "business"]), st.booleans())
def test_counted_days_agree_with_a_walk_through_the_calendar(
    start: date, length: int, counting: Counting, before: bool
) -> None:
    assert last(length, counting, start, before) == naive(start, length, counting, before)


@given(DAYS, st.integers(1, 60), st.booleans())
def test_months_keep_the_number_of_the_day_or_the_end_of_the_month(start: date, length: int, before: bool) -> None:
    reached = last(length, "months", start, before)
    assert (reached.year - start.year) * 12 + reached.month - start.month == (-length if before else length)
    assert reached.day == min(start.day, calendar.monthrange(reached.year, reached.month)[1])


@given(DAYS, st.integers(1, 12), st.booleans())
def test_a_month_end_is_the_nearest_on_its_side(start: date, month: int, before: bool) -> None:
    page, day = timedelta(days=-1 if before else 1), start
    while not (day.month == month and (day + timedelta(days=1)).day == 1):
        day += page
    assert last(month, "month-end", start, before) == day


@given(
    st.lists(DAYS, max_size=12),
    LENGTHS.filter(lambda n: n <= 12),
    st.sampled_from(ALL),
    st.booleans(),
    st.sampled_from(["none", "working", "business"]),
)
def test_many_days_at_once_agree_with_one_at_a_time(
    starts: list[date], length: int, counting: Counting, before: bool, roll: str
) -> None:
    said = deadline(length, counting, before, roll)
    ordinals = np.array([d.toordinal() for d in starts], dtype=np.int32)
    expected = [last_day(said, d, "FR").last.toordinal() for d in starts]
    assert last_ordinals(said, ordinals, "FR").tolist() == expected


def test_an_unknown_start_has_an_unknown_last_day() -> None:
    nothing = np.iinfo(np.int32).min
    starts = np.array([[nothing, date(2026, 7, 3).toordinal()]], dtype=np.int32)
    assert last_ordinals(deadline(10, "calendar"), starts, "FR").tolist() == [[nothing, date(2026, 7, 13).toordinal()]]


@pytest.mark.parametrize("counting", ALL)
def test_a_last_day_beyond_the_calendar_is_its_edge(counting: Counting) -> None:
    length = 12 if counting == "month-end" else 30
    assert last(length, counting, date.max).timetuple()[:3] == (9999, 12, 31)
    if counting != "month-end":
        assert last(length, counting, date.min, before=True).timetuple()[:3] == (1, 1, 1)
