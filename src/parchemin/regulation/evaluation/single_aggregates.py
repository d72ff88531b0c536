"""Aggregates for one person, on plain values. The rules are those of the docstring of `cohort`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.exact import Exact, Known, Number
from parchemin.regulation.evaluation.spans import Span
from parchemin.regulation.meaning.graph import Aggregate


@dataclass(frozen=True, slots=True)
class FutureRows:
    """Rows that may still come, and how many at most (None: any number)."""

    room: int | None


@dataclass(frozen=True, slots=True)
class AggregateItem:
    """One instance: its value, whether it is kept (None: perhaps), its weight, its rank by date."""

    of: Known
    keep: bool | None
    weight: Number = 1
    by: Number = 0


def best_of(figure: Known) -> int:
    """The figure of a best_mean as a number of values, one at least."""
    assert isinstance(figure, int | Fraction)
    return max(int(figure), 1)


def limit(node: Aggregate, best: int, many: int) -> int:
    """How many values of so many a best_mean keeps."""
    return max(many - best, 1) if node.drop else min(best, many)


def aggregate(
    node: Aggregate, items: Sequence[AggregateItem], empty: Known, unseen: FutureRows | None, best: int = 1
) -> Known:
    """`empty` is the declared value when nothing is kept; `unseen` is None when no row may come."""
    match node.function:
        case "all":
            return _all(items, unseen)
        case "any":
            return _negated(_all([AggregateItem(_negated(cast(bool | None, i.of)), i.keep) for i in items], unseen))
        case "count":
            return _count(items, unseen)
        case "sum":
            return _sum(node, items, unseen)
        case "latest":
            return _latest(node, items, empty, unseen)
        case "best_mean" if node.drop or node.weight is not None:
            return _chosen_mean(node, items, empty, unseen, best)
    if items and unseen is None and all(i.keep is True and not isinstance(i.of, Span) for i in items):
        return _settled(node, items, empty, best)
    match node.function:
        case "min":
            return _least(node, items, empty, unseen)
        case "max":
            return _greatest(node, items, empty, unseen)
        case "best_mean":
            return _best_mean(node, items, empty, unseen, best)
        case _:
            return _mean(node, items, empty, unseen)


def _settled(node: Aggregate, items: Sequence[AggregateItem], empty: Known, most: int) -> Known:
    """Every item kept and known (its weight may not be)."""
    values = [cast(Exact, i.of) for i in items]
    match node.function:
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "best_mean":
            best = sorted(values, reverse=True)[:most]
            return Fraction(sum(best)) / len(best)
        case "mean":
            return Fraction(sum(values)) / len(values)
    if any(isinstance(i.weight, Span) for i in items):
        return _mean(node, items, empty, None)
    weights = [cast(Exact, i.weight) for i in items]
    total = sum(weights)
    if total <= 0:
        return empty
    return Fraction(sum(v * w for v, w in zip(values, weights, strict=True))) / total


def _negated(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _all(items: Sequence[AggregateItem], unseen: FutureRows | None) -> bool | None:
    certain = unseen is None
    for item in items:
        if item.of is False and item.keep is True:
            return False
        if item.of is not True and item.keep is not False:
            certain = False
    return True if certain else None


def _count(items: Sequence[AggregateItem], unseen: FutureRows | None) -> Number:
    low = sum(1 for i in items if i.of is True and i.keep is True)
    high = sum(1 for i in items if i.of is not False and i.keep is not False)
    if unseen is None:
        return exact.span(low, high)
    return exact.span(low, None if unseen.room is None else high + unseen.room)


def _sum(node: Aggregate, items: Sequence[AggregateItem], unseen: FutureRows | None) -> Number:
    total: Number = 0
    for item in items:
        if item.keep is True:
            total = exact.add(total, cast(Number, item.of))
        elif item.keep is None:
            total = exact.add(total, cast(Number, exact.hull([cast(Number, item.of), 0])))
    if unseen is None:
        return total
    low, high = exact.ends(cast(Number, exact.hull([exact.anything(node.of.type), 0])))
    if unseen.room is None:
        return exact.add(total, exact.span(0 if low == 0 else None, 0 if high == 0 else None))
    more = exact.span(None if low is None else low * unseen.room, None if high is None else high * unseen.room)
    return exact.add(total, more)


def _sure(items: Sequence[AggregateItem]) -> list[AggregateItem]:
    return [i for i in items if i.keep is True]


def _may(items: Sequence[AggregateItem]) -> list[AggregateItem]:
    return [i for i in items if i.keep is not False]


def _values(items: Sequence[AggregateItem]) -> list[Number]:
    return [cast(Number, i.of) for i in items]


def _least(node: Aggregate, items: Sequence[AggregateItem], empty: Known, unseen: FutureRows | None) -> Known:
    sure, may = _sure(items), _may(items)
    parts: list[Known] = []
    anything = cast(Number, exact.anything(node.of.type))
    if sure:
        low = exact.ends(exact.least(_values(may)))[0]
        high = exact.ends(exact.least(_values(sure)))[1]
        found = exact.span(low, high)
        if unseen is not None:
            found = exact.span(exact.ends(exact.least([found, anything]))[0], exact.ends(found)[1])
        parts.append(found)
    else:
        if may:
            parts.append(exact.hull(_values(may)))
        if unseen is not None:
            parts.append(anything)
        if node.empty is not None:
            parts.append(empty)
    return exact.hull(parts)


def _greatest(node: Aggregate, items: Sequence[AggregateItem], empty: Known, unseen: FutureRows | None) -> Known:
    sure, may = _sure(items), _may(items)
    if not sure:
        return _least(node, items, empty, unseen)
    high = exact.ends(exact.greatest(_values(may)))[1]
    found = exact.span(exact.ends(exact.greatest(_values(sure)))[0], high)
    if unseen is None:
        return found
    anything = cast(Number, exact.anything(node.of.type))
    return exact.span(exact.ends(found)[0], exact.ends(exact.greatest([found, anything]))[1])


def _mean(node: Aggregate, items: Sequence[AggregateItem], empty: Known, unseen: FutureRows | None) -> Known:
    """The mean of the firm items (surely kept, of settled weight), widened to each loose one's own value."""
    counted = [i for i in _may(items) if exact.ends(i.weight)[1] is None or cast(Exact, exact.ends(i.weight)[1]) > 0]
    firm = [i for i in counted if i.keep is True and not isinstance(i.weight, Span)]
    parts: list[Known] = []
    if firm:
        total: Number = 0
        for item in firm:
            total = exact.add(total, exact.multiply(cast(Number, item.of), item.weight))
        parts.append(exact.divide(total, sum(cast(Exact, i.weight) for i in firm)))
    loose = [i for i in counted if i not in firm]
    if loose:
        parts.append(exact.hull(_values(loose)))
    if unseen is not None:
        parts.append(exact.anything(node.of.type))
    heavy = [i for i in counted if i.keep is True and (low := exact.ends(i.weight)[0]) is not None and low > 0]
    if node.empty is not None and not heavy:
        parts.append(empty)
    return exact.hull(parts)


