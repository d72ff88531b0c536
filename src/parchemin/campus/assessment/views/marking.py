"""The teacher's pages: their papers, the grid, what it sends as one types, and handing the marks in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from parchemin.campus.assessment import access
from parchemin.campus.assessment.actions import marks as actions
from parchemin.campus.assessment.actions.marks import Answered, Entered
from parchemin.campus.assessment.models import Mark, Paper, Teaching
from parchemin.campus.assessment.queries.cells import written
from parchemin.campus.assessment.queries.grids import (
    MarksGrid,
    beside,
    grid_of,
    history_of,
    sat_on,
    spread_of,
    teachers_of,
)
from parchemin.campus.assessment.queries.papers import PaperProgress, progress, sitting
from parchemin.campus.assessment.queries.sheets import state_of
from parchemin.campus.assessment.refusals import Conflict, MarkRefused, NothingUnderstood
from parchemin.campus.assessment.views.words import words
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.common.years import both_years
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.people.pages import CampusRequest, page

MOST_AT_ONCE = 1000


# --- my papers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taught:
    """A programme and a year in which somebody teaches, with the papers of their units."""

    programme: Programme
    year: int
    papers: tuple[tuple[PaperProgress, int], ...]  # with the days it is late

    @property
    def audiences(self) -> bool:
        """Whether some of them are not for everybody."""
        return any(one.audience for one, _late in self.papers)


@require_safe
@page(needs=access.TEACH)
def mine(request: CampusRequest) -> HttpResponse:
    """The papers somebody marks, unit by unit, the most recent year first."""
    held = Teaching.objects.filter(person=request.person, ended=None).select_related("programme__school")
    units: dict[tuple[Programme, int], list[str]] = {}
    for one in held.order_by("-year", "programme__slug"):
        units.setdefault((one.programme, one.year), []).append(one.unit)
    today = localdate(request.at)
    taught = [
        Taught(programme, year, tuple((p, p.late(today)) for p in progress(programme, year, named)))
        for (programme, year), named in units.items()
    ]
    return render(request, "assessment/mine.html", {"taught": taught, "units": sum(map(len, units.values()))})


# --- the grid -------------------------------------------------------------------------------------------------------


def _papers(request: CampusRequest) -> QuerySet[Paper]:
    """Those the person may mark; any other does not exist for them."""
    asked = Paper.objects.select_related("programme__school", "submission").prefetch_related("audiences__intake")
    return access.ENTER_MARKS.among(asked, request.person)


def _paper(request: CampusRequest, paper_id: UUID) -> Paper:
    return get_object_or_404(_papers(request), pk=paper_id)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a plain form tried on a cell: its text comes back, beside what became of it."""

    text: str
    what: str = ""
    remedy: str = ""
    key: int | None = None  # of the mark that stands: sending again takes its place knowingly


@require_safe
@page(needs=access.ENTER_MARKS)
def grid(request: CampusRequest, paper_id: UUID) -> HttpResponse:
    """The marks of a paper, or, with `?all=1`, of every paper of its unit side by side."""
    return _grid_page(request, _paper(request, paper_id))


def _grid_page(
    request: CampusRequest,
    paper: Paper,
    *,
    tried: Mapping[int, Tried] | None = None,
    refusal: Refusal | None = None,
    why: str = "",
) -> HttpResponse:
    family = beside(paper)
    shown = family if request.GET.get("all") and len(family) > 1 else [paper]
    found = grid_of([paper, *(one for one in shown if one.pk != paper.pk)], at=request.at)
    if len(shown) > 1:
        found = grid_of(shown, at=request.at) if shown[0].pk != paper.pk else found
    day = sat_on(found)
    told = {
        "paper": paper,
        "grid": found,
        "columns": [_column(found, one) for one in found.papers],
        "rows": _rows_shown(found, paper, tried or {}),
        "others": [one for one in family if one.pk != paper.pk],
        "side_by_side": len(shown) > 1,
        "submission": getattr(paper, "submission", None),
        "missing": [cell for cell in found.cells(paper) if cell.empty],
        "teachers": teachers_of(paper.programme_id, paper.year, paper.unit),
        "day": day,
        "to_come": day is not None and day > localdate(request.at),
        "spread": spread_of(found, paper),
        "words": words(),
        "refusal": refusal,
        "why": why,
        "wrong": sum(bool(one.what) for one in (tried or {}).values()),
        "office": access.FOLLOW_MARKS.allows(request.person, paper.programme),
        "year": both_years(paper.year),
    }
    status = 409 if refusal is not None or told["wrong"] else 200
    return render(request, "assessment/grid.html", told, status=status)


