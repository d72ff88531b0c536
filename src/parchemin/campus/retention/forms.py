"""What is asked of who has somebody erased."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ErasureForm(forms.Form):
    """Somebody, by their address, and what they asked."""

    email = forms.EmailField(label=_("Address of the person"))
    reason = forms.CharField(
        label=_("What they asked, and when"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It is kept: write nothing of what is to be forgotten."),
    )
