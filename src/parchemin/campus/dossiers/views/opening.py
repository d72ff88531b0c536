"""Opening a file, of any root of a text; and one's own files, when one does not study, or not yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.dossiers import access, actions, tasks
from parchemin.campus.dossiers.forms import OpenForm
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.publications import law_at, law_for
from parchemin.campus.people.pages import CampusRequest, page


@require_http_methods(["GET", "POST"])
@page(needs=access.OPEN)
def open_one(request: CampusRequest) -> HttpResponse:
    """Choose an intake, then what the file is, as the text of that intake names it, and whom it is about."""
    intakes = _intakes(request)
    intake = _chosen(intakes, request.GET.get("intake", ""))
    told: dict[str, Any] = {"intakes": intakes, "intake": intake}
    if intake is None:
        return render(request, "dossiers/open.html", told)
    law = law_at(intake.publication, intake.starts)
    form = OpenForm(law.roots, request.POST or None, initial={"root": request.GET.get("root", "")})
    told |= {"form": form, "law": law}
    if not form.is_valid():
        return render(request, "dossiers/open.html", told, status=409 if request.method == "POST" else 200)
    try:
        made = _opened(request, intake, form)
    except Refusal as refusal:
        return render(request, "dossiers/open.html", told | {"refusal": refusal}, status=409)
    messages.success(request, _("The file is open."))
    return redirect("dossiers:dossier", made.ref)


def _opened(request: CampusRequest, intake: Intake, form: OpenForm) -> Dossier:
    """Open it, and have the mail asked for, in one transaction: neither is done without the other."""
    said, about = form.cleaned_data, form.about()
    with transaction.atomic():
        made = actions.open_dossier(
            intake,
            said["root"],
            about=about,
            number=said["number"],
            reason=said["reason"],
            by=request.person,
            at=request.at,
        )
        if said["invite"] and made.person:
            tasks.invite_concerned.enqueue(str(made.person.pk), str(request.person.pk))
    return made


def _intakes(request: CampusRequest) -> QuerySet[Intake]:
    programmes = access.OPEN.among(Programme.objects.all(), request.person)
    found = Intake.objects.filter(programme__in=programmes).select_related("programme__school", "publication")
    return found.defer("publication__files").order_by("programme__slug", "-starts")


def _chosen(intakes: QuerySet[Intake], asked: str) -> Intake | None:
    """The intake asked for; else the only one there is."""
    try:
        return intakes.filter(pk=UUID(asked)).first()
    except ValueError:
        found = list(intakes[:2])
        return found[0] if len(found) == 1 else None


@require_safe
@never_cache
@page(needs=access.OWN_FILES)
def mine(request: CampusRequest) -> HttpResponse:
    """One's own files of another root than the one that studies: a contest, a request."""
    rows = access.OWN_FILES.among(Dossier.objects.all(), request.person)
    found = rows.select_related("programme__school", "intake").order_by("-entry", "number")
    return render(request, "dossiers/mine.html", {"files": [(one, law_for(one).root_label) for one in found]})
