"""What the minutes of a jury tell: the data of `templates/minutes.typ`. Every word is one to print, in its language.

Votes are counted and never named: there is no place here for who voted what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

type Articles = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MinutesMember:
    """quality: “directrice des études”; voice: “délibérative”; presence: “présente”. Who presides signs first."""

    name: str
    quality: str
    voice: str
    presence: str
    signs: bool = True
    presides: bool = False


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """Something found regular, or not: the quorum, the convocations … with the articles that ask it."""

    text: str
    articles: Articles = ()


@dataclass(frozen=True, kw_only=True)
class Votes:
    """How many, never who."""

    in_favour: int
    against: int
    abstentions: int


@dataclass(frozen=True, kw_only=True)
class MinutesDecision:
    number: str
    name: str
    decision: str
    by: Literal["rule", "jury"]
    votes: Votes | None = None
    articles: Articles = ()


@dataclass(frozen=True, kw_only=True)
class SetApart:
    """A student of whom the jury did not decide, and why."""

    number: str
    name: str
    reason: str
    articles: Articles = ()


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A decision of former minutes that this one takes the place of."""

    number: str
    name: str
    before: str
    after: str
    reason: str
    decided_on: date


@dataclass(frozen=True, kw_only=True)
class MinutesContent:
    """`root` is the Merkle root of the leaves that the jury closed; the digests are SHA-256 in hexadecimal."""

    school: str
    programme: str
    jury: str
    held_at: datetime
    place: str
    members: tuple[MinutesMember, ...]
    regularity: tuple[Sentence, ...]
    decisions: tuple[MinutesDecision, ...]
    regulation_version: str
    regulation_digest: str
    journal_digest: str
    root: str
    journal_line: int = 0  # the number of the line whose digest it is
    set_apart: tuple[SetApart, ...] = ()
    corrections: tuple[Correction, ...] = ()
    intake: str = ""
    corrected_at: datetime | None = None  # of an addendum: when, and by whom; the sitting is the one it corrects
    corrected_by: str = ""
