"""The forms about people: signing in, inviting somebody, giving a role, saying what somebody is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from parchemin.campus.people.models import STAFF, Role, School


class SignIn(LoginForm):  # type: ignore[misc]
    """Address and password. The way out, for who forgot, stands after the button and not between the two fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class RoleForm(forms.Form):
    """A role, in the whole school or in one programme. `scopes`: each programme's slug and title."""

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), empty_label=None)
    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in STAFF])
    scope = forms.ChoiceField(label=_("In"), required=False)

    def __init__(self, *args: Any, schools: Sequence[School], scopes: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["school"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = School.objects.filter(pk__in=[school.pk for school in schools])
        if len(schools) == 1:
            field.widget, field.initial = forms.HiddenInput(), schools[0]
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = [("", _("the whole school")), *scopes]

    def role_given(self) -> Role:
        return Role(self.cleaned_data["role"])


class InvitationForm(RoleForm):
    """Somebody new, or known by their address, and the role they come with."""

    email = forms.EmailField(label=_("Address"), max_length=254, help_text=_("Their one official address."))
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    family_name = forms.CharField(label=_("Family name"), max_length=100)

    field_order = ("email", "given_name", "family_name", "school", "role", "scope")


class TitleForm(forms.Form):
    words = forms.CharField(
        label=_("Title or function"),
        max_length=120,
        required=False,
        help_text=_("As the guide shows it, for example “Lecturer in law”. Empty for none."),
    )
