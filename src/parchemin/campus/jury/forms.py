"""The forms of juries: calling one, seating somebody, filtering the table, the words of a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.days import MomentField
from parchemin.campus.enrolment.forms import AudienceForm, spoken
from parchemin.campus.jury.models import Jury, Seat
from parchemin.campus.jury.queries.cohort import STATES, Wanted
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import FactView
from parchemin.campus.people.models import Person

ANY = ("", _("all"))


class CallForm(AudienceForm):
    """A jury to be called, in the years and decisions of one text, for some intakes and modalities or for all."""

    field_order = ("title", "kind", "year", "stage", "intakes", "modalities", "held_at", "place", "decisions")
    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        required=False,
        help_text=_("As the minutes will bear it. Left empty, it says the kind of jury and whom it is called for."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Jury.Kind.choices)
    year = forms.TypedChoiceField(label=_("University year"), coerce=int)
    stage = forms.ChoiceField(label=_("Year of study"), required=False)
    held_at = MomentField(label=_("Day and time"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    decisions = forms.MultipleChoiceField(
        label=_("Decisions"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the jury is called on, among the decisions of the regulation."),
    )

    def __init__(self, *args: Any, law: Law, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(y, f"{y}-{y + 1}") for y in range(year + 1, year - 6, -1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.fields["year"].initial = year
        stages = [(stage.key, stage.label) for stage in law.study_years]
        if stages:
            self.fields["stage"].choices = [ANY, *stages]  # type: ignore[attr-defined]
        else:
            del self.fields["stage"]
        told = [(f"{view.name}|{view.member}", _decision(view.label, view.article)) for view in law.decisions]
        self.fields["decisions"].choices = told  # type: ignore[attr-defined]

    @property
    def named(self) -> str:
        """What was written, or the kind of jury and whom it is called for: "Diploma jury, FALL 24 2025"."""
        said = self.cleaned_data
        kind = str(Jury.Kind(said["kind"]).label)
        stages = dict(self.fields["stage"].choices) if said.get("stage") else {}  # type: ignore[attr-defined]
        parts = [f"{kind[:1].upper()}{kind[1:]}", stages.get(said.get("stage"), "")]
        parts += [one.name for one in self.chosen_intakes]
        parts += [spoken(one) for one in self.chosen_modalities]
        return str(said["title"]).strip() or ", ".join(part for part in parts if part)[:200]

    def pairs(self) -> list[tuple[str, str]]:
        """The decisions ticked, as (name, member)."""
        found = [value.partition("|") for value in self.cleaned_data["decisions"]]
        return [(name, member) for name, _bar, member in found]

    def moment(self) -> datetime:
        found: datetime = self.cleaned_data["held_at"]
        return found


def _decision(label: str, article: str) -> str:
    return f"{label[:1].upper()}{label[1:]} ({article})"


class MoveForm(forms.Form):
    """Another day, hour or place for a jury that is called."""

    held_at = MomentField(label=_("Day and time"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)

    def moment(self) -> datetime:
        found: datetime = self.cleaned_data["held_at"]
        return found


class SeatForm(forms.Form):
    """Somebody to be seated."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), empty_label=_("Choose…"))
    quality = forms.CharField(label=_("Quality"), max_length=200, required=False)
    office = forms.ChoiceField(label=_("Office"), choices=Seat.Office.choices, required=False)
    voice = forms.ChoiceField(label=_("Voice"), choices=Seat.Voice.choices)
    represents = forms.BooleanField(
        label=_("Counts among the representatives of teachers or outside persons"), required=False
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.anyone = people.exists()  # left to be seated


class OpeningForm(forms.Form):
    """What the text asks of the composition and the seats do not say: a field for each fact."""

    def __init__(self, *args: Any, asked: Sequence[FactView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fact in asked:
            self.fields[fact.name] = _field(fact)

    def known(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in (None, "")}


def _field(fact: FactView) -> forms.Field:
    label = f"{fact.label[:1].upper()}{fact.label[1:]}"
    if fact.kind == "truth":
        choices = [("", _("not known yet")), ("oui", _("yes")), ("non", _("no"))]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    if fact.kind == "choice":
        told = [("", _("not known yet")), *((c, c.replace("_", " ")) for c in fact.choices)]
        return forms.ChoiceField(label=label, choices=told, required=False)
    return forms.CharField(label=label, required=False, help_text=fact.accepted)


class TableForm(forms.Form):
    """The filters of the table: what cannot be read is not asked."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=100)
    proposal = forms.ChoiceField(label=_("Decision"), required=False)
    by = forms.ChoiceField(
        label=_("By"), required=False, choices=[ANY, ("rule", _("the rule")), ("jury", _("the jury"))]
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *STATES])
    low = forms.DecimalField(label=_("Average from"), required=False, min_value=0, max_value=100)
    high = forms.DecimalField(label=_("to"), required=False, min_value=0, max_value=100)
    missing = forms.IntegerField(label=_("Units lost, at least"), required=False, min_value=0, max_value=200)
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, options: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].choices = [ANY, *options]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        return Wanted(**told)


class ReasonForm(forms.Form):
    """A sentence that stays."""

    reason = forms.CharField(label=_("Reason"), max_length=400, required=False)


class CorrectionForm(ReasonForm):
    """Another option in the place of the one that was decided."""

    option = forms.CharField(max_length=120)
