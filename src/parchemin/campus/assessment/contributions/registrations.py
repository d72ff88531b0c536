"""What marks say of a registration: the units of a year of which a mark, an absence or its request is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from parchemin.campus.assessment.models import AbsenceRequest, Mark
from parchemin.campus.enrolment.queries.traces import TRACES, RegistrationTrace


@TRACES.at(40)
def marks_kept(dossiers: Sequence[int], year: int) -> Iterator[RegistrationTrace]:
    """Two queries. A mark that was cleared is none."""
    marks = Mark.objects.current().filter(dossier__in=dossiers, paper__year=year).exclude(state=Mark.State.CLEARED)
    for dossier, unit, label in marks.order_by("pk").values_list("dossier_id", "paper__unit", "paper__label"):
        yield RegistrationTrace(dossier, unit, "mark", _("a mark or an absence: %(paper)s") % {"paper": label})
    asked = AbsenceRequest.objects.filter(dossier__in=dossiers, paper__year=year)
    for dossier, unit, label in asked.values_list("dossier_id", "paper__unit", "paper__label"):
        yield RegistrationTrace(dossier, unit, "mark", _("an absence to be excused: %(paper)s") % {"paper": label})
