"""The records of a programme, as an archive to keep or to run the engine on."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.db import transaction
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.catalogue.queries import first_year, programme_of
from parchemin.campus.common import journal
from parchemin.campus.dossiers import access
from parchemin.campus.dossiers.forms import AsOfForm
from parchemin.campus.dossiers.queries.export import export
from parchemin.campus.people.pages import CampusRequest, page


@require_http_methods(["GET", "HEAD", "POST"])
@page(needs=access.EXPORT)
def records(request: CampusRequest, slug: str) -> HttpResponseBase:
    """Choose as of when, then take everything of everyone away."""
    programme = programme_of(slug, request.person, access.EXPORT)
    form = AsOfForm(first_year(programme, request.at), request.at, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _archive(request, programme, form)
    status = 422 if request.method == "POST" else 200
    told = {"programme": programme, "form": form}
    found: HttpResponse = render(request, "dossiers/records.html", told, status=status)
    return found


def _archive(request: CampusRequest, programme: Programme, asked: AsOfForm) -> FileResponse:
    """Everything of everyone leaves the campus: the journal says who took it, and when."""
    file = TemporaryFile()  # noqa: SIM115  (the response closes it once it is sent)
    persons = export(programme, file, at=request.at, year=asked.said_year, known=asked.known)
    with transaction.atomic():
        journal.record(
            "dossiers.export",
            programme.slug,
            chain=programme.school.slug,
            actor=request.person.pk,
            at=request.at,
            payload={"persons": persons},
        )
    file.seek(0)
    name = f"{programme.slug}-{asked.known or request.at:%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
