"""The pages of the API: one's keys, and the list of its operations; and its answer to an address that is none."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parchemin.campus.api import access, actions
from parchemin.campus.api.document import api, refused
from parchemin.campus.api.forms import KeyForm
from parchemin.campus.api.groups import every_scope
from parchemin.campus.api.models import Key
from parchemin.campus.api.queries import keys_for
from parchemin.campus.api.refusals import NothingThere
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.models import School
from parchemin.campus.people.pages import ANYONE, CampusRequest, page


@require_safe
@page(needs=access.MAKE_KEYS)
def keys(request: CampusRequest) -> HttpResponse:
    """The keys one made, and for a director every key of the school."""
    today = timezone.localdate(request.at)
    shown = [(key, key.good_on(today), _labels(key)) for key in keys_for(request.person)]
    return render(request, "api/keys.html", {"keys": sorted(shown, key=lambda one: not one[1])})


def _labels(key: Key) -> list[str]:
    return [str(says) for scope, says in every_scope().items() if scope in key.scopes]


@require_http_methods(["GET", "POST"])
@never_cache
@sensitive_variables("shown")
@page(needs=access.MAKE_KEYS)
def make(request: CampusRequest) -> HttpResponse:
    """Make a key; its secret is on the page that answers, once. Who asks has just shown that it is them."""
    schools = list(access.MAKE_KEYS.among(School.objects.all(), request.person).order_by("name"))
    form = KeyForm(request.POST or None, schools=schools, today=timezone.localdate(request.at))
    refusal: Refusal | None = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            key, shown = actions.make_key(
                said["school"], said["name"], said["scopes"], said["expires"], by=request.person, at=request.at
            )
        except Refusal as found:
            refusal = found
        else:
            return render(request, "api/made.html", {"key": key, "shown": shown, "labels": _labels(key)})
    wrong = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "api/make.html", {"form": form, "refusal": refusal}, status=wrong)


make_key = reauthentication_required(make)
make_key.needs = access.MAKE_KEYS


@require_POST
@page(needs=access.MAKE_KEYS)
def revoke(request: CampusRequest, key: UUID) -> HttpResponse:
    """From now on the key opens nothing."""
    found = get_object_or_404(keys_for(request.person), pk=key)
    actions.revoke_key(found, by=request.person, at=request.at)
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": found.name})
    return redirect("api:keys")


@require_safe
@page(needs=ANYONE)
def operations(request: CampusRequest) -> HttpResponse:
    """What the API does, for people: the same document as openapi.json."""
    document: dict[str, Any] = api.get_openapi_schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            groups.setdefault(told["tags"][0], []).append(_shown(path, method, told))
    return render(request, "api/operations.html", {"groups": groups.items(), "info": document["info"]})


def _shown(path: str, method: str, told: dict[str, Any]) -> dict[str, Any]:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "method": method.upper(),
        "path": path,
        "says": told.get("description", ""),
        "id": told["operationId"],
        "asks": [one["name"] for one in told.get("parameters", ()) if one["in"] == "query"],
        "body": body.get("$ref", "").rpartition("/")[2],
    }


@csrf_exempt  # it does nothing
@page(needs=ANYONE)
def nothing(request: CampusRequest, rest: str) -> HttpResponse:
    """An address under /api/v1/ that is none: said in the shape of the API."""
    return refused(request, NothingThere())
