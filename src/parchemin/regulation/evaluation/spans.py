"""What is known of a value: its least and greatest (an unknown fact is the whole range of its type)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

type State = Literal["settled", "pending"]


@dataclass(frozen=True, slots=True)
class Truth:
    """`certain` implies `possible`. (True, True) holds, (False, False) cannot, (False, True) is open."""

    certain: bool
    possible: bool

    @property
    def settled(self) -> bool:
        return self.certain == self.possible


YES, NO, OPEN = Truth(True, True), Truth(False, False), Truth(False, True)


@dataclass(frozen=True, slots=True)
class Span:
    """A number or a date (as its ordinal) between `low` and `high`, both included; None: unbounded on that side.

    `empty` is never a number: an aggregate over nothing takes its declared value.
    """

    low: Fraction | None
    high: Fraction | None

    @property
    def settled(self) -> bool:
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class ChoiceSpan:
    """A choice: every value it may still take."""

    possible: frozenset[str]

    @property
    def settled(self) -> bool:
        return len(self.possible) == 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision: indexes of the rows certain to apply and of those that still may, after the hit policy.

    Settled by rule: both are the same single rule row. Settled for the jury: both are the same jury rows, the lawful
    options. Both empty: no row applies. Under `unique`, several rule rows kept are a contradiction of the text.
    """

    certain: frozenset[int]
    possible: frozenset[int]

    @property
    def settled(self) -> bool:
        return self.certain == self.possible


type Outcome = Truth | Span | ChoiceSpan | Verdict
