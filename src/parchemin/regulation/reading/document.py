"""A regulation as written: articles with their tables and definitions, nothing understood yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from parchemin.regulation.findings import Finding, Language, SourcePlace
from parchemin.regulation.reading.vocabulary import tidy


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table. `kind` and the headings of fixed columns are canonical; `name` and `option` are as written."""

    kind: str
    name: str
    option: str
    headings: tuple[Cell, ...]
    rows: tuple[Mapping[str, Cell], ...]
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class SourceExpression:
    """An expression as written, over one or more lines. `spots[i]` is the place of character i of `text`."""

    text: str
    spots: tuple[tuple[int, int, int], ...]  # (offset in text, line, column) where a line begins
    place: SourcePlace

    def at(self, offset: int) -> SourcePlace:
        start, line, column = max(spot for spot in self.spots if spot[0] <= offset or spot is self.spots[0])
        return replace(self.place, line=line, column=column + max(0, offset - start))


@dataclass(frozen=True, slots=True)
class RawDefinition:
    name: str
    expression: SourceExpression
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class Article:
    """An article. `text` is its words alone, `captioned` and `definitions` what has force in it.

    `blocks` keeps everything in reading order, for rendering: ("text", lines), ("table", Table), ("rules", lines).
    """

    id: str
    title: str
    depth: int
    text: str
    tables: tuple[Table, ...]
    definitions: tuple[RawDefinition, ...]
    blocks: tuple[tuple[str, object], ...]
    repealed: bool
    default: bool
    place: SourcePlace
    lines: tuple[int, ...] = ()  # the number, in its file, of each line of `text`
    lost: frozenset[str] = frozenset()  # names that stand first in lines already reported as unreadable

    @property
    def words_digest(self) -> str:
        return _digest(self.title, tidy(self.text))

    @property
    def rules_digest(self) -> str:
        parts = [f"{d.name}={' '.join(d.expression.text.split())}" for d in self.definitions]
        for table in self.tables:
            parts.append(f"{table.kind}:{table.name}:{table.option}")
            parts += ["|".join(f"{h}={c.text}" for h, c in row.items()) for row in table.rows]
        return _digest(*parts)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that is no article: it groups the articles that follow, for readers."""

    title: str
    depth: int
    text: str
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class Header:
    """The front matter. `amends` is empty on a base text; `variant` names an amendment applied only when asked for."""

    regulation: str
    title: str
    language: Language
    in_force: date
    under: str = ""
    holidays: str = "FR"
    entry: str = ""
    amends: str = ""
    until: date | None = None
    variant: str = ""
    place: SourcePlace = field(default=SourcePlace("", 0))


@dataclass(frozen=True, slots=True)
class Text:
    """One text as read: a base (its files joined) or an amendment."""

    header: Header
    articles: tuple[Article, ...]
    outline: tuple[Heading | str, ...]  # headings and article ids in reading order
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ConsolidatedText:
    """A consolidated text: the articles in force, the amendments applied, and the higher layer, when there is one."""

    header: Header
    articles: tuple[Article, ...]
    outline: tuple[Heading | str, ...]
    applied: tuple[Header, ...]
    amendments: tuple[Header, ...]
    above: ConsolidatedText | None
    findings: tuple[Finding, ...]

    def article(self, id_: str) -> Article | None:
        return next((a for a in self.articles if a.id == id_), None)
