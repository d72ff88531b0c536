"""The names of a regulation: where each is defined on the page, what it means, and where it is used.

They are read from the document, not from the graph, so that a text with errors has its links too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from parchemin.regulation.findings import Language, SourcePlace
from parchemin.regulation.meaning import phrases
from parchemin.regulation.reading.document import Article, Cell, ConsolidatedText, Table
from parchemin.regulation.reading.vocabulary import tidy
from parchemin.rendering.expressions import Target, plain, references

type NameKind = Literal[
    "level",
    "member",
    "data",
    "fact",
    "definition",
    "requirement",
    "group",
    "decision",
    "parameter",
    "reading",
    "deadline",
]


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """An article with its full citation and its language; those of a higher layer are cited by its name."""

    article: Article
    cited: str
    language: Language

    @property
    def anchor(self) -> str:
        return re.sub(r"\s+", "-", self.cited)


@dataclass(frozen=True, slots=True)
class NameEntry:
    """One name: `key` is how rules refer to it (`@name` for a deadline), `means` its value in one line."""

    key: str
    kind: NameKind
    shown: str
    label: str
    means: str
    source: CitedArticle
    place: SourcePlace

    @property
    def anchor(self) -> str:
        return "n-" + re.sub(r"\s+", "_", self.key)


@dataclass(frozen=True, slots=True)
class NameUse:
    """A rule that uses a name."""

    label: str
    href: str
    cited: str


@dataclass(slots=True)
class NameIndex:
    """Every name by key, the uses of each, and the anchors already placed on the page."""

    known: dict[str, NameEntry] = field(default_factory=dict)
    uses: dict[str, list[NameUse]] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    _placed: set[str] = field(default_factory=set)

    def here(self, key: str, place: SourcePlace) -> str:
        """The anchor to put at `place`: the name's own where it is first defined, "" elsewhere."""
        name = self.known.get(key)
        if name is None or name.place != place or key in self._placed:
            return ""
        self._placed.add(key)
        return name.anchor

    def missing(self, source: CitedArticle) -> list[str]:
        """The anchors of an article's names that none of its tables and rules has placed (a text with errors)."""
        left = [n for n in self.known.values() if n.source.article is source.article and n.key not in self._placed]
        self._placed |= {name.key for name in left}
        return [name.anchor for name in left]

    def used(self, key: str) -> tuple[NameUse, ...]:
        return tuple(dict.fromkeys(self.uses.get(key, ())))


def sources(document: ConsolidatedText) -> Iterator[CitedArticle]:
    """The articles of the text, then those of the layers above."""
    for article in document.articles:
        yield CitedArticle(article, article.id, document.header.language)
    above = document.above
    while above:
        for article in above.articles:
            yield CitedArticle(article, f"{above.header.regulation} {article.id}", above.header.language)
        above = above.above


def names_of(document: ConsolidatedText) -> NameIndex:
    """Every name of the text and of the layers above; where a name stands in both, the text's own."""
    made = NameIndex()
    every = tuple(sources(document))
    for source in every:
        for table in source.article.tables:
            if table.kind == "levels":
                made.parents |= {_at(row, "level"): _at(row, "in") for row in table.rows if _at(row, "level")}
    anchors: set[str] = set()
    for source in every:
        for name in _defined(source, made.parents):
            if _fine(name) and name.key not in made.known and name.anchor not in anchors:
                anchors.add(name.anchor)
                made.known[name.key] = name
    made.targets = {key: Target(f"#{name.anchor}", _title(name)) for key, name in made.known.items()}
    hrefs = {target.href for target in made.targets.values()}
    for source in every:
        for use, text in _expressions(source):
            sure = use if use.href in hrefs else replace(use, href=f"#{source.anchor}")
            for key in references(text, source.language):
                made.uses.setdefault(key, []).append(sure)
    return made


def _fine(name: NameEntry) -> bool:
    """Whether it is a name at all: one that the language refuses has an empty part."""
    return all(name.key.removeprefix("@").split("."))


def _title(name: NameEntry) -> str:
    head = name.key.removeprefix("@")
    parts = [head + (f" : {name.label}" if name.label and name.label != head else ""), name.means]
    return " — ".join(p for p in parts if p) + f" ({name.source.cited})"


def _at(row: Mapping[str, Cell], column: str) -> str:
    return tidy(row[column].text) if column in row else ""


def dotted(text: str) -> str:
    """`level.attribute` as a key, whatever spaces it was written with."""
    return ".".join(phrases.identifier(part) for part in tidy(text).split("."))


# --- what is defined -----------------------------------------------------------------------------------------


