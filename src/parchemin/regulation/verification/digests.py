"""The digests kept from the last review of a regulation: they tell a text that changed without its rules.

The file stands in the regulation's folder: `empreintes.csv` for a French one, `digests.csv` for an English one, with
the columns `article`, `texte`, `règles` (`article`, `words`, `rules`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from parchemin.regulation.findings import Finding, Language
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading.files import Files
from parchemin.regulation.verification import wordings as say

FILES: Mapping[Language, str] = {"fr": "empreintes.csv", "en": "digests.csv"}
COLUMNS: Mapping[Language, tuple[str, str, str]] = {
    "fr": ("article", "texte", "règles"),
    "en": ("article", "words", "rules"),
}


@dataclass(frozen=True, slots=True)
class Digest:
    words: str
    rules: str


def kept_beside(files: Files, language: Language) -> Path | None:
    """Where the digests of a regulation are kept, beside its files; None when they are only in memory."""
    return Path(files.place_of(files.beside(files.main, FILES[language]))) if files.folder else None


def read_digests(path: Path | None) -> dict[str, Digest] | None:
    """The digests of the last review; None when none was kept. OSError when the file cannot be read."""
    if path is None or not path.exists():
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) == 3]
    return {article: Digest(words, rules) for article, words, rules in rows[1:]}


def write_digests(path: Path | None, regulation: Regulation) -> None:
    """Confirms every article as it stands now. Only articles with rules are kept, as only they can become stale."""
    if path is None:
        raise ValueError("a regulation that is only in memory has no folder to keep its digests in")
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(COLUMNS[regulation.language])
        lines.writerows((a.id, a.words_digest, a.rules_digest) for a in regulation.articles.values() if a.rules_digest)


def stale(regulation: Regulation, kept: Mapping[str, Digest]) -> Iterator[Finding]:
    """Articles whose words changed since the review while their rules did not."""
    for article in regulation.articles.values():
        before = kept.get(article.id)
        changed = before is not None and before.words != article.words_digest
        if before is not None and changed and before.rules and before.rules == article.rules_digest:
            yield Finding(say.STALE_RULES, article.place, {"article": article.id})
