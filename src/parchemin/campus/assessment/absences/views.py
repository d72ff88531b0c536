"""The pages about absences: the student's, with the request; the office's, with the decision; the document."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.campus.assessment import access
from parchemin.campus.assessment.absences.actions import check_mark, file_request, follow_up, rule_on_document
from parchemin.campus.assessment.absences.forms import AskForm, CheckForm, RuleForm
from parchemin.campus.assessment.absences.queries import (
    DOCUMENTS,
    FILTERS,
    Absence,
    absences_of,
    check_of,
    effect,
    grounds_for,
    office_addresses,
    requests_for,
    rulings_of,
    spoken,
    state_of,
    waits_for_director,
)
from parchemin.campus.assessment.models import AbsenceRequest
from parchemin.campus.common.files import received, serve
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.terms import FactView
from parchemin.campus.looks.shapes import Item
from parchemin.campus.people.pages import CampusRequest, page

A_PAGE = 25


# --- the student ------------------------------------------------------------------------------------------------


@require_safe
@page(needs=access.ASK)
def absences(request: CampusRequest) -> HttpResponse:
    """The absences recorded against who asks, and what may be done about each."""
    return render(request, "assessment/absences.html", {"absences": absences_of(request.person, request.at)})


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.ASK)
def absence(request: CampusRequest, ref: UUID, paper: UUID) -> HttpResponse:
    """One absence: the last day and how it is counted, the request, then its receipt and what was decided."""
    found = _own(request, ref, paper)
    form = AskForm(found.grounds, request.POST or None, request.FILES or None)
    if request.method == "POST":
        if form.is_valid():
            try:
                _file(request, found, form.cleaned_data)
            except Refusal as refusal:
                return _absence(request, found, form, refusal, status=409)
            messages.success(request, _("Your request is filed."))
            return redirect("assessment:absence", ref, paper)
        return _absence(request, found, form, None, status=422)
    return _absence(request, found, form, None)


def _own(request: CampusRequest, ref: UUID, paper: UUID) -> Absence:
    for one in absences_of(request.person, request.at):
        if (one.dossier.ref, one.paper.pk) == (ref, paper):
            return one
    raise Http404


def _absence(
    request: CampusRequest, found: Absence, form: AskForm, refusal: Refusal | None, *, status: int = 200
) -> HttpResponse:
    told = {
        "absence": found,
        "form": form,
        "refusal": refusal,
        "programme": found.dossier.programme,
        "addresses": office_addresses(found.dossier.programme) if found.late else (),
        "rulings": [(ruling, spoken(ruling.verdict)) for ruling in found.rulings.values()],
    }
    return render(request, "assessment/absence.html", told, status=status)


def _file(request: CampusRequest, found: Absence, said: dict[str, Any]) -> None:
    file_request(
        found.dossier,
        found.paper,
        ground=said["ground"],
        document_kind=said["document_kind"],
        words=said["words"],
        document=received(said["document"], *DOCUMENTS) if said["document"] else None,
        by=request.person,
        at=request.at,
    )


# --- the office -------------------------------------------------------------------------------------------------


@require_safe
@page(needs=access.RULE_ON_REQUEST)
def requests(request: CampusRequest) -> HttpResponse:
    """The requests to decide, and the others under their filters."""
    which = request.GET.get("which", "")
    which = which if which in FILTERS else FILTERS[0]
    programme = request.GET.get("programme", "")[:60]
    rows = requests_for(request.person, which)
    rows = rows.filter(dossier__programme__slug=programme) if programme else rows
    shown = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    rulings = rulings_of(list(shown.object_list))
    told = {
        "page": shown,
        "rows": [(one, *state_of(rulings.get(one.pk, {}))) for one in shown.object_list],
        "which": which,
        "tabs": [_tab(request, one, which, programme) for one in FILTERS],
    }
    return render(request, "assessment/requests.html", told)


def _tab(request: CampusRequest, one: str, which: str, programme: str) -> Item:
    labels = {
        "to_decide": _("To decide"),
        "to_follow": _("Excused, follow-up to decide"),
        "decided": _("Decided"),
        "all": _("All"),
    }
    address = f"?which={one}" + (f"&programme={programme}" if programme else "")
    count = requests_for(request.person, one).count() if one == FILTERS[0] else None
    return Item(labels[one], address, one == which, count)


def _asked(request: CampusRequest, pk: UUID) -> AbsenceRequest:
    rows = AbsenceRequest.objects.select_related("dossier__person", "dossier__programme__school", "paper", "document")
    return get_object_or_404(access.RULE_ON_REQUEST.among(rows, request.person), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.RULE_ON_REQUEST)
def asked(request: CampusRequest, pk: UUID) -> HttpResponse:
    """One request: what was asked, what each answer would do, and the answer."""
    found = _asked(request, pk)
    if request.method != "POST":
        return _decision(request, found, {})
    kind = request.POST.get("kind", "")
    form: forms.Form = CheckForm(request.POST) if kind == "check" else RuleForm(request.POST)
    if not form.is_valid():
        return _decision(request, found, {kind: form}, status=422)
    try:
        _answer(request, found, kind, form.cleaned_data)
    except Refusal as refusal:
        return _decision(request, found, {kind: form}, refusal, status=409)
    messages.success(
        request, _("The mark is kept.") if kind == "check" else _("The decision is kept; the student is told by mail.")
    )
    return redirect("assessment:request", found.pk)


def _answer(request: CampusRequest, found: AbsenceRequest, kind: str, said: dict[str, Any]) -> None:
    who, when = request.person, request.at
    if kind == "check":
        check_mark(found, said["mark"], said["reason"], by=who, at=when, was=said["was"])
    elif kind == "follow_up":
        follow_up(found, said["verdict"], said["reason"], by=who, at=when, seen=said["seen"])
    else:
        rule_on_document(found, said["verdict"], said["reason"], by=who, at=when, seen=said["seen"])


def _decision(
    request: CampusRequest,
    found: AbsenceRequest,
    sent: dict[str, forms.Form],
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    rulings = rulings_of([found]).get(found.pk, {})
    law, (fact, check) = law_for(found.dossier), check_of(found)
    after = rulings.get("follow_up")
    seen = {kind: {"seen": rulings[kind].pk if kind in rulings else 0} for kind in ("document", "follow_up")}
    excused = "document" in rulings and rulings["document"].verdict == "accepted"
    view: FactView | None = law.fact(fact) if fact else None
    told = {
        "asked": found,
        "programme": found.dossier.programme,
        "grounds": grounds_for(found.dossier, found.paper),
        "rulings": [(one, spoken(one.verdict)) for one in rulings.values()],
        "state": state_of(rulings),
        "if_accepted": effect(found, "accepted", at=request.at),
        "if_refused": effect(found, "refused", at=request.at),
        "excused": excused,
        "follows": excused and waits_for_director(found),
        "options": [(one, one.replace("_", " ")) for one in grounds_for(found.dossier, found.paper).follow_ups],
        "directs": access.FOLLOW_UP.allows(request.person, found),
        "document_form": sent.get("document") or RuleForm(initial=seen["document"], auto_id="document_%s"),
        "follow_form": sent.get("follow_up") or RuleForm(initial=seen["follow_up"], auto_id="follow_%s"),
        "check_form": sent.get("check") or CheckForm(initial={"was": check}, auto_id="check_%s"),
        "check": law.shown(fact, check) if fact and check else "",
        "checks": bool(view) and after is not None and bool(fact) and _is_check(law, after.verdict),
        "refusal": refusal,
    }
    return render(request, "assessment/request.html", told, status=status)


def _is_check(law: Any, verdict: str) -> bool:
    """Whether a follow-up is the special check, whose mark is then wanted: the one that is no neutralisation."""
    return not verdict.startswith("neutralis")


@require_safe
@page(needs=access.READ_REQUEST)
def document(request: CampusRequest, pk: UUID) -> HttpResponseBase:
    """The document of a request, to those who may read it, as a download and as nothing else."""
    rows = AbsenceRequest.objects.select_related("document")
    found = get_object_or_404(access.READ_REQUEST.among(rows, request.person), pk=pk)
    if found.document is None:
        raise Http404
    return serve(request, found.document)
