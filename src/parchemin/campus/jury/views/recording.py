"""What ends a deliberation: confirming, drawing again, closing, publishing, the minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from parchemin.campus.common.files import serve
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.jury import access, actions, queries
from parchemin.campus.jury.models import Minutes
from parchemin.campus.jury.queries.cohort import progress_of
from parchemin.campus.jury.queries.overtaken import overtaken
from parchemin.campus.jury.refusals import some
from parchemin.campus.jury.views.deliberating import deliberation_page
from parchemin.campus.jury.views.preparing import jury_of
from parchemin.campus.people.access import Forbidden
from parchemin.campus.people.pages import CampusRequest, page


@require_POST
@page(needs=access.PRESIDE)
def confirm(request: CampusRequest, key: UUID) -> HttpResponse:
    """Confirm together what the rule decides, or what leaves the jury no choice."""
    jury = jury_of(request, key)
    which: Literal["rule", "jury"] = "rule" if request.POST.get("which") == "rule" else "jury"

    def act() -> None:
        count = actions.confirm(jury, which, by=request.person, at=request.at)
        said = ngettext("%(count)d decision written.", "%(count)d decisions written.", count)
        messages.success(request, said % {"count": count})

    return _then(request, key, act)


@require_POST
@page(needs=access.PRESIDE)
def put_off_waiting(request: CampusRequest, key: UUID) -> HttpResponse:
    """Put off together the files where a fact is missing, with a reason."""
    jury = jury_of(request, key)

    def act() -> None:
        count = actions.put_off_waiting(jury, reason=request.POST.get("reason", ""), by=request.person, at=request.at)
        said = ngettext("%(count)d file put off.", "%(count)d files put off.", count)
        messages.success(request, said % {"count": count})

    return _then(request, key, act)


@require_POST
@page(needs=access.DRAW)
def redraw(request: CampusRequest, key: UUID) -> HttpResponse:
    """Draw again what changed."""
    jury = jury_of(request, key)

    def act() -> None:
        changed = actions.redraw(jury, by=request.person, at=request.at)
        if changed:
            said = ngettext(
                "%(count)d file was drawn again and is to be looked at anew: %(some)s.",
                "%(count)d files were drawn again and are to be looked at anew: %(some)s.",
                len(changed),
            )
            messages.warning(request, said % {"count": len(changed), "some": some(changed)})
        else:
            messages.success(request, _("Nothing changed since the files were drawn."))

    return _then(request, key, act)


def _then(request: CampusRequest, key: UUID, act: Callable[[], None]) -> HttpResponse:
    """Back to the deliberation, which shows what was done, or why it was not."""
    try:
        act()
    except Forbidden:
        raise
    except Refusal as refusal:
        return deliberation_page(request, jury_of(request, key), refusal)
    return redirect("jury:deliberation", key)


@require_POST
@page(needs=access.PRESIDE)
def close(request: CampusRequest, key: UUID) -> HttpResponse:
    """Close and seal."""
    try:
        actions.close_jury(jury_of(request, key), by=request.person, at=request.at)
    except Forbidden:
        raise
    except Refusal as refusal:
        return deliberation_page(request, jury_of(request, key), refusal)
    return redirect("jury:minutes", key)


@require_POST
@page(needs=access.PUBLISH)
def publish(request: CampusRequest, key: UUID) -> HttpResponse:
    """Publish to the students."""
    actions.publish_jury(jury_of(request, key), by=request.person, at=request.at)
    messages.success(request, _("The decisions are published: each student sees their own."))
    return redirect("jury:minutes", key)


@require_safe
@page(needs=access.READ)
def minutes(request: CampusRequest, key: UUID) -> HttpResponse:
    """The record: what was sealed, its proofs, its file, the corrections."""
    jury = jury_of(request, key)
    if jury.state in ("called", "opened"):
        raise Http404
    papers = list(jury.minutes.select_related("corrected__question__case__dossier__person", "corrected__person"))
    part = request.headers.get("HX-Request") == "true"
    told = {
        "jury": jury,
        "papers": papers,
        "settles": queries.may_decide(jury),
        "overtaken": [] if part else overtaken(jury),
        "waiting": any(paper.digest is None for paper in papers),
        "progress": progress_of(jury),
        "seats": queries.seats_of(jury),
        "may_ask": access.PUBLISH.allows(request.person, jury),
        "may_publish": jury.state == "closed" and access.PUBLISH.allows(request.person, jury),
    }
    return render(request, "jury/minutes.html#papers" if part else "jury/minutes.html", told)


@require_POST
@page(needs=access.PUBLISH)
def make_again(request: CampusRequest, key: UUID, number: int) -> HttpResponse:
    """Ask once more for a file that was not made."""
    jury = jury_of(request, key)
    paper = get_object_or_404(jury.minutes.select_related("jury__programme__school"), number=number)
    actions.ask_again(paper, by=request.person, at=request.at)
    return redirect("jury:minutes", key)


@require_safe
@page(needs=access.READ_MINUTES)
def document(request: CampusRequest, key: UUID, number: int) -> HttpResponseBase:
    """The sealed file itself."""
    papers = access.READ_MINUTES.among(Minutes.objects.filter(jury=key, number=number), request.person)
    paper = get_object_or_404(papers.select_related("jury", "file"), file__isnull=False)
    assert paper.file is not None
    name = _("minutes") if not number else _("addendum-%(number)d") % {"number": number}
    return serve(request, paper.file, name=f"{name}-{paper.jury.year}.pdf", shown=True, sha256=paper.digest)
