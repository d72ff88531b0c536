"""What opens a later session of a unit speaks of the attempts of one year: those that registrations begin again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.law.publications import law_for

type Gate = tuple[Dossier, str, str]  # of whom, the fact and its place


def gates_of_units(followed: Mapping[Dossier, Collection[str]]) -> Iterator[tuple[str, Gate]]:
    """Each unit that somebody follows, with what opens a later session of it."""
    for dossier, units in followed.items():
        law = law_for(dossier) if units else None
        for name in units:
            for gate in law.gates_of(law.units[name]) if law and name in law.units else ():
                yield name, (dossier, *gate)


def begun_again(followed: Mapping[Dossier, Collection[str]], year: int) -> dict[int, list[Gate]]:
    """By year, the gates of units that begin again in it now that these are followed in `year`.

    Units followed before begin again in that year; units followed after begin again in the next one that has them.
    """
    others: dict[tuple[int, str], set[int]] = defaultdict(set)
    rows = Registration.objects.current().filter(dossier__in=list(followed)).exclude(year=year)
    for key, other, units in rows.values_list("dossier_id", "year", "units"):
        for unit in units:
            others[key, unit].add(other)
    again = {one: [unit for unit in units if (one.pk, unit) in others] for one, units in followed.items()}
    begun: dict[int, list[Gate]] = defaultdict(list)
    for unit, gate in gates_of_units(again):
        years = others[gate[0].pk, unit]
        if min(years) < year:
            begun[year].append(gate)
        if max(years) > year:
            begun[min(one for one in years if one > year)].append(gate)
    return dict(begun)
