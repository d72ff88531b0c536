"""The form that makes a key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parchemin.campus.api.actions import MOST_DAYS
from parchemin.campus.api.groups import every_scope
from parchemin.campus.people.models import School

USUAL_DAYS = 180


class KeyForm(forms.Form):
    """Which system, what it may do, until when."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), empty_label=None)
    name = forms.CharField(
        label=_("System"), max_length=100, help_text=_("Who will use it: “Library”, “Marks of the language centre”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=lambda: every_scope().items(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("And no more."),
    )
    expires = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}), help_text=_("A year from today at most.")
    )

    def __init__(self, *args: Any, schools: Sequence[School], today: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["expires"].initial = (today + timedelta(days=USUAL_DAYS)).isoformat()
        self.fields["expires"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + timedelta(days=MOST_DAYS)).isoformat(),
        }
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = School.objects.filter(pk__in=[school.pk for school in schools])
        if len(schools) == 1:
            field.widget, field.initial = forms.HiddenInput(), schools[0]
