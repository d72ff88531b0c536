"""Papers, their marks, and handing them in."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from ninja import Router, Status

from parchemin.campus.api import finding
from parchemin.campus.api.doing import act
from parchemin.campus.api.finding import After, Limit, OfYear, needing
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.models import Scope
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import REFUSED, MarkOut, Marks, MarksIn, PaperOut, Papers, Submitted, Written
from parchemin.campus.assessment.access import ENTER_MARKS
from parchemin.campus.assessment.actions.marks import Entered, enter_marks, submit
from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.assessment.queries.papers import current_marks, sitting
from parchemin.campus.dossiers.models import Dossier

router = Router(tags=["marks"])
READS, WRITES = KeyAuth(Scope.MARKS_READ), KeyAuth(Scope.MARKS_WRITE)


@router.get("/programmes/{programme}/papers", auth=READS, response={200: Papers, **REFUSED})
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
    rows = finding.papers(request).filter(programme=finding.programme(request, programme))
    rows = rows.filter(year=year) if year else rows
    items, further = after_row(rows.filter(unit=unit) if unit else rows, after, limit, _paper)
    return Papers(items=items, next=further)


@router.get("/papers/{paper}/marks", auth=READS, response={200: Marks, **REFUSED})
@needing(ENTER_MARKS)
def list_marks(request: ApiRequest, paper: UUID, after: After = "", limit: Limit = 1000) -> Marks:
    """Those who sit a paper, each with the mark that stands, or none yet."""
    found = finding.paper(request, paper)
    standing = current_marks(found)
    items, further = after_row(sitting(found), after, limit, lambda one: told(one, standing.get(one.pk)))
    return Marks(items=items, next=further)


@router.put("/papers/{paper}/marks", auth=WRITES, response={200: Written, **REFUSED})
@needing(ENTER_MARKS)
@act
def put_marks(request: ApiRequest, paper: UUID, body: MarksIn) -> Status[Written]:
    """Write marks, all or none. Where the mark that stands is not the one `seen`, 409 says which stands, and whose."""
    found = finding.paper(request, paper)
    rows = Dossier.objects.filter(programme=found.programme_id).select_related("programme__school")
    dossiers = finding.each_once(rows, [one.student for one in body.marks], "body.marks.{}.student")
    entries = [Entered(d, one.mark, one.seen) for d, one in zip(dossiers, body.marks, strict=True)]
    standing: Mapping[int, Mark] = enter_marks(found, entries, by=request.person, at=request.at, why=body.why)
    return Status(200, Written(marks=[told(dossier, standing.get(dossier.pk)) for dossier in dossiers]))


@router.post("/papers/{paper}/submission", auth=WRITES, response={201: Submitted, **REFUSED})
@needing(ENTER_MARKS)
@act
def submit_marks(request: ApiRequest, paper: UUID) -> Status[Submitted]:
    """Hand in the marks of a paper: from then on one changes only by a correction, with its reason."""
    made = submit(finding.paper(request, paper), by=request.person, at=request.at)
    return Status(201, Submitted(paper=made.paper_id, at=made.at, by=str(made.by)))


def told(dossier: Dossier, mark: Mark | None) -> MarkOut:
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


def _paper(row: Paper) -> PaperOut:
    return PaperOut(
        id=row.pk,
        year=row.year,
        unit=row.unit,
        slot=row.slot,
        name=row.name,
        label=row.label,
        facts=row.facts,
        submitted=hasattr(row, "submission"),
    )
