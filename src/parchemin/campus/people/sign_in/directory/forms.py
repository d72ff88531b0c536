"""Removing the link to a school account."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.forms import DisconnectForm
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.http import HttpRequest
from django.utils import timezone

from parchemin.campus.people.models import Person
from parchemin.campus.people.sign_in.directory.actions import is_last_way_in, unlink
from parchemin.campus.people.sign_in.directory.refusals import LastWayIn


class UnlinkForm(DisconnectForm):  # type: ignore[misc]
    """The package's, by an action of ours: journalled, and never the last way in."""

    def clean(self) -> dict[str, Any]:
        kept: dict[str, Any] = forms.Form.clean(self) or {}
        link = kept.get("account")
        if link and is_last_way_in(link, self.request.user):
            raise forms.ValidationError(str(LastWayIn()))
        return kept

    def save(self) -> None:
        reauthentication_required(_unlink, app="allauth.socialaccount")(self.request, self.cleaned_data["account"])


def _unlink(request: HttpRequest, link: SocialAccount) -> None:
    assert isinstance(request.user, Person)
    unlink(link, by=request.user, at=timezone.now())
