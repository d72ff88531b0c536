"""Which members of an aggregate make its value, and the aggregate in short form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.exact import Known, Number
from parchemin.regulation.evaluation.single_aggregates import limit
from parchemin.regulation.evaluation.spans import Span
from parchemin.regulation.explanation.cones import nodes_of, used_names
from parchemin.regulation.explanation.reasons import Members, MemberValue
from parchemin.regulation.meaning.graph import Aggregate, Node, Regulation


@dataclass(frozen=True, slots=True)
class CountedMember:
    """One member: its value, whether it is kept (None: perhaps), its weight and its rank by date."""

    index: int
    key: str
    of: Known
    keep: bool | None
    weight: Number | None = None
    by: Number = 0
    code: str = ""  # what is recorded in the place of a number


def any_open(items: Sequence[CountedMember]) -> bool:
    return any(i.keep is None or i.of is None or isinstance(i.of, Span | frozenset) for i in items)


def deciding_truth(function: str, items: Sequence[CountedMember], whole: bool | None) -> list[CountedMember]:
    """For all and any: the members that make it so."""
    if whole is None:
        settled = function == "all"
        return [i for i in items if i.keep is not False and (i.of is not settled or i.keep is None)]
    return [i for i in items if i.keep is True and i.of is whole]


def deciding(
    node: Aggregate, items: Sequence[CountedMember], whole: Known, short: bool, best: int = 1
) -> list[CountedMember]:
    """For numbers. When the result falls `short`, the members that do not count towards a count or a sum."""
    kept = [i for i in items if i.keep is not False]
    match node.function:
        case "count":
            return [i for i in kept if (i.of is not True) is short]
        case "sum":
            return [i for i in items if i.keep is not True] if short and node.where is not None else kept
        case "min" | "max":
            return [i for i in kept if isinstance(whole, Span) or i.of == whole]
        case "latest" if not isinstance(whole, Span | frozenset) and not any(isinstance(i.by, Span) for i in kept):
            last = max(((cast(Any, i.by), place) for place, i in enumerate(kept)), default=None)
            return [] if last is None else [kept[last[1]]]
        case "best_mean" if not any_open(items):
            heavy = [i for i in kept if i.weight is None or cast(Any, i.weight) > 0]
            ranked = sorted(heavy, key=lambda i: (-cast(Any, i.of), cast(Any, i.weight or 1)))
            return ranked[: limit(node, best, len(ranked))]
    return kept


def summary(
    node: Aggregate, items: Sequence[CountedMember], chosen: Sequence[CountedMember], more_may_come: bool
) -> Members:
    """The aggregate in short form: values and weights, and for a mean its exact quotient."""
    above, below = _quotient(node, items, chosen)
    values: tuple[MemberValue, ...] = ()
    if node.function not in ("all", "any"):
        values = tuple(_short(i) for i in items if i.keep is not False)
    return Members(
        node.function,
        node.over,
        tuple(i.key for i in chosen),
        len(items),
        values,
        above,
        below,
        tuple(i.key for i in items if i.keep is False),
        more_may_come,
        tuple((i.key, i.code) for i in items if i.keep is False and i.code),
        None if node.written is None else node.written.type,
    )


def _short(item: CountedMember) -> MemberValue:
    weight = None if item.weight is None else exact.outcome(item.weight)
    return MemberValue(item.key, exact.outcome(item.of), weight, item.keep, item.code)


def _quotient(
    node: Aggregate, items: Sequence[CountedMember], chosen: Sequence[CountedMember]
) -> tuple[Fraction | None, Fraction | None]:
    if node.function not in ("mean", "weighted_mean", "best_mean") or any_open(items):
        return None, None
    counted = [i for i in (chosen if node.function == "best_mean" else items) if i.keep is True]
    if any(isinstance(i.weight, Span) for i in counted):
        return None, None
    weights = [Fraction(1 if i.weight is None else cast(Any, i.weight)) for i in counted]
    if not sum(weights):
        return None, None
    above = sum((Fraction(cast(Any, i.of)) * w for i, w in zip(counted, weights, strict=True)), Fraction(0))
    return above, sum(weights, Fraction(0))


# --- typed facts -------------------------------------------------------------------------------------------


def touches_typed(regulation: Regulation, node: Node) -> bool:
    """Whether a typed fact (absence, exemption, neutralisation …) can play a part in a node's value."""
    known = cast("dict[str, bool]", vars(regulation).setdefault("_typed_touch", {}))
    return any(_touches(regulation, name, known) for name in used_names(node))


def _touches(regulation: Regulation, name: str, known: dict[str, bool]) -> bool:
    if name not in known:
        fact = regulation.facts.get(name)
        nodes = nodes_of(regulation, name)
        known[name] = bool(fact and fact.nature) or any(
            _touches(regulation, n, known) for node in nodes for n in used_names(node)
        )
    return known[name]
