"""Versions: the base text, its dated amendments, the variants asked for and the layer above, consolidated for a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from parchemin.regulation.findings import Finding, Refused, SourcePlace
from parchemin.regulation.reading import wordings as say
from parchemin.regulation.reading.document import Article, ConsolidatedText, Header, Heading, Text
from parchemin.regulation.reading.files import Files, files_of
from parchemin.regulation.reading.texts import read_text


def read(regulation: Files | Path | str, *, on: date | None = None, variants: Sequence[str] = ()) -> ConsolidatedText:
    """The text in force on a day (the latest when none is given), with the variants asked for.

    What can be read is returned with its `findings`; `Refused` is raised only when there is no text to speak of.
    """
    files = files_of(regulation)
    return _read(files, files.main, on, variants, ())


def _read(files: Files, at: str, on: date | None, variants: Sequence[str], below: tuple[str, ...]) -> ConsolidatedText:
    """The text at a path among the files, and the layers above it."""
    if at in below:
        raise Refused((Finding(say.CIRCULAR_LAYERS, SourcePlace(files.place_of(at), 1)),))
    base = read_text(files, files.of_text(at))
    findings = list(base.findings)
    amendments = _amendments(files, at, base, findings)
    known = {a.header.variant for a in amendments if a.header.variant}
    for variant in variants:
        if variant not in known and not below:
            values = {"variant": variant, "known": ", ".join(sorted(known)) or "—"}
            raise Refused((Finding(say.UNKNOWN_VARIANT, base.header.place, values),))
    day = on or _latest(base, amendments, variants)
    if day < base.header.in_force:
        raise Refused((Finding(say.NOT_YET_IN_FORCE, base.header.place, {"since": base.header.in_force.isoformat()}),))
    applied = [a for a in amendments if _applies(a.header, day, variants)]
    articles, outline = _consolidate(base, applied, findings)
    above = None
    if base.header.under:
        above = _read(files, files.beside(at, base.header.under), day if on else None, variants, (*below, at))
        findings += above.findings
    return ConsolidatedText(
        base.header, articles, outline, tuple(a.header for a in applied), tuple(a.header for a in amendments), above,
        tuple(findings),
    )  # fmt: skip


def _amendments(files: Files, at: str, base: Text, findings: list[Finding]) -> list[Text]:
    texts = []
    for path in files.amendments_of(at):
        text = read_text(files, [path])
        findings += text.findings
        if text.header.amends != base.header.regulation:
            values = {"amends": text.header.amends, "regulation": base.header.regulation}
            findings.append(Finding(say.AMENDS_ANOTHER, text.header.place, values))
            continue
        texts.append(text)
    return sorted(texts, key=lambda t: (t.header.in_force, t.header.place.file))


def _latest(base: Text, amendments: Sequence[Text], variants: Sequence[str]) -> date:
    """The day whose text holds every lasting amendment; for a variant, the first day it is in force."""
    asked = [a.header.in_force for a in amendments if a.header.variant and a.header.variant in variants]
    lasting = [a.header.in_force for a in amendments if not a.header.variant and a.header.until is None]
    return max(asked or [base.header.in_force, *lasting])


def _applies(header: Header, day: date, variants: Sequence[str]) -> bool:
    within = header.in_force <= day and (header.until is None or day <= header.until)
    return within and (not header.variant or header.variant in variants)


def _consolidate(
    base: Text, applied: Sequence[Text], findings: list[Finding]
) -> tuple[tuple[Article, ...], tuple[Heading | str, ...]]:
    articles = {a.id: a for a in base.articles}
    outline = list(base.outline)
    for text in applied:
        for article in text.articles:
            if article.repealed and article.id not in articles:
                findings.append(Finding(say.NOTHING_TO_REPEAL, article.place, {"id": article.id}))
            elif article.repealed:
                del articles[article.id]
                outline.remove(article.id)
            else:
                if article.id not in articles:
                    outline.append(article.id)
                articles[article.id] = replace(article)
    return tuple(articles[i] for i in outline if isinstance(i, str) and i in articles), tuple(outline)


def versions(document: ConsolidatedText, variants: Sequence[str] = ()) -> tuple[date, ...]:
    """Every day on which the text, with these variants, changes; the first is its coming into force."""
    applied = [a for a in document.amendments if not a.variant or a.variant in variants]
    ends = {a.until + timedelta(days=1) for a in applied if a.until and a.until < date.max}
    days = {document.header.in_force} | {a.in_force for a in applied} | ends
    return tuple(sorted(day for day in days if day >= document.header.in_force))
