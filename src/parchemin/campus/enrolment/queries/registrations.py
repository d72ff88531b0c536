"""Reads about registrations: those of a year, those still to make, on which units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.years import first_day
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import LastDecision, ObtainedDecision, decided, obtained
from parchemin.campus.dossiers.queries.declared import declared_true
from parchemin.campus.enrolment.facts import MODALITY, NATURE
from parchemin.campus.enrolment.models import Registration, is_interruption
from parchemin.campus.enrolment.queries.acquired import acquired_before
from parchemin.campus.enrolment.queries.attempts import begun_again, gates_of_units
from parchemin.campus.law.acquired import covered
from parchemin.campus.law.continuing import continuing
from parchemin.campus.law.law import Law
from parchemin.campus.law.obtaining import obtaining
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.terms import Unit
from parchemin.campus.people.queries import by_name


def current(programme: Programme, year: int, stage: str | None = None) -> QuerySet[Registration]:
    """The registrations in force of a programme for a year, of one year of study or of all."""
    found = Registration.objects.current().filter(dossier__programme=programme, year=year)
    found = found if stage is None else found.filter(stage=stage)
    return found.select_related("dossier__person").order_by(
        "dossier__person__family_name", "dossier__person__given_name", "dossier__number"
    )


def natures(law: Law) -> Sequence[str]:
    """The kinds of registration that a text names; none where it keeps no register."""
    return _choices(law, NATURE)


def interruption(law: Law) -> str:
    """The kind of registration that a text has for an interruption of studies; "" where it names none."""
    return next((nature for nature in natures(law) if is_interruption(nature)), "")


def modalities(law: Law) -> Sequence[str]:
    """The modalities that a text names (on site, at a distance); none where it has one way of studying only."""
    return _choices(law, MODALITY)


def _choices(law: Law, shared_name: str) -> Sequence[str]:
    name = law.canonical(shared_name)
    fact = law.fact(name) if name else None
    return fact.choices if fact else ()


def cohorts(programme: Programme) -> list[tuple[int, str, int]]:
    """The cohorts of a programme: each year, whole ("") and by year of study, with how many; the latest first."""
    current = Registration.objects.current().filter(dossier__programme=programme)
    counted = current.values_list("year", "stage").annotate(count=Count("pk")).order_by("-year", "stage")
    found: list[tuple[int, str, int]] = []
    for year, rows in groupby(counted, key=lambda row: row[0]):
        stages = [(stage, count) for _, stage, count in rows]
        found.append((year, "", sum(count for _, count in stages)))
        found += [(year, stage, count) for stage, count in stages if stage]
    return found


def registered(programme: Programme, year: int, stage: str = "") -> QuerySet[Dossier]:
    """The dossiers registered for a year, in one year of study or in all ("")."""
    here = Q(registrations__year=year, registrations__superseded_at=None)
    if stage:
        here &= Q(registrations__stage=stage)
    return Dossier.objects.filter(here, programme=programme)


def registered_twice(programme: Programme, year: int) -> dict[int, list[str]]:
    """By dossier, the numbers of the same person's other dossiers that are registered for that year too. One query."""
    rows = Registration.objects.current().filter(dossier__programme=programme, year=year)
    of_person: dict[object, list[tuple[int, str]]] = defaultdict(list)
    for key, number, person in rows.values_list("dossier_id", "dossier__number", "dossier__person_id"):
        of_person[person].append((key, number))
    several = [files for files in of_person.values() if len(files) > 1]
    return {key: sorted(n for other, n in files if other != key) for files in several for key, _n in files}


