"""What enrolment does: open files for the people of an intake, register them for a year, change a registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common import journal
from parchemin.campus.enrolment import access
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries import natures
from parchemin.campus.enrolment.refusals import (
    AlreadyRegistered,
    NoSuchNature,
    NoSuchStage,
    NoSuchUnit,
    NotRegistered,
    ReasonMissing,
)
from parchemin.campus.people.actions import admit
from parchemin.campus.people.models import Person, Role
from parchemin.campus.rulings.actions import open_dossiers
from parchemin.campus.rulings.law import Law
from parchemin.campus.rulings.models import Dossier
from parchemin.campus.rulings.queries import law_for


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody who enters: as a line of the school's list says."""

    number: str
    given_name: str
    family_name: str
    email: str


def enrol(intake: Intake, entrants: Sequence[Entrant], *, by: Person, at: datetime) -> list[Dossier]:
    """Open a file for each, all or none. A person already known by their address is the same person."""
    access.REGISTER.demand(by, intake.programme)
    with transaction.atomic():
        school = intake.programme.school
        people = [(one.email, one.given_name, one.family_name) for one in entrants]
        persons = admit(people, school, Role.STUDENT, intake.programme.slug, by=by, at=at)
        pairs = [(person, one.number) for person, one in zip(persons, entrants, strict=True)]
        return open_dossiers(intake, pairs, by=by, at=at)


def register(
    dossiers: Sequence[Dossier],
    year: int,
    *,
    stage: str = "",
    nature: str = "",
    units: Sequence[str] | None = None,
    in_order: bool = True,
    by: Person,
    at: datetime,
) -> list[Registration]:
    """Register students of one programme for a year. Without `units`, they follow all those of the year of study."""
    made = [_registration(d, law_for(d), year, stage, nature, units, in_order) for d in dossiers]
    _may(dossiers, by)
    standing = Registration.objects.filter(dossier__in=dossiers, year=year, superseded_at=None)
    for one in standing.select_related("dossier")[:1]:
        raise AlreadyRegistered(one.dossier.number, year)
    return _written("enrolment.register", made, by, at)


def _may(dossiers: Sequence[Dossier], by: Person) -> None:
    for programme in {d.programme_id: d.programme for d in dossiers}.values():
        access.REGISTER.demand(by, programme)


def change_registration(
    registration: Registration,
    *,
    reason: str,
    stage: str | None = None,
    nature: str | None = None,
    units: Sequence[str] | None = None,
    in_order: bool | None = None,
    by: Person,
    at: datetime,
) -> Registration:
    """Put another registration in the place of one, with the reason. The former stands in the record."""
    _may([registration.dossier], by)
    if not reason.strip():
        raise ReasonMissing
    law = law_for(registration.dossier)
    to_stage = registration.stage if stage is None else stage
    followed = units if units is not None else (registration.units if to_stage == registration.stage else None)
    made = _registration(
        registration.dossier,
        law,
        registration.year,
        to_stage,
        registration.nature if nature is None else nature,
        followed,
        registration.in_order if in_order is None else in_order,
    )
    made.reason = reason.strip()
    with transaction.atomic():
        if not Registration.objects.filter(pk=registration.pk, superseded_at=None).update(superseded_at=at):
            raise NotRegistered(registration.dossier.number, registration.year)
        return _written("enrolment.change_registration", [made], by, at)[0]


def _registration(
    dossier: Dossier, law: Law, year: int, stage: str, nature: str, units: Sequence[str] | None, in_order: bool
) -> Registration:
    stages = [s.key for s in law.stages]
    if (stage not in stages) if stages else stage:
        raise NoSuchStage(stage, ", ".join(stages))
    kinds = natures(law)
    if (nature not in kinds) if kinds else nature:
        raise NoSuchNature(nature, ", ".join(kinds))
    offered = [unit.name for unit in law.units_of(stage)]
    for unit in units or ():
        if unit not in offered:
            raise NoSuchUnit(unit)
    followed = offered if units is None else [unit for unit in offered if unit in set(units)]
    return Registration(dossier=dossier, year=year, stage=stage, nature=nature, units=followed, in_order=in_order)


def _written(verb: str, made: list[Registration], by: Person, at: datetime) -> list[Registration]:
    if not made:
        return []
    programme: Programme = made[0].dossier.programme
    for one in made:
        one.by, one.at = by, at
    subject = made[0].dossier.number if len(made) == 1 else f"{programme.slug} {made[0].year}"
    reason = made[0].reason
    try:
        with transaction.atomic():
            return journal.record_rows(
                verb, subject, made, chain=programme.school.slug, actor=by.pk, at=at, payload={"reason": reason}
            )
    except IntegrityError as duplicate:
        raise AlreadyRegistered(made[0].dossier.number, made[0].year) from duplicate
