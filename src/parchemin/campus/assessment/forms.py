"""The forms of assessment: a paper of the syllabus, who teaches a unit, a sheet of marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment.facts import syllabus_facts
from parchemin.campus.assessment.models import Paper
from parchemin.campus.enrolment.forms import AudienceForm
from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import FactView, Unit
from parchemin.campus.people.models import Person


class PaperForm(AudienceForm):
    """A paper under one slot of a unit: its name, whom it is for, and a field for each fact that the text asks of it.

    What may stand in a fact is the law's to say (`set_paper` asks it); the form only offers it well.
    """

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("In a word: “examen”, “dossier”."))

    def __init__(self, law: Law, unit: Unit, *args: Any, paper: Paper | None = None, **named: Any) -> None:
        self.views = syllabus_facts(law, unit)
        self.law, self.paper = law, paper
        super().__init__(*args, **named)
        if paper is not None:
            self.initial["name"] = paper.name
            self.fields["name"].widget = forms.TextInput(attrs={"readonly": True})
            said = list(paper.audiences.all())
            self.initial["intakes"] = [one.intake_id for one in said if one.intake_id]
            self.initial["modalities"] = [one.modality for one in said if one.modality]
        for i, view in enumerate(self.views):
            self.fields[f"fact{i}"] = _field(view)
            if paper is not None and view.name in paper.facts:
                kept = paper.facts[view.name]
                self.initial[f"fact{i}"] = kept if view.kind in ("date", "choice") else law.shown(view.name, kept)

    def facts(self) -> Mapping[str, str]:
        return {view.name: str(self.cleaned_data.get(f"fact{i}") or "") for i, view in enumerate(self.views)}


def _field(view: FactView) -> forms.Field:
    label = view.label[:1].upper() + view.label[1:]
    if view.kind == "choice":
        offered = [("", "—"), *((choice, choice.replace("_", " ")) for choice in view.choices)]
        return forms.ChoiceField(label=label, choices=offered, required=False)
    if view.kind == "date":
        widget = forms.DateInput(attrs={"type": "date"})
        return forms.CharField(label=label, required=False, max_length=40, widget=widget)
    return forms.CharField(label=label, required=False, max_length=80, help_text=view.accepted)


class Teachers(forms.ModelChoiceField[Person]):
    def label_from_instance(self, obj: Person) -> str:
        return f"{obj.family_name} {obj.given_name}"


class TeacherForm(forms.Form):
    """Who marks a unit, among those who hold a teacher's role in the programme."""

    person = Teachers(label=_("Teacher"), queryset=Person.objects.none(), empty_label=_("Choose…"))

    def __init__(self, teachers: Any, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["person"].queryset = teachers  # type: ignore[attr-defined]


class SheetForm(forms.Form):
    """A file of marks."""

    file = forms.FileField(
        label=_("File of marks (XLSX or CSV)"),
        help_text=_("The first line names the columns: one “number”, one “mark”. The exported file has them."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
