"""The front matter of a text: its lines of keys and values, and the header they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from parchemin.regulation.findings import Finding, Language, SourcePlace
from parchemin.regulation.reading import cells
from parchemin.regulation.reading import wordings as say
from parchemin.regulation.reading.document import Header
from parchemin.regulation.reading.vocabulary import HEADER_KEYS, nearest, tidy


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter as written: each value by its canonical key, with its line."""

    values: dict[str, str]
    at: dict[str, int]  # the line of each
    after: int  # index of the first line of the body
    language: Language


def front_matter(lines: Sequence[str], file: str, findings: list[Finding]) -> FrontMatter | None:
    """The front matter that lines begin with; None when they begin otherwise. What is wrong in it joins `findings`."""
    start = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or lines[start].strip() != "---":
        return None
    end = next((i for i in range(start + 1, len(lines)) if lines[i].strip() == "---"), len(lines))
    pairs: list[tuple[str, str, int]] = []
    for i in range(start + 1, end):
        bare = lines[i].split(" #", 1)[0].strip()
        if not bare or bare.startswith("#"):
            continue
        key, colon, value = bare.partition(":")
        if colon:
            pairs.append((tidy(key).lower(), value.strip(), i + 1))
        else:
            known = ", ".join(HEADER_KEYS["fr"])
            findings.append(Finding(say.HEADER_LINE, SourcePlace(file, i + 1), {"line": bare[:60], "known": known}))
    english = any(key in ("language", "amends", "regulation") for key, _, _ in pairs)
    language: Language = "en" if english else "fr"
    values: dict[str, str] = {}
    at: dict[str, int] = {}
    for key, value, line in pairs:
        if key not in HEADER_KEYS[language]:
            known = nearest(key, HEADER_KEYS[language]) or ", ".join(HEADER_KEYS[language])
            findings.append(Finding(say.HEADER_KEY, SourcePlace(file, line), {"line": key[:60], "known": known}))
            if known in HEADER_KEYS[language]:  # said once, not also as missing
                values.setdefault(HEADER_KEYS[language][known], value)
        else:
            values[HEADER_KEYS[language][key]] = value
            at[HEADER_KEYS[language][key]] = line
    return FrontMatter(values, at, min(end + 1, len(lines)), language)


def header_of(matter: FrontMatter, place: SourcePlace, findings: list[Finding]) -> Header:
    """The header that a front matter gives; what it lacks or says wrong joins `findings`."""
    shown = {canonical: word for word, canonical in HEADER_KEYS[matter.language].items()}

    def wrong(key: str, value: str, accepted: str) -> None:
        there = SourcePlace(place.file, matter.at.get(key, place.line))
        findings.append(Finding(say.HEADER_VALUE, there, {"key": shown[key], "value": value, "accepted": accepted}))

    def day(key: str) -> date | None:
        value = matter.values.get(key, "")
        found = cells.day(value)
        if value and not found:
            wrong(key, value, "2026-09-01" if matter.language == "en" else "une date comme 2026-09-01")
        return found

    required = ["title", "in force"] + (["regulation", "language"] if "amends" not in matter.values else [])
    for key in required:
        if not matter.values.get(key):
            findings.append(Finding(say.HEADER_MISSING, place, {"key": shown[key]}))
    language = matter.values.get("language", matter.language)
    if language not in ("fr", "en"):
        wrong("language", language, "fr or en" if matter.language == "en" else "fr ou en")
        language = matter.language
    return Header(
        matter.values.get("regulation", ""),
        matter.values.get("title", ""),
        cast(Language, language),
        day("in force") or date.min,
        matter.values.get("under", ""),
        matter.values.get("holidays", "FR"),
        matter.values.get("entry", ""),
        matter.values.get("amends", ""),
        day("until"),
        matter.values.get("variant", ""),
        place,
    )
