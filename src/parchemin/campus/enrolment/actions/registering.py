"""Registrations of a year: made for many at once, or changed one by one with a reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parchemin.campus.catalogue.models import Intake, Programme
from parchemin.campus.common import journal
from parchemin.campus.common.events import tell
from parchemin.campus.common.locks import hold
from parchemin.campus.common.years import both_years, university_year
from parchemin.campus.dossiers.actions import Statement, keep, take_back
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.queries.decided import obtained
from parchemin.campus.dossiers.queries.years import entry_year
from parchemin.campus.enrolment import access
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.acquired import acquired_before, acquired_in, unit_label
from parchemin.campus.enrolment.queries.attempts import begun_again, gates_of_units
from parchemin.campus.enrolment.queries.registrations import (
    decisions_before,
    ends_studies,
    goes_against,
    interruption,
    modalities,
    natures,
    nothing_left,
)
from parchemin.campus.enrolment.queries.traces import (
    RegistrationTrace,
    changed_by_moving,
    deciding_jury,
    marked_units,
    traces_of,
)
from parchemin.campus.enrolment.refusals import (
    AgainstTheJury,
    AlreadyObtained,
    AlreadyRegistered,
    BegunBeforeInterrupted,
    ChangedMeanwhile,
    ChangeReasonMissing,
    EntryMoved,
    IntakeNotBegun,
    MarksDropped,
    MarksLeft,
    NobodyChosen,
    NoFurtherStudy,
    NoSuchModality,
    NoSuchNature,
    NoSuchStudyYear,
    NotAStudent,
    NotEnteredYet,
    NothingToKeep,
    NotItsIntake,
    NotOfferedThatYear,
    NotRegistered,
    NoUnitInterrupted,
    UnitsAcquired,
    YearDecided,
)
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.models import Person


def register(
    dossiers: Sequence[Dossier],
    year: int,
    *,
    stage: str = "",
    nature: str = "",
    modality: str = "",
    units: Sequence[str] | None = None,
    in_order: bool = True,
    reason: str = "",
    by: Person,
    at: datetime,
) -> list[Registration]:
    """Register students of one programme for a year. Without `units`, they follow all those of the year of study that
    they have not acquired; naming one that they have is refused.

    reason: why, where a jury decided otherwise of one of them, or they obtained all that the studies lead to.
    """
    places = [Registrant(dossier, units, reason) for dossier in dossiers]
    return _registered(places, year, _RegistrationForm(stage, nature, modality, in_order), by, at)


@dataclass(frozen=True, slots=True)
class Registrant:
    """Who is to be registered, on which units: all those of the year of study left to acquire when none are named.

    reason: why, where a jury had decided otherwise of them, or they have obtained all there is to obtain.
    """

    dossier: Dossier
    units: Sequence[str] | None = None
    reason: str = ""


def register_all(
    places: Sequence[Registrant],
    year: int,
    *,
    stage: str,
    nature: str,
    modality: str = "",
    in_order: bool,
    by: Person,
    at: datetime,
) -> list[Registration]:
    """Register students of one programme for a year, each on their own units; all of them or none.

    What the last jury published of somebody is followed, or a reason is given; so is what they have obtained.
    """
    if not places:
        raise NobodyChosen
    return _registered(places, year, _RegistrationForm(stage, nature, modality, in_order), by, at)


def _registered(
    places: Sequence[Registrant], year: int, form: _RegistrationForm, by: Person, at: datetime
) -> list[Registration]:
    dossiers = [place.dossier for place in places]
    may_register(dossiers, by)
    for one in Registration.objects.current().filter(dossier__in=dossiers, year=year).select_related("dossier")[:1]:
        raise AlreadyRegistered(one.dossier.number, year)
    for early in (one for one in dossiers if year < entry_year(one)):
        raise NotEnteredYet(early.number, both_years(year), early.entry)
    kept = acquired_before(dossiers, year, at=at)
    made = [_registration(p.dossier, law_for(p.dossier), year, form, p.units, kept.get(p.dossier.pk)) for p in places]
    for one in made:
        _nothing_acquired(one, kept.get(one.dossier_id, frozenset()) & set(one.units), at)
    for place, one in zip(places, made, strict=True):
        one.reason = place.reason.strip()[:400]
    _as_decided([one for one in made if not one.reason], year, form)
    return write_registrations("enrolment.register", made, by=by, at=at)


def _nothing_acquired(made: Registration, again: Collection[str], at: datetime) -> None:
    """Raises `UnitsAcquired` where a registration holds units that were acquired before its year: `again`."""
    if again:
        units = [unit for unit in made.units if unit in again]
        since = acquired_in(made.dossier, units, made.year, at=at)
        told = [unit_label(made.dossier, unit) for unit in units]
        years = [f"{since[unit]}-{since[unit] + 1}" if unit in since else "" for unit in units]
        said = [f"{label} ({year})" if year else label for label, year in zip(told, years, strict=True)]
        raise UnitsAcquired(made.dossier.number, units, said)


def _as_decided(made: Sequence[Registration], year: int, form: _RegistrationForm) -> None:
    """Of registrations made without a reason: nothing that was published says otherwise."""
    dossiers = [one.dossier for one in made]
    juries, diplomas = decisions_before(dossiers, year), obtained(dossiers)
    for dossier in dossiers:
        law = law_for(dossier)
        if last := nothing_left(law, diplomas.get(dossier.pk, ())):
            raise AlreadyObtained(dossier.number, last.words, last.jury)
        found = juries.get(dossier.pk)
        if found and ends_studies(found, law):
            raise NoFurtherStudy(dossier.number, found.words, found.jury, found.published)
        if found and goes_against(found, law, form.stage, form.nature):
            raise AgainstTheJury(dossier.number, found.words, found.jury)


def may_register(dossiers: Sequence[Dossier], by: Person) -> None:
    """Refuses who may not register students in one of their programmes."""
    for programme in {d.programme_id: d.programme for d in dossiers}.values():
        access.REGISTER.demand(by, programme)


def change_registration(
    registration: Registration,
    *,
    reason: str,
    stage: str | None = None,
    nature: str | None = None,
    modality: str | None = None,
    intake: Intake | None = None,
    units: Sequence[str] | None = None,
    in_order: bool | None = None,
    kept: Collection[str] = (),
    dropped: Collection[str] = (),
    by: Person,
    at: datetime,
) -> Registration:
    """Put another registration in the place of one, with the reason. The former stands in the record.

    kept: of somebody moved to another intake or modality, the units whose papers stay those that they sat before.
    dropped: the units left out, or followed on other papers than before, although a mark or an absence of theirs is
    kept or would count again. Both are named, so that nothing changes unseen; refusing the latter altogether would keep
    for ever a unit chosen by mistake, marked before it was seen.
    """
    may_register([registration.dossier], by)
    if not reason.strip():
        raise ChangeReasonMissing
    _begun(registration, intake or registration.intake)
    law = law_for(registration.dossier)
    to_stage = registration.stage if stage is None else stage
    followed = units if units is not None else (registration.units if to_stage == registration.stage else None)
    form = _RegistrationForm(
        to_stage,
        registration.nature if nature is None else nature,
        registration.modality if modality is None else modality,
        registration.in_order if in_order is None else in_order,
        intake or registration.intake,
        registration.interrupted,
    )
    made = _registration(registration.dossier, law, registration.year, form, followed)
    if added := set(made.units) - set(registration.units):
        acquired = acquired_before([registration.dossier], registration.year, at=at).get(registration.dossier_id, ())
        if followed is None:
            made.units = [unit for unit in made.units if unit not in added.intersection(acquired)]
        _nothing_acquired(made, added.intersection(acquired) & set(made.units), at)
    made.reason = reason.strip()[:400]
    made.sat_elsewhere = _sat_elsewhere(registration, made, kept, dropped)
    _nothing_lost(registration, made, dropped)
    verb = "enrolment.change_registration"
    return write_registrations(verb, [made], by=by, at=at, former=[registration])[0]


def _begun(registration: Registration, intake: Intake) -> None:
    """Raises `IntakeNotBegun` where a registration would be moved to an intake that begins after its year."""
    if intake.pk != registration.intake_id and registration.year < university_year(intake.starts):
        raise IntakeNotBegun(intake.name, both_years(registration.year), intake.starts)


def _sat_elsewhere(
    former: Registration, made: Registration, kept: Collection[str], dropped: Collection[str]
) -> dict[str, list[str]]:
    """The units of a registration sat elsewhere: those that were, and those to be kept of where they were."""
    for unit in kept:
        if unit not in made.units or unit not in former.units:
            raise NothingToKeep(former.dossier.number, *_called(former, [unit]))
    told = {unit: former.sat_with(unit) for unit in made.units if unit in former.sat_elsewhere or unit in kept}
    there = (made.intake_id, made.modality)
    return {
        unit: [str(intake), modality]
        for unit, (intake, modality) in told.items()
        if unit not in dropped and (intake, modality) != there
    }


def _nothing_lost(former: Registration, made: Registration, dropped: Collection[str]) -> None:
    """No unit of which something is kept is left out without being named, nor has other marks count unseen; a year that
    a jury decided stays the year that it decided, and one that was begun is not one of interruption from its start."""
    gone = [unit for unit in former.units if unit not in made.units and unit not in dropped]
    moved = _another_year(former) != _another_year(made)
    traces = traces_of([former.dossier_id], former.year) if gone or moved else []
    begun = marked_units(traces, former.units) if made.left_on and not former.left_on else []
    if begun:
        raise BegunBeforeInterrupted(former.dossier.number, _called(former, begun))
    if lost := marked_units(traces, gone):
        raise MarksDropped(lost, _called(former, lost))
    if moved:
        undecided(former, traces)
    left = {unit: kinds for unit, kinds in changed_by_moving(former, made).items() if unit not in dropped}
    if left:
        lost, revived = ([unit for unit in left if kind in left[unit]] for kind in ("mark", "revived"))
        raise MarksLeft(lost, revived, _called(former, lost), _called(former, revived))


def _another_year(one: Registration) -> tuple[object, ...]:
    """What a jury decided of: with whom, in which way, which year of study, followed for what."""
    return one.intake_id, one.modality, one.stage, one.nature


def undecided(registration: Registration, traces: Iterable[RegistrationTrace]) -> None:
    """Raises `YearDecided` where a jury that is closed decided what came of the year of a registration."""
    if jury := deciding_jury(traces, registration.dossier_id):
        raise YearDecided(registration.dossier.number, jury)


def _called(registration: Registration, units: Sequence[str]) -> list[str]:
    return [unit_label(registration.dossier, name) for name in units]


@dataclass(frozen=True, slots=True)
class _RegistrationForm:
    """What a registration says besides who, when and which units. intake: None for that of the entry."""

    stage: str
    nature: str
    modality: str
    in_order: bool
    intake: Intake | None = None
    interrupted: date | None = None


def _registration(
    dossier: Dossier,
    law: Law,
    year: int,
    form: _RegistrationForm,
    units: Sequence[str] | None,
    acquired: Collection[str] | None = None,
) -> Registration:
    if not dossier.studies:
        raise NotAStudent(dossier.number, law.root_label)
    stages = [s.key for s in law.study_years]
    if (form.stage not in stages) if stages else form.stage:
        raise NoSuchStudyYear(form.stage, ", ".join(stages))
    kinds = natures(law)
    if (form.nature not in kinds) if kinds else form.nature:
        raise NoSuchNature(form.nature, ", ".join(kinds))
    if form.modality and form.modality not in modalities(law):
        raise NoSuchModality(form.modality, ", ".join(modalities(law)))
    if form.intake is not None and form.intake.programme_id != dossier.programme_id:
        raise NotItsIntake(form.intake.name)
    offered = [unit.name for unit in law.units_of(form.stage)]
    if form.nature and form.nature == interruption(law) and form.interrupted is None:
        if units:
            raise NoUnitInterrupted
        offered = []
    for unit in units or ():
        if unit not in offered:
            raise NotOfferedThatYear(unit)
    return Registration(
        dossier=dossier,
        year=year,
        intake=form.intake or dossier.intake,
        modality=form.modality,
        stage=form.stage,
        nature=form.nature,
        units=[unit for unit in offered if (unit not in (acquired or ()) if units is None else unit in set(units))],
        in_order=form.in_order,
        interrupted=form.interrupted,
    )


@dataclass(frozen=True, slots=True)
class RegistrationsChanged:
    """The event: registrations of a year are made, or are no more what they were (`anew`). dossiers: their keys."""

    dossiers: tuple[int, ...]
    year: int
    anew: bool
    by: Person
    at: datetime


def write_registrations(
    verb: str,
    made: Sequence[Registration],
    *,
    by: Person,
    at: datetime,
    former: Sequence[Registration] = (),
) -> list[Registration]:
    """Keep registrations, in the place of `former` ones where there are some, with one line of the journal.

    What was said of sessions of units begun again ends; what had ended so holds again where they are no more.
    """
    if not made:
        return []
    programme: Programme = made[0].dossier.programme
    for one in made:
        one.by, one.at = by, at
    subject = made[0].dossier.number if len(made) == 1 else f"{programme.slug} {made[0].year}"
    try:
        with transaction.atomic():
            _as_entered(made)
            attempts = _Attempts(made, former)
            ended = _supersede(former, at)
            tell(RegistrationsChanged(tuple(one.dossier_id for one in made), made[0].year, bool(former), by, at))
            kept = journal.record_rows(
                verb,
                subject,
                made,
                chain=programme.school.slug,
                actor=by.pk,
                at=at,
                others=ended,
            )
            attempts.write(by, at)
            return kept
    except IntegrityError as duplicate:
        raise AlreadyRegistered(made[0].dossier.number, made[0].year) from duplicate


def _as_entered(made: Sequence[Registration]) -> None:
    """Holds whoever is registered, so that who moves their entry waits, or is seen. Raises `EntryMoved`."""
    found = hold(Dossier.objects.filter(pk__in=[one.dossier_id for one in made]))
    entered = {one.pk: one.intake_id for one in found}
    for one in made:
        if entered.get(one.dossier_id) != one.dossier.intake_id:
            raise EntryMoved(one.dossier.number)


class _Attempts:
    """What registrations change of what is said of later sessions: it speaks of the attempts of one year.

    From the year in which a unit begins again, nothing is said yet. What was said of a year in which it is followed no
    more is taken back, so that what was said before holds again. All of it is held before the journal is.
    """

    def __init__(self, made: Sequence[Registration], former: Sequence[Registration]) -> None:
        self.year = made[0].year
        now = {one.dossier: set(one.units) if not one.state else set() for one in made}
        before: dict[Dossier, set[str]] = defaultdict(set) | {one.dossier: set(one.units) for one in former}
        self.begun = begun_again({one: units - before[one] for one, units in now.items()}, self.year)
        left = list(gates_of_units({one: before[one] - now[one] for one in now}))
        gates = [gate for _, gate in left] + [gate for begun in self.begun.values() for gate in begun]
        within = {"dossier__in": {one for one, *_ in gates}, "fact__in": {fact for _, fact, _ in gates}}
        held = hold(Declaration.objects.current().filter(**within)) if gates else []
        self.standing = {line.where: line for line in held}
        places = [(one.pk, fact, place, self.year) for _, (one, fact, place) in left]
        self.gone = [self.standing[place] for place in dict.fromkeys(places) if place in self.standing]

    def write(self, by: Person, at: datetime) -> None:
        for year, gates in self.begun.items():
            fresh = [gate for gate in gates if (gate[0].pk, *gate[1:], year) not in self.standing]
            said = [Statement(*gate, None, since=year) for gate in fresh]
            keep(said, reason=_("Begun again in %(year)s") % {"year": both_years(year)}, by=by, at=at)
        why = _("Not begun again in %(year)s after all") % {"year": both_years(self.year)}
        take_back(self.gone, reason=why, by=by, at=at)


def _supersede(former: Sequence[Registration], at: datetime) -> list[Registration]:
    """Raises `ChangedMeanwhile` when another stands in the place of one of them, `NotRegistered` when none does."""
    ended = Registration.objects.filter(pk__in=[one.pk for one in former]).supersede(at) if former else []
    if len(ended) != len(former):
        gone = next(one for one in former if one.pk not in {row.pk for row in ended})
        now = Registration.objects.current().filter(dossier=gone.dossier_id, year=gone.year)
        raise (ChangedMeanwhile if now.exists() else NotRegistered)(gone.dossier.number, gone.year)
    return ended
