"""The small things that components are given: a step of a road, a segment of a bar, a tab, a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    type Words = str | _StrPromise

type Tone = Literal["ok", "wait", "no", "info", "mute"]
TONES: tuple[Tone, ...] = ("ok", "wait", "no", "info", "mute")


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the navigation or of tabs. `current` is the page one is on; `count` is shown beside the words."""

    label: Words
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A stop of the road. `state`: ok (done), now (under way), no (failed), later, end (the diploma itself)."""

    label: Words
    detail: Words = ""
    state: Literal["ok", "now", "no", "later", "end"] = "later"
    inside: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DeskBlock:
    """A figure that waits on a desk, and where to go. count None: only a way to somewhere."""

    title: Words
    count: int | None
    says: str
    url: str
    tone: Tone = "mute"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a whole, in a stacked bar."""

    label: Words
    count: int
    tone: Tone = "mute"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its name, in a strip of figures or a list of facts."""

    label: Words
    value: object
    tone: Tone | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar of a histogram: how many fall between two values."""

    label: str
    count: int
    tone: Tone = "info"


@dataclass(frozen=True, slots=True)
class Slice:
    """A segment placed on a bar 1,000 wide, its share rounded to whole percents for the legend."""

    segment: Segment
    start: int
    width: int
    share: int


def placed(segments: Sequence[Segment], width: int = 1000) -> list[Slice]:
    """Segments side by side, without a gap: each ends where the sum of counts so far says."""
    total = sum(segment.count for segment in segments)
    found, before = [], 0
    for segment in segments:
        after = before + segment.count
        if segment.count:
            start = width * before // total
            share = (200 * segment.count + total) // (2 * total)
            found.append(Slice(segment, start, width * after // total - start, share))
        before = after
    return found
