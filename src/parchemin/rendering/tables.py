"""Captioned tables, typeset for people: one function for each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from markupsafe import Markup, escape

from parchemin.regulation.findings import Finding, Language
from parchemin.regulation.meaning import phrases
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.document import Cell, Table
from parchemin.regulation.reading.vocabulary import SILENCE_NATURES, UNITS, number_text, policy_of, tidy
from parchemin.rendering.expressions import breakable, typeset
from parchemin.rendering.grids import Grid, GridCell, GridColumn, Line, RowGroup, chip, labelled, one_each
from parchemin.rendering.names import CitedArticle, NameIndex, data_headings, dotted
from parchemin.rendering.prose import phrase

_SUMMED = frozenset({"credits", "hours"})
_MOST_USES = 12


@dataclass(frozen=True, slots=True)
class TableSetting:
    """What every table needs to be typeset: where it stands, the names, the words of the page, what was found."""

    source: CitedArticle
    names: NameIndex
    words: Mapping[str, str]
    anchors: Mapping[str, str]
    findings: Mapping[tuple[str, int], Sequence[Finding]]
    checked: bool

    @property
    def language(self) -> Language:
        return self.source.language

    def chip(self, state: str, css: str) -> Markup:
        """A state in the words of the page, marked as such where the text around it is in another language."""
        made = chip(state, css)
        spoken = self.words["lang"]
        return made if spoken == self.language else Markup('<span lang="{}">{}</span>').format(spoken, made)

    def text(self, row: Mapping[str, Cell], column: str) -> Markup:
        return phrase(row[column].text.strip(), self.anchors) if column in row else Markup()

    def rule(self, row: Mapping[str, Cell], column: str) -> Markup:
        return typeset(tidy(row[column].text), self.language, self.names.targets) if column in row else Markup()

    def uses(self, key: str) -> Markup:
        """Links to every rule that uses a name."""
        used = self.names.used(key)
        if not used:
            return Markup('<span class="soft">{}</span>').format(self.words["unused"])
        links = [
            Markup('<a class="name" href="{}">{}</a>').format(u.href, breakable(u.label)) for u in used[:_MOST_USES]
        ]
        more = len(used) - _MOST_USES
        return Markup(", ").join(links) + (f" … + {more} {self.words['others']}" if more > 0 else "")


def grid_of(table: Table, setting: TableSetting) -> Grid:
    """A table of any kind but worked cases."""
    return _KINDS[table.kind](table, setting)


def _plain(
    kind: str,
    table: Table,
    setting: TableSetting,
    columns: Sequence[GridColumn],
    lines: list[Line],
    note: Markup | str = "",
) -> Grid:
    return Grid(kind, escape(setting.words[kind]), columns, one_each(lines), escape(note))


def _columns(setting: TableSetting, *names: str) -> list[GridColumn]:
    return [GridColumn(setting.words[name]) for name in names]


def _given(table: Table, *columns: str) -> list[str]:
    """The optional columns that this table fills."""
    return [c for c in columns if any(c in row and row[c].text.strip() for row in table.rows)]


# --- curriculum ----------------------------------------------------------------------------------------------


def _members(table: Table, setting: TableSetting) -> Grid:
    """A curriculum: its members under their parents, with the totals of credits and hours of each parent."""
    level = tidy(table.name)
    parent = setting.names.parents.get(level, "")
    headings = data_headings(table, setting.names.parents)
    grouped = bool(parent) and any(h.text == parent for h in table.headings)
    known = setting.names.known.get(level)
    shown = (known.label if known and known.label else level).replace("_", " ").capitalize()
    columns = [
        GridColumn(shown),
        *(_data_column(level, h, table, setting) for h in headings),
    ]
    summed = [_summed(h) and any(_figure(row, h) is not None for row in table.rows) for h in headings]
    kind = setting.words["curriculum" if grouped or any(summed) else "table"]
    grid = Grid("curriculum", Markup("{} : {}").format(kind, shown.lower()), columns)
    for above, rows in groupby(table.rows, key=lambda row: tidy(row[parent].text) if grouped and parent in row else ""):
        grid.groups.append(_member_group(level, parent, above, list(rows), headings, summed, setting))
    if any(summed) and len(grid.groups) > 1:
        grid.groups.append(
            RowGroup([_total(setting.words["total"], table.rows, headings, summed, setting.language)], "grand")
        )
    return grid


def _data_column(level: str, heading: Cell, table: Table, setting: TableSetting) -> GridColumn:
    name, _, _ = phrases.column_heading(heading.text)
    filled = [row[heading.text].text for row in table.rows if heading.text in row and row[heading.text].text]
    css = "num" if filled and all(cells.quantity(t) or t in "—-–" for t in filled) else ""
    anchor = setting.names.here(f"{level}.{name}", heading.place) if name else ""
    shown = name.replace("_", " ") if name else heading.text
    return GridColumn("ECTS" if shown == "ects" else shown, css, anchor)


def _summed(heading: Cell) -> bool:
    name, unit, _ = phrases.column_heading(heading.text)
    return (unit or UNITS.get(name, "")) in _SUMMED


def _figure(row: Mapping[str, Cell], heading: Cell) -> Fraction | None:
    found = cells.quantity(row[heading.text].text) if heading.text in row else None
    return found[0] if found else None


def _member_group(
    level: str,
    parent: str,
    above: str,
    rows: Sequence[Mapping[str, Cell]],
    headings: Sequence[Cell],
    summed: Sequence[bool],
    setting: TableSetting,
) -> RowGroup:
    group = RowGroup()
    known = setting.names.known.get(f"{parent}[{above}]")
    label = known.label if known and known.label else above
    if above:
        shown = Markup('<a class="name" href="#{}">{}</a>').format(known.anchor, label) if known else escape(label)
        group.lines.append([GridCell(shown, 0, "rowgroup", "group", wide=len(headings) + 1)])
    for row in rows:
        group.lines.append(_member(level, row, headings, setting))
    if any(summed) and len(rows) > 1:
        word = f"{setting.words['total']}, {label}" if above else setting.words["total"]
        group.lines.append(_total(word, rows, headings, summed, setting.language))
    return group


def _member(level: str, row: Mapping[str, Cell], headings: Sequence[Cell], setting: TableSetting) -> Line:
    cell = row.get(level)
    code = tidy(cell.text) if cell else ""
    label = setting.text(row, "libellé") or setting.text(row, "label")
    anchor = setting.names.here(f"{level}[{code}]", cell.place) if cell else ""
    line = [GridCell(labelled(label or code.replace("_", " "), code), 0, "row", anchor=anchor)]
    for index, heading in enumerate(headings, start=1):
        text = row[heading.text].text.strip() if heading.text in row else ""
        number = cells.quantity(text) is not None
        shown = escape(text) if number else escape(tidy(text).replace("_", " ") or "—")
        line.append(GridCell(shown, index, css="num" if number else ""))
    return line


def _total(
    word: str, rows: Sequence[Mapping[str, Cell]], headings: Sequence[Cell], summed: Sequence[bool], language: Language
) -> Line:
    line = [GridCell(escape(word), 0, "row", "total")]
    for index, (heading, wanted) in enumerate(zip(headings, summed, strict=True), start=1):
        figures = [f for row in rows if (f := _figure(row, heading)) is not None]
        shown = number_text(sum(figures, Fraction(0)), language) if wanted and figures else ""
        line.append(GridCell(escape(shown), index, css="num total"))
    return line


def _levels(table: Table, setting: TableSetting) -> Grid:
    extra = _given(table, "still possible", "at most")
    lines = []
    for row in table.rows:
        key = phrases.identifier(row["level"].text) if "level" in row else ""
        anchor = setting.names.here(key, row["level"].place) if key else ""
        line = [GridCell(labelled(setting.text(row, "label"), key), 0, "row", anchor=anchor)]
        line += [
            GridCell(setting.text(row, "in") or Markup("—"), 1),
            GridCell(setting.text(row, "members") or Markup("—"), 2),
        ]
        for index, column in enumerate(extra, start=3):
            shown = setting.rule(row, column) if column == "still possible" else setting.text(row, column)
            line.append(GridCell(shown or Markup("—"), index))
        lines.append(line)
    return _folded(_plain("levels", table, setting, _columns(setting, "level", "in", "members", *extra), lines))


def _folded(grid: Grid) -> Grid:
    """Reference matter, folded so that the law stands out; a browser unfolds it when a link leads inside."""
    rows = sum(len(group.lines) for group in grid.groups)
    grid.summary, grid.opened = Markup('{} <span class="count">{}</span>').format(grid.title, rows), False
    return grid


# --- figures, facts, marks -----------------------------------------------------------------------------------


def _parameters(table: Table, setting: TableSetting) -> Grid:
    lines = []
    for row in table.rows:
        key = phrases.identifier(row["parameter"].text) if "parameter" in row else ""
        anchor = setting.names.here(key, row["parameter"].place) if key else ""
        value = Markup("<strong>{}</strong> {}").format(setting.text(row, "value"), setting.text(row, "unit"))
        if "origin" in row and tidy(row["origin"].text).lower() in ("hypothèse", "assumption"):
            value += Markup(" ") + setting.chip(setting.words["assumption"], "wait")
        if "bound" in row and row["bound"].text.strip():
            value += Markup(' <span class="soft">({})</span>').format(setting.text(row, "bound"))
        lines.append([
            GridCell(labelled(setting.text(row, "label"), key), 0, "row", anchor=anchor),
            GridCell(value, 1, css="value"), GridCell(setting.uses(key), 2, css="uses"),
        ])  # fmt: skip
    return _plain("parameters", table, setting, _columns(setting, "parameter", "value", "used_in"), lines)


def _facts(table: Table, setting: TableSetting) -> Grid:
    extra = _given(table, "nature")
    lines = []
    for row in table.rows:
        key = dotted(row["fact"].text) if "fact" in row else ""
        anchor = setting.names.here(key, row["fact"].place) if key else ""
        line = [GridCell(labelled(setting.text(row, "label"), key), 0, "row", anchor=anchor)]
        line += [GridCell(_spread(setting.text(row, "type")), 1), GridCell(setting.text(row, "missing"), 2)]
        line += [GridCell(setting.text(row, c) or Markup("—"), 3 + i) for i, c in enumerate(extra)]
        line.append(GridCell(setting.uses(key), 3 + len(extra), css="uses"))
        lines.append(line)
    columns = _columns(setting, "fact", "type", "missing", *extra, "used_in")
    return _folded(_plain("facts", table, setting, columns, lines))


def _spread(text: Markup) -> Markup:
    return Markup(str(text).replace("_", " "))


def _marks(table: Table, setting: TableSetting) -> Grid:
    lines = []
    for row in table.rows:
        name = setting.rule(row, "mark")
        lines.append(
            [
                GridCell(name, 0, "row"),
                *(GridCell(setting.text(row, c), i) for i, c in enumerate(("scale", "step", "rounding"), start=1)),
            ]
        )
    return _folded(_plain("marks", table, setting, _columns(setting, "mark", "scale", "step", "rounding"), lines))


def _codes(table: Table, setting: TableSetting) -> Grid:
    extra = _given(table, "label")
    lines = [
        [GridCell(setting.text(row, "code"), 0, "row"), GridCell(setting.text(row, "effect"), 1)]
        + [GridCell(setting.text(row, column), 2) for column in extra]
        for row in table.rows
    ]
    return _plain("codes", table, setting, _columns(setting, "code", "effect", *extra), lines)


def _matrix(table: Table, setting: TableSetting) -> Grid:
    columns = [
        GridColumn(heading.text.replace("_", " "), "" if at == 0 else "num")
        for at, heading in enumerate(table.headings)
    ]
    lines = [
        [
            GridCell(setting.text(row, heading.text), at, "row" if at == 0 else "", css="" if at == 0 else "num")
            for at, heading in enumerate(table.headings)
        ]
        for row in table.rows
    ]
    return _plain("matrix", table, setting, columns, lines)


# --- requirements, decisions, deadlines ----------------------------------------------------------------------


def _requirements(table: Table, setting: TableSetting) -> Grid:
    key = dotted(table.name)
    lines = []
    for row in table.rows:
        short = phrases.identifier(row["requirement"].text) if "requirement" in row else ""
        anchor = setting.names.here(f"{key.split('.')[0]}.{short}", row["requirement"].place) if short else ""
        name = labelled(setting.text(row, "label"), short)
        lines.append([GridCell(name, 0, "row", anchor=anchor), GridCell(setting.rule(row, "when"), 1, css="rule-cell")])
    grid = _plain(
        "requirements", table, setting, _columns(setting, "requirement", "when"), lines, setting.words["all_required"]
    )
    grid.title = Markup('{} : <code class="own">{}</code>').format(setting.words["requirements"], breakable(key))
    grid.anchor = setting.names.here(key, table.place)
    return grid


def _decision(table: Table, setting: TableSetting) -> Grid:
    key = dotted(table.name)
    policy, best_first = policy_of(table.option)
    lines = []
    for row in table.rows:
        option = tidy(row["decision"].text) if "decision" in row else ""
        name = (
            labelled(setting.text(row, "label"), option)
            if "label" in row and row["label"].text
            else escape(option.replace("_", " "))
        )
        when = setting.rule(row, "when")
        lines.append([GridCell(name, 0, "row"), GridCell(when, 1, css="rule-cell"), GridCell(_who(row, setting), 2)])
    grid = _plain(
        "decision",
        table,
        setting,
        _columns(setting, "decision", "when", "by"),
        lines,
        " ".join(setting.words[f"policy_{one}"] for one in (policy, "best_first" if best_first else "") if one),
    )
    grid.title = Markup('{} : <code class="own">{}</code>').format(setting.words["decision"], breakable(key))
    grid.anchor = setting.names.here(key, table.place)
    return grid


def _who(row: Mapping[str, Cell], setting: TableSetting) -> Markup:
    who = tidy(row["by"].text) if "by" in row else ""
    if who.lower() in ("règle", "rule"):
        return setting.chip(setting.words["by_rule"], "rule")
    if who.lower() == "jury":
        return setting.chip(setting.words["by_jury"], "wait")
    return setting.chip(f"{setting.words['left_to']} {who}", "wait") if who else Markup("—")


def _deadlines(table: Table, setting: TableSetting) -> Grid:
    extra = _given(table, "roll")
    lines = []
    for row in table.rows:
        key = phrases.identifier(row["deadline"].text) if "deadline" in row else ""
        anchor = setting.names.here(f"@{key}", row["deadline"].place) if key else ""
        line = [GridCell(labelled(setting.text(row, "label"), key), 0, "row", anchor=anchor)]
        line += [
            GridCell(setting.text(row, "start"), 1),
            GridCell(Markup("<strong>{}</strong>").format(setting.text(row, "length")), 2),
        ]
        line += [GridCell(setting.text(row, c) or Markup("—"), 3 + i) for i, c in enumerate(extra)]
        line.append(GridCell(setting.uses(f"@{key}"), 3 + len(extra), css="uses"))
        lines.append(line)
    return _plain(
        "deadlines", table, setting, _columns(setting, "deadline", "start", "length", *extra, "used_in"), lines
    )


# --- readings, controls, silences ----------------------------------------------------------------------------


def _readings(table: Table, setting: TableSetting) -> Grid:
    grid = Grid(
        "readings", escape(setting.words["readings"]), _columns(setting, "reading", "meaning", "choice", "reason")
    )
    for question, rows in groupby(
        table.rows, key=lambda row: phrases.identifier(row["question"].text) if "question" in row else ""
    ):
        lines = list(rows)
        key = f"lecture.{question}"
        places = [row["question"].place for row in lines if "question" in row]
        anchor = next((a for place in places if (a := setting.names.here(key, place))), "")
        uses = Markup('<span class="soft"> · {} </span>{}').format(setting.words["used_in"].lower(), setting.uses(key))
        head = GridCell(escape(question.replace("_", " ")) + uses, 0, "rowgroup", "group", anchor, wide=4)
        grid.groups.append(RowGroup([[head], *(_reading(row, setting) for row in lines)]))
    return grid


def _reading(row: Mapping[str, Cell], setting: TableSetting) -> Line:
    taken = cells.truth(row["taken"].text) is True if "taken" in row else False
    state = setting.chip(setting.words["taken"], "ok") if taken else setting.chip(setting.words["not_taken"], "mute")
    name = tidy(row["reading"].text).replace("_", " ") if "reading" in row else ""
    return [
        GridCell(escape(name), 0, "row"), GridCell(setting.text(row, "meaning"), 1), GridCell(state, 2),
        GridCell(setting.text(row, "reason") or Markup("—"), 3),
    ]  # fmt: skip


def _controls(table: Table, setting: TableSetting) -> Grid:
    lines = []
    for row in table.rows:
        name = tidy(row["control"].text).replace("_", " ") if "control" in row else ""
        lines.append([
            GridCell(escape(name), 0, "row"), GridCell(setting.text(row, "published") or Markup("—"), 1),
            GridCell(setting.rule(row, "must hold"), 2, css="rule-cell"), GridCell(_verdict(row, setting), 3),
        ])  # fmt: skip
    return _plain("controls", table, setting, _columns(setting, "control", "published", "must hold", "result"), lines)


def _verdict(row: Mapping[str, Cell], setting: TableSetting) -> Markup:
    place = next(iter(row.values())).place
    if setting.findings.get((place.file, place.line)):
        return setting.chip(f"✗ {setting.words['control_false']}", "no")
    return (
        setting.chip(f"✓ {setting.words['control_true']}", "ok")
        if setting.checked
        else setting.chip(setting.words["not_run"], "mute")
    )


def _silences(table: Table, setting: TableSetting) -> Grid:
    lines = []
    for row in table.rows:
        nature = SILENCE_NATURES.get(tidy(row["nature"].text).lower(), "") if "nature" in row else ""
        css = {"contradiction": "no", "ambiguity": "wait", "assumption": "wait"}.get(nature, "mute")
        point = GridCell(setting.text(row, "point"), 0, "row")
        lines.append(
            [
                point,
                GridCell(setting.chip(setting.words.get(nature, nature), css), 1),
                GridCell(setting.text(row, "treatment"), 2),
            ]
        )
    return _plain("silences", table, setting, _columns(setting, "point", "nature", "treatment"), lines)


def _publications(table: Table, setting: TableSetting) -> Grid:
    extra = _given(table, "reason")
    lines: list[Line] = []
    for row in table.rows:
        name = dotted(row["publication"].text) if "publication" in row else ""
        known = setting.names.known.get(name) or setting.names.known.get(f"@{name}")
        shown = Markup('<a class="name" href="#{}">{}</a>').format(known.anchor, breakable(name)) if known else name
        texts = [setting.text(row, column) or Markup("—") for column in ("to", *extra)]
        lines.append([GridCell(escape(shown), 0, "row"), *(GridCell(t, n) for n, t in enumerate(texts, 1))])
    return _plain("publications", table, setting, _columns(setting, "publication", "to", *extra), lines)


_KINDS: Mapping[str, Callable[[Table, TableSetting], Grid]] = {
    "levels": _levels, "members": _members, "parameters": _parameters, "facts": _facts, "marks": _marks,
    "requirements": _requirements, "decision": _decision, "deadlines": _deadlines, "readings": _readings,
    "controls": _controls, "publications": _publications, "silences": _silences, "codes": _codes,
    "matrix": _matrix,
}  # fmt: skip
