"""What is done with dossiers: opened under a text, and what the office declares kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from parchemin.campus.catalogue.models import Intake, Publication
from parchemin.campus.common import journal
from parchemin.campus.common.events import tell
from parchemin.campus.common.locks import hold, hold_row
from parchemin.campus.common.models import Evidence
from parchemin.campus.common.records import RecordPlace, replace
from parchemin.campus.dossiers import access
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.queries.numbers import made_numbers
from parchemin.campus.dossiers.queries.subjects import students_already
from parchemin.campus.dossiers.queries.years import SpokenYears, spoken_years
from parchemin.campus.dossiers.refusals import (
    CollectedElsewhere,
    DeclaredMeanwhile,
    DossierExists,
    IntakeGone,
    NoSuchPlace,
    NoSuchRoot,
    PersonIncomplete,
    StudentNeedsPerson,
    StudiesThere,
    YearNotSpoken,
)
from parchemin.campus.law.law import Law
from parchemin.campus.law.publications import law_at, law_for, versions_of
from parchemin.campus.law.sources import collected
from parchemin.campus.people.actions import admit
from parchemin.campus.people.models import Person, Role


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, by the address they are known under."""

    email: str
    given_name: str
    family_name: str


def open_dossier(
    intake: Intake,
    root: str,
    *,
    about: Identity | None = None,
    number: str = "",
    reason: str = "",
    by: Person,
    at: datetime,
) -> Dossier:
    """Open the file of somebody, or of something ("about" nobody), as a root of the text of an intake.

    Without a number, one is made. Somebody already known by their address is the same person, whatever other file is
    theirs. reason: why, where they are a student of the programme already and begin again.
    """
    access.OPEN.demand(by, intake.programme)
    law = _law_as(intake, root)
    with transaction.atomic():
        hold_row(intake.programme)  # of two offices that open at once, each makes a number of its own
        intake = hold_intake(intake)
        number = number.strip() or next(made_numbers(intake, "" if law.studies else law.root))
        person = _entered(intake, law, about, by, at) if about else None
        [made] = open_dossiers(intake, [(person, number)], root=law.root, reason=reason, by=by, at=at)
    return made


def _entered(intake: Intake, law: Law, about: Identity, by: Person, at: datetime) -> Person:
    """The person, who may sign in: as a student, or as somebody who has asked something of the programme."""
    told = (about.email.strip(), about.given_name.strip(), about.family_name.strip())
    if not all(told):
        raise PersonIncomplete
    role = Role.STUDENT if law.studies else Role.APPLICANT
    [person] = admit([told], intake.programme.school, role, intake.programme.slug, by=by, at=at)
    return person


def _law_as(intake: Intake, root: str) -> Law:
    """The text of those who enter with an intake, of one of its roots ("" for those who study)."""
    text = law_at(intake.publication, intake.starts)
    if root and root not in text.roots:
        raise NoSuchRoot(root, ", ".join(text.roots))
    return law_at(intake.publication, intake.starts, root)


def open_dossiers(
    intake: Intake,
    subjects: Sequence[tuple[Person | None, str]],
    *,
    root: str = "",
    reason: str = "",
    by: Person,
    at: datetime,
) -> list[Dossier]:
    """Put persons (None for what is about nobody), each with a number, under the text of an intake, as one of its roots
    ("" for those who study).

    The caller has checked who may, and holds the programme: of two offices that open at once, the second sees what the
    first opened. reason: why somebody who studies in the programme already has another file; it stays
    in the journal. Raises `StudiesThere` without one.
    """
    try:
        with transaction.atomic():
            held = hold_intake(intake)
            law = _law_as(held, root)
            if law.studies and any(person is None for person, _ in subjects):
                raise StudentNeedsPerson
            known = students_already(held, [person for person, _ in subjects if person]) if law.studies else []
            again = [one for one in known if one.intake_id != held.pk]  # of this very intake: `DossierExists`
            if again and not reason.strip():
                raise StudiesThere(again[0].subject, again[0].number)
            made = Dossier.objects.bulk_create([_row(held, law, person, number, at) for person, number in subjects])
            numbers = " ".join(number for _, number in subjects)
            told = {"intake": str(held.pk), "root": law.root, "numbers": numbers}
            begun = {"again": " ".join(one.number for one in again), "reason": reason.strip()[:400]} if again else {}
            _record("dossiers.open_dossiers", held, by, at, told | begun, made)
    except IntegrityError as duplicate:
        raise DossierExists(", ".join(number for _, number in subjects[:5])) from duplicate
    return made


