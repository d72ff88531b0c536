"""What is said of everybody of an intake, said once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.events import tell
from parchemin.campus.common.records import RecordPlace, replace, standing
from parchemin.campus.dossiers.actions import FactsDeclared
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.refusals import CollectedElsewhere, DeclaredMeanwhile, YearNotSpoken
from parchemin.campus.enrolment import access
from parchemin.campus.enrolment.models import IntakeFact
from parchemin.campus.enrolment.queries.intakes import said_of_intake, years_of_intake
from parchemin.campus.enrolment.refusals import NotAboutTheIntake
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_at
from parchemin.campus.law.sources import collected
from parchemin.campus.people.models import Person

type IntakeWords = tuple[str | None, str | None]  # what is written (None withdraws), and what was seen (None: any)


def say_of_intake(
    intake: Intake,
    said: Mapping[str, IntakeWords],
    *,
    since: int | None = None,
    reason: str,
    by: Person,
    at: datetime,
) -> list[IntakeFact]:
    """Keep facts that hold of whoever studies with an intake, all or none; what stood is superseded, with the reason.

    said: by fact of the text about the person, what a person wrote ("12", "oui", "?"). since: the university year in
    which it begins to speak; None for the first of the intake. What was said stays for the years before.
    """
    access.REGISTER.demand(by, intake.programme)
    years = years_of_intake(intake, at)
    year = years.usual if since is None else since
    if year not in years:
        raise YearNotSpoken(year, intake.name, years.first, years.last)
    law = law_at(intake.publication, intake.starts)
    rows = [_row(intake, law, fact, text) for fact, (text, _) in said.items()]
    if not rows:
        return []
    for row in rows:
        row.since, row.reason, row.by, row.at = year, reason.strip()[:400], by, at
    with transaction.atomic():
        former, holding = standing(rows), said_of_intake(intake, year)
        for row in rows:
            _as_seen(holding.get(row.fact), said[row.fact][1])
        fresh = [row for row in rows if _says_more(row, holding.get(row.fact))]
        return _kept(intake, fresh, former, by, at)


def _kept(
    intake: Intake, rows: list[IntakeFact], former: Mapping[RecordPlace, IntakeFact], by: Person, at: datetime
) -> list[IntakeFact]:
    if not rows:
        return []
    school = intake.programme.school.slug
    try:
        with transaction.atomic():
            theirs = Dossier.objects.filter(Q(intake=intake) | Q(registrations__intake=intake))
            tell(FactsDeclared(tuple(theirs.distinct().values_list("pk", flat=True)), by, at))
            return replace(
                rows,
                former,
                verb="enrolment.say_of_intake",
                subject=str(intake),
                chain=school,
                actor=by.pk,
                at=at,
                payload={"reason": rows[0].reason},
            )
    except IntegrityError as race:
        raise DeclaredMeanwhile("", "—") from race


def _row(intake: Intake, law: Law, fact: str, text: str | None) -> IntakeFact:
    view = law.fact(fact)
    if view is None or view.level != law.root:
        raise NotAboutTheIntake(fact)
    if text is not None and fact in collected(law):
        raise CollectedElsewhere(view.label)
    value = "" if text is None else law.plain(fact, text)
    return IntakeFact(intake=intake, fact=fact, value=value, withdrawn=text is None)


def _as_seen(holding: IntakeFact | None, seen: str | None) -> None:
    now = holding.value if holding else ""
    if seen is not None and seen != now:
        raise DeclaredMeanwhile(now, str(holding.by) if holding else "—")


def _says_more(row: IntakeFact, holding: IntakeFact | None) -> bool:
    """Whether it says something that does not hold already in its year."""
    return not row.withdrawn if holding is None else row.withdrawn or row.value != holding.value
