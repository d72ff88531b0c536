"""A jury is called, and its members are seated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.catalogue.queries import those_with
from parchemin.campus.common.events import tell
from parchemin.campus.common.models import JournalValue
from parchemin.campus.common.reading import note_anew
from parchemin.campus.dossiers.refusals import NoSuchRoot
from parchemin.campus.enrolment.queries.registrations import modalities as modalities_of
from parchemin.campus.enrolment.refusals import NoSuchModality, NotItsIntake
from parchemin.campus.jury import access
from parchemin.campus.jury.actions.holding import held, write
from parchemin.campus.jury.actions.reminding import move_reminder, plan_reminder
from parchemin.campus.jury.models import Jury, JuryIntake, Seat
from parchemin.campus.jury.queries import law_judged
from parchemin.campus.jury.refusals import (
    AlreadyCalled,
    AlreadyOpened,
    AlreadySeated,
    HeldAlready,
    NoSuchDecision,
    NotAJuryMember,
    NotAStudyYear,
    NothingToDecide,
    TitleMissing,
    VoiceOfOffice,
)
from parchemin.campus.law.law import Law
from parchemin.campus.people.models import Person, Role


def call_jury(
    programme: Programme,
    year: int,
    *,
    root: str = "",
    stage: str = "",
    title: str,
    kind: str,
    held_at: datetime,
    place: str = "",
    decisions: Sequence[tuple[str, str]],
    intakes: Collection[Intake] = (),
    modalities: Collection[str] = (),
    by: Person,
    at: datetime,
) -> Jury:
    """Call a jury on decisions of the text, (name, member) each. root: of another root than students ("candidat").

    intakes, modalities: those whose files it looks at, none named for all of the year.
    """
    access.CALL.demand(by, programme)
    law = _law(programme, year, root)
    if stage and stage not in [one.key for one in law.study_years]:
        raise NotAStudyYear(stage)
    if not title.strip():
        raise TitleMissing
    _called_on(law, decisions)
    _known(programme, law, intakes, modalities)
    made = Jury(
        programme=programme,
        year=year,
        root="" if law.studies else law.root,
        stage=stage,
        title=title.strip(),
        kind=kind,
        held_at=held_at,
        place=place.strip(),
        decisions=[list(pair) for pair in dict.fromkeys(decisions)],
        modalities=list(dict.fromkeys(modalities)),
        called_at=at,
        called_by=by,
    )
    _keep(made, dict.fromkeys(intakes), by, at)
    return made


def _keep(made: Jury, intakes: Iterable[Intake], by: Person, at: datetime) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            JuryIntake.objects.bulk_create(JuryIntake(jury=made, intake=one) for one in intakes)
            plan_reminder(made, at=at)
            told: dict[str, JournalValue] = {"year": made.year, "root": made.root, "stage": made.stage}
            told |= {"for": made.audience} if made.audience else {}
            write("jury.call", made, made.title, by, at, rows=[made], **told)
    except IntegrityError as duplicate:
        raise AlreadyCalled(made.title) from duplicate


def _known(programme: Programme, law: Law, intakes: Collection[Intake], modalities: Collection[str]) -> None:
    for intake in intakes:
        if intake.programme_id != programme.pk:
            raise NotItsIntake(intake.name)
    for modality in modalities:
        if modality not in (known := modalities_of(law)):
            raise NoSuchModality(modality, ", ".join(known))


def _called_on(law: Law, decisions: Sequence[tuple[str, str]]) -> None:
    known = {(view.name, view.member) for view in law.decisions}
    for name, member in decisions:
        if (name, member) not in known:
            raise NoSuchDecision(f"{name}[{member}]" if member else name)
    if not decisions:
        raise NothingToDecide


def _law(programme: Programme, year: int, root: str) -> Law:
    law = law_judged(programme, year)
    if root and root not in law.roots:
        raise NoSuchRoot(root, ", ".join(law.roots))
    return law if root in ("", law.root) else law_judged(programme, year, root)


@dataclass(frozen=True, slots=True)
class JuryMoved:
    """A jury that is called will be held at another moment, or elsewhere."""

    jury: UUID


def move_jury(jury: Jury, *, held_at: datetime, place: str, by: Person, at: datetime) -> Jury:
    """Another day, hour or place, until the jury opens; who sits is told. Nothing when it is what stands."""
    access.PREPARE.demand(by, jury)
    with transaction.atomic():
        jury = held(jury)
        if jury.state != "called":
            raise HeldAlready
        if (held_at, place.strip()) == (jury.held_at, jury.place):
            return jury
        former, jury.held_at, jury.place = jury.held_at, held_at, place.strip()
        jury.save(update_fields=["held_at", "place"])
        move_reminder(jury, at=at)
        tell(JuryMoved(jury.pk))
        told = {"from": former.isoformat(), "to": held_at.isoformat(), "place": jury.place}
        write("jury.move", jury, jury.title, by, at, rows=[jury], **told)
    return jury


def seat(
    jury: Jury,
    person: Person,
    *,
    quality: str = "",
    voice: str = Seat.Voice.DELIBERATIVE,
    office: str = "",
    represents: bool = False,
    by: Person,
    at: datetime,
) -> Seat:
    """Somebody who holds the role of jury member in the programme sits, until the jury opens."""
    access.PREPARE.demand(by, jury)
    if office and voice != Seat.Voice.DELIBERATIVE:
        raise VoiceOfOffice
    if not those_with(jury.programme, Role.JURY).contains(person):
        raise NotAJuryMember(str(person))
    try:
        with transaction.atomic():
            if held(jury).state != "called":
                raise AlreadyOpened
            made = Seat.objects.create(
                jury=jury,
                person=person,
                quality=quality.strip(),
                voice=voice,
                office=office,
                represents=represents,
                seated_at=at,
                seated_by=by,
            )
            told = {"person": str(person.pk), "voice": str(voice), "office": str(office)}
            write("jury.seat", jury, jury.title, by, at, rows=[made], **told)
    except IntegrityError as duplicate:
        raise AlreadySeated(str(person)) from duplicate
    return made


def withdraw(seat: Seat, *, by: Person, at: datetime) -> None:
    """Somebody will not sit after all."""
    access.PREPARE.demand(by, seat.jury)
    with transaction.atomic():
        if held(seat.jury).state != "called":
            raise AlreadyOpened
        note_anew(seat)
        if Seat.objects.filter(pk=seat.pk, withdrawn_at=None).update(withdrawn_at=at):
            seat.withdrawn_at = at
            write("jury.withdraw", seat.jury, seat.jury.title, by, at, rows=[seat], person=str(seat.person_id))
