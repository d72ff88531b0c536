"""Aggregates over spelt-out members or rows, as z3 terms."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Protocol, cast

from parchemin.regulation.evaluation.single_aggregates import limit
from parchemin.regulation.meaning.graph import Aggregate
from parchemin.regulation.verification import symbols
from parchemin.regulation.verification.symbols import Quantity, Ratio, Symbol, Truth

FEW = 40  # denominators that are told apart one by one


class TranslationContext(Protocol):
    """What an aggregate asks of the translation it stands in."""

    def flatten(self, number: Quantity) -> Ratio: ...

    def choose(self, condition: Truth, then: Symbol, otherwise: Symbol) -> Symbol: ...

    def best(self, node: Aggregate) -> int: ...


@dataclass(frozen=True, slots=True)
class SymbolicItem:
    """One descendant: whether it is kept, and its values."""

    kept: Truth
    of: Symbol
    weight: Quantity | None = None
    by: Quantity | None = None


def fold(node: Aggregate, items: list[SymbolicItem], empty: Symbol | None, within: TranslationContext) -> Symbol | None:
    """The aggregate of the items. None when nothing linear says it (a weight that varies)."""
    match node.function:
        case "all":
            return symbols.conjunction(
                symbols.disjunction([symbols.negation(i.kept), cast(Truth, i.of)]) for i in items
            )
        case "any":
            return symbols.disjunction(symbols.conjunction([i.kept, cast(Truth, i.of)]) for i in items)
        case "count":
            counted = (symbols.conjunction([i.kept, cast(Truth, i.of)]) for i in items)
            return symbols.quantity(symbols.total(symbols.either(truth, 1, 0) for truth in counted))
        case "sum":
            return Quantity(((True, symbols.add_all(kept_value(i, within) for i in items)),))
        case "mean" | "weighted_mean":
            return mean(items, empty, within)
        case "best_mean":
            if node.weight is not None or (node.drop and any(i.kept is not True for i in items)):
                return None
            return mean(best(items, limit(node, within.best(node), len(items)), within), empty, within)
        case "latest":
            return latest(items, empty, within)
        case _:
            return extreme(node.function, items, empty, within)


def kept_value(item: SymbolicItem, within: TranslationContext, factor: Fraction = Fraction(1)) -> Ratio:
    """The item's value times `factor` where it is kept, else 0."""
    ratio = symbols.scale(within.flatten(cast(Quantity, item.of)), factor)
    return Ratio(symbols.either(item.kept, ratio.n, 0), ratio.d)


def mean(items: list[SymbolicItem], empty: Symbol | None, within: TranslationContext) -> Quantity | None:
    """The weights are brought to whole numbers; the total weight is the denominator, plain when everything is kept."""
    weights = [Fraction(1) if i.weight is None else i.weight.known for i in items]
    if not items or any(w is None for w in weights):
        return cast(Quantity, empty) if not items else None
    known = [w for w in weights if w is not None]
    common = lcm(*(w.denominator for w in known))
    top = symbols.add_all(kept_value(i, within, w * common) for i, w in zip(items, known, strict=True))
    bottom = symbols.total(symbols.either(i.kept, int(w * common), 0) for i, w in zip(items, known, strict=True))
    if isinstance(bottom, int):
        return symbols.quantity(top.n, cast(int, top.d) * bottom) if bottom else cast(Quantity, empty)
    some = symbols.ordered(">", bottom, 0)
    values = tuple(
        value * cast(int, top.d)
        for value in totals([(i.kept, int(w * common)) for i, w in zip(items, known, strict=True)])
    )
    average = Ratio(top.n, symbols.times(bottom, cast(int, top.d)), values)
    nothing = (
        ()
        if empty is None
        else tuple((symbols.conjunction([symbols.negation(some), g]), r) for g, r in cast(Quantity, empty).parts)
    )
    return Quantity(((some, average), *nothing))


def totals(weights: list[tuple[Truth, int]]) -> tuple[int, ...]:
    """The positive total weights that are possible; none told when they are too many."""
    found = {0}
    for kept, weight in weights:
        found = {t + weight for t in found} | (set() if kept is True else found)
        if len(found) > FEW:
            return ()
    return tuple(sorted(found - {0}))


def best(items: list[SymbolicItem], how_many: int, within: TranslationContext) -> list[SymbolicItem]:
    """The `how_many` highest kept items, by as many passes of a bubble sort; what is not kept sinks."""
    line = list(items)
    for done in range(min(how_many, len(line))):
        for i in range(len(line) - 1, done, -1):
            line[i - 1], line[i] = _higher_first(line[i - 1], line[i], within)
    return line[:how_many]


def _higher_first(a: SymbolicItem, b: SymbolicItem, within: TranslationContext) -> tuple[SymbolicItem, SymbolicItem]:
    x, y = cast(Quantity, a.of), cast(Quantity, b.of)
    not_lower = symbols.disjunction([symbols.negation(b.kept), symbols.compare(">=", x, y, within.flatten)])
    keep = symbols.conjunction([a.kept, not_lower])
    return _choose_item(keep, a, b, within), _choose_item(keep, b, a, within)


def _choose_item(
    condition: Truth, then: SymbolicItem, otherwise: SymbolicItem, within: TranslationContext
) -> SymbolicItem:
    kept = symbols.either_truth(condition, then.kept, otherwise.kept)
    by = None if then.by is None or otherwise.by is None else symbols.choose(condition, then.by, otherwise.by)
    return SymbolicItem(kept, within.choose(condition, then.of, otherwise.of), None, by)


def latest(items: list[SymbolicItem], empty: Symbol | None, within: TranslationContext) -> Symbol | None:
    """The value of the kept item with the greatest `by`; the later item wins a tie."""
    if not items:
        return empty
    last = items[0]
    for item in items[1:]:
        later = symbols.compare(">=", cast(Quantity, item.by), cast(Quantity, last.by), within.flatten)
        replaces = symbols.conjunction([item.kept, symbols.disjunction([symbols.negation(last.kept), later])])
        last = _choose_item(replaces, item, last, within)
    return last.of if empty is None else within.choose(last.kept, last.of, empty)


def extreme(
    function: str, items: list[SymbolicItem], empty: Symbol | None, within: TranslationContext
) -> Symbol | None:
    if not items:
        return empty
    found = items[0]
    operator = ">=" if function == "max" else "<="
    for item in items[1:]:
        beats = symbols.compare(operator, cast(Quantity, item.of), cast(Quantity, found.of), within.flatten)
        replaces = symbols.conjunction([item.kept, symbols.disjunction([symbols.negation(found.kept), beats])])
        found = _choose_item(replaces, item, found, within)
    return found.of if empty is None else within.choose(found.kept, found.of, empty)
