"""What marks say of a registration: the units of a year of which a mark, an absence or its request is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from parchemin.campus.assessment.facts.sitting import offered_papers, paper_for, place_of
from parchemin.campus.assessment.models import AbsenceRequest, Mark
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.traces import MOVES, TRACES, RegistrationTrace


@TRACES.at(40)
def marks_kept(dossiers: Sequence[int], year: int) -> Iterator[RegistrationTrace]:
    """Two queries. A mark that was cleared is none."""
    marks = Mark.objects.current().filter(dossier__in=dossiers, paper__year=year).exclude(state=Mark.State.CLEARED)
    for dossier, unit, label in marks.order_by("pk").values_list("dossier_id", "paper__unit", "paper__label"):
        yield RegistrationTrace(dossier, unit, "mark", _("a mark or an absence: %(paper)s") % {"paper": label})
    asked = AbsenceRequest.objects.filter(dossier__in=dossiers, paper__year=year)
    for dossier, unit, label in asked.values_list("dossier_id", "paper__unit", "paper__label"):
        yield RegistrationTrace(dossier, unit, "mark", _("an absence to be excused: %(paper)s") % {"paper": label})


@MOVES.at(40)
def marks_of_other_papers(made: Registration) -> Iterator[RegistrationTrace]:
    """The marks that would count no more, were somebody to study with this intake, in this modality. Two queries."""
    given = Mark.objects.current().filter(dossier=made.dossier_id, paper__year=made.year, paper__unit__in=made.units)
    papers = [mark.paper for mark in given.exclude(state=Mark.State.CLEARED).select_related("paper")]
    offered = offered_papers(papers) if papers else {}
    for paper in papers:
        if paper_for(offered[place_of(paper)], *made.sat_with(paper.unit)) != paper.pk:
            yield RegistrationTrace(made.dossier_id, paper.unit, "mark", paper.label)
