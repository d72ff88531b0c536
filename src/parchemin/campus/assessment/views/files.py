"""Marks as files: exported, and imported through a preview that shows every problem and every change first."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parchemin.campus.assessment import access
from parchemin.campus.assessment.actions import marks as actions
from parchemin.campus.assessment.actions.marks import Entered
from parchemin.campus.assessment.forms import SheetForm
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries import sheets
from parchemin.campus.assessment.queries.grids import grid_of
from parchemin.campus.assessment.queries.papers import sitting
from parchemin.campus.assessment.refusals import PreviewExpired
from parchemin.campus.assessment.views.marking import _paper as paper_of
from parchemin.campus.common.files import CSV, XLSX, received
from parchemin.campus.common.files.spreadsheets import LARGEST
from parchemin.campus.common.refusals import Refusal
from parchemin.campus.people.pages import CampusRequest, page

SALT, AN_HOUR = "parchemin.assessment.import", 3600
KINDS = {"xlsx": (XLSX, sheets.as_xlsx), "csv": (CSV, sheets.as_csv)}


@require_GET
@page(needs=access.ENTER_MARKS)
def export(request: CampusRequest, paper_id: UUID, kind: str) -> HttpResponse:
    """The marks of a paper, to open in a spreadsheet."""
    if kind not in KINDS:
        raise Http404
    paper = paper_of(request, paper_id)
    media, made = KINDS[kind]
    content = made(grid_of([paper], at=request.at), paper)
    name = (
        slugify(
            f"{paper.unit.partition(':')[2]} {paper.slot.rpartition('/')[2]} {paper.name} {paper.year} {paper.audience}"
        )
        or "notes"
    )
    headers = {"Content-Disposition": f'attachment; filename="notes-{name}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media.media, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.ENTER_MARKS)
def import_sheet(request: CampusRequest, paper_id: UUID) -> HttpResponse:
    """Choose a file; see what it would do. Nothing is written here."""
    paper = paper_of(request, paper_id)
    form = SheetForm(request.POST or None, request.FILES or None)
    told = {"paper": paper, "form": form, "submission": getattr(paper, "submission", None)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "assessment/import.html", told)
    try:
        actions.demand_sat(paper, at=request.at)
        upload = received(form.cleaned_data["file"], XLSX, CSV, most=LARGEST)
        preview = sheets.previewed(upload, grid_of([paper], at=request.at), paper)
    except Refusal as refusal:
        return render(request, "assessment/import.html", {**told, "refusal": refusal}, status=409)
    sealed = signing.dumps(
        [str(paper.pk), [[str(c.cell.dossier.ref), c.to, c.cell.key] for c in preview.changes]],
        salt=SALT,
        compress=True,
    )
    shown = {**told, "preview": preview, "sealed": sealed}
    return render(request, "assessment/import.html", shown, status=200 if preview.clean else 409)


@require_POST
@page(needs=access.ENTER_MARKS)
def confirm_import(request: CampusRequest, paper_id: UUID) -> HttpResponse:
    """Write what the preview showed, all of it or nothing."""
    paper = paper_of(request, paper_id)
    entries = _entries(paper, request.POST.get("sealed", ""))
    why = request.POST.get("why", "").replace("\0", " ").strip()
    marks = actions.enter_marks(paper, entries, by=request.person, at=request.at, why=why)
    messages.success(request, _("Marks saved: %(count)d.") % {"count": len(marks)})
    return redirect("assessment:grid", paper.pk)


def _entries(paper: Paper, sealed: str) -> list[Entered]:
    try:
        key, rows = signing.loads(sealed, salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature as forged:
        raise PreviewExpired from forged
    dossiers = {str(d.ref): d for d in sitting(paper).filter(ref__in=[ref for ref, _text, _seen in rows])}
    if key != str(paper.pk) or len(dossiers) != len(rows):
        raise PreviewExpired
    return [Entered(dossiers[ref], text, seen) for ref, text, seen in rows]
