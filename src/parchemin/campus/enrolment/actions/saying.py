"""What is said of everybody of an intake, said once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.events import tell
from parchemin.campus.dossiers.actions import FactsDeclared
from parchemin.campus.dossiers.actions.lines import AskedLine, LineAct, write_lines
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.refusals import CollectedElsewhere, YearNotSpoken
from parchemin.campus.enrolment import access
from parchemin.campus.enrolment.models import IntakeFact
from parchemin.campus.enrolment.queries.intakes import years_of_intake
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
    mistaken: Collection[str] = (),
    reason: str,
    by: Person,
    at: datetime,
) -> list[IntakeFact]:
    """Keep facts that hold of whoever studies with an intake, all or none; what stood is superseded, with the reason.

    said: by fact of the text about the person, what a person wrote ("12", "oui", "?"). since: the university year in
    which it begins to speak; None for the first of the intake. What was said stays for the years before. mistaken: of
    what is withdrawn, what was said by mistake: it is taken back, and what was said of the years before holds again.
    """
    access.REGISTER.demand(by, intake.programme)
    years = years_of_intake(intake, at)
    year = years.usual if since is None else since
    if year not in years:
        raise YearNotSpoken(year, intake.name, years.first, years.last)
    law = law_at(intake.publication, intake.starts)
    asked = []
    for fact, (text, was) in said.items():
        row = _row(intake, law, fact, text)
        row.since, row.reason, row.by, row.at = year, reason.strip()[:400], by, at
        mistake = text is None and fact in mistaken
        asked.append(AskedLine(row, was, anew=since is not None, mistake=mistake))
    act = LineAct(
        "enrolment.say_of_intake",
        "enrolment.take_back_of_intake",
        str(intake),
        intake.programme.school.slug,
        reason.strip()[:400],
        by,
        at,
    )

    def tell_of(_lines: Sequence[IntakeFact]) -> None:
        theirs = Dossier.objects.filter(Q(intake=intake) | Q(registrations__intake=intake)).distinct()
        tell(FactsDeclared(tuple(theirs.values_list("pk", flat=True)), year, by, at))

    return write_lines(asked, act, tell_of) if asked else []


def _row(intake: Intake, law: Law, fact: str, text: str | None) -> IntakeFact:
    view = law.fact(fact)
    if view is None or view.level != law.root:
        raise NotAboutTheIntake(fact)
    if text is not None and fact in collected(law):
        raise CollectedElsewhere(view.label)
    value = "" if text is None else law.plain(fact, text)
    return IntakeFact(intake=intake, fact=fact, value=value, withdrawn=text is None)
