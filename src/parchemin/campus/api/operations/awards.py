"""What juries decided and published of a student, and how their transcripts stand."""

from __future__ import annotations

from uuid import UUID

from ninja import Router

from parchemin.campus.api import finding
from parchemin.campus.api.finding import After, Limit, needing
from parchemin.campus.api.identifying import ApiRequest, KeyAuth
from parchemin.campus.api.models import Scope
from parchemin.campus.api.queries import after_row
from parchemin.campus.api.schemas import REFUSED, JuryRulingOut, JuryRulings, TranscriptOut, Transcripts
from parchemin.campus.awards.access import READ
from parchemin.campus.awards.models import Transcript
from parchemin.campus.awards.queries.contents import address_of
from parchemin.campus.awards.queries.issued import state_of
from parchemin.campus.dossiers.access import EXPORT
from parchemin.campus.jury.queries.published import Published, published_rulings

router = Router(tags=["outcomes"])
KEY = KeyAuth(Scope.OUTCOMES_READ)


@router.get("/students/{student}/rulings", auth=KEY, response={200: JuryRulings, **REFUSED})
@needing(EXPORT)
def list_rulings(request: ApiRequest, student: UUID) -> JuryRulings:
    """What juries decided of a student and published, the latest jury first. Nothing is told before it is published."""
    dossier = finding.dossier(request, student)
    EXPORT.demand(request.person, dossier.programme)
    return JuryRulings(items=[_ruling(one) for one in published_rulings(dossier)])


@router.get("/students/{student}/transcripts", auth=KEY, response={200: Transcripts, **REFUSED})
@needing(READ)
def list_transcripts(request: ApiRequest, student: UUID, after: After = "", limit: Limit = 100) -> Transcripts:
    """The transcripts of a student: whether each is valid, superseded or withdrawn, and where anyone checks it."""
    rows = Transcript.objects.filter(dossier=finding.dossier(request, student)).defer("content")
    rows = READ.among(rows, request.person).prefetch_related("events")
    items, further = after_row(rows, after, limit, _transcript)
    return Transcripts(items=items, next=further)


def _ruling(one: Published) -> JuryRulingOut:
    return JuryRulingOut(
        jury=one.jury,
        year=one.year,
        stage=one.stage,
        name=one.name,
        member=one.member,
        option=one.option,
        words=one.words,
        by=one.by,
        articles=list(one.articles),
        published_at=one.published_at,
        corrected_at=one.corrected_at,
    )


def _transcript(row: Transcript) -> TranscriptOut:
    state = state_of(row)
    return TranscriptOut(
        id=row.pk,
        label=row.label,
        final=row.final,
        issued_at=row.issued_at,
        state=state.kind,
        since=state.event.at,
        reason=state.event.reason,
        check=address_of(row.key),
        sha256=row.sha256,
    )
