"""A registration that does not go on: cancelled, interrupted from a day, resumed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from parchemin.campus.common.years import first_day
from parchemin.campus.enrolment.actions.registering import may_register, undecided, write_registrations
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.registrations import interruption
from parchemin.campus.enrolment.queries.traces import RegistrationTrace, traces_of
from parchemin.campus.enrolment.refusals import (
    AlreadyInterrupted,
    BeforeAJury,
    ChangeReasonMissing,
    NotInterrupted,
    NotInThatYear,
    YearMarked,
)
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.models import Person


def cancel_registrations(
    registrations: Sequence[Registration], *, reason: str, by: Person, at: datetime
) -> list[Registration]:
    """These people, of one programme and year, are registered for it no more: all of them or none.

    Refused of a year of which anything is kept: what was marked or decided happened. The lines that say so are in force
    at no moment; what they end was in force until now.
    """
    _asked(registrations, reason, by)
    if not registrations:
        return []
    year = registrations[0].year
    traces = traces_of([one.dossier_id for one in registrations], year)
    for one in registrations:
        undecided(one, traces)
        _free(one, traces)
    made = [_another(one, reason) for one in registrations]
    for line in made:
        line.state, line.superseded_at = Registration.State.CANCELLED, at
    verb = "enrolment.cancel_registration"
    return write_registrations(verb, made, by=by, at=at, former=registrations)


def interrupt_registration(
    registration: Registration, since: date, *, reason: str, by: Person, at: datetime
) -> Registration:
    """They study no more from a day on. Their marks stand; what an interruption does is for the text to say.

    The registration takes the kind that the text has for an interruption, where it has one.
    """
    _asked([registration], reason, by)
    if registration.interrupted:
        raise AlreadyInterrupted(registration.dossier.number, registration.interrupted)
    if not first_day(registration.year) <= since < first_day(registration.year + 1):
        raise NotInThatYear(since, registration.year)
    undecided(registration, traces_of([registration.dossier_id], registration.year))
    made = _another(registration, reason)
    made.interrupted = since
    made.nature = interruption(law_for(registration.dossier)) or registration.nature
    verb = "enrolment.interrupt_registration"
    return write_registrations(verb, [made], by=by, at=at, former=[registration])[0]


def resume_registration(registration: Registration, *, reason: str, by: Person, at: datetime) -> Registration:
    """They study again: the registration is what it was before it was interrupted, on the units it has now."""
    _asked([registration], reason, by)
    if registration.interrupted is None:
        raise NotInterrupted(registration.dossier.number)
    undecided(registration, traces_of([registration.dossier_id], registration.year))
    earlier = Registration.objects.filter(dossier=registration.dossier_id, year=registration.year, state="")
    before = earlier.filter(interrupted=None, pk__lt=registration.pk).order_by("pk").last()
    made = _another(registration, reason)
    made.interrupted = None
    made.nature = before.nature if before else registration.nature
    verb = "enrolment.resume_registration"
    return write_registrations(verb, [made], by=by, at=at, former=[registration])[0]


def _asked(registrations: Sequence[Registration], reason: str, by: Person) -> None:
    may_register([one.dossier for one in registrations], by)
    if not reason.strip():
        raise ChangeReasonMissing


def _another(former: Registration, reason: str) -> Registration:
    """The same registration, to be written with what changes."""
    return Registration(
        dossier=former.dossier,
        year=former.year,
        intake=former.intake,
        modality=former.modality,
        stage=former.stage,
        nature=former.nature,
        units=former.units,
        sat_elsewhere=former.sat_elsewhere,
        in_order=former.in_order,
        interrupted=former.interrupted,
        reason=reason.strip()[:400],
    )


def _of(registration: Registration, traces: Sequence[RegistrationTrace], kind: str) -> list[str]:
    return [trace.words for trace in traces if (trace.dossier, trace.kind) == (registration.dossier_id, kind)]


def _free(registration: Registration, traces: Sequence[RegistrationTrace]) -> None:
    """Nothing would be left without a registration."""
    for jury in _of(registration, traces, "case")[:1]:
        raise BeforeAJury(registration.dossier.number, jury)
    if kept := [*_of(registration, traces, "ruled"), *_of(registration, traces, "mark")]:
        raise YearMarked(registration.dossier.number, ", ".join(kept[:5]))
