"""The whole page: one self-contained HTML file, no request to anywhere, made from the document and what came of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from parchemin.regulation.evaluation.cases import CaseResult
from parchemin.regulation.findings import Finding, Language, SourcePlace
from parchemin.regulation.meaning.understanding import Understood
from parchemin.regulation.reading.document import ConsolidatedText, Header, Heading, Table
from parchemin.regulation.reading.vocabulary import tidy
from parchemin.rendering.cases import Results, by_place, cases_grid
from parchemin.rendering.expressions import breakable
from parchemin.rendering.grids import Grid
from parchemin.rendering.names import CitedArticle, NameEntry, NameIndex, names_of, sources
from parchemin.rendering.prose import prose, remark
from parchemin.rendering.rules import Rule, rules_of
from parchemin.rendering.tables import TableSetting, grid_of
from parchemin.rendering.words import GLOSSARY, day, words

_SEVERITIES = ("error", "warning", "note")
# Controls, and marks that turn the direction of what follows: shown by their code, they neither hide nor reorder.
_TREACHEROUS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(slots=True)
class GroupedFinding:
    """What is found at one place: the same finding about several members is said once, with each of them."""

    severity: str
    place: SourcePlace
    whats: list[Markup]
    remedy: Markup


@dataclass(slots=True)
class PagePart:
    """A heading or an article, as shown. `blocks` are ("prose", Markup), ("rules", rules) and ("grid", Grid)."""

    level: int
    title: str
    anchor: str
    number: str = ""
    language: Language = "fr"
    status: str = ""
    blocks: list[tuple[str, Markup | list[Rule] | Grid]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    inside: list[PagePart] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)

    @property
    def worst(self) -> str:
        return next((s for s in _SEVERITIES if any(f.severity == s for f in self.findings)), "")


def render(
    understood: Understood, case_results: Sequence[CaseResult], findings: Sequence[Finding], language: Language
) -> str:
    """The page of a regulation, in the words of `language`; the text itself stays in its own.

    `case_results` come from `run_cases` (none when the text has errors), `findings` are all there is to say about it.
    A text with errors is rendered too, with its findings in their places.
    """
    document = understood.document
    maker = maker_of(understood, case_results, findings, language)
    parts = list(maker.parts())
    regulation = understood.regulation
    context = template_context(maker, language) | {
        "text_language": document.header.language,
        "header": document.header,
        "title": document.header.title or document.header.regulation,
        "intro": maker.introduction(),
        "version": day(date.fromisoformat(regulation.version), language) if regulation else "",
        "digest": regulation.digest if regulation else "",
        "amendments": [(amendment, amendment in document.applied) for amendment in document.amendments],
        "parts": parts,
        "tree": tree_of(parts),
        "facts": _facts(understood, case_results),
        "findings": maker.sorted_findings,
        "counts": {s: sum(f.severity == s for f in maker.findings) for s in _SEVERITIES},
        "names": maker.index(),
        "uses": maker.names.used,
        "glossary": GLOSSARY[language],
        "day": lambda moment: day(moment, language),
        "breakable": breakable,
        "css": _css(),
    }
    return shown(_environment().get_template("page.html").render(context))


def maker_of(
    understood: Understood, case_results: Sequence[CaseResult], findings: Sequence[Finding], language: Language
) -> Maker:
    """What turns a text into parts, with each finding once."""
    return Maker(understood, by_place(case_results), tuple(_once(findings)), words(language))


def template_context(maker: Maker, language: Language) -> dict[str, object]:
    """What the pieces of a page are written with."""
    return {
        "w": words(language),
        "language": language,
        "remarks": lambda found: _remarks(found, language),
        "spot": _spot,
        "article_anchor": maker.article_anchor,
    }


def template(name: str, maker: Maker, language: Language) -> Any:
    """A template as a module: its macros may be called one by one."""
    return _environment().get_template(name).make_module(template_context(maker, language))


def shown(page: str) -> str:
    """What is safe to show: no character that hides or reorders."""
    return _TREACHEROUS.sub(lambda found: f"[U+{ord(found[0]):04X}]", page)


def _once(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Each finding once, whoever found it."""
    seen: set[tuple[str, SourcePlace, str]] = set()
    for found in findings:
        key = (found.code, found.place, found.what("en"))
        if key not in seen:
            seen.add(key)
            yield found


