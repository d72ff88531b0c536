"""The forms of the desks: a subject of the guide and who answers it; a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.actions import LONGEST_QUESTION
from parchemin.campus.catalogue.models import Contact
from parchemin.campus.people.models import Person, Role


class ContactForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=120, help_text=_("For example “Registration and fees”."))
    about = forms.CharField(
        label=_("What belongs to it"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    who = forms.ChoiceField(label=_("Who answers"))

    def __init__(self, staff: Sequence[Person], data: Any = None) -> None:
        super().__init__(data)
        self.staff = {str(person.pk): person for person in staff}
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        roles = [(role.value, label) for role, label in Contact.ANSWERING]
        who.choices = [*roles, *((key, str(person)) for key, person in self.staff.items())]

    def person(self) -> Person | None:
        return self.staff.get(self.cleaned_data["who"])

    def role(self) -> Role | None:
        return None if self.person() else Role(self.cleaned_data["who"])


class QuestionForm(forms.Form):
    words = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST_QUESTION}),
    )
