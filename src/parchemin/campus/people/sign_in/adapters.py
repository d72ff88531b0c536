"""What the sign-in package (allauth) is told about our persons: nobody opens an account alone, and names are names."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from requests import RequestException

from parchemin.campus.people.models import Person
from parchemin.campus.people.sign_in.directory.actions import link, link_of, person_opened_by
from parchemin.campus.people.sign_in.directory.answers import note_refusal, refused
from parchemin.campus.people.sign_in.directory.provider import DirectoryLogin
from parchemin.campus.people.sign_in.directory.refusals import (
    DirectoryNotBelieved,
    DirectoryOpensNothing,
    LinkNotPossible,
)
from parchemin.campus.people.tasks import mail_new_password


def shown_name(person: AbstractBaseUser) -> str:
    return str(person)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the office, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """By the worker: a mail server that does not answer changes nothing on the page, nor says who is known."""
        mail_new_password.enqueue(str(user.pk), get_language() or settings.LANGUAGE_CODE)

    def get_login_stages(self) -> list[str]:
        return [*super().get_login_stages(), "parchemin.campus.people.sign_in.directory.stages.DirectoryStage"]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor shows it: their password alone is not enough to change how they sign in."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not user.is_authenticated or not is_mfa_enabled(user):
            return methods
        return [method for method in methods if method["id"] != "reauthenticate"]


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The school's directory opens accounts that exist, by a link or an address it vouches for; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: DirectoryLogin) -> None:
        """Say whose sign-in it is; nothing is written before its last step (`DirectoryStage`)."""
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(_linked(request, sociallogin))
        try:
            sociallogin.user = person_opened_by(sociallogin.subject)
            sociallogin.account = link_of(sociallogin.subject) or sociallogin.account
        except DirectoryOpensNothing as refusal:
            note_refusal(refusal.reason, refusal.person)
            raise ImmediateHttpResponse(refused(request, refusal)) from refusal

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            return
        kind = "no answer" if isinstance(exception, RequestException) else "refused by it" if exception else "state"
        note_refusal(getattr(exception, "reason", kind))
        raise ImmediateHttpResponse(refused(request, DirectoryNotBelieved(), status=401))


def _linked(request: HttpRequest, sociallogin: DirectoryLogin) -> HttpResponse:
    """To the page of links, with how it went. Who came back too late from the directory starts again."""
    try:
        reauthentication_required(_link, app="allauth.socialaccount")(request, sociallogin)
    except ReauthenticationRequired:
        messages.error(request, _("That took too long: nothing was linked. Start again."))
    except LinkNotPossible as refusal:
        note_refusal(refusal.reason)
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your school account is linked: it opens your account of the campus from now on."))
    return redirect("socialaccount_connections")


def _link(request: HttpRequest, sociallogin: DirectoryLogin) -> None:
    assert isinstance(request.user, Person)
    link(request.user, sociallogin.subject, at=timezone.now())


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor. An authenticator application shows the campus and the address."""

    def get_totp_label(self, user: Person) -> str:
        return user.email

    def encrypt(self, text: str) -> str:
        """A copy of the database alone does not give the second factors away."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    key = hashlib.sha256(f"second factor {settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
