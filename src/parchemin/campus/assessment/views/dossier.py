"""The marks of a file, as the programme office reads them: by year, unit and paper. They are entered elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parchemin.campus.assessment.models import Mark
from parchemin.campus.assessment.queries.papers import papers_meant_for
from parchemin.campus.dossiers.access import DECLARE
from parchemin.campus.dossiers.views.frame import framed, student_file_of
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.pages import CampusRequest, page


@require_safe
@page(needs=DECLARE)
def marks(request: CampusRequest, ref: UUID) -> HttpResponse:
    """Every mark in force of somebody, the last year first."""
    dossier = student_file_of(request, ref, DECLARE)
    law = law_for(dossier)
    rows = Mark.objects.current().filter(dossier=dossier).exclude(state=Mark.State.CLEARED)
    found = rows.select_related("paper__submission", "by").order_by("-paper__year", "paper__unit", "paper__slot")
    order = {name: place for place, name in enumerate(law.units)}
    theirs = papers_meant_for(dossier, [mark.paper for mark in found])
    shown = [
        {
            "mark": mark,
            "unit": law.units[mark.paper.unit].label if mark.paper.unit in law.units else mark.paper.unit,
            "left": mark.paper_id not in theirs,
        }
        for mark in sorted(found, key=lambda m: (-m.paper.year, order.get(m.paper.unit, len(order)), m.paper.slot))
    ]
    return render(request, "assessment/of_dossier.html", framed(request, dossier) | {"shown": shown})
