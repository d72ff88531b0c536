"""One transcript, and somebody's own: for the person concerned, their programme office and directors."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from parchemin.campus.awards import access
from parchemin.campus.awards.models import Transcript
from parchemin.campus.awards.queries.contents import address_of, laid_out
from parchemin.campus.awards.queries.issued import state_of, transcripts_of
from parchemin.campus.common.files import serve
from parchemin.campus.documents import qr
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.pages import SIGNED_IN, CampusRequest, page


@require_safe
@page(needs=SIGNED_IN)
def mine(request: CampusRequest) -> HttpResponse:
    """The transcripts of whoever asks, studying still or not."""
    found = transcripts_of(Dossier.objects.filter(person=request.person))
    rows = [(one, state_of(one)) for one in access.KEEP.among(found, request.person)]
    return render(request, "awards/mine.html", {"rows": rows})


@require_safe
@page(needs=access.READ)
def transcript(request: CampusRequest, pk: UUID) -> HttpResponse:
    """What a transcript tells, its key, and what happened to it."""
    found = _theirs(request, pk)
    state = state_of(found)
    with translation.override(found.content["language"]):
        told = laid_out(found.content)
    return render(
        request,
        "awards/transcript.html",
        {
            "transcript": found,
            "told": told,
            "state": state,
            "events": found.events.select_related("by", "successor"),
            "address": address_of(found.key),
            "code": qr.svg(address_of(found.key), title=address_of(found.key)),
            "own": found.dossier.person_id == request.person.pk,
            "may_withdraw": state.stands and access.WITHDRAW.allows(request.person, found),
        },
    )


@require_safe
@page(needs=access.READ)
def file(request: CampusRequest, pk: UUID) -> HttpResponseBase:
    """The sealed PDF, as it was issued: another file in its place is not served."""
    found = _theirs(request, pk)
    return serve(request, found.file, sha256=found.sha256)


def _theirs(request: CampusRequest, pk: UUID) -> Transcript:
    rows = access.READ.among(Transcript.objects.all(), request.person)
    return get_object_or_404(rows.select_related("dossier__programme__school", "dossier__person"), pk=pk)
