"""Preparing a text and publishing it: files in, what the engine finds, what changes, then a confirmation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.catalogue.models import Programme, Publication
from parchemin.campus.catalogue.queries import programme_of
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.law.publications import reviewed
from parchemin.campus.law.refusals import TextRefused
from parchemin.campus.law.reviews import remarks_of
from parchemin.campus.law.simulating import effect_of_text
from parchemin.campus.people.pages import CampusRequest, page
from parchemin.campus.texts import access, actions
from parchemin.campus.texts.forms import arrived, as_typed
from parchemin.campus.texts.models import Draft
from parchemin.campus.texts.queries import followers, preview_of
from parchemin.campus.texts.refusals import NotConfirmed
from parchemin.campus.texts.views.versions import cohort_of_intake, intakes, language

PAGE = "texts/draft.html"


def _last(programme: Programme) -> Publication | None:
    return programme.publications.order_by("-number").first()


def _draft(request: CampusRequest, slug: str, draft_id: UUID) -> Draft:
    drafts = Draft.objects.select_related("programme__school").filter(programme__slug=slug)
    return get_object_or_404(access.WORK_ON_DRAFT.among(drafts, request.person), pk=draft_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=catalogue_access.PUBLISH)
def drafts(request: CampusRequest, slug: str) -> HttpResponse:
    """Begin: with files, or with the last publication; or go on with a draft."""
    programme = programme_of(slug, request.person, catalogue_access.PUBLISH)
    last = _last(programme)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            return redirect(_address("draft", _started(request, programme, last)))
        except Refusal as refused:
            refusal = refused
    mine = Draft.objects.filter(programme=programme, owner=request.person).select_related("base").defer("files")
    shown = {"programme": programme, "last": last, "drafts": mine, "refusal": refusal}
    return render(request, "texts/drafts.html", shown, status=409 if refusal else 200)


def _started(request: CampusRequest, programme: Programme, last: Publication | None) -> Draft:
    if "from_last" in request.POST and last is not None:
        return actions.start_draft(programme, last.files, base=last, by=request.person, at=request.at)
    came = arrived(request.FILES.getlist("files"))
    _say_left_out(request, came.left_out)
    return actions.start_draft(programme, came.files, by=request.person, at=request.at)


def _say_left_out(request: CampusRequest, names: tuple[str, ...]) -> None:
    if names:
        shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
        messages.info(request, gettext("Left out, as no part of the text: %(names)s") % {"names": shown})


def _address(view: str, draft: Draft) -> str:
    return reverse(f"texts:{view}", args=[draft.programme.slug, draft.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=catalogue_access.PUBLISH)
def draft(request: CampusRequest, slug: str, draft_id: UUID) -> HttpResponse:
    """A draft: its files, and, as soon as the engine has read them, all there is to know. POST adds files."""
    found = _draft(request, slug, draft_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            came = arrived(request.FILES.getlist("files"))
            seen = _seen(request)
            actions.write_files(found, came.files, seen=seen, by=request.person, at=request.at)
            _say_left_out(request, came.left_out)
            return redirect(_address("draft", found))
        except Refusal as refused:
            refusal = refused
    return _shown(request, found, refusal)


def _shown(request: CampusRequest, found: Draft, refusal: Refusal | None = None) -> HttpResponse:
    files = [(name, text.count("\n")) for name, text in sorted(found.files.items())]
    shown = {"draft": found, "programme": found.programme, "files": files, "refusal": refusal}
    if isinstance(refusal, TextRefused):
        shown["refused_findings"] = [
            (f.place.short, f.what(language()), f.remedy(language())) for f in refusal.findings
        ]
    return render(request, PAGE, shown, status=409 if refusal else 200)


def _seen(request: CampusRequest) -> int:
    """The state of the draft that the writer had before them."""
    given = request.POST.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


@require_safe
@page(needs=catalogue_access.PUBLISH)
def report(request: CampusRequest, slug: str, draft_id: UUID) -> HttpResponse:
    """What the engine says of a draft: a part of its page, or a page when there is no script."""
    found = _draft(request, slug, draft_id)
    last = _last(found.programme)
    seen = preview_of(found, last, language())
    shown = {
        "draft": found,
        "programme": found.programme,
        "last": last,
        "preview": seen,
        "followers": followers(found.programme, seen.in_force, timezone.localdate(request.at)),
        "intakes": intakes(found.programme),
        **_proofs(found),
    }
    part = "#report" if request.headers.get("HX-Request") else ""
    return render(request, f"texts/report.html{part}", shown)


def _proofs(found: Draft) -> dict[str, object]:
    order = ("counterexample", "refuted", "unknown", "proved")
    counts = {status: sum(p["status"] == status for p in found.proofs) for status in order}
    pending = found.proving in (Draft.Proving.ASKED, Draft.Proving.RUNNING)
    listed = sorted((p for p in found.proofs if p["status"] != "proved"), key=lambda p: order.index(p["status"]))
    return {"proofs": listed, "proof_counts": counts, "proving": pending}


@require_safe
@page(needs=catalogue_access.PUBLISH)
def proofs(request: CampusRequest, slug: str, draft_id: UUID) -> HttpResponse:
    """How far the proofs have come; asked again and again until they are there."""
    found = _draft(request, slug, draft_id)
    return render(request, "texts/proofs.html", {"draft": found, "programme": found.programme, **_proofs(found)})


@require_safe
@page(needs=catalogue_access.PUBLISH)
def effect(request: CampusRequest, slug: str, draft_id: UUID) -> HttpResponse:
    """Whom the draft would change, of a cohort, if it were theirs."""
    found = _draft(request, slug, draft_id)
    text = reviewed(found.files).understood.regulation
    if text is None:
        raise Http404
    cohort = cohort_of_intake(found.programme, request.GET.get("intake", ""), request.at)
    return render(request, "texts/effect.html", {"effect": effect_of_text(cohort, text), "programme": found.programme})


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=catalogue_access.PUBLISH)
def draft_file(request: CampusRequest, slug: str, draft_id: UUID, name: str) -> HttpResponse:
    """One file of a draft, to be written in, with what the engine finds in it."""
    found = _draft(request, slug, draft_id)
    if name not in found.files:
        raise Http404
    text, refusal = found.files[name], None
    if request.method == "POST":
        text = as_typed(request.POST.get("text", ""))
        try:
            found = actions.write_files(found, {name: text}, seen=_seen(request), by=request.person, at=request.at)
            if "back" in request.POST:
                return redirect(_address("draft", found))
            return redirect(reverse("texts:draft_file", args=[slug, found.pk, name]))
        except Refusal as refused:
            refusal = refused
    remarks = [one for one in remarks_of(found.files, language()) if one.file == name]
    shown = {
        "draft": found,
        "programme": found.programme,
        "name": name,
        "text": text,
        "rows": min(40, max(16, text.count("\n") + 2)),
        "remarks": [one for one in remarks if one.severity != "note"],
        "notes": [one for one in remarks if one.severity == "note"],
        "refusal": refusal,
    }
    return render(request, "texts/draft_file.html", shown, status=409 if refusal else 200)


@require_POST
@page(needs=catalogue_access.PUBLISH)
def remove_file(request: CampusRequest, slug: str, draft_id: UUID, name: str) -> HttpResponse:
    """Take a file out of a draft."""
    found = _draft(request, slug, draft_id)
    actions.remove_file(found, name, seen=_seen(request), by=request.person, at=request.at)
    return redirect(_address("draft", found))


@require_POST
@page(needs=catalogue_access.PUBLISH)
def publish(request: CampusRequest, slug: str, draft_id: UUID) -> HttpResponse:
    """Publish for ever, once the person has said that they mean to."""
    found = _draft(request, slug, draft_id)
    last = request.POST.get("last", "")
    try:
        if "confirmed" not in request.POST:
            raise NotConfirmed
        number = int(last) if last.isdecimal() and len(last) < 9 else 0
        made = actions.publish_draft(found, seen=_seen(request), last=number, by=request.person, at=request.at)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    messages.success(request, gettext("The text is published: it is number %(number)d.") % {"number": made.number})
    return redirect("texts:regulation", slug)


@require_POST
@page(needs=catalogue_access.PUBLISH)
def throw_away(request: CampusRequest, slug: str, draft_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    actions.throw_away(_draft(request, slug, draft_id), by=request.person)
    messages.success(request, gettext("The draft is thrown away."))
    return redirect("texts:drafts", slug)
