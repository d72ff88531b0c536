"""What is said of an intake, and of how many people it holds."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.years import university_year
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.years import SpokenYears
from parchemin.campus.enrolment.models import IntakeFact, Registration
from parchemin.campus.law.law import Law


def said_of_intake(intake: Intake, year: int | None = None) -> dict[str, IntakeFact]:
    """By fact, what is said of everybody of an intake: the line that speaks since the latest year, or as of a year."""
    rows = IntakeFact.objects.current().filter(intake=intake).select_related("by").order_by("since")
    last = {row.fact: row for row in rows if year is None or row.since <= year}
    return {fact: row for fact, row in last.items() if not row.withdrawn}


def said_with(dossier: Dossier, year: int | None = None) -> tuple[Intake, dict[str, IntakeFact]]:
    """The intake that somebody studies with (or did, as of a year), and what is said of everybody of it, until the last
    year they are registered for."""
    rows = Registration.objects.current().filter(dossier=dossier).select_related("intake").order_by("year")
    last = (rows if year is None else rows.filter(year__lte=year)).last()
    intake = last.intake if last else dossier.intake
    return intake, said_of_intake(intake, last.year if last else year)


def years_of_intake(intake: Intake, at: datetime) -> SpokenYears:
    """The years since which something may be said of it: from its first; that one is meant when none is said."""
    first = university_year(intake.starts)
    return SpokenYears(first, max(first, university_year(timezone.localdate(at))), first)


def shown_of_intake(intake: Intake, law: Law) -> list[tuple[str, str, IntakeFact]]:
    """What is said of it as people read it, in the order of the text: what, its value, the record."""
    said = said_of_intake(intake)
    views = (view for view in law.facts_at(law.root) if view.name in said)
    return [(view.label, law.shown(view.name, said[view.name].value), said[view.name]) for view in views]


def intake_students(intake: Intake) -> int:
    """How many study with it: by their last registration, else by their entry."""
    last = Registration.objects.current().filter(dossier=OuterRef("pk")).order_by("-year").values("intake")[:1]
    rows = Dossier.objects.students().filter(programme=intake.programme_id).annotate(with_intake=Subquery(last))
    return rows.filter(Q(with_intake=intake.pk) | Q(with_intake=None, intake=intake)).count()