def hold_intake(intake: Intake) -> Intake:
    """An intake as it stands now, held, so that whoever enters it is under its text. Raises `IntakeGone`."""
    found = hold(Intake.objects.filter(pk=intake.pk).select_related("programme__school", "publication"))
    if not found:
        raise IntakeGone
    return found[0]


def move_entry(dossier: Dossier, intake: Intake, *, reason: str, by: Person, at: datetime) -> Dossier:
    """Put a dossier in another intake: its day of entry and its text follow. The caller has checked who may, and that
    nothing was done yet under the former."""
    try:
        with transaction.atomic():
            to = hold_intake(intake)
            held = hold_row(dossier, "intake")
            told: journal.Payload = {
                "dossier": held.number,
                "former": held.intake.name,
                "publication": to.publication.number,
                "reason": reason[:400],
            }
            held.intake, held.entry, held.publication = to, to.starts, to.publication
            held.save(update_fields=["intake", "entry", "publication"])
            _record("dossiers.move_entry", to, by, at, told, [held])
    except IntegrityError as duplicate:
        raise DossierExists(dossier.number) from duplicate
    return held


def put_under(
    intakes: Sequence[Intake], publication: Publication, starts: date | None = None, *, by: Person, at: datetime
) -> int:
    """Put intakes, and whoever is of them, under a text, with another first day where one is given; gives how many
    people. A dossier whose root the text does not have stays where it is.

    The caller holds these intakes and their dossiers, and has checked who may.
    """
    roots = versions_of(publication.pk)[-1][1].roots
    moved = 0
    for intake in intakes:
        former, first_day = intake.publication.number, starts or intake.starts
        intake.publication, intake.starts = publication, first_day
        intake.save(update_fields=["publication", "starts"])
        of_them = Dossier.objects.filter(intake=intake, root__in=roots)
        people = of_them.update(publication=publication, entry=first_day)
        told = {"former": former, "publication": publication.number, "dossiers": people}
        _record("dossiers.put_under", intake, by, at, told | {"starts": first_day.isoformat()}, [intake, *of_them])
        moved += people
    return moved


def _record(
    verb: str, intake: Intake, by: Person, at: datetime, payload: journal.Payload, rows: Sequence[Evidence]
) -> None:
    school = intake.programme.school.slug
    journal.record(verb, str(intake), chain=school, actor=by.pk, at=at, payload=payload, rows=rows)


