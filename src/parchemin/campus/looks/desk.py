"""What waits on somebody's desk: a few figures, each with its page, brought by the stages.

A stage registers a function in its `contributions` with `@BLOCKS.at(rank)`. It is handed who comes in and when, and
yields a block, or none to whom it does not concern; the number of its queries does not grow with what it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from parchemin.campus.common.contributions import Collected, Contributions, collect
from parchemin.campus.looks.shapes import Tone

if TYPE_CHECKING:
    from parchemin.campus.looks.shapes import Words
    from parchemin.campus.people.models import Person


@dataclass(frozen=True, slots=True)
class DeskBlock:
    """A figure that waits, and where to go. count None: only a way to somewhere."""

    title: Words
    count: int | None
    says: str
    url: str
    tone: Tone = "mute"


type BlockMaker = Callable[[Person, datetime], Iterable[DeskBlock]]

BLOCKS = Contributions[BlockMaker]()


def blocks_for(person: Person, at: datetime) -> Collected[DeskBlock]:
    """What waits for somebody: what has to be done first, then the ways to the rest."""
    brought = collect(BLOCKS, person, at)
    return replace(brought, items=tuple(sorted(brought.items, key=lambda block: not block.count)))


def tone_of(count: int) -> Tone:
    """The tone of a figure that is well when nothing waits."""
    return "wait" if count else "ok"