def _column(found: MarksGrid, paper: Paper) -> dict[str, Any]:
    session = dict(found.unit.slots).get(paper.slot, "")
    several = len(found.unit.slots) > 1
    name = " · ".join(part for part in (paper.name or paper.label, paper.audience) if part)
    return {
        "paper": paper,
        "name": name,
        "session": session if several else "",
        "submitted": hasattr(paper, "submission"),
    }


def _rows_shown(found: MarksGrid, paper: Paper, tried: Mapping[int, Tried]) -> list[dict[str, Any]]:
    rows = []
    for row in found.rows:
        cells = []
        for cell, one in zip(row.cells, found.papers, strict=True):
            attempt = tried.get(row.dossier.pk) if one.pk == paper.pk else None
            cells.append({"cell": cell, "paper": one, "tried": attempt, "state": state_of(cell) if cell else ""})
        rows.append({"dossier": row.dossier, "cells": cells})
    return rows


# --- as one types ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Sent:
    """What a page sent: cells by the reference of their student, and the reason of a correction."""

    cells: dict[UUID, tuple[str, int | None]] = field(default_factory=dict)
    why: str = ""


def _sent(request: CampusRequest) -> Sent:
    try:
        told = json.loads(request.body)
        entries, why = told["entries"], told.get("why", "")
        cells = {UUID(one["dossier"]): (one["text"], one["seen"]) for one in entries}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as unread:
        raise NothingUnderstood from unread
    sound = all(isinstance(t, str) and type(s) is int and 0 <= s < 2**63 for t, s in cells.values())
    if not sound or not isinstance(why, str) or not 0 < len(entries) <= MOST_AT_ONCE:
        raise NothingUnderstood
    return Sent({ref: (text.replace("\0", " "), seen) for ref, (text, seen) in cells.items()}, why.replace("\0", " "))


@page(needs=access.ENTER_MARKS)
def entries(request: CampusRequest, paper_id: UUID) -> HttpResponse:
    """What stands in a paper (GET), or cells as they were just typed (POST): a receipt for each."""
    paper = _paper(request, paper_id)
    if request.method in ("GET", "HEAD"):
        marks = Mark.objects.current().filter(paper=paper).select_related("by", "dossier")
        return JsonResponse({"receipts": [_saved(one, one.dossier) for one in marks]})
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    try:
        sent = _sent(request)
        return JsonResponse({"receipts": _written(request, paper, sent)})
    except Refusal as refusal:
        told = {"what": str(refusal.what), "remedy": str(refusal.remedy)}
        return JsonResponse({"refusal": told}, status=400 if isinstance(refusal, NothingUnderstood) else 409)


def _written(request: CampusRequest, paper: Paper, sent: Sent) -> list[dict[str, Any]]:
    dossiers = {d.ref: d for d in Dossier.objects.filter(ref__in=list(sent.cells), programme=paper.programme_id)}
    known = [Entered(dossiers[ref], *cell) for ref, cell in sent.cells.items() if ref in dossiers]
    answered = actions.enter_each(paper, known, by=request.person, at=request.at, why=sent.why) if known else Answered()
    receipts = [_receipt(answered, one) for one in known]
    lost = {
        "state": "refused",
        "what": _("This student does not sit this assessment."),
        "remedy": _("Load the page again."),
    }
    return receipts + [{"dossier": str(ref), **lost} for ref in sent.cells if ref not in dossiers]


def _receipt(answered: Answered, one: Entered) -> dict[str, Any]:
    key = one.dossier.pk
    if key in answered.conflicts:
        return _conflicting(answered.conflicts[key], one.dossier)
    if key in answered.refused:
        refusal = answered.refused[key]
        what = str(refusal.why if isinstance(refusal, MarkRefused) else refusal.what)
        return {"dossier": str(one.dossier.ref), "state": "refused", "what": what, "remedy": str(refusal.remedy)}
    mark = answered.marks.get(key)
    if mark is None:  # cleared where there was nothing
        return {"dossier": str(one.dossier.ref), "state": "saved", "key": 0, "text": "", "at": "", "who": ""}
    return _saved(mark, one.dossier)


def _saved(mark: Mark, dossier: Dossier) -> dict[str, Any]:
    return {
        "dossier": str(dossier.ref),
        "state": "saved",
        "key": mark.pk,
        "text": written(mark),
        "absent": mark.state == Mark.State.ABSENT,
        "at": clock(mark.at),
        "who": str(mark.by),
    }


def _conflicting(found: Conflict, dossier: Dossier) -> dict[str, Any]:
    return {
        "dossier": str(dossier.ref),
        "state": "conflict",
        "key": found.key,
        "text": found.theirs,
        "at": clock(found.at) if found.at else "",
        "who": found.who,
    }


def clock(at: datetime) -> str:
    """14 h 02, at the school's clock."""
    return date_format(localtime(at), _("H:i"))


