"""Files to texts: decoding, front matter, and every file of a text joined in order."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

from parchemin.regulation.findings import Finding, Language, Place, Refused, Wording
from parchemin.regulation.reading import cells
from parchemin.regulation.reading import wordings as say
from parchemin.regulation.reading.document import Article, Header, Heading, Text
from parchemin.regulation.reading.markdown import MarkdownReader
from parchemin.regulation.reading.vocabulary import HEADER_KEYS, nearest, tidy

MOST_MEGABYTES = 8
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))  # what word processors leave, and nobody sees


def decode(path: Path) -> list[str]:
    """The lines of a file, composed (NFC). `Refused` when it is not UTF-8 text, is too large or cannot be opened."""
    try:
        if path.stat().st_size > MOST_MEGABYTES * 1_000_000:
            raise Refused((Finding(say.TOO_LARGE, Place(str(path), 1), {"most": MOST_MEGABYTES}),))
        raw = path.read_bytes()
    except OSError as error:
        raise Refused((Finding(say.UNREADABLE, Place(str(path), 1), {"reason": error.strerror}),)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Refused((Finding(say.NOT_UTF8, Place(str(path), line), {"byte": hex(raw[error.start])}),)) from None
    text = (
        unicodedata.normalize("NFC", text.translate(_UNSEEN))
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x00", "\ufffd")
    )
    return text.split("\n")


@dataclass(frozen=True, slots=True)
class _Matter:
    values: dict[str, str]
    at: dict[str, int]  # the line of each
    after: int  # index of the first line of the body
    language: Language


def _front_matter(lines: Sequence[str], file: str, findings: list[Finding]) -> _Matter | None:
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
            findings.append(Finding(say.HEADER_LINE, Place(file, i + 1), {"line": bare[:60], "known": known}))
    english = any(key in ("language", "amends", "regulation") for key, _, _ in pairs)
    language: Language = "en" if english else "fr"
    values: dict[str, str] = {}
    at: dict[str, int] = {}
    for key, value, line in pairs:
        if key not in HEADER_KEYS[language]:
            known = nearest(key, HEADER_KEYS[language]) or ", ".join(HEADER_KEYS[language])
            findings.append(Finding(say.HEADER_KEY, Place(file, line), {"line": key[:60], "known": known}))
            if known in HEADER_KEYS[language]:  # said once, not also as missing
                values.setdefault(HEADER_KEYS[language][known], value)
        else:
            values[HEADER_KEYS[language][key]] = value
            at[HEADER_KEYS[language][key]] = line
    return _Matter(values, at, min(end + 1, len(lines)), language)


def _header(matter: _Matter, place: Place, findings: list[Finding]) -> Header:
    shown = {canonical: word for word, canonical in HEADER_KEYS[matter.language].items()}

    def wrong(key: str, value: str, accepted: str) -> None:
        there = Place(place.file, matter.at.get(key, place.line))
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


def read_text(paths: Sequence[Path]) -> Text:
    """The files of one text, joined. Raises `Refused` when a file cannot be used at all."""
    findings: list[Finding] = []
    articles: list[Article] = []
    outline: list[Heading | str] = []
    header: Header | None = None
    for path in paths:
        lines, start = decode(path), 0
        if header is None:
            matter = _front_matter(lines, str(path), findings)
            if matter is None:
                raise Refused((Finding(say.NO_FRONT_MATTER, Place(str(path), 1)),))
            header, start = _header(matter, Place(str(path), 1), findings), matter.after
        reader = MarkdownReader(str(path), lines[start:], start + 1, header.language)
        reader.read()
        articles += reader.articles
        outline += reader.outline
        findings += reader.findings
    assert header is not None
    findings += _same_articles(articles)
    ids = iter(_distinct([a.id for a in articles]))
    told = tuple(replace(a, id=id_) for a, id_ in zip(articles, _distinct([a.id for a in articles]), strict=True))
    return Text(header, told, tuple(next(ids) if isinstance(e, str) else e for e in outline), tuple(findings))


def _distinct(ids: Sequence[str]) -> list[str]:
    """The ids, those already taken marked apart: an article written twice is a fault, what it declares is known."""
    return [id_ + "′" * ids[:at].count(id_) for at, id_ in enumerate(ids)]


def _same_articles(articles: Sequence[Article]) -> list[Finding]:
    first: dict[str, Article] = {}
    found = []
    for article in articles:
        if article.id in first:
            wording: Wording = say.SAME_ARTICLE
            found.append(Finding(wording, article.place, {"id": article.id, "other": first[article.id].place.short}))
        first.setdefault(article.id, article)
    return found
