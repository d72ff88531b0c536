"""What is still needed, computed once for given facts: found again in the cache until a fact or the text changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from django.core.cache import cache

from parchemin.campus.desks.queries.units import number_of
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.law.supposing import Needed, digest_of, needs

KEPT = 30 * 24 * 3600
SHAPE = 2  # of what is kept: another number forgets what was kept in another shape


@dataclass(frozen=True, slots=True)
class NeededMarks:
    """Marks that need the same: the least with the others at their best, and the least that is enough alone."""

    names: tuple[str, ...]
    least: Fraction | None
    alone: Fraction | None


@dataclass(frozen=True, slots=True)
class RoadGoal:
    """Something to reach. state: "marks" still do it, "other" things are needed as well, or it is "lost"."""

    label: str
    state: str
    marks: tuple[NeededMarks, ...]


def outlook(road: Road) -> list[RoadGoal]:
    """For each goal still open, the least marks. May take seconds the first time."""
    followed = frozenset(road.followed) - road.left
    key = f"outlook-{SHAPE}-{digest_of(road.evaluation, followed)}"
    kept: list[dict[str, Any]] | None = cache.get(key)
    if kept is None:
        kept = [asdict(one) for one in needs(road.evaluation, road.portrait, followed)]
        cache.set(key, kept, KEPT)
    return _goals([Needed(**one) for one in kept])


def _goals(found: Sequence[Needed]) -> list[RoadGoal]:
    by_goal: dict[str, list[Needed]] = {}
    for one in found:
        by_goal.setdefault(one.goal, []).append(one)
    return [_goal(label, ones) for label, ones in by_goal.items()]


def _goal(label: str, ones: Sequence[Needed]) -> RoadGoal:
    alike: dict[tuple[str, str], list[str]] = {}
    for one in ones:
        if one.place:
            alike.setdefault((one.least, one.alone), []).append(one.place)
    marks = tuple(NeededMarks(tuple(names), number_of(low), number_of(sure)) for (low, sure), names in alike.items())
    return RoadGoal(label, ones[0].state, tuple(sorted(marks, key=lambda one: -(one.least or 0))))