# --- the same, as a plain form --------------------------------------------------------------------------------------


@require_POST
@page(needs=access.ENTER_MARKS)
def save(request: CampusRequest, paper_id: UUID) -> HttpResponse:
    """The whole column, posted by a page without scripts: what was changed in it is written, cell by cell."""
    paper = _paper(request, paper_id)
    sent, why = _form_cells(request), request.POST.get("why", "").replace("\0", " ").strip()
    changed = _changed(paper, sent)
    try:
        answered = (
            actions.enter_each(paper, changed, by=request.person, at=request.at, why=why) if changed else Answered()
        )
    except Refusal as refusal:
        kept = {one.dossier.pk: Tried(one.text) for one in changed}
        return _grid_page(request, paper, tried=kept, refusal=refusal, why=why)
    if answered.refused or answered.conflicts:
        return _grid_page(request, paper, tried=_tried(answered, changed), why=why)
    messages.success(request, _("Marks saved: %(count)d.") % {"count": len(answered.marks)})
    return redirect("assessment:grid", paper.pk)


def _form_cells(request: CampusRequest) -> dict[UUID, tuple[str, int]]:
    found: dict[UUID, tuple[str, int]] = {}
    for name, text in request.POST.items():
        kind, _dot, rest = name.partition(".")
        ref, _dot, key = rest.partition(".")
        if kind == "mark" and isinstance(text, str):
            try:
                found[UUID(ref)] = (text.replace("\0", " ").strip(), int(key))
            except ValueError as unread:
                raise NothingUnderstood from unread
    return found


def _changed(paper: Paper, sent: Mapping[UUID, tuple[str, int]]) -> list[Entered]:
    """The cells in which something else was typed than what the page showed there."""
    dossiers = sitting(paper).filter(ref__in=list(sent))
    seen = Mark.objects.filter(paper=paper, pk__in=[key for _text, key in sent.values() if 0 < key < 2**63]).in_bulk()
    changed = []
    for dossier in dossiers:
        text, key = sent[dossier.ref]
        shown = seen.get(key)
        if text != (written(shown) if shown and shown.dossier_id == dossier.pk else ""):
            changed.append(Entered(dossier, text, key))
    return changed


def _tried(answered: Answered, changed: Sequence[Entered]) -> dict[int, Tried]:
    found: dict[int, Tried] = {}
    for one in changed:
        if refusal := answered.refused.get(one.dossier.pk):
            what = refusal.why if isinstance(refusal, MarkRefused) else refusal.what
            found[one.dossier.pk] = Tried(one.text, str(what), str(refusal.remedy))
        elif conflict := answered.conflicts.get(one.dossier.pk):
            what = _("%(who)s wrote “%(theirs)s” meanwhile.") % {"who": conflict.who, "theirs": conflict.theirs or "—"}
            found[one.dossier.pk] = Tried(one.text, what, _("Save again to put yours in its place."), conflict.key)
    return found


# --- around the grid ------------------------------------------------------------------------------------------------


@require_POST
@page(needs=access.ENTER_MARKS)
def submit(request: CampusRequest, paper_id: UUID) -> HttpResponse:
    """Hand the marks in."""
    paper = _paper(request, paper_id)
    try:
        actions.submit(paper, by=request.person, at=request.at)
    except Refusal as refusal:
        return _grid_page(request, paper, refusal=refusal)
    messages.success(request, _("Marks submitted. From now on one changes only by a correction, with its reason."))
    return redirect("assessment:grid", paper.pk)


@require_GET
@page(needs=access.ENTER_MARKS)
def history(request: CampusRequest, paper_id: UUID, ref: UUID) -> HttpResponse:
    """Every line written for a cell: who, when, why, and what stood before."""
    paper = _paper(request, paper_id)
    dossier = get_object_or_404(
        Dossier.objects.students().select_related("person"), ref=ref, programme=paper.programme_id
    )
    told = {
        "paper": paper,
        "dossier": dossier,
        "lines": [(mark, written(mark)) for mark in history_of(paper, dossier)],
    }
    alone = request.headers.get("HX-Request") == "true" or request.GET.get("part")
    return render(request, "assessment/parts/history.html" if alone else "assessment/history.html", told)


@require_GET
@page(needs=access.ENTER_MARKS)
def distribution(request: CampusRequest, paper_id: UUID) -> HttpResponse:
    """The distribution, and who is still without a mark, as the marks stand: asked again once marks are saved."""
    paper = _paper(request, paper_id)
    found = grid_of([paper], at=request.at)
    told = {
        "paper": paper,
        "grid": found,
        "spread": spread_of(found, paper),
        "missing": [cell for cell in found.cells(paper) if cell.empty],
    }
    return render(request, "assessment/parts/renewed.html", told)
