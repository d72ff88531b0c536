"""What the layers of a text allow of one figure: each may narrow what those above allow, and widen nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from parchemin.regulation.findings import Language, SourcePlace
from parchemin.regulation.meaning.graph import Type, Value
from parchemin.regulation.meaning.phrases import ParameterBound
from parchemin.regulation.meaning.values import show
from parchemin.regulation.reading.vocabulary import number_text


@dataclass(frozen=True, slots=True)
class Limit:
    """One line's value of a figure, and what it lets the layers below make of it."""

    bound: ParameterBound
    value: Value
    type: Type
    place: SourcePlace

    def allows(self, value: Value) -> bool:
        if self.bound.fixed:
            return value == self.value
        if not isinstance(value, Fraction):
            return True
        least, most = self.bound.at_least, self.bound.at_most
        return (least is None or value >= least) and (most is None or value <= most)

    def widened_by(self, below: ParameterBound) -> bool:
        """Whether a lower line's bound would let values pass that this one forbids. An empty cell says nothing."""
        if below.free:
            return self.bound.binds
        if self.bound.fixed:
            return below.at_least is not None or below.at_most is not None
        lower = below.at_least is not None and self.bound.at_least is not None and below.at_least < self.bound.at_least
        return lower or (
            below.at_most is not None and self.bound.at_most is not None and below.at_most > self.bound.at_most
        )

    def shown(self, language: Language) -> str:
        """`= 10`, `>= 6`, `<= 6`."""
        if self.bound.fixed:
            return "= " + show(self.value, self.type, language)
        if self.bound.at_least is not None:
            return ">= " + number_text(self.bound.at_least, language)
        return "<= " + number_text(self.bound.at_most or Fraction(0), language)


def broken(limits: Iterable[Limit], value: Value) -> Limit | None:
    """The highest limit that a value does not respect."""
    return next((limit for limit in limits if not limit.allows(value)), None)


def widened(limits: Iterable[Limit], bound: ParameterBound) -> Limit | None:
    """The highest limit that a bound would widen or drop."""
    return next((limit for limit in limits if limit.widened_by(bound)), None)


def together(limits: Sequence[Limit]) -> ParameterBound:
    """What all of them allow at once."""
    least = [limit.bound.at_least for limit in limits if limit.bound.at_least is not None]
    most = [limit.bound.at_most for limit in limits if limit.bound.at_most is not None]
    return ParameterBound(any(limit.bound.fixed for limit in limits), max(least, default=None), min(most, default=None))
