"""Programmes, the texts published for them, and their intakes."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from parchemin.campus.api import finding
from parchemin.campus.api.finding import After, Limit, needing
from parchemin.campus.api.groups import Group
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import (
    REFUSED,
    IntakeOut,
    Intakes,
    ProgrammeOut,
    Programmes,
    TextFiles,
    TextOut,
    Texts,
)
from parchemin.campus.catalogue.access import READ
from parchemin.campus.catalogue.models import Intake, Programme, Publication

CATALOGUE = Group("catalogue", rank=10)
KEY = KeyAuth(CATALOGUE.scope("read", _("read programmes, texts and intakes")))


@CATALOGUE.router.get("/programmes", auth=KEY, response={200: Programmes, **REFUSED})
@needing(READ)
def list_programmes(
    request: ApiRequest, slug: finding.Exactly = "", after: After = "", limit: Limit = 100
) -> Programmes:
    """The programmes of the school that this key sees, or the one named."""
    rows = finding.programmes(request)
    items, further = after_row(rows.filter(slug=slug) if slug else rows, after, limit, _programme)
    return Programmes(items=items, next=further)


@CATALOGUE.router.get("/programmes/{programme}", auth=KEY, response={200: ProgrammeOut, **REFUSED})
@needing(READ)
def read_programme(request: ApiRequest, programme: UUID) -> ProgrammeOut:
    """One programme."""
    return _programme(finding.programme(request, programme))


@CATALOGUE.router.get("/programmes/{programme}/texts", auth=KEY, response={200: Texts, **REFUSED})
@needing(READ)
def list_texts(request: ApiRequest, programme: UUID, after: After = "", limit: Limit = 100) -> Texts:
    """The texts published for a programme. The greatest `number` is the last one published."""
    rows = Publication.objects.filter(programme=finding.programme(request, programme)).defer("files")
    items, further = after_row(rows, after, limit, _text)
    return Texts(items=items, next=further)


@CATALOGUE.router.get("/texts/{text}", auth=KEY, response={200: TextFiles, **REFUSED})
@needing(READ)
def read_text(request: ApiRequest, text: UUID) -> TextFiles:
    """A text as it was published, whole: it never changes."""
    found = get_object_or_404(Publication, pk=text, programme__in=finding.programmes(request))
    return TextFiles(**_text(found).model_dump(), files=found.files)


@CATALOGUE.router.get("/programmes/{programme}/intakes", auth=KEY, response={200: Intakes, **REFUSED})
@needing(READ)
def list_intakes(request: ApiRequest, programme: UUID, after: After = "", limit: Limit = 100) -> Intakes:
    """The intakes of a programme, each with the text its students are under."""
    rows = Intake.objects.filter(programme=finding.programme(request, programme))
    items, further = after_row(rows, after, limit, _intake)
    return Intakes(items=items, next=further)


def _programme(row: Programme) -> ProgrammeOut:
    return ProgrammeOut(id=row.pk, slug=row.slug, title=row.title, school=row.school.slug)


def _text(row: Publication) -> TextOut:
    return TextOut(
        id=row.pk,
        number=row.number,
        title=row.title,
        in_force=row.in_force,
        digest=row.digest,
        published_at=row.published_at,
    )


def _intake(row: Intake) -> IntakeOut:
    return IntakeOut(id=row.pk, name=row.name, starts=row.starts, text=row.publication_id)
