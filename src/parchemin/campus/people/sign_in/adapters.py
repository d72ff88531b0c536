"""What the sign-in package (allauth) is told about our persons: nobody opens an account alone, and names are names."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import get_language

from parchemin.campus.people.models import Person
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


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The school's directory opens accounts that exist, known by an address it vouches for; it makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


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
