"""What other systems ask of awards: how the transcripts of a student stand."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema

from parchemin.campus.api import finding
from parchemin.campus.api.finding import After, Limit, needing
from parchemin.campus.api.identifying import ApiRequest
from parchemin.campus.api.operations.outcomes import KEY, OUTCOMES
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import REFUSED
from parchemin.campus.awards.access import READ
from parchemin.campus.awards.models import Transcript
from parchemin.campus.awards.queries.contents import address_of
from parchemin.campus.awards.queries.issued import state_of, with_outdated


class TranscriptOut(Schema):
    """state: issued, outdated (another is being made, or could not be), superseded or withdrawn, `since` when. reason:
    why it was withdrawn, or why the one to replace it could not be made. check: where anyone checks it. sha256: of the
    PDF."""

    id: UUID
    label: str
    final: bool
    issued_at: datetime
    state: str
    since: datetime
    reason: str
    check: str
    sha256: str


class Transcripts(Schema):
    items: list[TranscriptOut]
    next: str | None


@OUTCOMES.router.get("/students/{student}/transcripts", auth=KEY, response={200: Transcripts, **REFUSED})
@needing(READ)
def list_transcripts(request: ApiRequest, student: UUID, after: After = "", limit: Limit = 100) -> Transcripts:
    """The transcripts of a student: whether each is valid, superseded or withdrawn, and where anyone checks it."""
    rows = Transcript.objects.filter(dossier=finding.student(request, student)).defer("content")
    rows = with_outdated(READ.among(rows, request.person)).prefetch_related("events")
    items, further = after_row(rows, after, limit, _transcript)
    return Transcripts(items=items, next=further)


def _transcript(row: Transcript) -> TranscriptOut:
    state = state_of(row)
    return TranscriptOut(
        id=row.pk,
        label=row.label,
        final=row.final,
        issued_at=row.issued_at,
        state=state.kind,
        since=state.event.at,
        reason=state.reason,
        check=address_of(row.key),
        sha256=row.sha256,
    )
