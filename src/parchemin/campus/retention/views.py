"""The pages: what the school keeps and how long; somebody erased because they ask; one's own data."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parchemin.campus.common.refusals import Refusal
from parchemin.campus.documents.rendering import Language, render_whatever
from parchemin.campus.looks.numbers import day, moment
from parchemin.campus.people.models import Person, School
from parchemin.campus.people.pages import SIGNED_IN, CampusRequest, page
from parchemin.campus.retention import access, actions
from parchemin.campus.retention.forms import ErasureForm
from parchemin.campus.retention.models import RULES
from parchemin.campus.retention.queries import erased_lately, own_data, plain
from parchemin.campus.retention.refusals import NobodyThere

SHOWN = 50
PRINTED = Path(__file__).parent / "printed" / "own.typ"


@require_http_methods(["GET", "POST"])
@page(needs=access.READ)
def retention(request: CampusRequest) -> HttpResponse:
    """What is kept, how long, since when and why; what was erased; for a director, somebody erased on request."""
    schools = list(access.READ.among(School.objects.all(), request.person).order_by("name"))
    mine = list(access.ERASE.among(School.objects.all(), request.person).order_by("name"))
    form = ErasureForm(request.POST if request.method == "POST" else None, mine)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        try:
            whole = _erase(request, mine, form.cleaned_data)
        except Refusal as refused:
            refusal = refused
        else:
            messages.success(request, _("Erased. The journal says that they were, and why."))
            if not whole:
                kept = _("Who they are and how they sign in stay: another school has a file or a role of theirs.")
                messages.info(request, f"{kept} {_('They ask that school too.')}")
            return redirect("retention:retention")
    told = {
        "rules": list(RULES.values()),
        "erased": [(school, list(erased_lately(school)[:SHOWN])) for school in schools],
        "form": form if mine else None,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "retention/retention.html", told, status=status)


def _erase(request: CampusRequest, schools: list[School], said: dict[str, Any]) -> bool:
    asked = [one for one in schools if one.slug == said.get("school", one.slug)]
    person = Person.objects.filter(email=said["email"].strip().lower(), grants__school__in=asked).first()
    if person is None:
        raise NobodyThere
    return actions.erase_on_request(person, asked[0], reason=said["reason"], by=request.person, at=request.at)


@require_safe
@never_cache
@page(needs=SIGNED_IN)
def own(request: CampusRequest) -> HttpResponse:
    """All that the campus keeps of who asks."""
    tables = [(one, [[_printed(value) for value in line] for line in one.lines]) for one in own_data(request.person)]
    return render(request, "retention/own.html", {"tables": tables})


@require_safe
@never_cache
@page(needs=SIGNED_IN)
def own_json(request: CampusRequest) -> HttpResponse:
    """The same, for machines: parts, each with its columns and its lines."""
    tables = [
        {
            "title": str(table.title),
            "columns": [str(head) for head in table.heads],
            "lines": [[plain(value) for value in line] for line in table.lines],
        }
        for table in own_data(request.person)
    ]
    told = {"person": str(request.person.pk), "at": request.at.isoformat(), "parts": tables}
    written = json.dumps(told, ensure_ascii=False, indent=1)
    return _download(written.encode(), "application/json", _("my-data") + ".json")


@require_safe
@never_cache
@page(needs=SIGNED_IN)
def own_pdf(request: CampusRequest) -> HttpResponse:
    """The same, to be read and kept."""
    language: Language = "fr" if translation.get_language() == "fr" else "en"
    parts = [
        {
            "title": str(table.title),
            "heads": [str(head) for head in table.heads],
            "lines": [[_printed(value) for value in line] for line in table.lines],
        }
        for table in own_data(request.person)
    ]
    told = {"name": str(request.person), "day": timezone.localdate(request.at), "parts": parts}
    pages = render_whatever(PRINTED, told, title=_("My data"), language=language, at=request.at)
    return _download(pages, "application/pdf", _("my-data") + ".pdf")


def _printed(value: str | int | bool | date | datetime | None) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return moment(value)
        case date():
            return day(value)
    return str(value)


def _download(content: bytes, media: str, name: str) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media, headers=disposition)
