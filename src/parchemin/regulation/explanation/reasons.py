"""The shape of an answer to "why": a tree of deciding values, each with its article.

A `Reason` knows its own sentence and makes its parts (`because`) when they are first looked at. Names are as the text
writes them; `canonical` is the English form. Values are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from parchemin.regulation.evaluation.spans import Outcome, Truth
from parchemin.regulation.findings import SourcePlace
from parchemin.regulation.meaning.graph import Type

type ReasonKind = Literal[
    "decision",
    "row",
    "definition",
    "requirement",
    "group",
    "comparison",
    "every",
    "some",
    "aggregate",
    "extreme",
    "code",
    "fact",
    "typed fact",
    "datum",
    "parameter",
    "reading",
    "rounding",
    "deadline",
    "supposed",
]
type Operator = Literal["<", "<=", "==", "!=", ">=", ">"]


@dataclass(frozen=True, slots=True)
class ComparisonSide:
    """One side of a comparison. `name` and `article` are those of the fact, definition or parameter it names (""
    else)."""

    name: str
    label: str
    value: Outcome
    type: Type
    article: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`measured operator threshold`, as written (sides swapped, and the operator with them, when the threshold came
    first).

    holds: None while open. wanted: the operator that is told, which is the written one, or its contrary where that is
    what the conclusion above asks for, and the written one does not hold; met says whether it is so. slack: measured -
    threshold, in the unit of the two, when both are settled. needed: the value nearest to the threshold on the measured
    step for which `wanted` holds (None: met already, not a number, no step and a strict threshold, or out of the scale:
    see `reachable`). step: the measured value's, None if exact.
    """

    operator: Operator
    wanted: Operator
    measured: ComparisonSide
    threshold: ComparisonSide
    holds: bool | None
    met: bool | None
    slack: Fraction | None = None
    needed: Fraction | None = None
    step: Fraction | None = None
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class MemberValue:
    """A member of an aggregate in short form: its value, its weight if any, and whether it is kept (None: perhaps)."""

    key: str
    value: Outcome
    weight: Outcome | None = None
    kept: bool | None = True
    code: str = ""  # what is recorded in the place of a number


@dataclass(frozen=True, slots=True)
class Members:
    """What an aggregate looked at. For a mean, value = numerator / denominator exactly (None while open).

    deciding: the keys that make the result; of: how many members there are.
    """

    function: str
    over: str
    deciding: tuple[str, ...]
    of: int
    values: tuple[MemberValue, ...] = ()
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    left_out: tuple[str, ...] = ()
    more_may_come: bool = False
    codes: tuple[tuple[str, str], ...] = ()  # of those left out, the marks that are no number: member, code
    mark: Type | None = None  # of the values, when they may be codes


@dataclass(frozen=True, slots=True)
class OtherReading:
    """An alternative of a declared interpretation: what the thing explained (`about`) would be under it."""

    name: str
    meaning: str
    about: str
    outcome: Outcome
    changes: bool


@dataclass(frozen=True)
class ReadingUsed:
    """A declared interpretation on the way. `others` runs the alternatives when it is first looked at."""

    taken: str
    meaning: str
    run: Callable[[], tuple[OtherReading, ...]] = field(repr=False, compare=False)

    @cached_property
    def others(self) -> tuple[OtherReading, ...]:
        return self.run()


@dataclass(frozen=True, slots=True)
class Rounded:
    """A rounding that was applied: the value before, the step, the mode."""

    before: Outcome
    step: Fraction
    mode: str


@dataclass(frozen=True, slots=True)
class Capped:
    """A value that a figure of the text holds down (min) or up (max): `value` before, and the figure as `limit`."""

    function: Literal["min", "max"]
    value: ComparisonSide
    limit: ComparisonSide


@dataclass(frozen=True, slots=True)
class CodeStands:
    """A mark that is no number, and that is therefore what is made of it. meaning: the code's own words."""

    mark: ComparisonSide
    meaning: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class RowStanding:
    """A line of a decision table. standing: applies, may apply, open to a person (`who`), or does not apply."""

    option: str
    label: str
    by: str
    who: str
    standing: Literal["applies", "may apply", "does not apply"]


@dataclass(frozen=True, slots=True)
class GivenFact:
    """An input. nature: of a typed fact (absence, exemption …). assumed: an absent cell, worth its declared value."""

    nature: str
    assumed: bool
    unknown: bool


type Detail = Comparison | Members | ReadingUsed | Rounded | Capped | CodeStands | RowStanding | GivenFact | None


@dataclass(frozen=True)
class Reason:
    """One value that decides, at one instance, and the values that decide it in turn (`because`).

    label: words for people. member: the instance's key ("" for a person). source: the expression as written.
    sentence: what it says in the language asked for, with the article.
    """

    kind: ReasonKind
    name: str
    canonical: str
    label: str
    member: str
    value: Outcome
    type: Type | None
    place: SourcePlace
    source: str = ""
    detail: Detail = None
    say: Callable[[Reason], str] = field(default=lambda reason: reason.label, repr=False, compare=False)
    parts: Callable[[], tuple[Reason, ...]] = field(default=tuple, repr=False, compare=False)

    @property
    def article(self) -> str:
        return self.place.article

    @cached_property
    def because(self) -> tuple[Reason, ...]:
        return self.parts()

    @cached_property
    def sentence(self) -> str:
        return self.say(self)

    @cached_property
    def recorded_typed(self) -> dict[tuple[object, ...], Reason]:
        """The typed facts that were recorded, here and below, each once; not what a cell left out or denies."""
        if self.kind == "typed fact":
            given = isinstance(self.detail, GivenFact) and not self.detail.assumed and not self.detail.unknown
            denied = isinstance(self.value, Truth) and not self.value.possible  # no absence, no exemption
            return {self.identity: self} if given and not denied else {}
        return {identity: found for part in self.because for identity, found in part.recorded_typed.items()}

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two reasons of one tree the same: their parts need to be read once only."""
        return self.kind, self.name, self.member, self.source, self.place


def walk(reason: Reason) -> Iterator[tuple[int, Reason, bool]]:
    """Every reason of the tree with its depth, and whether its parts stand above already and are not walked again."""
    yield from _walk(reason, 0, set())


def _walk(reason: Reason, depth: int, seen: set[tuple[object, ...]]) -> Iterator[tuple[int, Reason, bool]]:
    again = reason.identity in seen
    seen.add(reason.identity)
    yield depth, reason, again
    if not again:
        for part in reason.because:
            yield from _walk(part, depth + 1, seen)


def readings(reason: Reason) -> tuple[Reason, ...]:
    """The declared interpretations the deciding part went through, each once."""
    return _once(reason, "reading")


def typed_facts(reason: Reason) -> tuple[Reason, ...]:
    """The absences, exemptions, neutralisations, waivers and jury points that were used, each once."""
    return _once(reason, "typed fact")


def _once(reason: Reason, kind: ReasonKind) -> tuple[Reason, ...]:
    return tuple(r for _, r, again in walk(reason) if r.kind == kind and not again)


def articles(reason: Reason) -> tuple[str, ...]:
    """Every article the tree cites, in order of first sight."""
    return tuple(dict.fromkeys(r.article for _, r, _ in walk(reason) if r.article))
