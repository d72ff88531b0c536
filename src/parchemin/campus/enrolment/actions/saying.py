"""What is said of everybody of an intake, said once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.records import RecordPlace, replace, standing
from parchemin.campus.dossiers.refusals import CollectedElsewhere, DeclaredMeanwhile
from parchemin.campus.enrolment import access
from parchemin.campus.enrolment.models import IntakeFact
from parchemin.campus.enrolment.refusals import NotAboutTheIntake
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_at
from parchemin.campus.law.sources import collected
from parchemin.campus.people.models import Person

type IntakeWords = tuple[str | None, str | None]  # what is written (None withdraws), and what was seen (None: any)


def say_of_intake(
    intake: Intake, said: Mapping[str, IntakeWords], *, reason: str, by: Person, at: datetime
) -> list[IntakeFact]:
    """Keep facts that hold of whoever studies with an intake, all or none; what stood is superseded, with the reason.

    said: by fact of the text about the person, what a person wrote ("12", "oui", "?").
    """
    access.REGISTER.demand(by, intake.programme)
    law = law_at(intake.publication, intake.starts)
    rows = [_row(intake, law, fact, text, reason.strip()[:400], by, at) for fact, (text, _) in said.items()]
    if not rows:
        return []
    with transaction.atomic():
        former = standing(rows)
        for row in rows:
            _as_seen(former.get(row.where), said[row.fact][1])
        fresh = [row for row in rows if not _repeats(row, former.get(row.where))]
        return _kept(intake, fresh, former, by, at)


def _kept(
    intake: Intake, rows: list[IntakeFact], former: Mapping[RecordPlace, IntakeFact], by: Person, at: datetime
) -> list[IntakeFact]:
    if not rows:
        return []
    school = intake.programme.school.slug
    try:
        with transaction.atomic():
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


def _row(intake: Intake, law: Law, fact: str, text: str | None, reason: str, by: Person, at: datetime) -> IntakeFact:
    view = law.fact(fact)
    if view is None or view.level != law.root:
        raise NotAboutTheIntake(fact)
    if text is not None and fact in collected(law):
        raise CollectedElsewhere(view.label)
    value = "" if text is None else law.plain(fact, text)
    return IntakeFact(intake=intake, fact=fact, value=value, withdrawn=text is None, reason=reason, by=by, at=at)


def _as_seen(former: IntakeFact | None, seen: str | None) -> None:
    now = "" if former is None or former.withdrawn else former.value
    if seen is not None and seen != now:
        raise DeclaredMeanwhile(now, str(former.by) if former else "—")


def _repeats(row: IntakeFact, former: IntakeFact | None) -> bool:
    if former is None:
        return row.withdrawn
    return (row.value, row.withdrawn) == (former.value, former.withdrawn)
