"""Finding what an address names, among what a key may see: anything else is not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from parchemin.campus.api.identifying import ApiRequest
from parchemin.campus.api.refusals import Malformed, NothingThere, Place
from parchemin.campus.catalogue import access as catalogue
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers import access as dossiers_access
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.access import Permission

After = Annotated[str, Query(max_length=36, pattern=r"^[0-9a-f-]*$", description="`next` of the page before.")]
Exactly = Annotated[str, Query(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
Limit = Annotated[int, Query(ge=1, le=1000)]
OfYear = Annotated[int | None, Query(ge=1900, le=2200, description="2025 for the university year 2025-2026.")]
OfMoment = Annotated[
    datetime | None,
    Query(alias="at", description="As things were known at a moment gone by: 2026-07-14T18:00:00+02:00."),
]
RowKey = Annotated[int, Field(ge=1, le=2**63 - 1)]


MOMENT_OF_OUR_TIME = datetime(1900, 1, 2, tzinfo=UTC)


def gone_by(request: ApiRequest, moment: datetime | None) -> datetime | None:
    """A moment asked about, which is in the past and says its time zone."""
    if moment is not None and (moment.tzinfo is None or not MOMENT_OF_OUR_TIME <= moment <= request.at):
        raise Malformed((Place("query.at", "a moment gone by, with its time zone"),))
    return moment


def needing[F: Callable[..., Any]](*permissions: Permission[Any]) -> Callable[[F], F]:
    """Says which permissions an operation goes by, for the table of rights."""

    def said(operation: F) -> F:
        operation.needs = permissions  # type: ignore[attr-defined]
        return operation

    return said


def programmes(request: ApiRequest) -> QuerySet[Programme]:
    here = Programme.objects.filter(school=request.key.school_id).select_related("school")
    return catalogue.READ.among(here, request.person)


def programme(request: ApiRequest, key: UUID) -> Programme:
    return get_object_or_404(programmes(request), pk=key)


def students(request: ApiRequest) -> QuerySet[Dossier]:
    return dossiers(request).filter(studies=True)


def student(request: ApiRequest, ref: UUID) -> Dossier:
    return get_object_or_404(students(request), ref=ref)


def dossiers(request: ApiRequest) -> QuerySet[Dossier]:
    """Of every root: those who study, and all the others."""
    here = Dossier.objects.filter(programme__school=request.key.school_id)
    return dossiers_access.READ_DOSSIER.among(here, request.person).select_related(
        "person", "programme__school", "publication"
    )


def dossier(request: ApiRequest, ref: UUID) -> Dossier:
    return get_object_or_404(dossiers(request), ref=ref)


def each_once(rows: QuerySet[Dossier], refs: Sequence[UUID], where: str) -> list[Dossier]:
    """The dossiers of these names, in their order. `where`: the place of a name, with its index put in."""
    known = {one.ref: one for one in rows.filter(ref__in=refs)}
    twice = [i for i, ref in enumerate(refs) if ref in refs[:i]] if len(set(refs)) < len(refs) else []
    if twice:
        raise Malformed(tuple(Place(where.format(i), f"{refs[i]} comes twice") for i in twice))
    unknown = [i for i, ref in enumerate(refs) if ref not in known]
    if unknown:
        raise NothingThere(tuple(Place(where.format(i), str(refs[i])) for i in unknown))
    return [known[ref] for ref in refs]
