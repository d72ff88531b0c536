"""What other systems ask of assessment: papers, their marks, and handing them in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Schema, Status
from pydantic import BeforeValidator, Field, StrictInt
from pydantic_core import PydanticCustomError

from parchemin.campus.api import finding
from parchemin.campus.api.doing import act
from parchemin.campus.api.finding import After, Limit, OfYear, needing
from parchemin.campus.api.groups import Group
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.refusals import Place, places_of
from parchemin.campus.api.schemas import REFUSED, Taken
from parchemin.campus.assessment.access import ENTER_MARKS
from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.assessment.queries.papers import current_marks, missing_of, sitting
from parchemin.campus.assessment.refusals import MarkConflict
from parchemin.campus.dossiers.models import Dossier

MARKS = Group("marks", rank=40)
READS = KeyAuth(MARKS.scope("read", _("read assessments and marks")))
WRITES = KeyAuth(MARKS.scope("write", _("enter and submit marks")))
MARK = r"^(ABS|[0-9]{1,4}(\.[0-9]{1,4})?)?$"


def _kept_as_text(value: object) -> object:
    if isinstance(value, int | float):
        raise PydanticCustomError("mark_is_text", 'A mark is text, "12.5": a JSON number is a float, and is not exact.')
    return value


MarkText = Annotated[
    str,
    BeforeValidator(_kept_as_text),
    Field(pattern=MARK, description='"12.5"; "ABS" for an absence; "" to clear.', examples=["12.5", "ABS", ""]),
]


class AudienceOut(Schema):
    """Whom a paper is for. intake: its name, "" for any; modality: as the text names it, "" for any."""

    intake: str
    modality: str


class PaperOut(Schema):
    """A paper. audiences: whom it is for; with neither intake nor modality, whoever the others of its name leave.

    submitted: handed in. lacking: how many of those who sit it have neither mark nor absence.
    """

    id: UUID
    year: int
    unit: str
    slot: str
    name: str
    label: str
    facts: dict[str, str]
    audiences: list[AudienceOut]
    submitted: bool
    lacking: int


class Papers(Schema):
    items: list[PaperOut]
    next: str | None


class MarkOut(Schema):
    """How one student stands on a paper. key: of the mark that stands, 0 for none: send it back as `seen`."""

    student: UUID
    number: str
    key: int
    state: str = Field(description="given, absent, cleared, or none")
    mark: str = Field(description='"12.5", "ABS" or ""')
    why: str
    by: str
    at: datetime | None


class Marks(Schema):
    items: list[MarkOut]
    next: str | None


class MarkIn(Taken):
    student: UUID
    mark: MarkText
    seen: Annotated[StrictInt, Field(ge=0, description="The key of the mark that you saw, 0 for none.")]


class MarksIn(Taken):
    """why: the reason of a correction, once the marks are submitted."""

    marks: Annotated[list[MarkIn], Field(min_length=1, max_length=1000)]
    why: Annotated[str, Field(max_length=400, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class Written(Schema):
    marks: list[MarkOut]


class Submitted(Schema):
    paper: UUID
    at: datetime
    by: str


@MARKS.router.get("/programmes/{programme}/papers", auth=READS, response={200: Papers, **REFUSED})
@needing(ENTER_MARKS)
def list_papers(
    request: ApiRequest,
    programme: UUID,
    year: OfYear = None,
    unit: finding.Exactly = "",
    after: After = "",
    limit: Limit = 100,
) -> Papers:
    """The papers of a programme whose marks this key may enter."""
    rows = _papers(request).filter(programme=finding.programme(request, programme))
    rows = (rows.filter(year=year) if year else rows).prefetch_related("audiences__intake")
    found, further = after_row(rows.filter(unit=unit) if unit else rows, after, limit, lambda row: row)
    missing = missing_of(found)
    return Papers(items=[_paper_out(row, missing[row.pk]) for row in found], next=further)


@MARKS.router.get("/papers/{paper}/marks", auth=READS, response={200: Marks, **REFUSED})
@needing(ENTER_MARKS)
def list_marks(request: ApiRequest, paper: UUID, after: After = "", limit: Limit = 1000) -> Marks:
    """Those who sit a paper, each with the mark that stands, or none yet."""
    found = _paper(request, paper)
    standing = current_marks(found)
    items, further = after_row(sitting(found), after, limit, lambda one: _mark_out(one, standing.get(one.pk)))
    return Marks(items=items, next=further)


@MARKS.router.put("/papers/{paper}/marks", auth=WRITES, response={200: Written, **REFUSED})
@needing(ENTER_MARKS)
@act
def put_marks(request: ApiRequest, paper: UUID, body: MarksIn) -> Status[Written]:
    """Write marks, all or none. Where the mark that stands is not the one `seen`, 409 says which stands, and whose."""
    found = _paper(request, paper)
    rows = Dossier.objects.students().filter(programme=found.programme_id).select_related("programme__school")
    dossiers = finding.each_once(rows, [one.student for one in body.marks], "body.marks.{}.student")
    entries = [Entered(d, one.mark, one.seen) for d, one in zip(dossiers, body.marks, strict=True)]
    standing: Mapping[int, Mark] = enter_marks(found, entries, by=request.person, at=request.at, why=body.why)
    return Status(200, Written(marks=[_mark_out(dossier, standing.get(dossier.pk)) for dossier in dossiers]))


@MARKS.router.post("/papers/{paper}/submission", auth=WRITES, response={201: Submitted, **REFUSED})
@needing(ENTER_MARKS)
@act
def submit_marks(request: ApiRequest, paper: UUID) -> Status[Submitted]:
    """Hand in the marks of a paper: from then on one changes only by a correction, with its reason."""
    made = submit(_paper(request, paper), by=request.person, at=request.at)
    return Status(201, Submitted(paper=made.paper_id, at=made.at, by=str(made.by)))


def _mark_out(dossier: Dossier, mark: Mark | None) -> MarkOut:
    return MarkOut(
        student=dossier.ref,
        number=dossier.number,
        key=mark.pk if mark else 0,
        state=mark.state if mark else "none",
        mark=_text(mark),
        why=mark.why if mark else "",
        by=str(mark.by) if mark else "",
        at=mark.at if mark else None,
    )


def _text(mark: Mark | None) -> str:
    """As it is sent: exact, with a point."""
    if mark is None or mark.state == Mark.State.CLEARED:
        return ""
    return "ABS" if mark.value is None else format(mark.value.normalize(), "f")


def _paper_out(row: Paper, lacking: int) -> PaperOut:
    return PaperOut(
        id=row.pk,
        year=row.year,
        unit=row.unit,
        slot=row.slot,
        name=row.name,
        label=row.label,
        facts=row.facts,
        audiences=[AudienceOut(intake=intake, modality=modality) for intake, modality in sorted(row.pairs)],
        submitted=hasattr(row, "submission"),
        lacking=lacking,
    )


def _papers(request: ApiRequest) -> QuerySet[Paper]:
    here = Paper.objects.filter(programme__school=request.key.school_id)
    return ENTER_MARKS.among(here, request.person).select_related("programme__school", "submission")


def _paper(request: ApiRequest, key: UUID) -> Paper:
    return get_object_or_404(_papers(request), pk=key)


@places_of.register
def _changed_meanwhile(refusal: MarkConflict) -> tuple[Place, ...]:
    return tuple(
        Place(one.number, gettext("changed meanwhile"), theirs=one.theirs.replace(",", "."), by=one.who, key=one.key)
        for one in refusal.conflicts
    )