def _chosen_mean(
    node: Aggregate, items: Sequence[AggregateItem], empty: Known, unseen: FutureRows | None, best: int
) -> Known:
    """The mean of the best values, weighted or but for the lowest: see `cohort`."""
    items = [i for i in items if (top := exact.ends(i.weight)[1]) is None or top > 0]
    sure, may = _sure(items), _may(items)
    known = unseen is None and len(sure) == len(may) and not any(isinstance(i.weight, Span) for i in sure)
    if known and not sure:
        return empty
    if known and not any(isinstance(i.of, Span) for i in sure):
        return _mean_of_best(sure, limit(node, best, len(sure)))
    if known and node.weight is None:
        kept = limit(node, best, len(sure))
        ends = [[AggregateItem(exact.ends(cast(Number, i.of))[end], True) for i in sure] for end in (0, 1)]
        if not any(i.of is None for side in ends for i in side):
            return exact.span(*(_mean_of_best(side, kept) for side in ends))
    parts: list[Known] = [exact.hull(_values(may))] if may else []
    if unseen is not None:
        parts.append(exact.anything(node.of.type))
    if node.empty is not None and not any((exact.ends(i.weight)[0] or 0) > 0 for i in sure):
        parts.append(empty)
    return exact.hull(parts)


def _mean_of_best(items: Sequence[AggregateItem], many: int) -> Exact:
    """The weighted mean of the highest; of equal values, the lighter first."""
    ranked = sorted(items, key=lambda i: (-cast(Exact, i.of), cast(Exact, i.weight)))[:many]
    total = sum(cast(Exact, i.weight) for i in ranked)
    return Fraction(sum(cast(Exact, i.of) * cast(Exact, i.weight) for i in ranked)) / total


def _best_mean(
    node: Aggregate, items: Sequence[AggregateItem], empty: Known, unseen: FutureRows | None, best: int
) -> Known:
    sure, may = _sure(items), _may(items)
    if any(None in exact.ends(v) for v in _values(may)):
        return Span(None, None)
    lows = sorted((cast(Exact, exact.ends(v)[0]) for v in _values(sure)), reverse=True)[:best]
    highs = sorted((cast(Exact, exact.ends(v)[1]) for v in _values(sure)), reverse=True)[:best]
    full = len(lows) == best
    parts: list[Known] = []
    if lows:
        parts.append(exact.span(Fraction(sum(lows)) / len(lows), Fraction(sum(highs)) / len(highs)))
    loose = [i for i in may if i.keep is None]
    tops = sorted((cast(Exact, exact.ends(v)[1]) for v in _values(may)), reverse=True)
    if loose and full:
        parts.append(Fraction(sum(tops[:best])) / best)
    elif loose:
        parts.append(exact.span(min(cast(Exact, exact.ends(v)[0]) for v in _values(loose)), tops[0]))
    if unseen is not None:
        anything = cast(Number, exact.anything(node.of.type))
        high = exact.ends(anything)[1]
        if may:
            parts.append(tops[0])
        parts.append(high if full and high is not None else anything)
    if node.empty is not None and not sure:
        parts.append(empty)
    return exact.hull(parts)


def _latest(node: Aggregate, items: Sequence[AggregateItem], empty: Known, unseen: FutureRows | None) -> Known:
    """The hull of the items that may be the latest; on the same date the one written last prevails."""
    sure = [(exact.ends(i.by)[0], place) for place, i in enumerate(items) if i.keep is True]
    known = [(low, place) for low, place in sure if low is not None]
    floor = max(known) if known else None
    candidates = []
    for place, item in enumerate(items):
        last = exact.ends(item.by)[1]
        if item.keep is not False and (floor is None or last is None or (last, place) >= floor):
            candidates.append(item.of)
    parts: list[Known] = [exact.hull(candidates)] if candidates else []
    if unseen is not None:
        parts.append(exact.anything(node.of.type))
    if node.empty is not None and not sure:
        parts.append(empty)
    return exact.hull(parts)
