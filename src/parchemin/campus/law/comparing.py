"""Two texts side by side: the words and the rules of each article, and what differs in force."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from parchemin.regulation.meaning.understanding import Understood
from parchemin.regulation.reading.document import Article, Table
from parchemin.regulation.simulation import Difference, RegulationWithFigures, article_changes

type Mark = Literal["", "gone", "new"]
_WORDS = re.compile(r"\s+|[\w’'.,]+|.")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line: kept, gone or new."""

    text: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line before and after. None where there is none on that side."""

    before: tuple[Run, ...] | None
    after: tuple[Run, ...] | None
    kind: Literal["words", "rules"] = "words"

    @property
    def same(self) -> bool:
        return self.before == self.after

    @property
    def sides(self) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
        return self.before or (), self.after or ()


@dataclass(frozen=True, slots=True)
class Changed:
    """An article that is not the same. `pairs` holds its lines, those that are the same left out but for a few."""

    id: str
    title: str
    change: Literal["added", "removed", "changed"]
    words: bool
    rules: bool
    differences: tuple[Difference, ...]
    pairs: tuple[Pair, ...] = field(repr=False)


def compared(before: Understood, after: Understood) -> tuple[Changed, ...]:
    """Every article that differs between two texts that hold, in the order of the text."""
    one, two = before.regulation, after.regulation
    assert one is not None
    assert two is not None
    old, new = _articles(before), _articles(after)
    return tuple(
        Changed(c.id, c.title, c.change, c.words, c.rules, c.differences, tuple(_pairs(old.get(c.id), new.get(c.id))))
        for c in article_changes(RegulationWithFigures(one, {}), RegulationWithFigures(two, {}))
    )


def _articles(understood: Understood) -> dict[str, Article]:
    return {article.id: article for article in understood.document.articles}


def _pairs(before: Article | None, after: Article | None) -> Iterator[Pair]:
    old, new = _lines(before), _lines(after)
    for kind in ("words", "rules"):
        yield from _trimmed(list(_aligned(old[kind], new[kind], kind)))


def _lines(article: Article | None) -> Mapping[str, list[str]]:
    """The lines of an article: its words, then its rules and tables, as they were written."""
    words: list[str] = []
    rules: list[str] = []
    for kind, held in article.blocks if article else ():
        if kind == "text" and isinstance(held, list):
            words += [line.strip() for line in held if line.strip()]
        elif kind == "rules" and isinstance(held, list):
            rules += [line.rstrip() for line in held if line.strip()]
        elif isinstance(held, Table):
            rules += [" · ".join(cell.text for cell in row.values() if cell.text) for row in held.rows]
    title = [article.title] if article else []
    return {"words": [*title, *words], "rules": rules}


def _aligned(old: Sequence[str], new: Sequence[str], kind: Literal["words", "rules"]) -> Iterator[Pair]:
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Pair((Run(line),), (Run(line),), kind) for line in old[i:j])
            continue
        gone, come = list(old[i:j]), list(new[k:m])
        for one, two in zip(gone, come, strict=False):
            yield Pair(*_marked(one, two), kind)
        yield from (Pair((Run(line, "gone"),), None, kind) for line in gone[len(come) :])
        yield from (Pair(None, (Run(line, "new"),), kind) for line in come[len(gone) :])


def _marked(one: str, two: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Two lines, word by word; as wholes where they have little in common."""
    old, new = _WORDS.findall(one), _WORDS.findall(two)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.4:
        return (Run(one, "gone"),), (Run(two, "new"),)
    before: list[Run] = []
    after: list[Run] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if j > i:
            before.append(Run("".join(old[i:j]), "" if tag == "equal" else "gone"))
        if m > k:
            after.append(Run("".join(new[k:m]), "" if tag == "equal" else "new"))
    return tuple(before), tuple(after)


def _trimmed(pairs: list[Pair]) -> Iterator[Pair]:
    """What differs, with a line around it."""
    near = {i + step for i, pair in enumerate(pairs) if not pair.same for step in (-1, 0, 1)}
    yield from (pair for i, pair in enumerate(pairs) if i in near)
