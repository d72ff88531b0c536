"""Asking the directory: whatever it answers, the worst is a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

from parchemin.campus.people.sign_in.directory.actions import issuer_expected
from parchemin.campus.people.sign_in.directory.claims import UntrustedClaims, subject_of
from parchemin.campus.people.sign_in.directory.tokens import nonce_of, verified_claims

# What reading a text of any shape as if it had the right one can raise.
ODDITIES = (jwt.PyJWTError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class DirectoryError(OAuth2Error):  # type: ignore[misc]
    """The directory answered something that cannot be believed. `reason` is one of a few words, for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def _believing(reason: str) -> Iterator[None]:
    """What is read here comes from elsewhere, in any shape: it never fails but as a refusal."""
    try:
        yield
    except UntrustedClaims as error:
        raise DirectoryError("claims") from error
    except ODDITIES as error:
        raise DirectoryError(reason) from error


class DirectoryClient(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The directory as a sign-in sees it."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the directory says of itself; its issuer is the one of the settings, its addresses as safe as that."""
        if not hasattr(self, "_checked"):
            with _believing("discovery"):
                config = dict(super().openid_config)
                expected = issuer_expected()
                safe = {"https"} if expected.startswith("https:") else {"http", "https"}
                named = [config[name] for name in ENDPOINTS] + [config.get("userinfo_endpoint", config["jwks_uri"])]
                methods = config.get("token_endpoint_auth_methods_supported", [])
                if config["issuer"].rstrip("/") != expected or any(urlsplit(one).scheme not in safe for one in named):
                    raise UntrustedClaims("the directory is not the one of the settings")
                config["token_endpoint_auth_methods_supported"] = [one for one in methods if isinstance(one, str)]
                self._checked = config
        return self._checked

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: OAuth2Client, pkce_code_verifier: str | None = None
    ) -> Any:
        with _believing("token"):
            if not pkce_code_verifier:
                raise UntrustedClaims("the sign-in has no secret")
            self.nonce = nonce_of(pkce_code_verifier)
            return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def parse_token(self, data: Any) -> SocialToken:
        with _believing("token"):
            if not isinstance(data["access_token"], str):
                raise UntrustedClaims("the directory gave no key to what it knows")
            return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        with _believing("token"):
            config, session = self.openid_config, get_adapter().get_requests_session()
            with session:
                answer = session.get(config["jwks_uri"])
                answer.raise_for_status()
                keys = answer.json()
            signed = verified_claims(
                kwargs["response"]["id_token"],
                keys,
                issuer=config["issuer"],
                client=app.client_id,
                nonce=self.nonce,
            )
        with _believing("claims"):
            told = self._fetch_user_info(token.token) if "userinfo_endpoint" in config else {}
            subject = subject_of(signed, dict(told))
        return self.get_provider().sociallogin_from_response(request, subject)
