"""Going to the directory and coming back: the package's two views, with a client that believes little."""

from __future__ import annotations

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.utils import get_request_param
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from requests import RequestException

from parchemin.campus.people.sign_in.directory.answers import refused
from parchemin.campus.people.sign_in.directory.client import DirectoryClient
from parchemin.campus.people.sign_in.directory.refusals import NoMeansOfYourOwn


def login(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the directory; to link it, only who has just signed in again by their own means."""
    if get_request_param(request, "process") == AuthProcess.CONNECT:
        return _to_link(request, provider_id)
    return _sent(request, provider_id)


def _to_link(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not get_account_adapter().get_reauthentication_methods(request.user):
        return refused(request, NoMeansOfYourOwn(), status=409)
    guarded = reauthentication_required(_sent, app="allauth.socialaccount")
    answer: HttpResponseBase = guarded(request, provider_id)
    return answer


def _sent(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """A page that leads on to the directory: our content policy lets no form be answered by another site's page."""
    answer = _asked(request, OAuth2LoginView, provider_id)
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    page = render(request, "people/directory_leaving.html", {"address": answer.url})
    page["Refresh"] = f"0; url={answer.url}"
    return page


def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Back from the directory."""
    return _asked(request, OAuth2CallbackView, provider_id)


def _asked(
    request: HttpRequest, view: type[OAuth2LoginView] | type[OAuth2CallbackView], provider_id: str
) -> HttpResponseBase:
    client = DirectoryClient(request, provider_id)
    try:
        answer: HttpResponseBase = view.adapter_view(client)(request)
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    except (OAuth2Error, RequestException) as error:  # the package asks for its addresses before it expects any
        answer = render_authentication_error(request, client.get_provider(), exception=error)
    return answer
