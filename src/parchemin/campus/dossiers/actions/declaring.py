"""What the office declares of somebody: kept, with what it replaces and why; or taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parchemin.campus.common.events import tell
from parchemin.campus.common.locks import hold
from parchemin.campus.dossiers import access
from parchemin.campus.dossiers.actions.lines import AskedLine, LineAct, undo_lines, write_lines
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.dossiers.queries.erased import erased_among
from parchemin.campus.dossiers.queries.years import SpokenYears, spoken_years
from parchemin.campus.dossiers.refusals import (
    CollectedElsewhere,
    DeclaredMeanwhile,
    FileErased,
    NoSuchPlace,
    YearNotSpoken,
)
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.sources import collected
from parchemin.campus.people.models import Person


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact declared of one dossier: `text` as written by a person ("12,5", "oui", "?"); None withdraws it.

    was: the value that the writer saw ("" for none), refused when another stands there by now; None does not care.
    since: the university year in which it begins to speak, said even where the same holds since another; None for the
    usual one (`spoken_years`). mistake: what holds in that year was said by mistake; it is taken back, whatever year it
    speaks since, and what was said of the years before holds again.
    """

    dossier: Dossier
    fact: str
    place: str
    text: str | None
    was: str | None = None
    since: int | None = None
    mistake: bool = False


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
    with transaction.atomic():
        _hold_there([one.dossier for one in said])
        return keep(said, reason=reason, by=by, at=at)


@dataclass(frozen=True, slots=True)
class FactsDeclared:
    """The event: something is declared of these dossiers (their keys), that was not or was otherwise, since a
    university year, the first of them."""

    dossiers: tuple[int, ...]
    since: int
    by: Person
    at: datetime


def keep(said: Sequence[Statement], *, reason: str, by: Person, at: datetime) -> list[Declaration]:
    """The same for a stage that asked its own permission, and knows since which year it speaks."""
    years = spoken_years([one.dossier for one in said if one.since is None], at)
    asked = [
        AskedLine(_declaration(one, years, reason, by, at), one.was, anew=one.since is not None, mistake=one.mistake)
        for one in said
    ]
    if not asked:
        return []

    def tell_of(lines: Sequence[Declaration]) -> None:
        tell(FactsDeclared(tuple({one.dossier_id for one in lines}), min(one.since for one in lines), by, at))

    return write_lines(asked, _act([one.dossier for one in said], reason, by, at), tell_of)


def take_back(lines: Sequence[Declaration], *, reason: str, by: Person, at: datetime) -> list[Declaration]:
    """Take back lines in force, said by mistake: what was said since a former year holds again. All of them or none."""
    dossiers = [one.dossier for one in lines]
    access.DECLARE.demand_all(by, dossiers)
    if not lines:
        return []
    with transaction.atomic():
        _hold_there(dossiers)
        held = hold(Declaration.objects.current().filter(pk__in=[one.pk for one in lines]))
        if len(held) != len(lines):
            raise DeclaredMeanwhile("", "—")
        tell(FactsDeclared(tuple({one.dossier_id for one in held}), min(one.since for one in held), by, at))
        return undo_lines(held, _act(dossiers, reason, by, at))


def _hold_there(dossiers: Sequence[Dossier]) -> None:
    """Hold these files: whoever erases one is waited for. Raises `FileErased` of one that is erased."""
    for erased in erased_among(hold(Dossier.objects.filter(pk__in={one.pk for one in dossiers}))):
        raise FileErased(erased.number)


def _act(dossiers: Sequence[Dossier], reason: str, by: Person, at: datetime) -> LineAct:
    """Of whom lines speak: one person, or many of a programme."""
    first = dossiers[0]
    subject = first.number if len({one.pk for one in dossiers}) == 1 else first.programme.slug
    chain = first.programme.school.slug
    return LineAct("dossiers.declare", "dossiers.take_back", subject, chain, reason, by, at)


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
