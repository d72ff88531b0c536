"""A text reviewed as a whole: read, understood, its cases run, and everything there is to say of it in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parchemin.regulation.evaluation.cases import CaseResult, run_cases
from parchemin.regulation.findings import Finding, merged
from parchemin.regulation.meaning.understanding import Understood, understand
from parchemin.regulation.reading import versions
from parchemin.regulation.reading.files import Files, files_of
from parchemin.regulation.verification import digests, lints
from parchemin.regulation.verification.assumptions import assumption_notes


@dataclass(frozen=True, slots=True)
class Review:
    """What came of a text. `results` is empty when the text cannot be understood."""

    understood: Understood
    results: tuple[CaseResult, ...]
    findings: tuple[Finding, ...]


def review(
    regulation: Files | Path | str, *, on: date | None = None, variants: Sequence[str] = (), confirm: bool = False
) -> Review:
    """Review a text, its files or where they stand, beside the digests kept there of its articles as read and right.

    With `confirm`, its digests of today are kept. Files that are only in memory have none: ValueError.
    Raises `Refused` when there is no text to speak of.
    """
    files = files_of(regulation)
    understood = understand(versions.read(files, on=on, variants=variants))
    text = understood.regulation
    results = run_cases(text) if text else ()
    found = [*understood.findings, *(f for r in results for f in r.findings)]
    if text:
        kept = digests.kept_beside(files, text.language)
        if confirm:
            digests.write_digests(kept, text)
        found += [*assumption_notes(text), *lints.lint(text, digests=digests.read_digests(kept))]
    return Review(understood, results, merged(sorted(found, key=lambda f: (f.place, f.code))))
