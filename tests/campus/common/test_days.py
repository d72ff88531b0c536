"""Days that people type: a year mistyped is asked about, whatever it would overflow."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms

from parchemin.campus.common.days import DayField, MomentField


class Form(forms.Form):
    day = DayField()
    moment = MomentField()


def typed(day: str, moment: str) -> Form:
    return Form({"day": day, "moment": moment})


def test_a_day_and_a_moment_are_read_in_the_time_of_the_school() -> None:
    form = typed("2027-09-01", "2027-07-05T14:30")

    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2027, 9, 1)
    assert form.cleaned_data["moment"] == datetime(2027, 7, 5, 12, 30, tzinfo=UTC)
    assert 'type="date"' in str(form["day"])
    assert 'type="datetime-local"' in str(form["moment"])


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ("0001-01-01", "0001-01-01T00:00"),
        ("0202-09-01", "0202-09-01T10:00"),
        ("1949-12-31", "1949-12-31T23:59"),
        ("9999-12-31", "9999-12-31T23:59"),
    ],
)
def test_a_year_that_is_none_of_ours_is_refused_with_what_to_do(day: str, moment: str) -> None:
    form = typed(day, moment)

    assert not form.is_valid()
    for field in ("day", "moment"):
        (said,) = form.errors[field]
        assert str(int(day[:4])) in said
        assert "quatre chiffres" in said


@pytest.mark.parametrize("text", ["", "demain", "2027-02-30", "99999999999-01-01"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert set(typed(text, text).errors) == {"day", "moment"}
