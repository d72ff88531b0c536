"""How stages hand their rows to the engine: each registers a source, `gathering` asks them all and nothing else.

A source answers in columns, for many dossiers at once, with a number of queries that does not grow with them. Values
are the integers that the engine stores (`Law.encoded`); `UNKNOWN` is a value that is not known, `UNSAID` leaves the
cell to its meaning when empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from parchemin.campus.law.law import Law

type Integers = NDArray[np.int64]

UNKNOWN = int(np.iinfo(np.int64).min)
UNSAID = UNKNOWN + 1


@dataclass(frozen=True, slots=True)
class Cells:
    """Values of one fact at one member of a listed level: who (keys of dossiers) and what."""

    fact: str
    member: str
    dossiers: Integers
    values: Integers


@dataclass(frozen=True, slots=True)
class RecordedRows:
    """Rows of one recorded level. parents: the key of each row's parent ("" under the person); names: its own.

    Two sources may speak of one row: each adds its facts, and the shorter table prevails where both say something.
    """

    level: str
    dossiers: Integers
    parents: Sequence[str]
    names: Sequence[str]
    facts: Mapping[str, Integers]


@dataclass(frozen=True, slots=True)
class FactsWanted:
    """Whose facts are wanted, under which law, as things stand at a moment. `dossiers` are sorted.

    drafts: whether what is still being entered counts; without, only what was handed in.
    """

    law: Law
    dossiers: Integers
    at: datetime
    drafts: bool = True


type Source = Callable[[FactsWanted], Iterable[Cells | RecordedRows]]

_sources: list[Source] = []


def source(function: Source) -> Source:
    """Declares a stage's `facts` as a source; asked in the order of the stages, the earliest first."""
    if function not in _sources:
        _sources.append(function)
    return function


def every_source() -> tuple[Source, ...]:
    return tuple(_sources)


def packed(raw: bytes | memoryview | None) -> Integers:
    """The integers of `string_agg(int8send(…), '')`: one query brings a whole column, without an object a cell."""
    return np.frombuffer(raw or b"", dtype=">i8").astype(np.int64)
