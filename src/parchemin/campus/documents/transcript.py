"""What a transcript of marks tells: the data of `templates/transcript.typ`. Every word is printed as it comes.

Marks and averages come as the text to print (“12,50”, “absence justifiée”): nothing is computed or rounded here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from parchemin.campus.documents import qr

type Tone = Literal["good", "waiting", "bad", "quiet"]


@dataclass(frozen=True, kw_only=True)
class ModuleLine:
    """state: “validé”, “compensé” …; tone: the colour that goes with the word, never without it."""

    name: str
    credits: str
    mark: str
    session: str
    state: str
    tone: Tone = "quiet"
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something said of a whole period: what it is called (“Moyenne”), and its value; a word alone has no label."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class TranscriptPeriod:
    """A level of the studies: its modules, and what is said of it itself. depth: in how many others it stands."""

    title: str
    modules: tuple[ModuleLine, ...]
    said: tuple[Said, ...] = ()
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Average:
    """An average about the whole: what the text calls it, and its value as printed."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class TranscriptDecision:
    """What a jury decided, and published."""

    jury: str
    decision: str
    option: str
    on: date


@dataclass(frozen=True, kw_only=True)
class VerificationBlock:
    """How anyone checks the transcript: a key to type, an address to open, the same address to scan.

    journal_line, journal_digest: the last line of the school's journal when it was issued, and its SHA-256 in
    hexadecimal; 0 and "" where it is not told.
    """

    key: str
    address: str
    code: str
    journal_line: int = 0
    journal_digest: str = ""

    @classmethod
    def at(cls, address: str, key: str, journal_line: int = 0, journal_digest: str = "") -> VerificationBlock:
        return cls(
            key=key,
            address=address,
            code=qr.svg(address),
            journal_line=journal_line,
            journal_digest=journal_digest,
        )


@dataclass(frozen=True, kw_only=True)
class TranscriptContent:
    school: str
    name: str
    number: str
    programme: str
    intake: str
    regulation_version: str
    periods: tuple[TranscriptPeriod, ...]
    final: bool
    verification: VerificationBlock
    average: str = ""
    credits: str = ""
    outcome: str = ""
    about: str = ""  # the period, where it is not all the studies: “2025-2026, deuxième année”
    issued_on: date | None = None
    averages: tuple[Average, ...] = ()
    decisions: tuple[TranscriptDecision, ...] = ()
    overtaken: tuple[str, ...] = ()  # in sentences: the decisions to be taken again, which leave it provisional
    born_on: date | None = None
    signatory: str = ""
    signatory_quality: str = ""
