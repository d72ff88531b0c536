"""The forms of enrolment: an intake, a list to import, a registration changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.days import DayField
from parchemin.campus.common.years import first_day
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.audiences import AudiencesOffered
from parchemin.campus.enrolment.queries.registrations import modalities, natures
from parchemin.campus.law.law import Law


def spoken(choice: str) -> str:
    """A choice of the text in words."""
    return choice.replace("_", " ")


class IntakeForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("As people say it, for example “September 2027”.")
    )
    starts = DayField(label=_("First day"))

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX or CSV, 2 MB at most. Nothing is written before you have seen what it holds."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )


class ChangeForm(forms.Form):
    """A registration changed: only what the text has is asked."""

    stage = forms.ChoiceField(label=_("Year of study"))
    nature = forms.ChoiceField(label=_("Kind of registration"))
    modality = forms.ChoiceField(label=_("Modality"), required=False)
    intake = forms.ChoiceField(
        label=_("Intake"), help_text=_("That they study and are examined with this year; their text does not change.")
    )
    units = forms.MultipleChoiceField(label=_("Units followed"), required=False, widget=forms.CheckboxSelectMultiple)
    in_order = forms.BooleanField(
        label=_("The registration is in order"),
        required=False,
        help_text=_("File and fees complete. A jury sets apart those whose registration is not."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=400, help_text=_("It stays beside the change."))

    def __init__(self, law: Law, registration: Registration, data: Any = None, stage: str = "") -> None:
        self.law = law
        shown = stage or registration.stage
        offered = law.units_of(shown)
        same = shown == registration.stage
        followed = registration.units if same else [unit.name for unit in offered]
        initial = {
            "stage": shown,
            "nature": registration.nature,
            "modality": registration.modality,
            "intake": str(registration.intake_id),
            "units": followed,
            "in_order": registration.in_order,
        }
        super().__init__(data, initial=initial)
        self._choices("stage", [(one.key, one.label) for one in law.study_years])
        self._choices("nature", [(one, spoken(one)) for one in natures(law)])
        ways = [(one, spoken(one)) for one in modalities(law)]
        self._choices("modality", [("", str(_("not said"))), *ways] if ways else [])
        begun = Q(starts__lt=first_day(registration.year + 1)) | Q(pk=registration.intake_id)
        every = Intake.objects.filter(begun, programme=registration.dossier.programme_id).order_by("-starts")
        self._choices("intake", [(str(one.pk), one.name) for one in every] if len(every) > 1 else [])
        self._choices("units", [(unit.name, unit.label) for unit in offered])

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if not choices:
            del self.fields[name]


class EndForm(forms.Form):
    """Why a registration, or an intake, does not go on; whether all those made in the same act go with it."""

    everyone = forms.BooleanField(required=False)
    reason = forms.CharField(label=_("Reason"), max_length=400, help_text=_("It stays in the history."))


class InterruptForm(forms.Form):
    since = DayField(label=_("From"), help_text=_("The first day on which they study no more."))
    reason = forms.CharField(label=_("Reason"), max_length=400, help_text=_("It stays in the history."))


class IntakeChangeForm(IntakeForm):
    """An intake given another name, or another first day."""

    reason = forms.CharField(label=_("Reason"), max_length=400, help_text=_("It is kept."))


class EntryForm(forms.Form):
    """The intake that somebody should have entered."""

    intake = forms.ModelChoiceField(label=_("Intake"), queryset=Intake.objects.none())
    reason = forms.CharField(label=_("Reason"), max_length=400, help_text=_("It is kept."))

    def __init__(self, intake: Intake, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["intake"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Intake.objects.filter(programme=intake.programme_id).exclude(pk=intake.pk)


class AudienceForm(forms.Form):
    """Whom something of a year is for. Only what there is to choose from is asked; nothing ticked is everybody."""

    intakes = forms.ModelMultipleChoiceField(
        label=_("Intakes"),
        queryset=Intake.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )
    modalities = forms.MultipleChoiceField(
        label=_("Modalities"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all of them."),
    )

    def __init__(self, *args: Any, offered: AudiencesOffered, **named: Any) -> None:
        super().__init__(*args, **named)
        intakes = self.fields["intakes"]
        assert isinstance(intakes, forms.ModelMultipleChoiceField)
        rows = Intake.objects.filter(pk__in=[one.pk for one in offered.intakes])
        intakes.queryset = rows.order_by("-starts", "name")
        if not offered.intakes:
            del self.fields["intakes"]
        modalities = self.fields["modalities"]
        assert isinstance(modalities, forms.ChoiceField)
        modalities.choices = [(one, spoken(one)) for one in offered.modalities]
        if not offered.modalities:
            del self.fields["modalities"]

    @property
    def chosen_intakes(self) -> list[Intake]:
        return list(self.cleaned_data.get("intakes") or ())

    @property
    def chosen_modalities(self) -> list[str]:
        return list(self.cleaned_data.get("modalities") or ())