def _defined(source: CitedArticle, parents: Mapping[str, str]) -> Iterator[NameEntry]:
    for raw in source.article.definitions:
        means = plain(raw.expression.text, source.language)
        yield NameEntry(raw.name, "definition", raw.name, "", means, source, raw.place)
    for table in source.article.tables:
        match table.kind:
            case "members":
                yield from _members(table, source, parents)
            case "requirements" | "decision":
                yield from _conditions(table, source)
            case "levels" | "facts" | "parameters" | "readings" | "deadlines":
                yield from _declared(table, source)
            case _:
                pass


_COLUMN = {
    "levels": "level",
    "facts": "fact",
    "parameters": "parameter",
    "readings": "question",
    "deadlines": "deadline",
}
_KINDS: dict[str, NameKind] = {
    "levels": "level", "facts": "fact", "parameters": "parameter", "readings": "reading", "deadlines": "deadline",
}  # fmt: skip


def _declared(table: Table, source: CitedArticle) -> Iterator[NameEntry]:
    column = _COLUMN[table.kind]
    for row in table.rows:
        if column not in row or not row[column].text:
            continue
        cell = row[column]
        name = dotted(cell.text) if table.kind == "facts" else phrases.identifier(cell.text)
        key = {"readings": f"lecture.{name}", "deadlines": f"@{name}"}.get(table.kind, name)
        yield NameEntry(
            key,
            _KINDS[table.kind],
            key.removeprefix("@"),
            _at(row, "label"),
            _means(table.kind, row),
            source,
            cell.place,
        )


def _means(kind: str, row: Mapping[str, Cell]) -> str:
    match kind:
        case "facts":
            return _at(row, "type")
        case "parameters":
            return f"{_at(row, 'value')} {_at(row, 'unit')}".strip()
        case "deadlines":
            return f"{_at(row, 'length')} ({_at(row, 'start')})"
        case _:
            return ""


def _members(table: Table, source: CitedArticle, parents: Mapping[str, str]) -> Iterator[NameEntry]:
    level = tidy(table.name)
    for row in table.rows:
        if level in row and row[level].text:
            cell = row[level]
            label = _at(row, "libellé") or _at(row, "label")
            yield NameEntry(f"{level}[{tidy(cell.text)}]", "member", tidy(cell.text), label, "", source, cell.place)
    for heading in data_headings(table, parents):
        name, unit, _ = phrases.column_heading(heading.text)
        if name:
            yield NameEntry(f"{level}.{name}", "data", f"{level}.{name}", "", unit, source, heading.place)


def data_headings(table: Table, parents: Mapping[str, str]) -> list[Cell]:
    """The columns of a curriculum table that hold data: neither the member, nor its parent, nor its label."""
    level = tidy(table.name)
    skip = {level, parents.get(level, ""), "libellé", "label"}
    return [heading for heading in table.headings if heading.text not in skip]


def _conditions(table: Table, source: CitedArticle) -> Iterator[NameEntry]:
    key = dotted(table.name)
    if table.kind == "decision":
        options = ", ".join(dict.fromkeys(_at(row, "decision") for row in table.rows))
        yield NameEntry(key, "decision", key, "", options, source, table.place)
        return
    lines = []
    for row in table.rows:
        if "requirement" in row and row["requirement"].text:
            short = phrases.identifier(row["requirement"].text)
            lines.append(short)
            means = plain(_at(row, "when"), source.language)
            name = f"{key.split('.')[0]}.{short}"
            yield NameEntry(name, "requirement", name, _at(row, "label"), means, source, row["requirement"].place)
    yield NameEntry(key, "group", key, "", ", ".join(lines), source, table.place)


# --- where names are used ------------------------------------------------------------------------------------


def _expressions(source: CitedArticle) -> Iterator[tuple[NameUse, str]]:
    """Every expression of an article, with the use it makes of what it names."""

    def use(key: str, label: str = "") -> NameUse:
        nameless = bool(label) or not key or key.endswith(".")
        href = f"#{source.anchor}" if nameless else "#n-" + re.sub(r"\s+", "_", key)
        return NameUse(label or key, href, source.cited)

    for raw in source.article.definitions:
        yield use(raw.name), raw.expression.text
    for table in source.article.tables:
        level = dotted(table.name).split(".")[0]
        for row in table.rows:
            if table.kind == "requirements" and "requirement" in row:
                yield use(f"{level}.{phrases.identifier(row['requirement'].text)}"), _at(row, "when")
            elif table.kind == "decision":
                yield use(dotted(table.name)), _at(row, "when")
            elif table.kind == "controls":
                yield use("", _at(row, "control") or source.cited), _at(row, "must hold")
            elif table.kind == "levels":
                yield use(_at(row, "level")), _at(row, "still possible")
