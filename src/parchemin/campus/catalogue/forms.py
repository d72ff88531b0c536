"""What is asked to open a programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue import access
from parchemin.campus.people.models import Person, School


class ProgrammeForm(forms.Form):
    """A programme of one of the schools that somebody directs; asked which only where there are several."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=300, help_text=_("As it is called on diplomas."))
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        allow_unicode=True,
        help_text=_("The name that its regulation gives itself at its head: small letters, digits and hyphens."),
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        super().__init__(data)
        schools = access.OPEN_PROGRAMMES.among(School.objects.order_by("name"), person)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.fields["school"].initial = schools[0].pk

    def clean_title(self) -> str:
        return " ".join(str(self.cleaned_data["title"]).split())
