"""What does not go on as written: a registration cancelled, interrupted, resumed; an entry in the wrong intake."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment import access, actions
from parchemin.campus.enrolment.forms import EndForm, EntryForm, InterruptForm, spoken
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.registrations import interruption
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.pages import CampusRequest, page

PAGE = "enrolment/end.html"


def registration_of(request: CampusRequest, key: int) -> Registration:
    """A registration in force, of a programme one registers for; 404 otherwise."""
    programmes = access.REGISTER.among(Programme.objects.all(), request.person)
    rows = Registration.objects.select_related("dossier__person", "dossier__programme__school", "dossier__intake")
    return get_object_or_404(rows.select_related("intake").current().filter(dossier__programme__in=programmes), pk=key)


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def cancel(request: CampusRequest, key: int) -> HttpResponse:
    """They are registered for that year no more; with them, if it is so asked, those registered in the same act."""
    found = registration_of(request, key)
    same = Registration.objects.current().filter(entry=found.entry_id).exclude(pk=found.pk)
    others = list(same.select_related("dossier__programme__school", "dossier__intake", "intake"))
    form = EndForm(request.POST or None)
    told = {"registration": found, "form": form, "act": "cancel", "others": len(others)}
    if not form.is_valid():
        return _asked(request, told)
    chosen = [found, *(others if form.cleaned_data["everyone"] else [])]
    try:
        made = actions.cancel_registrations(
            chosen, reason=form.cleaned_data["reason"], by=request.person, at=request.at
        )
    except Refusal as refusal:
        return render(request, PAGE, told | {"refusal": refusal}, status=409)
    done = ngettext("%(count)d registration cancelled.", "%(count)d registrations cancelled.", len(made))
    messages.success(request, done % {"count": len(made)})
    return redirect("enrolment:of-dossier", found.dossier.ref)


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def interrupt(request: CampusRequest, key: int) -> HttpResponse:
    """They study no more from a day on."""
    found = registration_of(request, key)
    form = InterruptForm(request.POST or None)
    told = {
        "registration": found,
        "form": form,
        "act": "interrupt",
        "kind": spoken(interruption(law_for(found.dossier))),
    }
    if not form.is_valid():
        return _asked(request, told)
    said = form.cleaned_data
    try:
        actions.interrupt_registration(found, said["since"], reason=said["reason"], by=request.person, at=request.at)
    except Refusal as refusal:
        return render(request, PAGE, told | {"refusal": refusal}, status=409)
    messages.success(request, _("The registration is interrupted. The former one stays in the record."))
    return redirect("enrolment:of-dossier", found.dossier.ref)


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def resume(request: CampusRequest, key: int) -> HttpResponse:
    """They study again, as they did before the interruption."""
    found = registration_of(request, key)
    form = EndForm(request.POST or None)
    told = {"registration": found, "form": form, "act": "resume"}
    if not form.is_valid():
        return _asked(request, told)
    try:
        actions.resume_registration(found, reason=form.cleaned_data["reason"], by=request.person, at=request.at)
    except Refusal as refusal:
        return render(request, PAGE, told | {"refusal": refusal}, status=409)
    messages.success(request, _("The registration is resumed."))
    return redirect("enrolment:of-dossier", found.dossier.ref)


def _asked(request: CampusRequest, told: dict[str, Any]) -> HttpResponse:
    return render(request, PAGE, told, status=409 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
@page(needs=access.REGISTER)
def move_entry(request: CampusRequest, ref: UUID) -> HttpResponse:
    """Put somebody who entered the wrong intake in another."""
    programmes = access.REGISTER.among(Programme.objects.all(), request.person)
    rows = Dossier.objects.select_related("person", "programme__school", "intake").filter(programme__in=programmes)
    found = rows.filter(ref=ref).first()
    if found is None:
        raise Http404
    form = EntryForm(found.intake, request.POST or None)
    told = {"dossier": found, "form": form}
    if not form.is_valid():
        return render(request, "enrolment/move_entry.html", told, status=409 if request.method == "POST" else 200)
    said = form.cleaned_data
    try:
        actions.move_entrant(found, said["intake"], reason=said["reason"], by=request.person, at=request.at)
    except Refusal as refusal:
        return render(request, "enrolment/move_entry.html", told | {"refusal": refusal}, status=409)
    messages.success(request, _("They are in that intake now, under its text."))
    return redirect("dossiers:dossier", found.ref)
