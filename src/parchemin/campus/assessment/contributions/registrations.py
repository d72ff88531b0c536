"""What marks say of a registration: the units of a year of which a mark, an absence or its request is kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from parchemin.campus.assessment.facts.sitting import offered_papers, paper_for, place_of
from parchemin.campus.assessment.models import AbsenceRequest, Mark, Paper
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.queries.settled import SETTLED
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.traces import MEANT_FOR, MOVES, TRACES, RegistrationTrace


@SETTLED.at(40)
def marked(dossiers: Collection[int]) -> Iterable[int]:
    """Those who have a mark or an absence. One that was cleared is none."""
    marks = Mark.objects.current().filter(dossier__in=dossiers).exclude(state=Mark.State.CLEARED)
    return marks.values_list("dossier_id", flat=True)


@MEANT_FOR.at(40)
def papers_meant_for(intake: Intake) -> list[str]:
    """The assessments of an intake by name."""
    return list(Paper.objects.filter(audiences__intake=intake).distinct().values_list("label", flat=True))


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
def marks_of_other_papers(former: Registration, made: Registration) -> Iterator[RegistrationTrace]:
    """The marks that would count no more, were a registration to take the place of another, and those that stand on
    papers not sat now, and would count again. Two queries."""
    given = Mark.objects.current().filter(dossier=made.dossier_id, paper__year=made.year, paper__unit__in=made.units)
    papers = [mark.paper for mark in given.exclude(state=Mark.State.CLEARED).select_related("paper")]
    offered = offered_papers(papers) if papers else {}
    for paper in papers:
        here, unit = offered[place_of(paper)], paper.unit
        now = unit in former.units and paper_for(here, *former.sat_with(unit)) == paper.pk
        then = paper_for(here, *made.sat_with(unit)) == paper.pk
        if now != then:
            yield RegistrationTrace(made.dossier_id, unit, "mark" if now else "revived", paper.label)