def _remarks(findings: Sequence[Finding], language: Language) -> list[GroupedFinding]:
    made: dict[tuple[str, SourcePlace, str], GroupedFinding] = {}
    for found in findings:
        remedy = found.remedy(language)
        one = made.setdefault(
            (found.code, found.place, remedy), GroupedFinding(found.severity, found.place, [], remark(remedy))
        )
        one.whats.append(remark(found.what(language)))
    return list(made.values())


def _spot(place: SourcePlace) -> str:
    """File and line, without the folders of the machine."""
    return f"{PurePath(place.file).name}:{place.line}" if place.file else ""


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("parchemin.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _css() -> Markup:
    return Markup((files("parchemin.rendering") / "templates" / "style.css").read_text(encoding="utf-8"))


def _facts(understood: Understood, results: Sequence[CaseResult]) -> dict[str, int]:
    regulation, document = understood.regulation, understood.document
    tables = [t for a in document.articles for t in a.tables]
    return {
        "articles": len(document.articles),
        "force": sum(a.force for a in regulation.articles.values()) if regulation else 0,
        "cases": len(results),
        "held": sum(r.holds for r in results),
        "readings": len(
            {tidy(r["question"].text) for t in tables if t.kind == "readings" for r in t.rows if "question" in r}
        ),
        "silences": sum(len(t.rows) for t in tables if t.kind == "silences"),
    }


def tree_of(parts: Sequence[PagePart]) -> list[PagePart]:
    """The parts as a tree, for the contents: each under the last one of a higher rank."""
    roots: list[PagePart] = []
    path: list[PagePart] = []
    for part in parts:
        part.inside = []
        while path and path[-1].level >= part.level:
            path.pop()
        (path[-1].inside if path else roots).append(part)
        path.append(part)
    return roots


class Maker:
    """Turns the articles of one document into parts, with the names, anchors and findings they share."""

    def __init__(
        self, understood: Understood, results: Results, findings: Sequence[Finding], page_words: Mapping[str, str]
    ) -> None:
        self.understood, self.document, self.results = understood, understood.document, results
        self.findings, self.words = findings, page_words
        self.sorted_findings = sorted(findings, key=lambda f: (_SEVERITIES.index(f.severity), f.place))
        self.names: NameIndex = names_of(self.document)
        self.sources = {(s.article.place.file, s.article.id): s for s in sources(self.document)}
        self.at_line: dict[tuple[str, int], list[Finding]] = {}
        self.at_article: dict[tuple[str, str], list[Finding]] = {}
        for found in self.sorted_findings:
            self.at_line.setdefault((found.place.file, found.place.line), []).append(found)
            self.at_article.setdefault((found.place.file, found.place.article.rpartition(" ")[2]), []).append(found)
        self._ids: set[str] = set()

    # --- parts ---------------------------------------------------------------------------------------------

    def parts(self) -> Iterator[PagePart]:
        yield from self._layer(self.document, "", 0)
        above = self.document.above
        while above:
            title = f"{self.words['above']} {above.header.title or above.header.regulation}"
            yield PagePart(2, title, self._id("s-" + _slug(above.header.regulation)))
            yield from self._layer(above, above.header.regulation, 1)
            above = above.above

    def _layer(self, document: ConsolidatedText, name: str, deeper: int) -> Iterator[PagePart]:
        articles = {a.id: a for a in document.articles}
        anchors = self._anchors(document)
        depths: list[int] = []
        for index, entry in enumerate(document.outline):
            if isinstance(entry, Heading) and index == 0 and self._is_title(entry, document.header):
                continue
            if isinstance(entry, str) and entry not in articles:
                continue
            depth = entry.depth if isinstance(entry, Heading) else articles[entry].depth
            while depths and depths[-1] >= depth:
                depths.pop()
            depths.append(depth)
            level = min(6, 1 + len(depths) + deeper)
            if isinstance(entry, Heading):
                yield self._heading(entry, level, anchors, document.header.language)
            else:
                source = self.sources.get((articles.pop(entry).place.file, entry))
                if source:
                    yield self._article(source, level, anchors)

    def _is_title(self, heading: Heading, header: Header) -> bool:
        return bool(heading.title) and tidy(header.title).lower().startswith(tidy(heading.title).lower())

    def introduction(self) -> Markup:
        """The words under a first heading that only repeats the title."""
        first = self.document.outline[0] if self.document.outline else None
        if isinstance(first, Heading) and self._is_title(first, self.document.header):
            return prose(first.text.splitlines(), self._anchors(self.document), 2)
        return Markup()

    def _heading(self, heading: Heading, level: int, anchors: Mapping[str, str], language: Language) -> PagePart:
        part = PagePart(level, heading.title, self._id("s-" + _slug(heading.title)), language=language)
        if heading.text:
            part.blocks.append(("prose", prose(heading.text.splitlines(), anchors, level)))
        return part

    def _article(self, source: CitedArticle, level: int, anchors: Mapping[str, str]) -> PagePart:
        article = source.article
        part = PagePart(
            level, article.title, self._id(source.anchor), source.cited, source.language, self._status(source)
        )
        part.findings = _beside(self.at_article.get((article.place.file, article.id), ()), source)
        setting = TableSetting(
            source, self.names, self.words, anchors, self.at_line, self.understood.regulation is not None
        )
        for kind, held in article.blocks:
            if kind == "text" and isinstance(held, list) and any(line.strip() for line in held):
                part.blocks.append(("prose", prose(held, anchors, level)))
            elif kind == "rules" and isinstance(held, list):
                part.blocks.append(("rules", rules_of(held, source, self.names)))
            elif isinstance(held, Table):
                part.blocks.append(("grid", self._grid(held, setting)))
        part.anchors = self.names.missing(source)
        return part

    def _grid(self, table: Table, setting: TableSetting) -> Grid:
        return cases_grid(table, self.results, setting) if table.kind == "cases" else grid_of(table, setting)

    def _status(self, source: CitedArticle) -> str:
        amended = next((h for h in self.document.applied if h.place.file == source.article.place.file), None)
        if amended:
            return f"{self.words['amended_by']} {amended.title}"
        return self.words["default"] if source.article.default else ""

    # --- anchors, findings, names ----------------------------------------------------------------------------

    def _anchors(self, document: ConsolidatedText) -> dict[str, str]:
        """From an article's id to its anchor; the number of a part leads to its first article."""
        made: dict[str, str] = {}
        own = [s for s in self.sources.values() if any(s.article is a for a in document.articles)]
        made |= {s.article.id: s.anchor for s in own}
        for source in own:
            pieces = source.article.id.split(".")
            for length in range(len(pieces) - 1, 0, -1):
                made.setdefault(".".join(pieces[:length]), source.anchor)
        return made

    def _id(self, wanted: str) -> str:
        """An id not yet on the page."""
        made, count = wanted, 2
        while made in self._ids:
            made, count = f"{wanted}-{count}", count + 1
        self._ids.add(made)
        return made

    def article_anchor(self, place: SourcePlace) -> str:
        source = self.sources.get((place.file, place.article.rpartition(" ")[2]))
        return source.anchor if source else ""

    def index(self) -> list[NameEntry]:
        kept = [n for n in self.names.known.values() if n.kind != "member"]
        return sorted(kept, key=lambda n: _plain(n.shown))


def _beside(found: Sequence[Finding], source: CitedArticle) -> list[Finding]:
    """What to say beside an article: not a note that only repeats a line of its tables of silences or readings."""
    declared = (t for t in source.article.tables if t.kind in ("silences", "readings"))
    lines = {cell.place.line for table in declared for row in table.rows for cell in row.values()}
    return [f for f in found if f.severity != "note" or f.place.line not in lines]


def _slug(text: str) -> str:
    return re.sub(r"[^\w]+", "-", text).strip("-").lower() or "partie"


def _plain(text: str) -> str:
    """Letters without accents, for an order that people expect."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
