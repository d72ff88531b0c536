"""Days and moments that people type, within living memory: a year mistyped is asked about rather than kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST, LAST = 1950, 2150


def _of_our_time(value: date) -> None:
    if not FIRST <= value.year <= LAST:
        raise forms.ValidationError(
            _("The year %(year)d is none of ours: check it, and write it with four figures."),
            params={"year": value.year},
        )


class DayField(forms.DateField):
    """A day, asked for with the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(validators=[_of_our_time], **kwargs)


class MomentField(forms.DateTimeField):
    """A day and an hour, in the school's time."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(validators=[_of_our_time], **kwargs)
