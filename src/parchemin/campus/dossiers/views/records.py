"""The records of a programme, as an archive to keep or to run the engine on."""

from __future__ import annotations

from tempfile import TemporaryFile

from django.db import transaction
from django.http import FileResponse
from django.views.decorators.http import require_POST

from parchemin.campus.catalogue.queries import programme_of
from parchemin.campus.common import journal
from parchemin.campus.dossiers import access
from parchemin.campus.dossiers.queries.export import export
from parchemin.campus.people.pages import CampusRequest, page


@require_POST
@page(needs=access.EXPORT)
def records(request: CampusRequest, slug: str) -> FileResponse:
    """Everything of everyone leaves the campus: the journal says who took it, and when."""
    programme = programme_of(slug, request.person, access.EXPORT)
    file = TemporaryFile()  # noqa: SIM115  (the response closes it once it is sent)
    persons = export(programme, file, at=request.at)
    with transaction.atomic():
        journal.record(
            "dossiers.export",
            slug,
            chain=programme.school.slug,
            actor=request.person.pk,
            at=request.at,
            payload={"persons": persons},
        )
    file.seek(0)
    name = f"{slug}-{request.at:%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
