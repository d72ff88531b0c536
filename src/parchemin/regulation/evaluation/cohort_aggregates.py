"""Aggregates over spans, for a block of persons. The rules are those of the docstring of `cohort`.

An aggregate sees items: the instances under its own, each surely kept, possibly kept or not kept, and, on a recorded
level where more rows may come, an unseen item that is possibly kept and may be anything its type allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np

from parchemin.regulation.evaluation.cohort_levels import Block, Groups
from parchemin.regulation.evaluation.cohort_spans import (
    LIMIT,
    Array,
    ChoiceBits,
    Choices,
    Number,
    Truths,
    UnboundedEnd,
    Values,
    added,
    chosen,
    collapsed,
    either,
    evened,
    joined,
    narrowed,
    negated,
    plus,
    reach,
    same_denominator,
    times,
    unknown_of,
    whole,
)
from parchemin.regulation.evaluation.single_aggregates import best_of
from parchemin.regulation.meaning.graph import Aggregate, Node, Regulation


class Evaluator(Protocol):
    """What an aggregate asks of the evaluator it belongs to."""

    regulation: Regulation
    names: ChoiceBits
    block: Block

    def at(self, node: Node, level: str) -> Values: ...

    def truth(self, node: Node, level: str) -> Truths: ...

    def number(self, node: Node, level: str) -> Number: ...


@dataclass(frozen=True, slots=True)
class FutureRowArrays:
    """Where more rows may come, and how many at most (None: any number)."""

    may: Array
    room: Array | None


@dataclass(frozen=True, slots=True)
class AggregateScope:
    """The items of one aggregate: their groups, which are kept, and whether more may come."""

    node: Aggregate
    groups: Groups
    keep: Truths
    unseen: FutureRowArrays | None
    empty: Values | None
    anything: Values

    @property
    def settled(self) -> bool:
        return self.keep.certain is self.keep.possible

    def some(self, mask: Array) -> Array:
        return self.groups.reduce(np.logical_or, mask, False)


def aggregate(evaluator: Evaluator, node: Aggregate) -> Values:
    if node.function in ("all", "any"):
        return _quantified(evaluator, node)
    scope = _scope(evaluator, node)
    if node.function == "count":
        return _count(scope, evaluator.truth(node.of, node.over))
    if node.function == "latest":
        return _latest(scope, evaluator.at(node.of, node.over), evaluator.at(_given(node.by), node.over))
    of = evaluator.number(node.of, node.over)
    match node.function:
        case "sum":
            return _sum(scope, of)
        case "min":
            return _least(scope, of, scope.anything, scope.empty)
        case "max":
            empty = None if scope.empty is None else negated(_number(scope.empty))
            return negated(_number(_least(scope, negated(of), negated(_number(scope.anything)), empty)))
        case "best_mean":
            best = _how_many(evaluator, node)
            if node.weight is None and not node.drop:
                return _best_mean(scope, of, best)
            weight = None if node.weight is None else evaluator.number(node.weight, node.over)
            return _chosen_mean(scope, of, weight, best)
        case _:
            weight = None if node.weight is None else evaluator.number(node.weight, node.over)
            return _mean(scope, of, weight)


def _how_many(evaluator: Evaluator, node: Aggregate) -> int:
    figure = evaluator.number(_given(node.best), node.level)
    return best_of(Fraction(int(figure.low.flat[0]), int(figure.den.flat[0])))


def _given(node: Node | None) -> Node:
    assert node is not None
    return node


def _number(value: Values | None) -> Number:
    assert isinstance(value, Number)
    return value


def _scope(evaluator: Evaluator, node: Aggregate) -> AggregateScope:
    everything = np.ones((1,) if evaluator.block.tree.is_recorded(node.over) else (1, 1), bool)
    keep = Truths(everything, everything) if node.where is None else collapsed(evaluator.truth(node.where, node.over))
    empty = None if node.empty is None else evaluator.at(node.empty, node.level)
    anything = unknown_of(node.of.type, evaluator.names)
    return AggregateScope(
        node, evaluator.block.groups(node.over, node.level), keep, _unseen(evaluator, node), empty, anything
    )


def _unseen(evaluator: Evaluator, node: Aggregate) -> FutureRowArrays | None:
    level = evaluator.regulation.levels[node.over]
    if level.kind == "listed" or level.open is None:
        return None
    block = evaluator.block
    may = evaluator.truth(level.open, level.parent).possible
    may = np.broadcast_to(may, (block.tree.size(level.parent), block.size))
    to_parent, to_node = block.groups(level.name, level.parent), block.tree.groups(level.parent, node.level)
    room = None
    if level.most is not None:
        there = to_parent.reduce(np.add, np.ones(len(block.rows(level.name)), np.int64), 0)
        room = np.where(may, np.maximum(level.most - there, 0), 0)
        may, room = room > 0, to_node.reduce(np.add, room, 0)
    may = to_node.reduce(np.logical_or, may, False)
    return FutureRowArrays(may, room) if may.any() else None


# --- truth and counts ------------------------------------------------------------------------------------------


def _quantified(evaluator: Evaluator, node: Aggregate) -> Truths:
    groups = evaluator.block.groups(node.over, node.level)
    truth = evaluator.truth(node.of, node.over)
    certain, possible = truth.certain, truth.possible
    if node.where is not None:
        keep = evaluator.truth(node.where, node.over)
        settled = certain is possible and keep.certain is keep.possible
        if node.function == "all":
            certain, possible = certain | ~keep.possible, possible | ~keep.certain
        else:
            certain, possible = certain & keep.certain, possible & keep.possible
        possible = certain if settled else possible
    ufunc, nothing = (np.logical_and, True) if node.function == "all" else (np.logical_or, False)
    low = groups.reduce(ufunc, certain, nothing)
    high = low if certain is possible else groups.reduce(ufunc, possible, nothing)
    unseen = _unseen(evaluator, node)
    if unseen is None:
        return Truths(low, high)
    return Truths(low & ~unseen.may, high) if node.function == "all" else Truths(low, high | unseen.may)


def _count(scope: AggregateScope, of: Truths) -> Number:
    sure, may = of.certain & scope.keep.certain, of.possible & scope.keep.possible
    low = scope.groups.reduce(np.add, sure.astype(np.int64), 0)
    settled = of.certain is of.possible and scope.settled
    high = low if settled else scope.groups.reduce(np.add, may.astype(np.int64), 0)
    count = Number(low, high, np.ones((1, 1), np.int64))
    if scope.unseen is None:
        return count
    if scope.unseen.room is None:
        return Number(low, high, count.den, None, scope.unseen.may)
    return Number(low, high + scope.unseen.room, count.den)


# --- sums ------------------------------------------------------------------------------------------------------


def _sum(scope: AggregateScope, of: Number) -> Number:
    of = _one_denominator(scope.groups, of)
    low, high = of.low, of.high
    if scope.node.where is not None:
        sure, may = scope.keep.certain, scope.keep.possible
        if scope.settled:
            low, high = (times(low, sure.astype(np.int64)),) * 2 if low is high else (low * sure, high * sure)
        else:
            low, high = (
                np.where(sure, low, np.where(may, np.minimum(low, 0), 0)),
                np.where(sure, high, np.where(may, np.maximum(high, 0), 0)),
            )
    total = _total(scope.groups, low)
    found = Number(
        total,
        total if low is high else _total(scope.groups, high),
        _group_denominator(scope.groups, of.den),
        None if of.low_open is None else scope.some(of.low_open & scope.keep.possible),
        None if of.high_open is None else scope.some(of.high_open & scope.keep.possible),
    )
    return found if scope.unseen is None else _more(found, scope.unseen, _number(scope.anything))


def _more(found: Number, unseen: FutureRowArrays, anything: Number) -> Number:
    """What unseen rows may add to a sum: each up to the bounds of its type, or nothing."""
    low, high = np.minimum(anything.low, 0), np.maximum(anything.high, 0)
    low_open = None if anything.low_open is None else unseen.may & anything.low_open
    high_open = None if anything.high_open is None else unseen.may & anything.high_open
    if unseen.room is None:
        low_open, high_open = either(low_open, unseen.may & (low < 0)), either(high_open, unseen.may & (high > 0))
        low, high = np.zeros_like(low), np.zeros_like(high)
        return collapsed(added(found, Number(low, high, anything.den, low_open, high_open)))
    more = Number(times(low, unseen.room), times(high, unseen.room), anything.den, low_open, high_open)
    return collapsed(added(found, more))


def _one_denominator(groups: Groups, of: Number) -> Number:
    """The numerators of each group brought to one denominator; `den` is then per item."""
    if of.den.size == 1:
        return of
    common = groups.spread(_group_denominator(groups, of.den))
    factor = common // of.den
    low = times(of.low, factor)
    return Number(low, low if of.high is of.low else times(of.high, factor), common, of.low_open, of.high_open)


def _group_denominator(groups: Groups, den: Array) -> Array:
    if den.size == 1:
        return den.reshape(1, 1)
    safe = reach(den) ** groups.largest < LIMIT
    return narrowed(groups.reduce(np.lcm, den if safe else den.astype(object), 1))


def _total(groups: Groups, items: Array) -> Array:
    if reach(items) * max(groups.largest, 1) >= LIMIT:
        items = items.astype(object)
    return groups.reduce(np.add, items, 0)


# --- least and greatest -------------------------------------------------------------------------------------------


def _least(scope: AggregateScope, of: Number, anything: Values, empty: Values | None) -> Values:
    _refuse_open(scope, of)
    of = _one_denominator(scope.groups, of)
    den = _group_denominator(scope.groups, of.den)
    sure, may = scope.keep.certain, scope.keep.possible
    beyond = max(reach(of.low), reach(of.high)) + 1
    some_sure = scope.some(sure)
    low = scope.groups.reduce(np.minimum, np.where(may, of.low, beyond), beyond)
    high = low
    if of.low is not of.high or not scope.settled:
        high = scope.groups.reduce(np.minimum, np.where(sure, of.high, beyond), beyond)
    found: Values = Number(low, high, den)
    if scope.settled and scope.unseen is None and (empty is None or some_sure.all()):
        return found
    some = some_sure if scope.settled else scope.some(may)
    greatest = scope.groups.reduce(np.maximum, np.where(may, of.high, -beyond), -beyond)
    parts: list[tuple[Array, Values]] = [(some & ~some_sure, Number(low, greatest, den))]
    if scope.unseen is not None:
        parts.append((scope.unseen.may & ~some_sure, _number(anything)))
        more = scope.unseen.may
        found = chosen(Truths(more, more), _lowered(Number(low, high, den), _number(anything)), found)
    if empty is not None:
        parts.append((~some_sure, empty))
    return joined([(some_sure, found), *parts])


def _lowered(number: Number, to: Number) -> Number:
    """The same high end, and a low end that may fall to that of `to`."""
    if to.low_open is not None:
        return Number(number.low, number.high, number.den, np.broadcast_to(to.low_open, number.low.shape))
    number, to = same_denominator(number, to)
    return Number(np.minimum(number.low, to.low), number.high, number.den)


def _refuse_open(scope: AggregateScope, *numbers: Number) -> None:
    for number in numbers:
        if number.open is not None:
            reached = scope.some(number.open & scope.keep.possible)
            if reached.any():
                raise UnboundedEnd(reached)


# --- means ---------------------------------------------------------------------------------------------------------


def _mean(scope: AggregateScope, of: Number, weight: Number | None) -> Values:
    one = np.ones((1,) * of.low.ndim, np.int64)
    weight = weight or Number(one, one, one)
    _refuse_open(scope, of, weight)
    of, weight = _one_denominator(scope.groups, of), _one_denominator(scope.groups, weight)
    counted = weight.high > 0
    sure, may = scope.keep.certain & counted, scope.keep.possible & counted
    settled = scope.settled and weight.low is weight.high
    firm = sure if settled else sure & (weight.low == weight.high)
    held = times(weight.low, firm.astype(np.int64))
    mass = _total(scope.groups, held)
    low = _total(scope.groups, times(of.low, held))
    high = low if of.low is of.high else _total(scope.groups, times(of.high, held))
    den = _group_denominator(scope.groups, of.den)
    some = mass > 0
    found = evened(Number(low, high, times(den, np.where(some, mass, 1))))
    loose = None if settled else may & ~firm
    if loose is None and scope.unseen is None and some.all():
        return found
    parts: list[tuple[Array, Values]] = [(some, found)]
    if loose is not None:
        parts.append(_any_of(scope, of, den, loose))
    if scope.unseen is not None:
        parts.append((scope.unseen.may, scope.anything))
    if scope.empty is not None:
        parts.append((~scope.some(sure & (weight.low > 0)), scope.empty))
    return joined(parts)


def _any_of(scope: AggregateScope, of: Number, den: Array, items: Array) -> tuple[Array, Number]:
    """Where there are such items, and the hull of their values."""
    beyond = max(reach(of.low), reach(of.high)) + 1
    low = scope.groups.reduce(np.minimum, np.where(items, of.low, beyond), beyond)
    high = scope.groups.reduce(np.maximum, np.where(items, of.high, -beyond), -beyond)
    return scope.some(items), Number(low, high, den)


def _best_mean(scope: AggregateScope, of: Number, best: int) -> Values:
    _refuse_open(scope, of)
    of = _one_denominator(scope.groups, of)
    den = _group_denominator(scope.groups, of.den)
    sure, may = scope.keep.certain, scope.keep.possible
    low, many = _top(scope.groups, of.low, sure, best)
    high = low if of.low is of.high else _top(scope.groups, of.high, sure, best)[0]
    parts: list[tuple[Array, Values]] = [(many > 0, Number(low, high, times(den, np.maximum(many, 1))))]
    full = many == best
    if not scope.settled:
        some_loose, loose = _any_of(scope, of, den, may & ~sure)
        top, _ = _top(scope.groups, of.high, may, best)
        parts.append((full & some_loose, Number(top, top, times(den, whole([[best]])))))
        parts.append((some_loose & ~full, Number(loose.low, _any_of(scope, of, den, may)[1].high, den)))
    if scope.unseen is not None:
        some, hull = _any_of(scope, of, den, may)
        parts.append((scope.unseen.may & some, Number(hull.high, hull.high, den)))
        parts.append((scope.unseen.may & ~full, scope.anything))
        parts.append((scope.unseen.may & full, _ceiling(_number(scope.anything), hull, den)))
    if scope.empty is not None:
        parts.append((many == 0, scope.empty))
    return joined(parts)


def _chosen_mean(scope: AggregateScope, of: Number, weight: Number | None, best: int) -> Values:
    """The mean of the best, weighted or but for the lowest. Persons of whom something is open go one at a time."""
    one = np.ones((1,) * of.low.ndim, np.int64)
    weight = weight or Number(one, one, one)
    _refuse_open(scope, of, weight)
    open_ = scope.keep.possible & ~scope.keep.certain | scope.keep.possible & (
        (of.low != of.high) | (weight.low != weight.high)
    )
    apart = scope.some(open_) if scope.unseen is None else scope.some(open_) | scope.unseen.may
    if apart.any():
        raise UnboundedEnd(apart)
    of, weight = _one_denominator(scope.groups, of), _one_denominator(scope.groups, weight)
    kept = scope.keep.certain & (weight.low > 0)
    many = _total(scope.groups, kept.astype(np.int64))
    most = np.maximum(many - best, 1) if scope.node.drop else np.minimum(many, best)
    rank = plus(times(of.low, whole([reach(weight.low) + 1]).reshape((1,) * of.low.ndim)), -weight.low)
    counted = _highest(scope.groups, rank, kept, np.where(many > 0, most, 0)).astype(np.int64)
    held = times(weight.low, counted)
    mass = _total(scope.groups, held)
    low = _total(scope.groups, times(of.low, held))
    den = times(_group_denominator(scope.groups, of.den), np.where(mass > 0, mass, 1))
    found = evened(Number(low, low, den))
    if scope.empty is None or (mass > 0).all():
        return found
    return joined([(mass > 0, found), (mass == 0, scope.empty)])


def _highest(groups: Groups, rank: Array, kept: Array, most: Array) -> Array:
    """Which items are among the highest kept of their group, so many of each; of equal ones the first."""
    shape = np.broadcast_shapes(rank.shape, kept.shape, (len(groups.of),) + (1,) * (rank.ndim - 1))
    rank, kept = np.broadcast_to(rank, shape), np.broadcast_to(kept, shape)
    beyond = reach(rank) + 1
    rest = np.where(kept, rank, -beyond)
    place = np.broadcast_to(np.arange(shape[0]).reshape((-1,) + (1,) * (len(shape) - 1)), shape)
    chosen_items: Array = np.zeros(shape, bool)
    for turn in range(groups.largest):
        highest = groups.reduce(np.maximum, rest, -beyond)
        is_highest = (rest == groups.spread(highest)) & (rest > -beyond) & groups.spread(most > turn)
        if not is_highest.any():
            break
        first = groups.reduce(np.minimum, np.where(is_highest, place, shape[0]), shape[0])
        taken = place == groups.spread(first)
        chosen_items = chosen_items | taken
        rest = np.where(taken, -beyond, rest)
    return chosen_items


def _ceiling(anything: Number, hull: Number, den: Array) -> Number:
    """The greatest a type allows, as a value of its own."""
    if anything.high_open is None:
        return Number(anything.high, anything.high, anything.den)
    return Number(hull.high, hull.high, den, None, np.broadcast_to(anything.high_open, hull.high.shape))


def _top(groups: Groups, values: Array, kept: Array, best: int) -> tuple[Array, Array]:
    """The sum of the `best` highest kept values of each group, and how many there were."""
    shape = np.broadcast_shapes(values.shape, kept.shape, (len(groups.of),) + (1,) * (values.ndim - 1))
    values, kept = np.broadcast_to(values, shape), np.broadcast_to(kept, shape)
    beyond = reach(values) + 1
    rest = np.where(kept, values, -beyond)
    total: Array = np.zeros((1, 1), np.int64)
    many: Array = np.zeros((1, 1), np.int64)
    place = np.broadcast_to(np.arange(shape[0]).reshape((-1,) + (1,) * (len(shape) - 1)), shape)
    for _ in range(min(best, groups.largest)):
        highest = groups.reduce(np.maximum, rest, -beyond)
        found = highest > -beyond
        total, many = plus(total, np.where(found, highest, 0)), many + found
        is_highest = rest == groups.spread(highest)
        first = groups.reduce(np.minimum, np.where(is_highest, place, shape[0]), shape[0])
        rest = np.where(place == groups.spread(first), -beyond, rest)
    return total, many


# --- latest --------------------------------------------------------------------------------------------------------


def _latest(scope: AggregateScope, of: Values, by: Values) -> Values:
    """The hull of the items that may be the latest; on the same date the one written last prevails."""
    order = _number(by)
    order = _one_denominator(scope.groups, order)
    size = len(scope.groups.of)
    beyond = max(reach(order.low), reach(order.high)) + 1
    place = np.arange(size).reshape((-1,) + (1,) * (order.low.ndim - 1))
    earliest = order.low if order.low_open is None else np.where(order.low_open, -beyond, order.low)
    last = order.high if order.high_open is None else np.where(order.high_open, beyond, order.high)
    span = whole([size + 1]).reshape((1,) * order.low.ndim)
    sooner, later = plus(times(earliest, span), place), plus(times(last, span), place)
    sure, may = scope.keep.certain, scope.keep.possible
    none = -(beyond + 1) * (size + 1)
    floor = scope.groups.reduce(np.maximum, np.where(sure, sooner, none), none)
    candidate = may & (later >= scope.groups.spread(floor))
    some_sure = scope.some(sure)
    parts: list[tuple[Array, Values]] = [(scope.some(candidate), _hull(scope, of, candidate))]
    if scope.unseen is not None:
        parts.append((scope.unseen.may, scope.anything))
    if scope.empty is not None:
        parts.append((~some_sure, scope.empty))
    return collapsed(joined(parts))


def _hull(scope: AggregateScope, of: Values, items: Array) -> Values:
    if isinstance(of, Truths):
        return Truths(scope.groups.reduce(np.logical_and, of.certain | ~items, True), scope.some(of.possible & items))
    if isinstance(of, Choices):
        return Choices(scope.groups.reduce(np.bitwise_or, np.where(items, of.mask, 0), 0))
    aligned = _one_denominator(scope.groups, of)
    low_open, high_open = (None if flag is None else scope.some(flag & items) for flag in (of.low_open, of.high_open))
    found = _any_of(scope, aligned, _group_denominator(scope.groups, aligned.den), items)[1]
    return Number(found.low, found.high, found.den, low_open, high_open)