def eligible(programme: Programme, year: int) -> QuerySet[Dossier]:
    """Those who entered by the end of a university year and are not registered for it, with what came before."""
    standing = Registration.objects.current()
    before = Prefetch("registrations", standing.filter(year__lt=year).order_by("-year"), to_attr="before")
    found = Dossier.objects.students().filter(
        ~Exists(standing.filter(dossier=OuterRef("pk"), year=year)),
        programme=programme,
        entry__lt=first_day(year + 1),
    )
    return (
        found.select_related("person", "intake", "programme__school")
        .prefetch_related(before)
        .order_by(*by_name("person"), "number")
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody would follow: the units of the year of study that they had not acquired before.

    again: they were registered in that year of study before. acquired: the units they keep. ended: those of which a
    later session was spoken of in a former year, which will no longer hold. decided: what a jury published last of
    them; otherwise: this registration is not what it decided; ends: nothing in it leads to further study. diplomas:
    what they have obtained; complete: all that the studies lead to, so that registering them again takes a reason.
    answered, nothing, reason: what the office had said already, where it was refused.
    """

    dossier: Dossier
    offered: tuple[Unit, ...]
    followed: frozenset[str]
    acquired: frozenset[str]
    again: bool
    ended: frozenset[str] = frozenset()
    decided: LastDecision | None = None
    otherwise: bool = False
    ends: bool = False
    diplomas: tuple[ObtainedDecision, ...] = ()
    complete: bool = False
    answered: frozenset[str] | None = None
    nothing: bool = False
    reason: str = ""

    @property
    def ticked(self) -> frozenset[str]:
        """The units shown as followed."""
        return self.followed if self.answered is None else self.answered

    @property
    def key(self) -> str:
        """Its dossier, as fields are named after it."""
        return str(self.dossier.pk)

    @property
    def alone(self) -> bool:
        """There is something of their own to say: they are not shown among others who are offered the same."""
        return bool(self.again or self.against or self.acquired)

    @property
    def against(self) -> bool:
        """A reason is needed."""
        return self.otherwise or self.ends or self.complete


def decisions_before(dossiers: Sequence[Dossier], year: int) -> dict[int, LastDecision]:
    """What juries published last of each before a year. A decision serves once: who was registered since is told so;
    of one that leads to no further study, who was registered once it was published."""
    rows = Registration.objects.current().filter(dossier__in=dossiers, year__lt=year)
    last = {key: (of, at) for key, of, at in rows.order_by("year").values_list("dossier_id", "year", "at")}

    def served(key: int, found: LastDecision) -> bool:
        of, at = last.get(key, (found.year, found.published))
        return found.year < of and (found.published <= at or leads_on(found, laws[key]))

    laws = {one.pk: law_for(one) for one in dossiers}
    return {
        key: replace(found, served=served(key, found)) for key, found in decided(dossiers).items() if found.year < year
    }


def leads_on(found: LastDecision, law: Law) -> bool:
    """Whether what was decided lets somebody study on: a kind of registration of the text, an option under which its
    next year of study opens, or nothing else than what the studies lead to, obtained.

    Where the text has no word for it, it does not: an adjournment and an exclusion read alike, and somebody says why.
    """
    kinds, opening = natures(law), continuing(law)
    last = bool(law.study_years) and found.stage == law.study_years[-1].key
    if any(option in kinds or ((name, option) in opening and not last) for name, option in found.given):
        return True
    return all(one in obtaining(law) for one in found.given)


def ends_studies(found: LastDecision, law: Law) -> bool:
    """Whether registering somebody takes a reason because nothing that was decided leads there."""
    return not found.served and not leads_on(found, law)


def goes_against(found: LastDecision, law: Law, stage: str, nature: str) -> bool:
    """Whether a registration is not what was decided.

    A decision that bears the name of a kind of registration ("redoublement_annuel") asks for that kind, in the year of
    study that was judged. Any other asks for another year of study, and for none of the kinds that it could have named.
    Where the text has no years of study, it is shown, and asks for nothing; nor does one under which they were
    registered since.
    """
    if not law.study_years or found.served:
        return False
    kinds = natures(law)
    if found.option in kinds:
        return (stage, nature) != (found.stage, found.option)
    return stage == found.stage or (nature in kinds and nature in found.options)


def nothing_left(law: Law, diplomas: Sequence[ObtainedDecision]) -> ObtainedDecision | None:
    """The last of what somebody obtained, when it is all that the studies lead to; None when something is left."""
    if not diplomas or not covered(law, {one.name for one in diplomas}):
        return None
    return max((one for one in diplomas if one.name in law.final_decisions), key=lambda one: one.published)


def proposals(dossiers: Sequence[Dossier], stage: str, nature: str, year: int, *, at: datetime) -> list[Proposal]:
    """What each would follow: one ruling for those who studied before or obtained something, none for the others.

    `dossiers` come from `eligible`: what they were registered for before stands on them.
    """
    before = {one.pk: {row.stage for row in one.before} for one in dossiers}  # type: ignore[attr-defined]
    diplomas = obtained(dossiers)
    acquired = acquired_before(dossiers, year, at=at)
    again = {dossier.pk for dossier in dossiers if stage in before[dossier.pk]}
    followed = {one: [u.name for u in law_for(one).units_of(stage)] for one in dossiers if one.pk in again}
    ended = _ended(followed, year)
    juries = decisions_before(dossiers, year)
    made = []
    for dossier in dossiers:
        law, found, those = law_for(dossier), juries.get(dossier.pk), diplomas.get(dossier.pk, ())
        offered = law.units_of(stage) if not nature or nature != interruption(law) else ()
        kept = acquired.get(dossier.pk, frozenset()) & {unit.name for unit in offered}
        made.append(
            Proposal(
                dossier,
                offered,
                followed=frozenset(unit.name for unit in offered) - kept,
                acquired=kept,
                again=dossier.pk in again,
                ended=frozenset(ended.get(dossier.pk, ())),
                decided=found,
                otherwise=found is not None and goes_against(found, law, stage, nature),
                ends=found is not None and ends_studies(found, law),
                diplomas=those,
                complete=nothing_left(law, those) is not None,
            )
        )
    return made


def _ended(followed: Mapping[Dossier, Collection[str]], year: int) -> dict[int, set[str]]:
    """By dossier, the units begun again whose later session was open to them: it was that of their former attempts."""
    gates = set(begun_again(followed, year).get(year, ()))
    said = declared_true([one.pk for one in followed], {fact for _, fact, _ in gates}, year=year)
    ended: dict[int, set[str]] = defaultdict(set)
    for unit, gate in gates_of_units(followed):
        if gate in gates and gate[0].pk in said.get(gate[1:], ()):
            ended[gate[0].pk].add(unit)
    return ended
