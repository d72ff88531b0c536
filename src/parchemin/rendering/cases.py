"""Worked cases with what they gave: expected, found, and whether the two agree, in words and colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from parchemin.regulation.evaluation.cases import CaseResult, ExpectationResult
from parchemin.regulation.findings import SourcePlace
from parchemin.regulation.meaning.articles import Assignment, WorkedCase
from parchemin.regulation.meaning.phrases import identifier
from parchemin.regulation.meaning.worked_cases import cases_of
from parchemin.regulation.reading.document import Table
from parchemin.regulation.reading.vocabulary import tidy
from parchemin.rendering.expressions import Token, link, typeset
from parchemin.rendering.grids import Grid, GridCell, GridColumn, RowGroup
from parchemin.rendering.tables import TableSetting

type Results = Mapping[tuple[str, int], CaseResult]


def by_place(results: Sequence[CaseResult]) -> Results:
    return {_spot(result.case.place): result for result in results}


def _spot(place: SourcePlace) -> tuple[str, int]:
    return place.file, place.line


def cases_grid(table: Table, results: Results, setting: TableSetting) -> Grid:
    """One table of cases, folded when all of them hold."""
    words = setting.words
    of_deadlines = tidy(table.name).lower() in ("échéances", "deadlines")
    columns = [GridColumn(words[w]) for w in ("case", "given", "outcome", "expected", "found", "result")]
    title = words["case_deadlines"] if of_deadlines else words["cases"]
    grid = Grid("cases", escape(title), columns)
    if table.option:
        shared = list(cases_of(replace(table, rows=table.rows[:1]), []))
        own = list(cases_of(replace(table, rows=table.rows[:1], option=""), []))
        base = shared[0].given[: len(shared[0].given) - len(own[0].given)] if shared else ()
        grid.note = Markup("{} {}").format(words["all_cases_with"], _given(base, setting))
    held = run = 0
    for case in cases_of(replace(table, option=""), []):
        result = results.get(_spot(case.place))
        held, run = held + bool(result and result.holds), run + bool(result)
        grid.groups.append(_group(case, result, setting))
    grid.summary = Markup("{} {}").format(title, _tally(held, run, len(grid.groups), setting))
    grid.opened = held < run
    return grid


def _tally(held: int, run: int, cases: int, setting: TableSetting) -> Markup:
    words = setting.words
    if not run:
        return Markup('<span class="count">{}</span> ').format(cases) + setting.chip(words["not_run"], "mute")
    sign, css = ("✓", "ok") if held == cases else ("✗", "no")
    return setting.chip(f"{sign} {held} {words['of']} {cases}", css)


def _group(case: WorkedCase, result: CaseResult | None, setting: TableSetting) -> RowGroup:
    """A case: its name and data beside every outcome it looks at."""
    outcomes = _outcomes(case, result, setting)
    given = _deadline_given(case, setting) if case.deadline else _given(case.given, setting)
    head = [
        GridCell(escape(case.name or "—"), 0, "row", tall=len(outcomes)),
        GridCell(given or Markup("—"), 1, css="given", tall=len(outcomes)),
    ]
    lines = [[*(head if index == 0 else []), *boxes] for index, boxes in enumerate(outcomes)]
    return RowGroup(lines, "failed" if result and not result.holds else "")


def _deadline_given(case: WorkedCase, setting: TableSetting) -> Markup:
    return Markup("{} : {}").format(setting.words["start"], case.start)


def _given(assignments: Sequence[Assignment], setting: TableSetting) -> Markup:
    lines = [
        Markup('<span class="pair">{} = <b class="v">{}</b></span>').format(
            typeset(a.target, setting.language, setting.names.targets), a.value
        )
        for a in assignments
    ]
    return Markup(" ").join(lines)


def _outcomes(case: WorkedCase, result: CaseResult | None, setting: TableSetting) -> list[list[GridCell]]:
    words = setting.words
    if result and result.checks:
        return [_check(check, count, case, setting) for check, count in _merged(result.checks)]
    trouble = Markup(" ").join(escape(f.what(setting.language)) for f in result.findings) if result else Markup()
    state = setting.chip(f"✗ {words['fails']}", "no") if result else setting.chip(words["not_run"], "mute")
    wanted = case.expected or (Assignment("", "—"),)
    return [
        [
            GridCell(_target(a.target, case, setting), 2), GridCell(escape(a.value), 3, css=_short(a.value)),
            GridCell(trouble or Markup("—"), 4), GridCell(state, 5),
        ]
        for a in wanted
    ]  # fmt: skip


def _check(check: ExpectationResult, count: int, case: WorkedCase, setting: TableSetting) -> list[GridCell]:
    words = setting.words
    state = setting.chip(f"✓ {words['holds']}", "ok") if check.holds else setting.chip(f"✗ {words['fails']}", "no")
    target = _target(check.target, case, setting)
    if count > 1:
        target += Markup(' <span class="count">× {}</span>').format(count)
    return [
        GridCell(target, 2), GridCell(escape(check.expected), 3, css=_short(check.expected)),
        GridCell(Markup("<strong>{}</strong>").format(check.found), 4, css=_short(check.found)), GridCell(state, 5),
    ]  # fmt: skip


def _short(value: str) -> str:
    """Numbers and dates stay on one line."""
    return "value short" if len(value) <= 12 else "value"


def _target(target: str, case: WorkedCase, setting: TableSetting) -> Markup:
    if case.deadline:
        return link(Token("name", case.deadline, f"@{identifier(case.deadline)}"), setting.names.targets)
    return typeset(target, setting.language, setting.names.targets)


def _merged(checks: Sequence[ExpectationResult]) -> list[tuple[ExpectationResult, int]]:
    """Checks that say the same of several members, once, with how many."""
    counted: dict[tuple[str, str, str, bool], tuple[ExpectationResult, int]] = {}
    for check in checks:
        key = (check.target, check.expected, check.found, check.holds)
        first, count = counted.get(key, (check, 0))
        counted[key] = (first, count + 1)
    return list(counted.values())
