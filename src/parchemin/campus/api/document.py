"""The API as a whole: the operations of every stage, its document (OpenAPI 3), and the one shape of its refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from parchemin.campus.api.groups import every_group
from parchemin.campus.api.refusals import (
    AnswerErased,
    BadIdempotencyKey,
    KeyRefused,
    Malformed,
    NothingThere,
    OtherRequest,
    Place,
    TooMany,
    Unreadable,
    code_of,
    places_of,
)
from parchemin.campus.api.schemas import Refused, Where
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.access import Forbidden

DESCRIPTION = """What other systems of a school need: students, registrations, marks in, outcomes out.

Show a key: `Authorization: Bearer parchemin_…`. It acts as the person who made it, with their rights, within its
scopes. Marks are text (`"12.5"`). A refusal has `what`, `remedy`, a stable `code`, and `places` where it names any."""

STATUS: dict[type[Refusal], int] = {
    Forbidden: 403,
    KeyRefused: 401,
    NothingThere: 404,
    Malformed: 422,
    BadIdempotencyKey: 422,
    OtherRequest: 422,
    AnswerErased: 410,
    Unreadable: 400,
    TooMany: 429,
}


class Api(NinjaAPI):
    made: OpenAPISchema | None = None

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """The document, made once: anyone may ask for it, and it takes most of a second."""
        if self.made is None:
            self.made = super().get_openapi_schema()
        return self.made

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        return reverse("api:api-v1:api-root")


api = Api(
    title="Parchemin",
    version="1.0.0",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api-v1",
    openapi_extra={"info": {"license": {"name": "Apache-2.0"}}},
)


def _known_only(run: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuses a parameter that an operation does not take: left unread, it would have the answer to another question
    taken for the one that was asked."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    asked = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    taken = {name for model in asked for name in getattr(model, "__ninja_flatten_map__", ())}

    @wraps(run)
    def checked(request: HttpRequest, **given: Any) -> HttpResponseBase:
        if unknown := sorted(set(request.GET) - taken):
            says = _("no such parameter; taken here: %(taken)s") % {"taken": ", ".join(sorted(taken)) or "—"}
            return refused(request, Malformed(tuple(Place(f"query.{name}", says) for name in unknown)))
        if twice := sorted(name for name, said in request.GET.lists() if len(said) > 1):
            return refused(request, Malformed(tuple(Place(f"query.{name}", _("given twice")) for name in twice)))
        return run(request, **given)

    return checked


api.add_decorator(_known_only, mode="view")
for group in every_group():
    api.add_router("", group.router)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal in its one shape."""
    status = next((STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS), 409)
    places = [Where(at=p.at, what=p.what, theirs=p.theirs, by=p.by, key=p.key) for p in places_of(refusal)]
    told = Refused(what=str(refusal.what), remedy=str(refusal.remedy), code=code_of(refusal), places=places or None)
    response = api.create_response(request, told.model_dump(), status=status)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.wait)
    if isinstance(refusal, KeyRefused):
        response["WWW-Authenticate"] = "Bearer"
    return response


def _not_there(request: HttpRequest, error: Http404 | type[Http404]) -> HttpResponse:
    return refused(request, NothingThere())


def _invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    assert isinstance(error, ValidationError)
    return refused(request, Malformed(tuple(Place(_at(one["loc"]), str(one["msg"])) for one in error.errors)))


def _at(loc: Sequence[str | int]) -> str:
    """Where, as who sends it knows it: "body.marks.0.mark"; the package names the argument after the body."""
    return ".".join(str(part) for i, part in enumerate(loc) if (i, part, loc[0]) != (1, "body", "body"))


def _unreadable(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    return refused(request, Unreadable())


def _refusal(request: HttpRequest, error: Refusal | type[Refusal]) -> HttpResponse:
    assert isinstance(error, Refusal)
    return refused(request, error)


api.add_exception_handler(Http404, _not_there)
api.add_exception_handler(ValidationError, _invalid)
api.add_exception_handler(HttpError, _unreadable)
api.add_exception_handler(Refusal, _refusal)
