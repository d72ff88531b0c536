"""An intake that is not as it was opened: renamed, moved to another day, cancelled; who entered the wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from parchemin.campus.catalogue import access as catalogue_access
from parchemin.campus.catalogue import actions as catalogue
from parchemin.campus.catalogue.models import Intake
from parchemin.campus.catalogue.queries import text_of_entry
from parchemin.campus.common import journal
from parchemin.campus.common.locks import hold, hold_row
from parchemin.campus.common.reading import note_read
from parchemin.campus.dossiers.actions import hold_intake, move_entry, put_under
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.settled import settled
from parchemin.campus.enrolment.actions.registering import may_register
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.traces import meant_for
from parchemin.campus.enrolment.refusals import (
    ChangeReasonMissing,
    IntakeBegun,
    IntakeNamed,
    IntakeNotEmpty,
    NotItsIntake,
    RegisteredOnce,
    SettledAlready,
)
from parchemin.campus.people.models import Person


def rename_intake(intake: Intake, name: str, *, reason: str, by: Person, at: datetime) -> Intake:
    """Give an intake another name, while nobody was registered with it: what bears the former name keeps it."""
    _asked(intake, reason, by)
    with transaction.atomic():
        hold_intake(intake)
        _unused(intake)
        return catalogue.rename_intake(intake, name, reason=reason.strip(), by=by, at=at)


def move_intake(intake: Intake, starts: date, *, reason: str, by: Person, at: datetime) -> Intake:
    """Give an intake another first day: its text is the one in force then, and whoever is of it follows.

    Not once somebody was registered with it or judged, nor once it has started, unless it is empty.
    """
    _asked(intake, reason, by)
    with transaction.atomic():
        hold_row(intake.programme)
        held = hold_intake(intake)
        publication = text_of_entry(intake.programme, starts)
        dossiers = hold(Dossier.objects.filter(intake=held))
        _unused(held)
        if done := settled([one.pk for one in dossiers]):
            raise SettledAlready(next(one.number for one in dossiers if one.pk in done))
        if dossiers and held.starts <= timezone.localdate(at):
            raise IntakeBegun(held.name, 0)
        told = {"former": held.starts.isoformat(), "starts": starts.isoformat()}
        put_under([held], publication, starts, by=by, at=at)
        catalogue.record_intake("enrolment.move_intake", held, by=by, at=at, payload=told, reason=reason)
    return held


def cancel_intake(intake: Intake, *, reason: str, by: Person, at: datetime) -> None:
    """An intake that will not be: it is listed no more. Only while nobody is of it, and nothing was set for it."""
    _asked(intake, reason, by)
    with transaction.atomic():
        hold_intake(intake)
        if people := Dossier.objects.filter(intake=intake).count():
            raise IntakeNotEmpty(intake.name, people)
        _unused(intake)
        if meant := meant_for(intake):
            raise IntakeNamed(intake.name, meant)
        catalogue.cancel_intake(intake, reason=reason.strip(), by=by, at=at)


def move_entrant(dossier: Dossier, intake: Intake, *, reason: str, by: Person, at: datetime) -> Dossier:
    """Put somebody who entered the wrong intake in another: their day of entry and their text follow.

    Not once they were registered, nor once something was marked or decided of them: what it was under stays.
    """
    may_register([dossier], by)
    if not reason.strip():
        raise ChangeReasonMissing
    if intake.programme_id != dossier.programme_id:
        raise NotItsIntake(intake.name)
    with transaction.atomic():
        hold_intake(intake)
        hold_row(dossier)  # whoever registers them meanwhile waits, or is seen
        ended = list(Registration.objects.filter(dossier=dossier).select_related("dossier"))
        note_read(ended)
        if any(one.superseded_at is None for one in ended):
            raise RegisteredOnce(dossier.number)
        if settled([dossier.pk]):
            raise SettledAlready(dossier.number)
        moved = move_entry(dossier, intake, reason=reason.strip(), by=by, at=at)
        _vouch_anew(ended, moved, by=by, at=at)
    return moved


def _vouch_anew(ended: Sequence[Registration], moved: Dossier, *, by: Person, at: datetime) -> None:
    """What the journal vouches for of a registration, a cancelled one too, is told beside the intake of its entry."""
    for one in ended:
        one.dossier = moved
    if ended:
        chain = moved.programme.school.slug
        journal.record("enrolment.move_entrant", moved.number, chain=chain, actor=by.pk, at=at, rows=ended)


def _asked(intake: Intake, reason: str, by: Person) -> None:
    catalogue_access.OPEN_INTAKE.demand(by, intake.programme)
    if not reason.strip():
        raise ChangeReasonMissing


def _unused(intake: Intake) -> None:
    """Nobody is registered with it, or under it."""
    with_it = Registration.objects.current().filter(Q(intake=intake) | Q(dossier__intake=intake))
    if registered := with_it.values("dossier").distinct().count():
        raise IntakeBegun(intake.name, registered)