def _row(intake: Intake, law: Law, person: Person | None, number: str, at: datetime) -> Dossier:
    return Dossier(
        person=person,
        programme=intake.programme,
        publication=intake.publication,
        intake=intake,
        root=law.root,
        studies=law.studies,
        number=number,
        entry=intake.starts,
        opened_at=at,
    )


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact declared of one dossier: `text` as written by a person ("12,5", "oui", "?"); None withdraws it.

    was: the value that the writer saw ("" for none), refused when another stands there by now; None does not care.
    since: the university year in which it begins to speak, said even where the same holds since another; None for the
    usual one (`spoken_years`).
    """

    dossier: Dossier
    fact: str
    place: str
    text: str | None
    was: str | None = None
    since: int | None = None


def declare(said: Sequence[Statement], *, reason: str, by: Person, at: datetime) -> list[Declaration]:
    """Keep facts declared by the office, all or none. What they replace is superseded, with the reason."""
    access.DECLARE.demand_all(by, [one.dossier for one in said])
    years = spoken_years([one.dossier for one in said], at)
    for one in said:
        law, spoken = law_for(one.dossier), years[one.dossier.pk]
        if one.text is not None and one.fact in collected(law):
            raise CollectedElsewhere(law.facts[one.fact].label)
        if one.since is not None and one.since not in spoken:
            raise YearNotSpoken(one.since, one.dossier.number, spoken.first, spoken.last)
    return keep(said, reason=reason, by=by, at=at)


@dataclass(frozen=True, slots=True)
class FactsDeclared:
    """The event: something is declared of these dossiers (their keys), that was not or was otherwise."""

    dossiers: tuple[int, ...]
    by: Person
    at: datetime


def keep(said: Sequence[Statement], *, reason: str, by: Person, at: datetime) -> list[Declaration]:
    """The same for a stage that asked its own permission, and knows since which year it speaks."""
    years = spoken_years([one.dossier for one in said if one.since is None], at)
    rows = [_declaration(one, years, reason, by, at) for one in said]
    if not rows:
        return []
    with transaction.atomic():
        before = _Before(rows)
        fresh = [row for one, row in zip(said, rows, strict=True) if before.lets(one, row)]
        if fresh:
            tell(FactsDeclared(tuple({row.dossier_id for row in fresh}), by, at))
        try:
            with transaction.atomic():
                return replace(
                    fresh,
                    before.lines,
                    verb="dossiers.declare",
                    subject=_subject(rows),
                    chain=rows[0].dossier.programme.school.slug,
                    actor=by.pk,
                    at=at,
                    payload={"reason": reason[:400]},
                )
        except IntegrityError as race:
            raise DeclaredMeanwhile("", "—") from race


def take_back(lines: Sequence[Declaration], *, reason: str, by: Person, at: datetime) -> list[Declaration]:
    """Take back lines in force, said by mistake: what was said since a former year holds again. All of them or none.

    The lines that say so are in force at no moment.
    """
    access.DECLARE.demand_all(by, [one.dossier for one in lines])
    if not lines:
        return []
    made = [_taken_back(one, reason, by, at) for one in lines]
    with transaction.atomic():
        held = hold(Declaration.objects.current().filter(pk__in=[one.pk for one in lines]))
        if len(held) != len(lines):
            raise DeclaredMeanwhile("", "—")
        ended = Declaration.objects.filter(pk__in=[one.pk for one in held]).supersede(at)
        school, told = made[0].dossier.programme.school, {"reason": reason[:400]}
        verb = "dossiers.take_back"
        return journal.record_rows(
            verb, _subject(made), made, chain=school.slug, actor=by.pk, at=at, payload=told, others=ended
        )


def _taken_back(line: Declaration, reason: str, by: Person, at: datetime) -> Declaration:
    return Declaration(
        dossier=line.dossier,
        fact=line.fact,
        place=line.place,
        since=line.since,
        withdrawn=True,
        reason=reason,
        by=by,
        at=at,
        superseded_at=at,
    )


def _subject(rows: Sequence[Declaration]) -> str:
    """Of whom lines speak: one person, or many of a programme."""
    first = rows[0].dossier
    return first.number if len({row.dossier_id for row in rows}) == 1 else first.programme.slug


def _declaration(
    said: Statement, years: Mapping[int, SpokenYears], reason: str, by: Person, at: datetime
) -> Declaration:
    law = law_for(said.dossier)
    view = law.fact(said.fact)
    value = "" if said.text is None else law.plain(said.fact, said.text)
    if view is None or not law.has_place(view.level, said.place):
        raise NoSuchPlace(said.place)
    return Declaration(
        dossier=said.dossier,
        fact=said.fact,
        place=said.place,
        value=value,
        since=years[said.dossier.pk].usual if said.since is None else said.since,
        withdrawn=said.text is None,
        reason=reason,
        by=by,
        at=at,
    )


class _Before:
    """What stands in the places of lines about to be written, whatever its year; held, so that who writes there waits.

    lines: by place and year.
    """

    def __init__(self, rows: Sequence[Declaration]) -> None:
        within = {f"{name}__in": {getattr(row, name) for row in rows} for name in ("dossier_id", "fact", "place")}
        held = hold(Declaration.objects.current().filter(**within))
        self.lines: dict[RecordPlace, Declaration] = {line.where: line for line in held}
        self._years: dict[RecordPlace, list[int]] = defaultdict(list)
        for line in held:
            self._years[line.where[:-1]].append(line.since)

    def holding(self, row: Declaration) -> Declaration | None:
        """The line that holds in the year of another, withdrawn or not."""
        *place, since = row.where
        year = max((one for one in self._years[tuple(place)] if one <= since), default=None)
        return None if year is None else self.lines[*place, year]

    def lets(self, said: Statement, row: Declaration) -> bool:
        """Whether there is something to write. Raises `DeclaredMeanwhile` where the writer saw something else."""
        holding = self.holding(row)
        now = "" if holding is None or holding.withdrawn else holding.value
        if said.was is not None and said.was != now:
            raise DeclaredMeanwhile(now, str(holding.by) if holding else "—")
        former = holding if said.since is None else self.lines.get(row.where)
        if former is None:
            return not row.withdrawn or said.since is not None
        return (row.value, row.withdrawn) != (former.value, former.withdrawn)
