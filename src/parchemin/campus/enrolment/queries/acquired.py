"""What somebody had acquired before a year: they are not registered for it again, and keep it if they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import obtained
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.traces import RegistrationTrace, traces_of
from parchemin.campus.law.acquired import units_acquired
from parchemin.campus.law.publications import law_for
from parchemin.campus.people.queries import by_name


def acquired_before(
    dossiers: Sequence[Dossier], year: int, *, at: datetime, drafts: bool = False, known: datetime | None = None
) -> dict[int, frozenset[str]]:
    """By key, the units that each had acquired by the end of the year before one: by the text, or by what juries
    published on it. Who neither studied before nor obtained anything is not in it.

    drafts, known: what counts, as `FactsWanted` says.
    """
    published = obtained(dossiers, year=year - 1, known=known)
    former = Registration.objects.in_force(known).filter(dossier__in=dossiers, year__lt=year)
    studied = {*published, *former.values_list("dossier_id", flat=True)}
    names = {key: {one.name for one in those} for key, those in published.items()}
    concerned = [one for one in dossiers if one.pk in studied]
    if not concerned:
        return {}
    return units_acquired(concerned, names, at=at, year=year - 1, drafts=drafts, known=known)


def acquired_in(dossier: Dossier, units: Collection[str], year: int, *, at: datetime) -> dict[str, int]:
    """By unit acquired before a year, that in which it was: of those in which they were registered or juries ruled."""
    years = set(Registration.objects.current().filter(dossier=dossier, year__lt=year).values_list("year", flat=True))
    years |= {one.year for one in obtained([dossier], year=year - 1).get(dossier.pk, ())}
    found: dict[str, int] = {}
    for one in sorted(years):
        for unit in acquired_before([dossier], one + 1, at=at).get(dossier.pk, frozenset()) & set(units):
            found.setdefault(unit, one)
    return found


def unit_label(dossier: Dossier, unit: str) -> str:
    law = law_for(dossier)
    return law.units[unit].label if unit in law.units else unit


@dataclass(frozen=True, slots=True)
class RegisteredAgain:
    """A registration for units that were acquired before its year, as is known since it was written.

    units: their names and labels. marks: what is kept of them in that year, by unit, in words.
    """

    registration: Registration
    units: Mapping[str, str]
    marks: Mapping[str, Sequence[str]]

    @property
    def marked(self) -> list[tuple[str, Sequence[str]]]:
        """The labels of those of which something is kept, and what."""
        return [(label, self.marks[unit]) for unit, label in self.units.items() if unit in self.marks]


def registered_again(programmes: Iterable[Programme], year: int, *, at: datetime) -> list[RegisteredAgain]:
    """The registrations of a year for units followed before that are acquired since, by name."""
    former = Registration.objects.current().filter(
        dossier=OuterRef("dossier"), year__lt=OuterRef("year"), units__overlap=OuterRef("units")
    )
    rows = Registration.objects.current().filter(Exists(former), dossier__programme__in=programmes, year=year)
    found = list(
        rows.select_related("dossier__person", "dossier__programme", "intake").order_by(
            *by_name("dossier__person"), "dossier__number"
        )
    )
    if not found:
        return []
    acquired = acquired_before([one.dossier for one in found], year, at=at)
    again = {one.pk: [unit for unit in one.units if unit in acquired.get(one.dossier_id, ())] for one in found}
    concerned = [one for one in found if again[one.pk]]
    kept = _kept(traces_of([one.dossier_id for one in concerned], year)) if concerned else {}
    return [_again(one, again[one.pk], kept.get(one.dossier_id, {})) for one in concerned]


def _again(one: Registration, units: Sequence[str], kept: Mapping[str, Sequence[str]]) -> RegisteredAgain:
    labels = {unit: unit_label(one.dossier, unit) for unit in units}
    return RegisteredAgain(one, labels, {unit: kept[unit] for unit in units if unit in kept})


def _kept(traces: Sequence[RegistrationTrace]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for trace in traces:
        if trace.kind == "mark":
            found[trace.dossier][trace.unit].append(trace.words)
    return found
