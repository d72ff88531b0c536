"""What waits on somebody's desk: a few figures, each with its page, brought by the stages.

A stage registers a function in its `contributions` with `@BLOCKS.at(rank)`. It is handed who comes in and when, and
yields a block, or none to whom it does not concern; the number of its queries does not grow with what it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from parchemin.campus.common.contributions import Collected, Contributions, collect
from parchemin.campus.looks.shapes import DeskBlock, Tone
from parchemin.campus.people.models import Person

type BlockMaker = Callable[[Person, datetime], Iterable[DeskBlock]]

BLOCKS = Contributions[BlockMaker]()


def blocks_for(person: Person, at: datetime) -> Collected[DeskBlock]:
    """What waits for somebody: what has to be done first, then the ways to the rest."""
    brought = collect(BLOCKS, person, at)
    return replace(brought, items=tuple(sorted(brought.items, key=lambda block: not block.count)))


def tone_of(count: int) -> Tone:
    """The tone of a figure that is well when nothing waits."""
    return "wait" if count else "ok"
