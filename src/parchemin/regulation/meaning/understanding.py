"""A document to a regulation: declarations first, then every definition and decision, each typed when first needed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from parchemin.regulation.findings import Finding, Language, Refused, SourcePlace, Wording, errors, merged
from parchemin.regulation.meaning import phrases
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.articles import ArticleMeaning, ShownValue, WorkedCase
from parchemin.regulation.meaning.decision_tables import DecisionTyper, spoken, written
from parchemin.regulation.meaning.declarations import Declarer
from parchemin.regulation.meaning.declared import LayeredArticle
from parchemin.regulation.meaning.examples import EXAMPLES
from parchemin.regulation.meaning.faults import refuse
from parchemin.regulation.meaning.graph import (
    BOOL,
    Aggregate,
    Constant,
    Control,
    DecisionTable,
    DecisionUse,
    Definition,
    DefinitionUse,
    Kind,
    Level,
    Logic,
    Node,
    Regulation,
    Type,
)
from parchemin.regulation.meaning.layers import sources_of
from parchemin.regulation.meaning.publications import publications_of
from parchemin.regulation.meaning.typing import Typer
from parchemin.regulation.meaning.worked_cases import cases_of
from parchemin.regulation.reading import expressions, versions
from parchemin.regulation.reading.document import Cell, ConsolidatedText, SourceExpression, Table
from parchemin.regulation.reading.files import Files, files_of
from parchemin.regulation.reading.vocabulary import KEYWORDS, canonical, nearest, number_text, tidy
from parchemin.regulation.reading.wordings import MISSING_COLUMN

MOST_DEPTH = 250
OPEN = ("ouverte", "open")  # what the caption of a requirements table says when lower layers may add lines


@dataclass(frozen=True, slots=True)
class Understood:
    """What came of a text: the regulation, when nothing wrong was found in it, and every finding."""

    regulation: Regulation | None
    findings: tuple[Finding, ...]
    document: ConsolidatedText


def load(regulation: Files | Path | str, *, on: date | None = None, variants: Sequence[str] = ()) -> Regulation:
    """A regulation, its files or where they stand, consolidated. Raises `Refused` with every error found."""
    understood = understand(versions.read(regulation, on=on, variants=variants))
    if understood.regulation is None:
        raise Refused(errors(understood.findings))
    return understood.regulation


def load_versions(
    regulation: Files | Path | str, *, variants: Sequence[str] = ()
) -> tuple[tuple[date, Regulation], ...]:
    """Every version of a regulation with the day it comes into force, the earliest first. Raises `Refused`."""
    files = files_of(regulation)
    days = versions.versions(versions.read(files, variants=variants), variants)
    return tuple((day, load(files, on=day, variants=variants)) for day in days)


def understand(document: ConsolidatedText) -> Understood:
    if any(found.wording is MISSING_COLUMN for found in document.findings):
        # What the lines of such a table declare is not known: every use of it would be reported as a fault of its own.
        return Understood(None, tuple(sorted(document.findings, key=lambda f: (f.place, f.code))), document)
    sources = tuple(sources_of(document))
    declarer = Declarer(sources, document.header.language)
    declarer.declare()
    work = _Understanding(document, sources, declarer)
    work.run()
    findings = (*document.findings, *work.findings)
    found = merged(sorted(findings, key=lambda f: (f.place, f.code)))
    return Understood(None if errors(found) else work.regulation(), found, document)


@dataclass(slots=True)
class RequirementGroup:
    """The lines of a requirements table, in the order of the layers that add to it; `layer` is the last of these."""

    layer: str
    open: bool
    place: SourcePlace
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Pending:
    """A definition or decision not typed yet."""

    name: str
    level: str
    place: SourcePlace
    layer: str
    default: bool
    build: Callable[[], Definition | DecisionTable]


class _Understanding:
    def __init__(self, document: ConsolidatedText, sources: Sequence[LayeredArticle], declarer: Declarer) -> None:
        self.document, self.sources, self.declared = document, sources, declarer.into
        self.findings = declarer.findings
        self.language: Language = document.header.language
        self.pending: dict[str, _Pending] = {}
        self.done: dict[str, Definition | DecisionTable] = {}
        self.failed: set[str] = set()
        self.path: list[str] = []
        self.depths: dict[str, int] = {}
        self.groups: dict[str, RequirementGroup] = {}
        self.controls: list[Control] = []
        self.publications: list[ShownValue] = []
        self.cases: list[WorkedCase] = []
        self.typer = Typer(self.declared, self, self.language)

    def run(self) -> None:
        for source in self.sources:
            self._collect(source)
        for name in list(self.pending):
            self._attempt(partial(self._resolve_all, name))
        for source in self.sources:
            for table in source.article.tables:
                if table.kind == "controls":
                    for row in table.rows:
                        self._attempt(partial(self._control, row, source))
                elif table.kind == "cases" and not source.layer:  # those of a higher layer are run on it alone
                    self.cases += cases_of(table, self.findings)
                elif table.kind == "publications":
                    self.publications += publications_of(table, self.pending, self.declared, self.findings)
        self._open_levels()
        self._stray_marks()
        self._entry()

    # --- what there is to type ---------------------------------------------------------------------------

    def _collect(self, source: LayeredArticle) -> None:
        for raw in source.article.definitions:
            self._wait(raw.name, raw.place, source, partial(self._value, raw.name, raw.expression, raw.place, source))
        for table in source.article.tables:
            if table.kind == "requirements":
                self._requirements(table, source)
            elif table.kind == "decision":
                name = self._named(table)
                if name:
                    build = DecisionTyper(self.typer, table, source.language).table
                    self._wait(name, table.place, source, partial(build, name))

    def _named(self, table: Table) -> str:
        parts = [phrases.identifier(p) for p in table.name.split(".")]
        if len(parts) != 2 or not all(parts):
            self._report(say.BAD_NAME, table.place, name=table.name, form=EXAMPLES[self.language]["dotted"])
            return ""
        return ".".join(parts)

    def _wait(
        self, name: str, place: SourcePlace, source: LayeredArticle, build: Callable[[], Definition | DecisionTable]
    ) -> bool:
        """Keep a name to be typed when it is needed; False when it may not be declared here, which is then reported."""
        level = name.split(".")[0]
        if level in self.declared.failed:
            return False
        if level not in self.declared.levels:
            near = nearest(level, self.declared.levels) or ", ".join(self.declared.levels)
            self._report(say.UNKNOWN_LEVEL, place, name=level, known=near)
            return False
        other = self.pending.get(name)
        if other and other.layer != source.layer and not other.default:
            self._report(say.REDEFINES_ABOVE, place, name=name, other=other.place.short)
            return False
        taken = self.declared.facts.get(name)
        place_taken = self.declared.data_places.get(name) or (taken.place if taken else None)
        if (other and other.layer == source.layer) or place_taken:
            self._report(
                say.NAME_TWICE, place, name=name, other=(place_taken or place if other is None else other.place).short
            )
            return False
        self.pending[name] = _Pending(name, level, place, source.layer, source.article.default, build)
        return True

    def _requirements(self, table: Table, source: LayeredArticle) -> None:
        group = self._named(table)
        if not group or any(not {"requirement", "when"} <= row.keys() for row in table.rows):
            return
        option = tidy(table.option).lower()
        if option not in ("", *OPEN):
            self._report(say.BAD_CELL, table.place, value=table.option, accepted=OPEN[self.language == "en"])
        above = self.groups.get(group)
        if above and above.open and above.layer != source.layer:
            above.layer, above.open = source.layer, option in OPEN
        elif self._wait(group, table.place, source, partial(self._group, group)):
            self.groups[group] = RequirementGroup(source.layer, option in OPEN, table.place)
        else:
            return
        for row in table.rows:
            self._add_line(group, row, source)

    def _add_line(self, group: str, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        cell = row["requirement"]
        short = phrases.identifier(cell.text)
        if not short:
            self._report(say.BAD_NAME, cell.place, name=cell.text, form=EXAMPLES[self.language]["requirement"])
            return
        name = f"{group.split('.')[0]}.{short}"
        if self._wait(name, cell.place, source, partial(self._requirement, name, row, group, source)):
            self.groups[group].lines.append(name)

    # --- typing ------------------------------------------------------------------------------------------

    def _resolve(self, name: str, place: SourcePlace) -> Definition | DecisionTable:
        if name in self.done:
            return self.done[name]
        if name in self.failed:
            raise Refused(())
        if name in self.path:
            loop = " → ".join([*self.path[self.path.index(name) :], name])
            refuse(say.CIRCULAR, place, name=name, path=loop)
        self.path.append(name)
        try:
            made = self.pending[name].build()
            self._measure(made)
        except Refused:
            self.failed.add(name)
            raise
        finally:
            self.path.pop()
        self.done[name] = made
        return made

    def _measure(self, made: Definition | DecisionTable) -> None:
        """How many steps deep a value stands on others: the evaluators go down as many calls."""
        self.depths[made.name] = max((self._depth(node) for node in _nodes(made)), default=0)
        if self.depths[made.name] > MOST_DEPTH:
            refuse(say.TOO_DEEP, made.place, name=made.name, most=MOST_DEPTH)

    def _depth(self, node: Node) -> int:
        match node:
            case DefinitionUse(name=name) | DecisionUse(decision=name):
                return 1 + self.depths.get(name, 0)
        return 1 + max((self._depth(child) for child in node.children()), default=0)

    def _attempt(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Refused as refused:
            self.findings += [f for f in refused.findings if f not in self.findings]

    def _resolve_all(self, name: str) -> None:
        """One name and, first, what it uses. Names that wait on each other too many deep are refused, not followed."""
        try:
            self._resolve(name, self.pending[name].place)
        except RecursionError:
            refuse(say.TOO_DEEP, self.pending[name].place, name=name, most=MOST_DEPTH)

    def definition(self, name: str, place: SourcePlace) -> tuple[str, Type] | None:
        if name not in self.pending:
            return None
        made = self._resolve(name, place)
        return (made.level, made.node.type) if isinstance(made, Definition) else None

    def decision(self, name: str, place: SourcePlace) -> DecisionTable | None:
        if name not in self.pending:
            return None
        made = self._resolve(name, place)
        return made if isinstance(made, DecisionTable) else None

    def known(self) -> Mapping[str, object]:
        return self.pending

    def node_of(self, name: str) -> Node | None:
        """The node of a definition typed already."""
        made = self.done.get(name)
        return made.node if isinstance(made, Definition) else None

    def _value(self, name: str, expression: SourceExpression, place: SourcePlace, source: LayeredArticle) -> Definition:
        level = name.split(".")[0]
        node = self.typer.node(expressions.parse(expression, source.language), level)
        node = self._as_mark(name, node, place)
        source_text = " ".join(expression.text.split())
        return Definition(name, level, node, source_text, label=_label(name), canonical=canonical(name), place=place)

    def _as_mark(self, name: str, node: Node, place: SourcePlace) -> Node:
        """A mark gets the step and rounding its line in a marks table says."""
        mark = self.declared.marks.get(name)
        if node.type.unit != "mark" or node.type.kind is not Kind.NUMBER:
            if mark and node.type.kind is Kind.NUMBER and not node.type.unit:
                node = replace(node, type=replace(node.type, unit="mark"))
            elif mark:
                refuse(say.NOT_A_MARK, mark.place, name=name)
            else:
                return node
        if mark is None:
            if self.declared.given_up(name):
                raise Refused(())
            refuse(say.MARK_UNDECLARED, place, name=name)
        if mark.step is not None and mark.rounding is not None:
            node = self.typer.rounded(node, mark.step, mark.rounding, mark.place)
        low, high = node.type.numbers.low, node.type.high
        if low is None or high is None or low < mark.low or high > mark.high:
            node = replace(node, type=self.typer.members.over_members(node))
            low, high = node.type.numbers.low, node.type.high
        if low is None or high is None or low < mark.low or high > mark.high:
            ends = ["∞" if e is None else number_text(e, self.language) for e in (low, high)]
            shown = f"{number_text(mark.low, self.language)}..{number_text(mark.high, self.language)}"
            self._report(say.LEAVES_SCALE, place, name=name, low=ends[0], high=ends[1], scale=shown)
        return node

    def _requirement(self, name: str, row: Mapping[str, Cell], group: str, source: LayeredArticle) -> Definition:
        level = name.split(".")[0]
        node = self.typer.condition(expressions.parse(written(row["when"]), source.language), level)
        label = tidy(row["label"].text) if "label" in row and row["label"].text else spoken(row["requirement"])
        text, place = tidy(row["when"].text), row["requirement"].place
        if name not in self.groups[group].lines:  # a lower layer has put another table in the place of the whole
            return Definition(name, level, node, text, label=label, canonical=canonical(name), place=place)
        return Definition(name, level, node, text, "requirement", group, label, canonical(name), place)

    def _group(self, group: str) -> Definition:
        level, place = group.split(".")[0], self.groups[group].place
        uses = []
        for line in self.groups[group].lines:
            found = self.definition(line, place)
            if found:
                uses.append(DefinitionUse(level=found[0], type=BOOL, name=line, place=place))
        node = Logic(level=level, type=BOOL, operator="and", operands=tuple(uses), place=place)
        text = f" {KEYWORD_AND[self.language]} ".join(self.groups[group].lines)
        return Definition(group, level, node, text, "group", "", _label(group), canonical(group), place)

    def _control(self, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        if not {"control", "level", "must hold"} <= row.keys():
            return
        level = tidy(row["level"].text)
        if level in self.declared.failed:
            return
        if level not in self.declared.levels:
            refuse(say.UNKNOWN_LEVEL, row["level"].place, name=level, known=", ".join(self.declared.levels))
        node = self.typer.condition(expressions.parse(written(row["must hold"]), source.language), level)
        published = tidy(row["published"].text) if "published" in row else ""
        text = tidy(row["must hold"].text)
        self.controls.append(Control(tidy(row["control"].text), level, node, text, published, row["control"].place))

    def _open_levels(self) -> None:
        for name, (cell, language) in self.declared.open_cells.items():
            self._attempt(partial(self._open, name, cell, language))

    def _open(self, name: str, cell: Cell, language: Language) -> None:
        level: Level = self.declared.levels[name]
        shape = expressions.parse(written(cell), language)
        node = self.typer.condition(shape, level.parent)
        if loop := self._leads_to(node, name):
            refuse(say.CIRCULAR, node.place, name=name, path=" → ".join([name, *loop, name]))
        closed = isinstance(node, Constant) and node.value is False
        self.declared.levels[name] = replace(level, open=None if closed else node)

    def _leads_to(self, node: Node, level: str) -> list[str] | None:
        """The names by which a value comes to summarise the rows of a level; None when it does not."""
        waiting: list[tuple[Node, list[str]]] = [(node, [])]
        seen: set[str] = set()
        while waiting:
            at, path = waiting.pop()
            if isinstance(at, Aggregate) and at.over == level:
                return path
            name = at.name if isinstance(at, DefinitionUse) else at.decision if isinstance(at, DecisionUse) else ""
            if name and name not in seen and name in self.done:
                seen.add(name)
                waiting += [(inner, [*path, name]) for inner in _nodes(self.done[name])]
            waiting += [(child, path) for child in at.children()]
        return None

    def _entry(self) -> None:
        """The entry that the front matter names is a date of a person."""
        name = self.document.header.entry
        fact, place = self.declared.facts.get(name), self.document.header.place
        if name and fact is None and not self.declared.given_up(name):
            near = nearest(name, self.declared.facts)
            self._report(say.UNKNOWN_NAME if near else say.UNKNOWN_AND_FAR, place, name=name, near=near)
        elif fact is not None and (fact.type.kind is not Kind.DATE or self.declared.levels[fact.level].parent):
            self._report(say.NOT_AN_ENTRY, place, name=name)

    def _stray_marks(self) -> None:
        known = [*self.declared.facts, *self.pending]
        for name, mark in self.declared.marks.items():
            if name not in known and not self.declared.given_up(name):
                near = nearest(name, known)
                self._report(say.UNKNOWN_NAME if near else say.UNKNOWN_AND_FAR, mark.place, name=name, near=near)

    # --- the result --------------------------------------------------------------------------------------

    def regulation(self) -> Regulation:
        header, declared = self.document.header, self.declared
        articles = {s.article.id: _meaning(s) for s in self.sources}
        digest = hashlib.sha256(
            "".join(a.words_digest + a.rules_digest for a in articles.values()).encode()
        ).hexdigest()[:16]
        applied = [a.in_force for a in self.document.applied]
        return Regulation(
            name=header.regulation,
            title=header.title,
            language=header.language,
            version=max([header.in_force, *applied]).isoformat(),
            levels=declared.levels,
            facts=declared.facts,
            parameters=declared.parameters,
            readings=declared.readings,
            data=declared.data,
            data_types=declared.data_types,
            definitions={n: d for n, d in self.done.items() if isinstance(d, Definition)},
            decisions={n: d for n, d in self.done.items() if isinstance(d, DecisionTable)},
            deadlines=declared.deadlines,
            controls=tuple(self.controls),
            cases=tuple(self.cases),
            articles=articles,
            order=tuple(self.done),
            digest=digest,
            holidays=header.holidays,
            silences=tuple(declared.silences),
            publications=tuple(self.publications),
            entry=header.entry,
            codes=declared.codes,
        )

    def _report(self, wording: Wording, place: SourcePlace, **values: object) -> None:
        self.findings.append(Finding(wording, place, values))


KEYWORD_AND = {
    language: next(w for w, python in words.items() if python == "and") for language, words in KEYWORDS.items()
}


def _nodes(made: Definition | DecisionTable) -> Sequence[Node]:
    return [row.condition for row in made.rows] if isinstance(made, DecisionTable) else [made.node]


def _label(name: str) -> str:
    return name.split(".")[1].replace("_", " ")


_FORCE = {"parameters", "requirements", "decision", "deadlines"}


def _meaning(source: LayeredArticle) -> ArticleMeaning:
    article = source.article
    force = bool(article.definitions) or any(t.kind in _FORCE for t in article.tables)
    return ArticleMeaning(
        article.id,
        article.title,
        article.text,
        article.words_digest,
        article.rules_digest,
        force,
        article.place,
        article.lines,
        source.layer,
    )
