"""How stages hand their rows to the engine: each registers a source, `gathering` asks them all and nothing else.

A source declares its rank and what it collects. Where two of them say something of one value, the higher rank prevails,
whatever else is asked about; what a source collects can be said by that source alone, or by what ranks above it: a page
that lets people declare facts leaves it out. A rank is taken once, and ranks go by
tens: what is said of an intake is at 5, what the office declares 10, registrations 20, papers and marks 40, juries 60.

A source answers in columns, for many dossiers at once, with a number of queries that does not grow with them. Values
are the integers that the engine stores (`Law.encoded`); `UNKNOWN` is a value that is not known, `UNSAID` leaves the
cell to what a lower rank says of it, else to its meaning when empty; `EMPTY` is that meaning, whatever a lower rank
says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parchemin.campus.law.law import Law
from parchemin.records.cells import UNKNOWN as UNKNOWN_CELL

type Integers = NDArray[np.int64]

UNKNOWN = int(np.iinfo(np.int64).min)
UNSAID = UNKNOWN + 1
EMPTY = UNKNOWN + 2


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

    Two sources may speak of one row: each adds its facts, and the higher rank prevails where both say something.
    """

    level: str
    dossiers: Integers
    parents: Sequence[str]
    names: Sequence[str]
    facts: Mapping[str, Integers]


@dataclass(frozen=True, slots=True)
class FactsWanted:
    """Whose facts are wanted, under which law, as things stand at a moment. `dossiers` are sorted.

    year: nothing of a later university year counts, as when that year was judged; None counts them all. drafts: whether
    what is still being entered counts; without, only what was handed in. known: only what was written by a moment
    counts, as it was then; None counts what is in force now.
    """

    law: Law
    dossiers: Integers
    at: datetime
    year: int | None = None
    drafts: bool = False
    known: datetime | None = None


type Answer = Callable[[FactsWanted], Iterable[Cells | RecordedRows]]


@dataclass(frozen=True, slots=True)
class Source:
    """What a stage brings to the law. collects: the names of the facts of a text that are its own to say."""

    rank: int
    collects: Callable[[Law], Collection[str]]
    answer: Answer


_sources: dict[int, Source] = {}


def source(rank: int, collects: Callable[[Law], Collection[str]]) -> Callable[[Answer], Answer]:
    """Declares a stage's answer as a source. A rank is taken once: who prevails over whom is never left to chance."""

    def register(answer: Answer) -> Answer:
        taken = _sources.setdefault(rank, Source(rank, collects, answer))
        if taken.answer is not answer:
            both = f"{taken.answer.__module__} and {answer.__module__}"
            raise ValueError(
                f"two sources at the rank {rank}: {both}. Give the new one another; every_source() lists them"
            )
        return answer

    return register


def every_source() -> tuple[Source, ...]:
    """By rank: the last one prevails."""
    return tuple(_sources[rank] for rank in sorted(_sources))


@lru_cache(maxsize=64)
def collected(law: Law) -> frozenset[str]:
    """The facts of a text that stages fill by themselves: nobody declares them, no list brings them."""
    return frozenset(name for one in every_source() for name in one.collects(law)) - {""}


def as_stored(law: Law, name: str, kept: str) -> int:
    """A kept value ("?": not known) as this text stores it; unknown where another version accepted it, and not this."""
    if kept == UNKNOWN_CELL:
        return UNKNOWN
    try:
        return law.encoded(name, kept)
    except ValueError:
        return UNKNOWN


def packed(raw: bytes | memoryview | None) -> Integers:
    """The integers of `string_agg(int8send(…), '')`: one query brings a whole column, without an object a cell."""
    return np.frombuffer(raw or b"", dtype=">i8").astype(np.int64)
