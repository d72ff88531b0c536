"""What is asked of who has somebody erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from parchemin.campus.people.models import School


class ErasureForm(forms.Form):
    """Somebody, by their address, and what they asked; of which school, for who directs several."""

    email = forms.EmailField(label=_("Address of the person"))
    reason = forms.CharField(
        label=_("What they asked, and when"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept: write nothing of what is to be forgotten."),
    )

    def __init__(self, data: Mapping[str, str] | None, schools: Iterable[School]) -> None:
        super().__init__(data)
        several = [(one.slug, one.name) for one in schools]
        if len(several) > 1:
            field = forms.ChoiceField(label=_("School they ask"), choices=[("", "—"), *several])
            self.fields = {"school": field, **self.fields}
