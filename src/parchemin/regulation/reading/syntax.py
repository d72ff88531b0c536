"""An expression as read: its shape and places, no names resolved yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from parchemin.regulation.findings import NOWHERE, SourcePlace


@dataclass(frozen=True, slots=True)
class Literal_:
    value: Fraction | bool
    place: SourcePlace = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """`threshold`, `module.mark`, or `session[2].mark` (`member` set)."""

    head: str
    attribute: str = ""
    member: str | None = None
    place: SourcePlace = field(default=NOWHERE, compare=False)

    def __str__(self) -> str:
        member = "" if self.member is None else f"[{self.member}]"
        return f"{self.head}{member}.{self.attribute}" if self.attribute else f"{self.head}{member}"


@dataclass(frozen=True, slots=True)
class Binary:
    operator: Literal["+", "-", "*", "/"]
    left: Syntax
    right: Syntax
    place: SourcePlace = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ComparisonChain:
    """`a <= b < c`: operands are one more than operators. `in` has a `ChoiceList` on its right."""

    operators: tuple[str, ...]
    operands: tuple[Syntax, ...]
    place: SourcePlace = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ChoiceList:
    options: tuple[Syntax, ...]
    place: SourcePlace = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Junction:
    operator: Literal["and", "or"]
    operands: tuple[Syntax, ...]
    place: SourcePlace = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Negation:
    operand: Syntax
    place: SourcePlace = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Conditional:
    condition: Syntax
    then: Syntax
    otherwise: Syntax
    place: SourcePlace = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A built-in by its canonical name. `options` are named arguments, canonical where the language defines them."""

    function: str
    arguments: tuple[Syntax, ...]
    options: tuple[tuple[str, Syntax], ...]
    place: SourcePlace = field(default=NOWHERE, compare=False)


type Syntax = Literal_ | Name | Binary | ComparisonChain | ChoiceList | Junction | Negation | Conditional | Call
