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


def kept_in(folder: Path, language: Language) -> Path:
    """Where the digests of a regulation are kept: beside its files."""
    return (folder if folder.is_dir() else folder.parent) / FILES[language]


def read_digests(path: Path) -> dict[str, Digest] | None:
    """The digests of the last review; None when none was kept. OSError when the file cannot be read."""
    if not path.exists():
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) == 3]
    return {article: Digest(words, rules) for article, words, rules in rows[1:]}


def write_digests(path: Path, regulation: Regulation) -> None:
    """Confirms every article as it stands now. Only articles with rules are kept, as only they can become stale."""
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
