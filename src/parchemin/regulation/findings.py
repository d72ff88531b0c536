"""What the tools have to say about a text: where, what, and what to do next, in French and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Literal

type Severity = Literal["error", "warning", "note"]
type Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True, order=True)
class SourcePlace:
    """A spot in a source file. Lines and columns count from 1; column 0 means the whole line."""

    file: str
    line: int
    column: int = 0
    article: str = ""

    def __str__(self) -> str:
        spot = f"{PurePath(self.file)}:{self.line}" if self.line else str(PurePath(self.file))
        return f"{spot}:{self.column}" if self.column else spot

    @property
    def short(self) -> str:
        """The file's own name and the line, for use inside a sentence."""
        return f"{PurePath(self.file).name}:{self.line}"


NOWHERE = SourcePlace("", 0)


@dataclass(frozen=True, slots=True)
class Wording:
    """One kind of finding: a stable code, and for each language what is wrong and what to do.

    The two sentences are `str.format` templates filled with the values of the finding. A wording with `once` is about
    something that many places may use: a name that is declared nowhere, say.
    """

    code: str
    fr: tuple[str, str]
    en: tuple[str, str]
    severity: Severity = "error"
    once: tuple[str, ...] = ()  # the values that tell one mistake from another: its other places are only related

    def texts(self, language: Language) -> tuple[str, str]:
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know about a text, at one place."""

    wording: Wording
    place: SourcePlace
    values: Mapping[str, object] = field(default_factory=dict)
    related: tuple[SourcePlace, ...] = ()

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


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for one mistake: what `once` says is the same is told at its first place, the others related."""
    kept: dict[object, Finding] = {}
    for found in findings:
        told = tuple(str(found.values.get(value)) for value in found.wording.once)
        key: object = (found.code, told) if told else (found.code, found.place, str(found.values))
        if (first := kept.get(key)) is None:
            kept[key] = found
        elif found.place != first.place and found.place not in first.related:
            kept[key] = replace(first, related=(*first.related, found.place))
    return tuple(kept.values())


def errors(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(found for found in findings if found.severity == "error")
