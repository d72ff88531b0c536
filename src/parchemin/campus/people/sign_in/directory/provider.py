"""The directory for the sign-in package: registered by `provider_class` of the settings."""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest

from parchemin.campus.people.models import Person
from parchemin.campus.people.sign_in.directory.claims import DirectorySubject
from parchemin.campus.people.sign_in.directory.client import DirectoryClient
from parchemin.campus.people.sign_in.directory.tokens import nonce_of


class DirectoryLogin(SocialLogin):  # type: ignore[misc]
    """A sign-in through the directory. Looking for whose it is only reads; the package's own writes at once."""

    def lookup(self) -> None:
        """Nobody yet: `DirectoryAdapter.pre_social_login` says who, or refuses."""
        self._did_authenticate_by_email = None  # the package would make the password unusable
        self.token = None  # of no use any more, and it would be kept in the session

    @property
    def subject(self) -> DirectorySubject:
        return subject_in(self)


def subject_in(login: SocialLogin) -> DirectorySubject:
    """Who the directory said, also of a sign-in that was put aside for the second factor."""
    kept = login.account.extra_data
    return DirectorySubject(kept["iss"], kept["sub"], kept["email"])


class DirectoryProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The school's directory. What is asked of it is the settings' to say, not the address's."""

    oauth2_adapter_class = DirectoryClient
    pkce_enabled_default = True

    def get_pkce_params(self) -> dict[str, Any]:
        asked = super().get_pkce_params()
        return dict(asked) | {"nonce": nonce_of(asked["code_verifier"])}

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return dict(self.get_auth_params())

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return list(self.get_scope())

    def sociallogin_from_response(self, request: HttpRequest, response: DirectorySubject) -> DirectoryLogin:
        account = SocialAccount(provider=self.sub_id, uid=response.key, extra_data=response.written())
        return DirectoryLogin(user=Person(), account=account, provider=self)
