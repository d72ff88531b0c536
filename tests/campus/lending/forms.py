"""The form that lends a book."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.days import DayField
from parchemin.campus.people.models import Person
from tests.campus.lending.queries import borrowers


class LoanForm(forms.Form):
    """To whom, which book, until when. What it gives as `dossier` is a student whom this person may lend to."""

    number = forms.CharField(label=_("Student number"), max_length=40)
    book = forms.CharField(label=_("Book"), max_length=40, help_text=_("The number on its cover."))
    due = DayField(label=_("To return by"))

    def __init__(self, *args: Any, person: Person, **named: Any) -> None:
        super().__init__(*args, **named)
        self.person = person

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        found = borrowers(self.person).filter(number=given.get("number", "")).select_related("programme__school")
        if len(found) == 1:
            given["dossier"] = found[0]
        elif "number" in given:
            self.add_error("number", _("No student of yours has this number."))
        return given
