"""What is said of an intake, and of how many people it holds."""

from __future__ import annotations

from django.db.models import OuterRef, Q, Subquery

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import IntakeFact, Registration
from parchemin.campus.law.law import Law


def said_of_intake(intake: Intake) -> dict[str, IntakeFact]:
    """By fact, what is said of everybody of an intake now."""
    rows = IntakeFact.objects.current().filter(intake=intake, withdrawn=False).select_related("by")
    return {row.fact: row for row in rows.order_by("pk")}


def shown_of_intake(intake: Intake, law: Law) -> list[tuple[str, str, IntakeFact]]:
    """The same as people read it, in the order of the text: what, its value, the record."""
    said = said_of_intake(intake)
    views = (view for view in law.facts_at(law.root) if view.name in said)
    return [(view.label, law.shown(view.name, said[view.name].value), said[view.name]) for view in views]


def intake_students(intake: Intake) -> int:
    """How many study with it: by their last registration, else by their entry."""
    last = Registration.objects.current().filter(dossier=OuterRef("pk")).order_by("-year").values("intake")[:1]
    rows = Dossier.objects.students().filter(programme=intake.programme_id).annotate(with_intake=Subquery(last))
    return rows.filter(Q(with_intake=intake.pk) | Q(with_intake=None, intake=intake)).count()
