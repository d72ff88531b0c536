"""What the tools have to say about a text: where, what, and what to do next, in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

type Severity = Literal["error", "warning", "note"]
type Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a source file. Lines and columns count from 1; column 0 means the whole line."""

    file: str
    line: int
    column: int = 0
    article: str = ""

    def __str__(self) -> str:
        spot = f"{PurePath(self.file)}:{self.line}"
        return f"{spot}:{self.column}" if self.column else spot


NOWHERE = Place("", 0)


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of finding: a stable code, and for each language what is wrong and what to do.

    The two sentences are `str.format` templates filled with the values of the finding.
    """

    code: str
    fr: tuple[str, str]
    en: tuple[str, str]
    severity: Severity = "error"

    def texts(self, language: Language) -> tuple[str, str]:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a text, at one place."""

    wording: Wording
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    related: tuple[Place, ...] = ()

    @property
    def code(self) -> str:
        return self.wording.code

    @property
    def severity(self) -> Severity:
        return self.wording.severity

    def what(self, language: Language = "fr") -> str:
        return self.wording.texts(language)[0].format_map(self.values)

    def remedy(self, language: Language = "fr") -> str:
        return self.wording.texts(language)[1].format_map(self.values)


class Refused(Exception):
    """The text or the records cannot be used; `findings` lists every problem found, not the first only."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("\n".join(f"{f.place}: {f.what()}" for f in findings))


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(found for found in findings if found.severity == "error")
