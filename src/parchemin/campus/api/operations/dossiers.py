"""The files of every root of a text, those of students among them: opened, listed, read, with what the law says."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Status
from pydantic import Field, StrictBool

from parchemin.campus.api import finding
from parchemin.campus.api.doing import Preview, act
from parchemin.campus.api.finding import After, Limit, OfMoment, OfYear, needing
from parchemin.campus.api.groups import Group
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.operations.outcomes import KEY as OUTCOMES_KEY
from parchemin.campus.api.operations.outcomes import OUTCOMES, outcomes_of
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import (
    ADDRESS,
    REFUSED,
    DossierOut,
    DossiersOut,
    Name,
    Number,
    Outcomes,
    Reason,
    Taken,
)
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.access import EXPORT, OPEN, READ_DOSSIER
from parchemin.campus.dossiers.actions import Identity, open_dossier
from parchemin.campus.dossiers.models import Dossier

DOSSIERS = Group("dossiers", rank=25)
READS = KeyAuth(DOSSIERS.scope("read", _("read the files of every kind, candidates included")))
WRITES = KeyAuth(DOSSIERS.scope("write", _("open files of every kind")))


class IdentityIn(Taken):
    given_name: Name
    family_name: Name
    email: Annotated[str, Field(max_length=254, pattern=ADDRESS)]


class OpenIn(Taken):
    """`person` left out or null: the file is about nobody. `number` left out or null: one is made. `reason`: asked of a
    second file of a student of the programme."""

    intake: UUID
    root: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
    number: Number | None = None
    person: IdentityIn | None = None
    reason: Reason | None = None
    dry_run: StrictBool = False


@DOSSIERS.router.get("/programmes/{programme}/dossiers", auth=READS, response={200: DossiersOut, **REFUSED})
@needing(READ_DOSSIER)
def list_dossiers(
    request: ApiRequest,
    programme: UUID,
    root: finding.Exactly = "",
    intake: UUID | None = None,
    number: finding.Exactly = "",
    after: After = "",
    limit: Limit = 100,
) -> DossiersOut:
    """The files of a programme, of every root of its texts or of one, of one intake, or the one of a number."""
    rows = finding.dossiers(request).filter(programme=finding.programme(request, programme))
    rows = rows.filter(root=root) if root else rows
    rows = rows.filter(intake=intake) if intake else rows
    items, further = after_row(rows.filter(number=number) if number else rows, after, limit, _told)
    return DossiersOut(items=items, next=further)


@DOSSIERS.router.get("/dossiers/{dossier}", auth=READS, response={200: DossierOut, **REFUSED})
@needing(READ_DOSSIER)
def read_dossier(request: ApiRequest, dossier: UUID) -> DossierOut:
    """One file."""
    return _told(finding.dossier(request, dossier))


@DOSSIERS.router.post(
    "/programmes/{programme}/dossiers", auth=WRITES, response={200: DossierOut, 201: DossierOut, **REFUSED}
)
@needing(OPEN)
@act
def open_a_dossier(request: ApiRequest, programme: UUID, body: OpenIn) -> Status[DossierOut]:
    """Open the file of somebody, or of something, as a root of the text of an intake.

    With `dry_run`, see what would come of it: nothing is written.
    """
    intakes = Intake.objects.filter(programme=finding.programme(request, programme))
    intake = get_object_or_404(intakes.select_related("programme__school", "publication"), pk=body.intake)
    about = Identity(body.person.email, body.person.given_name, body.person.family_name) if body.person else None
    told = {"number": body.number or "", "reason": body.reason or ""}
    made = open_dossier(intake, body.root, about=about, **told, by=request.person, at=request.at)
    if body.dry_run:
        return Preview(200, _told(made).model_copy(update={"id": None}))
    return Status(201, _told(made))


@OUTCOMES.router.get("/dossiers/{dossier}/outcomes", auth=OUTCOMES_KEY, response={200: Outcomes, **REFUSED})
@needing(EXPORT)
def read_outcomes_of_dossier(
    request: ApiRequest, dossier: UUID, year: OfYear = None, moment: OfMoment = None
) -> Outcomes:
    """Every decision and requirement of the text on one file, whatever its root, with their articles.

    As things stand, or as a year was, or as they were known at a moment gone by.
    """
    return outcomes_of(request, finding.dossier(request, dossier), year, moment)


def _told(row: Dossier) -> DossierOut:
    person = row.person
    return DossierOut(
        id=row.ref,
        root=row.root,
        number=row.number,
        given_name=person.given_name if person else None,
        family_name=person.family_name if person else None,
        email=person.email if person else None,
        programme=row.programme_id,
        intake=row.intake_id,
        entry=row.entry,
    )
