"""The forms about absences: what a student asks, what the office and the director answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment.absences.queries import Grounds

ACCEPTED_FILES = ".pdf,.jpg,.jpeg,.png"


class AskForm(forms.Form):
    """A request. Grounds and kinds of document are those of the text; where it names none, plain words."""

    ground = forms.CharField(label=_("Ground"), max_length=80)
    document_kind = forms.CharField(label=_("Document attached"), max_length=80, required=False)
    words = forms.CharField(
        label=_("In your own words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    document = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A PDF, or a photograph (JPEG, PNG), of 10 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED_FILES}),
    )

    def __init__(self, grounds: Grounds, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grounds.grounds:
            self.fields["ground"] = forms.ChoiceField(label=_("Ground"), choices=_choices(grounds.grounds))
        else:
            self.fields["ground"].help_text = _("The regulation names no ground: say it in a few words.")
        if grounds.documents:
            self.fields["document_kind"] = forms.ChoiceField(
                label=_("Document attached"), choices=_choices(grounds.documents)
            )


class RuleForm(forms.Form):
    """The office's answer. `seen` is the ruling the writer saw, so that one made meanwhile is not replaced unseen."""

    verdict = forms.CharField(max_length=80)
    reason = forms.CharField(
        label=_("Reason, which the student will read"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CheckForm(forms.Form):
    """The mark of a special check."""

    mark = forms.CharField(label=_("Mark of the special check"), max_length=12)
    reason = forms.CharField(label=_("Reason"), max_length=400)
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)


def _choices(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("", str(_("Choose…"))), *((word, word.replace("_", " ")) for word in words)]
