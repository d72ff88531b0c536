"""Which attempt at a unit counts: the last, unless the unit was acquired before it began.

Who follows a unit again starts it again; what is acquired stays acquired, and a registration for it is an attempt no
more, whenever it was written and whenever the unit was seen to be acquired: a mark handed in late, a jury published
since. So each attempt is asked of what stood before its year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from parchemin.campus.assessment.facts.sitting import NOBODY, Gate
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.enrolment.queries.acquired import acquired_before
from parchemin.campus.enrolment.queries.followers import Followers, followers
from parchemin.campus.law.publications import law_for
from parchemin.campus.law.sources import FactsWanted, Integers

type Surplus = Mapping[str, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Attempts:
    """Who follows each unit in the attempt that counts, the earliest year first.

    surplus: by unit, of those who had acquired it (keys) before they were registered for it again, the first year of
    these registrations. gates: by what opens a later session of such a unit, whether it was open to each in the attempt
    that counts, as kept; "" where nothing said so.
    """

    counted: Sequence[Followers]
    surplus: Surplus = field(default_factory=dict)
    gates: Mapping[Gate, Mapping[int, str]] = field(default_factory=dict)


def attempts(asked: FactsWanted) -> Attempts:
    """One query, and nothing more where nobody follows a unit again."""
    every = followers(asked.dossiers.tolist(), until=asked.year, known=asked.known)
    surplus = _surplus(asked, every)
    return Attempts(_last(every, surplus), surplus, _gates(asked, surplus))


def surplus_of(dossiers: Sequence[Dossier], *, at: datetime, year: int | None = None) -> Surplus:
    """By unit, of those of one programme who had acquired it before they were registered again, since which year."""
    if not dossiers:
        return {}
    keys = np.sort(np.array([one.pk for one in dossiers], np.int64))
    asked = FactsWanted(law_for(dossiers[0]), keys, at, year)
    return _surplus(asked, followers(keys.tolist(), until=year))


def _last(every: Sequence[Followers], surplus: Surplus) -> list[Followers]:
    """The same, each person kept in the last year of a unit only, among those that are attempts at it."""
    later: dict[str, Integers] = defaultdict(lambda: NOBODY)
    kept: list[Followers] = []
    for one in reversed(every):
        vain = [key for key, year in surplus.get(one.unit, {}).items() if year <= one.year]
        here = one.dossiers[~np.isin(one.dossiers, np.concatenate([later[one.unit], np.array(vain, np.int64)]))]
        later[one.unit] = np.concatenate([later[one.unit], here])
        kept.append(replace(one, dossiers=here))
    return kept[::-1]


def _surplus(asked: FactsWanted, every: Sequence[Followers]) -> Surplus:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for year, again in _again(every).items():
        who = {key for keys in again.values() for key in keys}
        dossiers = list(Dossier.objects.filter(pk__in=who))
        acquired = acquired_before(dossiers, year, at=asked.at, drafts=asked.drafts, known=asked.known)
        for unit, keys in again.items():
            for key in keys:
                if unit in acquired[key]:
                    found[unit].setdefault(key, year)
    return dict(found)


def _again(every: Sequence[Followers]) -> dict[int, dict[str, list[int]]]:
    """By year and unit, those who followed it in an earlier year; the earliest year first."""
    before: dict[str, Integers] = defaultdict(lambda: NOBODY)
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in every:
        if keys := one.dossiers[np.isin(one.dossiers, before[one.unit])].tolist():
            found[one.year][one.unit] += keys
        before[one.unit] = np.concatenate([before[one.unit], one.dossiers])
    return found


def _gates(asked: FactsWanted, surplus: Surplus) -> dict[Gate, dict[int, str]]:
    """Registering for a unit again ends what opened its later session: of the attempt that counts, it still holds."""
    units = {unit: asked.law.gates_of(asked.law.units[unit]) for unit in surplus if unit in asked.law.units}
    found: dict[Gate, dict[int, str]] = defaultdict(dict)
    for year, unit, keys in _by_year(surplus):
        gates = dict.fromkeys(units.get(unit, ()))
        for gate in gates:
            found[gate] |= dict.fromkeys(keys, "")
        then = Declaration.objects.holding(year - 1, asked.known).filter(dossier__among=keys)
        rows = then.filter(fact__in={fact for fact, _ in gates}) if gates else then.none()
        for dossier, fact, place, value in rows.values_list("dossier_id", "fact", "place", "value"):
            if (fact, place) in gates:
                found[fact, place][dossier] = value
    return dict(found)


def _by_year(surplus: Surplus) -> Iterator[tuple[int, str, list[int]]]:
    for unit, keys in surplus.items():
        for year in sorted(set(keys.values())):
            yield year, unit, [key for key, first in keys.items() if first == year]
