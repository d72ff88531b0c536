"""Declarations: the tables of a text to levels, members, data, facts, marks, parameters, readings and deadlines.

Nothing here looks into an expression; those are kept as written, for `expressions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal, cast

from parchemin.regulation.findings import NOWHERE, Finding, Language, SourcePlace, Wording
from parchemin.regulation.meaning import columns, phrases
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.articles import Silence
from parchemin.regulation.meaning.bounds import coded
from parchemin.regulation.meaning.declared import Declared, LayeredArticle, MarkScale
from parchemin.regulation.meaning.examples import EXAMPLES
from parchemin.regulation.meaning.graph import (
    Code,
    Deadline,
    Fact,
    Kind,
    Level,
    LevelMember,
    Reading,
    Rounding,
    Type,
    Value,
)
from parchemin.regulation.meaning.matrices import as_members, is_sample, things_of
from parchemin.regulation.meaning.parameters import ParameterDeclarer
from parchemin.regulation.meaning.values import accepted_values, column, typed_value
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.document import Cell, Table
from parchemin.regulation.reading.vocabulary import (
    EFFECTS,
    NATURES,
    ROUNDINGS,
    SILENCE_NATURES,
    UNITS,
    canonical,
    nearest,
    tidy,
)
from parchemin.regulation.reading.wordings import UNKNOWN_COLUMN

_MEMBERS_WORDS: Mapping[Language, tuple[str, ...]] = {
    "fr": ("tableau", "enregistrés", "enregistrées"),
    "en": ("table", "recorded"),
}


class Declarer:
    """Goes through the tables in the order that lets each kind lean on those before it."""

    def __init__(self, sources: Iterable[LayeredArticle], language: Language) -> None:
        self.sources = tuple(sources)
        self.language: Language = language
        self.examples = EXAMPLES[language]
        self.into = Declared()
        self.findings: list[Finding] = []
        self._written_members: dict[str, Cell] = {}
        self._peopled: set[str] = set()  # levels whose members are given, not only examples of them

    def declare(self) -> Declared:
        for source in self.sources:
            self.into.failed |= source.article.lost
        for source, table in self._tables("levels"):
            for row in table.rows:
                self._level(row, source)
        if not self.into.levels:
            place = self.sources[0].article.place if self.sources else SourcePlace("", 1)
            self.report(say.NO_ROOT, place)
        self._members()
        kinds = (
            ("marks", self._mark),
            ("codes", self._code),
            ("facts", self._fact),
            ("parameters", ParameterDeclarer(self).declare),
            ("deadlines", self._deadline),
            ("silences", self._silence),
        )
        for kind, take in kinds:
            for source, table in self._tables(kind):
                for row in table.rows:
                    take(row, source)
            if kind == "codes":
                self._coded()
        for name, place in self.into.coded.items():
            if name in self.into.marks and name not in self.into.facts and not self.into.given_up(name):
                self.report(say.CODES_OF_NO_FACT, place, name=name)
        self._readings()
        return self.into

    def _tables(self, kind: str) -> Iterable[tuple[LayeredArticle, Table]]:
        for source in self.sources:
            for table in source.article.tables:
                if table.kind == kind:
                    yield source, table
                elif table.kind == "matrix" and kind == "members":
                    yield source, self._matrix(table)

    def _matrix(self, table: Table) -> Table:
        level = self.into.levels.get(tidy(table.name))
        return as_members(table, level) if level is not None and level.parent else replace(table, kind="members")

    # --- levels and members ------------------------------------------------------------------------------

    def _level(self, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        name = self.name(row.get("level"), "niveau")
        if not name or not self._fresh(name, self.into.levels, row["level"].place):
            return
        place = row["level"].place
        parent = tidy(_text(row, "in"))
        if parent and parent not in self.into.levels:
            known = ", ".join(self.into.levels) or "—"
            self.into.failed.add(name)
            if parent not in self.into.failed:
                self.report(
                    say.UNKNOWN_LEVEL, row["in"].place, name=parent, known=nearest(parent, self.into.levels) or known
                )
            return
        if parent and self.into.levels[parent].kind == "recorded":
            self.report(say.LEVEL_PARENT, row["in"].place, name=name, parent=parent)
            self.into.failed.add(name)
            return
        words = tidy(_text(row, "members")).lower()
        if parent and words not in (near := _MEMBERS_WORDS[self.language]) and (meant := nearest(words, near)):
            self.report(say.BAD_CELL, row["members"].place, value=words, accepted=self.examples["members"])
            words = meant
        recorded = words in ("enregistrés", "enregistrées", "recorded")
        most = self._whole(row.get("at most"))
        members: tuple[LevelMember, ...] = ()
        repeated = False
        if not parent:
            members = (LevelMember(name, name, _text(row, "label") or name.replace("_", " "), 0, place),)
        elif not recorded and words not in ("tableau", "table"):
            repeated = True
            self._written_members[name] = row["members"]
            members = self._repeated(parent, row["members"])
        if recorded and (cell := row.get("still possible")) and cell.text:
            self.into.open_cells[name] = (cell, source.language)
        kind: Literal["listed", "recorded"] = "recorded" if recorded else "listed"
        label = _text(row, "label") or name.replace("_", " ")
        self.into.levels[name] = Level(name, parent, kind, members, None, most, repeated, label, canonical(name), place)

    def _repeated(self, parent: str, cell: Cell) -> tuple[LevelMember, ...]:
        names = [tidy(n) for n in cell.text.split(",") if tidy(n)]
        if not names:
            self.report(say.BAD_CELL, cell.place, value=cell.text, accepted=self.examples["members"])
        above = self.into.levels[parent].members
        if not self.into.levels[parent].parent:
            return tuple(LevelMember(n, n, n, 0, cell.place) for n in names)
        return tuple(LevelMember(f"{m.key}/{n}", n, n, i, cell.place) for i, m in enumerate(above) for n in names)

    def _members(self) -> None:
        """Members tables, level by level from the root, so that parents are known before their children."""
        for name in list(self.into.levels):
            level = self.into.levels[name]
            tables = self._members_tables(level)
            if level.repeated and level.parent:
                cell = Cell(", ".join(dict.fromkeys(m.name for m in level.members)), level.place)
                if not level.members:  # its parent's members were not known yet
                    cell = self._written_members[name]
                self.into.levels[name] = replace(level, members=self._repeated(level.parent, cell))
            elif level.kind == "listed" and level.parent:
                self._listed(level, tables)
            for _, table in tables:
                if level.kind == "recorded" or level.repeated or not level.parent:
                    self.report(say.NOT_LISTED, table.place, name=name)
        for _, table in self._tables("members"):
            if tidy(table.name) not in self.into.levels and tidy(table.name) not in self.into.failed:
                near = nearest(tidy(table.name), self.into.levels) or ", ".join(self.into.levels)
                if not table.name:
                    self.report(say.CAPTION_WITHOUT_LEVEL, table.place, known=near)
                    continue
                self.report(say.UNKNOWN_LEVEL, table.place, name=table.name, known=near)

    def _members_tables(self, level: Level) -> list[tuple[LayeredArticle, Table]]:
        """The tables of a level: its examples only while no text gives members of its own, nor of a level above it."""
        tables = [(s, t) for s, t in self._tables("members") if self._about(t) == level.name]
        if not tables and level.parent and not self.into.levels[level.parent].parent:
            matrices = (m for m in self._tables("matrix") if tidy(m[1].headings[0].text) == level.name)
            tables = [(source, things_of(matrix)) for source, matrix in matrices]
        real = [(s, t) for s, t in tables if not is_sample(t)]
        if real or self._peopled & set(self._above(level)):
            self._peopled.add(level.name)
            return real
        return tables

    def _above(self, level: Level) -> Iterable[str]:
        while level.parent:
            yield level.parent
            level = self.into.levels[level.parent]

    def _listed(self, level: Level, tables: list[tuple[LayeredArticle, Table]]) -> None:
        found: list[tuple[LevelMember, Mapping[str, Cell]]] = []
        parents = {m.key: i for i, m in enumerate(self.into.levels[level.parent].members)}
        rooted = not self.into.levels[level.parent].parent
        for _, table in tables:
            headings = [h.text for h in table.headings]
            if not headings or tidy(headings[0]) != level.name:
                self.report(say.FIRST_COLUMN, table.place, name=level.name)
                continue
            if not rooted and level.parent not in headings:
                self.report(say.FIRST_COLUMN, table.place, name=f"{level.name} … {level.parent}")
                continue
            for row in table.rows:
                if member := self._member(level, row, parents, rooted, found):
                    found.append((member, row))
        found.sort(key=lambda pair: pair[0].parent)
        if not found:
            self.report(say.NO_MEMBERS, level.place, name=level.name)
            self.into.failed.add(level.name)
        elif all(is_sample(table) for _, table in tables):
            self.report(say.SAMPLE_MEMBERS, tables[0][1].place, name=level.name)
        self.into.levels[level.name] = replace(level, members=tuple(m for m, _ in found))
        self._data(level, tables, [row for _, row in found])

    def _member(
        self,
        level: Level,
        row: Mapping[str, Cell],
        parents: Mapping[str, int],
        rooted: bool,
        found: list[tuple[LevelMember, Mapping[str, Cell]]],
    ) -> LevelMember | None:
        cell = row[level.name]
        name = tidy(cell.text)
        if not name or any(c in name for c in "[]/;|*"):
            self.report(say.BAD_MEMBER, cell.place, name=cell.text)
            return None
        if twin := next((m for m, _ in found if m.key == name), None):
            self.report(say.NAME_TWICE, cell.place, name=name, other=twin.place.short)
            return None
        parent = 0
        if not rooted:
            above = tidy(row[level.parent].text)
            if above not in parents:
                near = nearest(above, parents) or ", ".join(parents)
                self.report(say.UNKNOWN_MEMBER, row[level.parent].place, member=above, level=level.parent, near=near)
                return None
            parent = parents[above]
        labels = (tidy(row[k].text) for k in ("libellé", "label") if k in row and row[k].text)
        label = next(labels, name.replace("_", " "))
        return LevelMember(name, name, label, parent, cell.place)

    def _data(self, level: Level, tables: list[tuple[LayeredArticle, Table]], rows: list[Mapping[str, Cell]]) -> None:
        skip = {level.name, level.parent, "libellé", "label"}
        headings = {h.text: h for _, t in tables for h in t.headings if h.text not in skip}
        for heading, cell in headings.items():
            name, unit, empty = phrases.column_heading(heading)
            if not name:
                self.report(say.BAD_NAME, cell.place, name=heading, form=self.examples["column"])
                continue
            if own := columns.renamed(heading, [table for _, table in tables]):
                self._renamed(f"{level.name}.{name}", heading, own)
            values = [row.get(heading) for row in rows]
            texts = [tidy(v.text) if v and tidy(v.text) not in ("—", "-", "–") else "" for v in values]
            for word, other in columns.alike(values):
                self.report(say.ALIKE, word.place, word=word.text, other=other.text, line=other.place.short)
            if empty is not None:
                texts = [text or empty for text in texts]
            if unit := unit or UNITS.get(name, ""):
                texts = [self._figure(value, text) for value, text in zip(values, texts, strict=True)]
            full = f"{level.name}.{name}"
            self.into.data[full], self.into.data_types[full] = column(texts, unit)
            self.into.data_places[full] = cell.place

    def _renamed(self, full: str, heading: str, own: Cell) -> None:
        """Reported at one of the two tables only: neither can be told to be the right one."""
        if full not in self.into.failed:
            self.report(UNKNOWN_COLUMN, own.place, column=own.text, near=heading)
        self.into.failed |= {full, f"{full.split('.')[0]}.{phrases.column_heading(own.text)[0]}"}

    def _about(self, table: Table) -> str:
        """The level a members table is of: the one it names or, that being reported, the one it must mean."""
        name, first = tidy(table.name), tidy(table.headings[0].text)
        return name if name in self.into.levels or first not in self.into.levels else first

    def _figure(self, cell: Cell | None, text: str) -> str:
        """A cell of a column that has a unit: a number or nothing; 0 stands for what is reported."""
        if cell is None or not text or cells.quantity(text) is not None:
            return text
        self.report(say.BAD_CELL, cell.place, value=text, accepted=self.examples["number"])
        return "0"

    # --- facts, marks, parameters ------------------------------------------------------------------------

    def _mark(self, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        name = self._dotted(row["mark"])
        ends = phrases.scale(_text(row, "scale"))
        step_text, rounding = tidy(_text(row, "step")).lower(), tidy(_text(row, "rounding")).lower()
        self.into.failed.add(name)
        step = None if step_text == "exact" else cells.number(step_text)
        how = ROUNDINGS[source.language].get(rounding)
        if ends is None:
            self.report(say.BAD_CELL, row["scale"].place, value=_text(row, "scale"), accepted="0..20")
        elif (step is None and step_text != "exact") or (step is not None and step <= 0):
            self.report(say.BAD_CELL, row["step"].place, value=_text(row, "step"), accepted=self.examples["step"])
        elif how is None or (how == "none") != (step is None):
            known = ", ".join(ROUNDINGS[source.language])
            self.report(say.BAD_CELL, row["rounding"].place, value=_text(row, "rounding"), accepted=known)
        elif name and self._fresh(name, self.into.marks, row["mark"].place):
            self.into.failed.discard(name)
            mode = None if how in ("none", "refused") else cast(Rounding, how)
            self.into.marks[name] = MarkScale(ends[0], ends[1], step, mode, row["mark"].place)

    def _code(self, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        cell, effect = row["code"], EFFECTS[source.language].get(tidy(_text(row, "effect")).lower())
        name = self.name(cell, "ABI")
        if effect is None:
            accepted = ", ".join(EFFECTS[source.language])
            self.report(say.BAD_CELL, row["effect"].place, value=_text(row, "effect"), accepted=accepted)
            self.into.failed.add(name)
        elif name and self._fresh(name, self.into.codes, cell.place):
            label = _text(row, "label") or name.replace("_", " ")
            self.into.codes[name] = Code(name, effect, label, cell.place)

    def _coded(self) -> None:
        """The marks that the captions of codes tables name."""
        for _, table in self._tables("codes"):
            for part in table.name.split(","):
                name = ".".join(phrases.identifier(p) for p in tidy(part).split("."))
                if name not in self.into.marks and not self.into.given_up(name):
                    near = nearest(name, self.into.marks)
                    wording = say.UNKNOWN_NAME if near else say.UNKNOWN_AND_FAR
                    self.report(wording, table.place, name=tidy(part), near=near)
                    self.into.failed |= set(self.into.codes)
                self.into.coded[name] = table.place

    def _fact(self, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        cell = row["fact"]
        name = self._dotted(cell)
        if not name or not self._fresh(name, self.into.facts, cell.place, self.into.data):
            return
        level = name.split(".")[0]
        if level not in self.into.levels:
            near = nearest(level, self.into.levels) or ", ".join(self.into.levels)
            if level not in self.into.failed:
                self.report(say.UNKNOWN_LEVEL, cell.place, name=level, known=near)
            self.into.failed.add(name)
            return
        type_ = phrases.fact_type(_text(row, "type"))
        if type_ is None and (spaced := phrases.choices_with_spaces(_text(row, "type"))):
            self.report(say.SPACED_CHOICE, row["type"].place, choice=spaced, right=phrases.identifier(spaced))
            self.into.failed.add(name)
            return
        if type_ is None:
            self.report(say.BAD_CELL, row["type"].place, value=_text(row, "type"), accepted=self.examples["type"])
            self.into.failed.add(name)
            return
        if type_.kind is Kind.NUMBER and (type_ := self._ranged(name, type_, row)) is None:
            self.into.failed.add(name)
            return
        nature = NATURES.get(tidy(_text(row, "nature")).lower())
        if nature is None:
            accepted = ", ".join(n for n in NATURES if n)
            self.report(say.BAD_CELL, row["nature"].place, value=_text(row, "nature"), accepted=accepted)
            nature = ""
        missing = self._missing(row["missing"], type_)
        label = _text(row, "label") or name.split(".")[1].replace("_", " ")
        self.into.facts[name] = Fact(name, level, type_, missing, nature, label, canonical(name), cell.place)

    def _ranged(self, name: str, type_: Type, row: Mapping[str, Cell]) -> Type | None:
        """A number fact with its range: a mark's from the marks table, 0..100 for a percentage, else as said."""
        if type_.unit == "mark":
            mark = self.into.marks.get(name)
            if mark is None or mark.step is None:
                if not self.into.given_up(name):
                    self.report(say.MARK_UNDECLARED, row["fact"].place, name=name)
                return None
            numbers = replace(type_, low=mark.low, high=mark.high, step=mark.step)
            return coded(numbers, tuple(self.into.codes)) if name in self.into.coded and self.into.codes else numbers
        if type_.low is None and type_.unit == "percent":
            return replace(type_, low=Fraction(0), high=Fraction(100))
        if type_.low is None:
            accepted = f"{_text(row, 'type')} 0..100"
            self.report(say.BAD_CELL, row["type"].place, value=_text(row, "type"), accepted=accepted)
            return None
        return type_

    def _missing(self, cell: Cell, type_: Type) -> Value | None:
        if tidy(cell.text).lower() in ("inconnu", "inconnue", "unknown"):
            return None
        if type_.kind is Kind.TEXT:
            return ""
        value = typed_value(cell.text, type_)
        if value is None:
            accepted = f"{self.examples['unknown']}, {accepted_values(type_, self.language)}"
            self.report(say.BAD_CELL, cell.place, value=cell.text, accepted=accepted)
        return value

    def _deadline(self, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        name = self.name(row.get("deadline"), "réclamation")
        span = phrases.length(_text(row, "length"))
        roll = phrases.ROLLS.get(tidy(_text(row, "roll")).lower())
        if span is None:
            self.into.failed.add(name)
            self.report(say.BAD_CELL, row["length"].place, value=_text(row, "length"), accepted=self.examples["length"])
        elif roll is None:
            self.report(
                say.BAD_CELL,
                row["roll"].place,
                value=_text(row, "roll"),
                accepted=", ".join(r for r in phrases.ROLLS if r),
            )
        elif name and self._fresh(name, self.into.deadlines, row["deadline"].place):
            label = _text(row, "label") or name.replace("_", " ")
            self.into.deadlines[name] = Deadline(
                name,
                _text(row, "start"),
                span.amount,
                span.counting,
                span.before,
                cast(Literal["none", "working", "business"], roll),
                label,
                row["deadline"].place,
            )

    def _silence(self, row: Mapping[str, Cell], source: LayeredArticle) -> None:
        nature = SILENCE_NATURES.get(tidy(_text(row, "nature")).lower())
        if nature is None:
            accepted = ", ".join(SILENCE_NATURES)
            self.report(say.BAD_CELL, row["nature"].place, value=_text(row, "nature"), accepted=accepted)
            return
        kind = cast(Literal["silence", "contradiction", "ambiguity", "assumption"], nature)
        self.into.silences.append(Silence(_text(row, "point"), kind, _text(row, "treatment"), row["point"].place))

    def _readings(self) -> None:
        rows = [row for _, t in self._tables("readings") for row in t.rows]
        questions: dict[str, list[Mapping[str, Cell]]] = {}
        for row in rows:
            if name := self.name(row.get("question"), "compensation"):
                questions.setdefault(name, []).append(row)
        for name, lines in questions.items():
            taken = [row for row in lines if cells.truth(_text(row, "taken")) is True]
            place = lines[0]["question"].place
            if len(lines) < 2 or len(taken) != 1:
                self.report(say.READING_TAKEN, place, name=name)
                self.into.failed.add(f"lecture.{name}")
                continue
            alternatives = tuple((phrases.identifier(_text(r, "reading")), _text(r, "meaning")) for r in lines)
            self.into.readings[name] = Reading(
                name,
                phrases.identifier(_text(taken[0], "reading")),
                alternatives,
                _text(taken[0], "reason"),
                taken[0]["question"].place,
            )

    # --- small things ------------------------------------------------------------------------------------

    def name(self, cell: Cell | None, example: str) -> str:
        name = phrases.identifier(cell.text) if cell else ""
        if cell and not name:
            self.report(say.BAD_NAME, cell.place, name=cell.text, form=example)
        return name

    def _dotted(self, cell: Cell) -> str:
        parts = [phrases.identifier(part) for part in tidy(cell.text).split(".")]
        if len(parts) != 2 or not all(parts):
            self.report(say.BAD_NAME, cell.place, name=cell.text, form=self.examples["dotted"])
            self.into.failed.add(phrases.identifier(cell.text))
            return ""
        return ".".join(parts)

    def _fresh(self, name: str, *taken: object) -> bool:
        place = next(t for t in taken if isinstance(t, SourcePlace))
        for known in (t for t in taken if isinstance(t, dict)):
            if name in known:
                other = getattr(known[name], "place", NOWHERE)
                self.report(say.NAME_TWICE, place, name=name, other=other.short)
                return False
        return True

    def _whole(self, cell: Cell | None) -> int | None:
        if cell is None or not cell.text:
            return None
        value = cells.number(cell.text)
        if value is None or value.denominator != 1 or value < 1:
            self.report(say.BAD_CELL, cell.place, value=cell.text, accepted="1, 2, 3 …")
            return None
        return int(value)

    def report(
        self, wording: Wording, place: SourcePlace, related: tuple[SourcePlace, ...] = (), **values: object
    ) -> None:
        if wording is say.BAD_CELL and not str(values["value"]).strip():
            wording = say.EMPTY_CELL
        self.findings.append(Finding(wording, place, values, related))


def _text(row: Mapping[str, Cell], column: str) -> str:
    return row[column].text.strip() if column in row else ""
