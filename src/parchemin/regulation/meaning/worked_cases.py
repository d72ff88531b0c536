"""Cases tables to cases: what is given, what is expected, kept as written until they are run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from parchemin.regulation.findings import Finding, SourcePlace
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.articles import Assignment, WorkedCase
from parchemin.regulation.reading.document import Cell, Table
from parchemin.regulation.reading.vocabulary import tidy

_EXPECTS = re.compile(r"(?:⇒|=>|→)\s*")
_BASE = re.compile(r"(?:avec|with)\s+")


def cases_of(table: Table, findings: list[Finding]) -> Iterable[WorkedCase]:
    """The cases of one table, in order."""
    of_deadlines = tidy(table.name).lower() in ("échéances", "deadlines")
    base = _BASE.sub("", table.option, count=1) if table.option else ""
    shared = tuple(_assignments(Cell(base, table.place), findings)) if base else ()
    for row in table.rows:
        name = tidy(row["case"].text) if "case" in row else ""
        place = next(iter(row.values())).place
        if of_deadlines:
            yield _deadline_case(row, name, place)
        else:
            given, expected = _targets(row, findings)
            yield WorkedCase(name, (*shared, *given), tuple(expected), place=place)


def _deadline_case(row: Mapping[str, Cell], name: str, place: SourcePlace) -> WorkedCase:
    expected = [Assignment("date", tidy(c.text), c.place) for h, c in row.items() if _EXPECTS.match(h)]
    deadline, start = (tidy(row[k].text) if k in row else "" for k in ("deadline", "start"))
    return WorkedCase(name, (), tuple(expected), deadline, start, place)


def _targets(row: Mapping[str, Cell], findings: list[Finding]) -> tuple[list[Assignment], list[Assignment]]:
    given: list[Assignment] = []
    expected: list[Assignment] = []
    for heading, cell in row.items():
        if heading == "case" or not cell.text:
            continue
        if heading == "given":
            given += _assignments(cell, findings)
        elif heading == "expected":
            expected += _assignments(cell, findings)
        elif _EXPECTS.match(heading):
            expected.append(Assignment(tidy(_EXPECTS.sub("", heading, count=1)), tidy(cell.text), cell.place))
        else:
            given.append(Assignment(tidy(heading), tidy(cell.text), cell.place))
    return given, expected


def _assignments(cell: Cell, findings: list[Finding]) -> Iterable[Assignment]:
    for piece in cell.text.split(";"):
        if not piece.strip():
            continue
        target, equals, value = piece.partition("=")
        if not equals or not target.strip():
            findings.append(Finding(say.CASE_ITEM, cell.place, {"text": piece.strip()}))
            continue
        yield Assignment(tidy(target), tidy(value.lstrip("=")), cell.place)
