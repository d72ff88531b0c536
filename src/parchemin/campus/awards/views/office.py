"""What the programme office sees: who has a transcript for a period, those being made, and how to make them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parchemin.campus.awards import access, actions
from parchemin.campus.awards.models import Issuance, IssuanceLine, Transcript
from parchemin.campus.awards.queries.issued import (
    TranscriptScope,
    in_force_by_dossier,
    periods_of,
    progress_of,
    registered,
    state_of,
)
from parchemin.campus.awards.tasks import make_transcripts
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.looks.shapes import Item
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.people.queries import by_name

A_PAGE, RECENT = 50, 5
STALLED = timedelta(minutes=1)  # nothing was settled for so long: it may be taken up again by hand


@require_safe
@page(needs=access.ISSUE)
def transcripts(request: CampusRequest) -> HttpResponse:
    """A programme, a period, and everybody in it with the transcript they have."""
    programmes = list(_programmes(request))
    programme = _chosen(programmes, request.GET.get("programme", ""))
    periods = periods_of(programme)
    period = _period(periods, request.GET.get("period"))
    told = {"programme": programme, "periods": periods, "period": period, "asked": request.GET.get("q", "")[:100]}
    told["programmes"] = _tabs(programmes, programme)
    recent = Issuance.objects.filter(programme=programme).order_by("-asked_at")[:RECENT]
    told["recent"] = progress_of(recent)
    if period is not None:
        found = _sought(registered(programme, period), str(told["asked"]))
        shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
        dossiers = list(shown.object_list)
        standing = in_force_by_dossier(dossiers, period)
        states = {key: state_of(one) for key, one in standing.items()}
        told |= {"page": shown, "rows": [(one, standing.get(one.pk), states.get(one.pk)) for one in dossiers]}
    return render(request, "awards/transcripts.html", told)


@require_POST
@page(needs=access.ISSUE)
def issue(request: CampusRequest) -> HttpResponse:
    """Ask for the transcripts of a period, of everybody or of one."""
    programme = _chosen(list(_programmes(request)), request.POST.get("programme", "?"))
    period = _period(periods_of(programme), request.POST.get("period", ""))
    if period is None:
        raise Http404
    only = None
    if ref := request.POST.get("dossier", ""):
        only = get_object_or_404(Dossier.objects.students().filter(programme=programme), ref=_uuid(ref))
    made = actions.issue_for_period(programme, period, only, by=request.person, at=request.at)
    return redirect("awards:issuance", made.pk)


@require_safe
@page(needs=access.FOLLOW)
def issuance(request: CampusRequest, pk: UUID) -> HttpResponse:
    """How far transcripts asked for have come, then what came of each. htmx asks for the part that moves."""
    rows = access.FOLLOW.among(Issuance.objects.all(), request.person)
    found = get_object_or_404(rows.select_related("programme"), pk=pk)
    [progress] = progress_of(Issuance.objects.filter(pk=found.pk))
    lines = (
        IssuanceLine.objects.filter(issuance=found)
        .select_related("dossier__person", "transcript")
        .defer("transcript__content")
    )
    last = lines.order_by("-at").values_list("at", flat=True).first() or found.asked_at
    ordered = lines.order_by(*by_name("dossier__person"), "dossier__number")
    told = {
        "issuance": found,
        "progress": progress,
        "refused": ordered.filter(outcome=IssuanceLine.Outcome.REFUSED),
        "lines": Paginator(ordered, A_PAGE).get_page(request.GET.get("page")) if progress.finished else None,
        "stalled": not progress.finished and request.at - last > STALLED,
        "back": _address(found.programme, TranscriptScope(found.year, found.stage, found.label).code),
    }
    part = request.headers.get("HX-Request") == "true" and "page" not in request.GET
    return render(request, "awards/issuance.html#progress" if part else "awards/issuance.html", told)


@require_POST
@page(needs=access.FOLLOW)
def resume(request: CampusRequest, pk: UUID) -> HttpResponse:
    """Take an issuance up again: what is settled already stays as it is."""
    rows = access.FOLLOW.among(Issuance.objects.all(), request.person)
    found = get_object_or_404(rows, pk=pk)
    make_transcripts.enqueue(str(found.pk))
    return redirect("awards:issuance", found.pk)


@require_POST
@page(needs=access.WITHDRAW)
def withdraw(request: CampusRequest, pk: UUID) -> HttpResponse:
    """Say that a transcript no longer counts, and why."""
    rows = access.WITHDRAW.among(Transcript.objects.select_related("dossier__programme__school"), request.person)
    found = get_object_or_404(rows, pk=pk)
    actions.withdraw(found, reason=request.POST.get("reason", ""), by=request.person, at=request.at)
    return redirect("awards:transcript", found.pk)


# --- what was asked for ------------------------------------------------------------------------------------------


def _programmes(request: CampusRequest) -> QuerySet[Programme]:
    return access.ISSUE.among(Programme.objects.select_related("school"), request.person).order_by("slug")


def _chosen(programmes: Sequence[Programme], slug: str) -> Programme:
    """The programme named, or the first; 404 for one that is not theirs."""
    found = [one for one in programmes if slug in ("", one.slug)]
    if not found:
        raise Http404
    return found[0]


def _period(periods: Sequence[TranscriptScope], code: str | None) -> TranscriptScope | None:
    """The period named, the latest when none is; None where there is no period at all."""
    if code is None:
        return periods[0] if periods else None
    found = next((one for one in periods if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _sought(dossiers: QuerySet[Dossier], words: str) -> QuerySet[Dossier]:
    """Those whose name or number holds every word."""
    for word in words.replace("\0", "").split():
        dossiers = dossiers.filter(
            Q(person__family_name__icontains=word) | Q(person__given_name__icontains=word) | Q(number__icontains=word)
        )
    return dossiers


def _tabs(programmes: Sequence[Programme], chosen: Programme) -> list[Item]:
    if len(programmes) < 2:
        return []
    return [Item(one.title, _address(one), one == chosen) for one in programmes]


def _address(programme: Programme, code: str | None = None) -> str:
    asked = {"programme": programme.slug} | ({"period": code} if code is not None else {})
    return f"{reverse('awards:transcripts')}?{urlencode(asked)}"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as strange:
        raise Http404 from strange
