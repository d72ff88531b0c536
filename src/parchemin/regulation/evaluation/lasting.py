"""What nothing can change any more: the same records, of which every cell left as it is when nothing is said may still
be filled, and to which rows may be added where the text sets no condition for that.

A quitus that nobody has entered is not there, and may come tomorrow, as may a work that nobody has recorded; a mark
that is recorded stays what it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import numpy as np

from parchemin.regulation.evaluation.facts import Cohort, Integers, PersonFacts, RowFacts, encode, storage, unknown
from parchemin.regulation.meaning.graph import BOOL, Constant, Fact, Kind, Regulation, Value

ANYTIME = Constant(level="", type=BOOL, value=True)


def loosened(regulation: Regulation) -> Regulation:
    """The same text, where a cell left empty may be anything, and rows come unless it says when none can any more. Made
    once and kept with it."""
    found = vars(regulation).get("_loosened")
    if found is None:
        facts = {n: f if f.type.kind is Kind.TEXT else replace(f, missing=None) for n, f in regulation.facts.items()}
        levels = {
            name: replace(level, open=level.open or ANYTIME) if level.kind == "recorded" else level
            for name, level in regulation.levels.items()
        }
        found = vars(regulation)["_loosened"] = replace(regulation, facts=facts, levels=levels)
    return cast(Regulation, found)


def open_person(regulation: Regulation, person: PersonFacts) -> PersonFacts:
    """The person for the loosened text: of each cell that holds what an empty one means, nothing is known."""
    listed = {name: _said(regulation.facts[name], cells) for name, cells in person.listed.items()}
    rows = {
        level: [RowFacts(row.parent, row.name, _row(regulation, row)) for row in table]
        for level, table in person.rows.items()
    }
    return replace(person, listed=listed, rows=rows)


def _said(fact: Fact, cells: Mapping[str, Value | None]) -> dict[str, Value | None]:
    return {key: value for key, value in cells.items() if value != fact.missing}


def _row(regulation: Regulation, row: RowFacts) -> dict[str, Value | None]:
    return {name: value for name, value in row.facts.items() if value != regulation.facts[name].missing}


def open_cohort(regulation: Regulation, cohort: Cohort) -> Cohort:
    """The cohort for the loosened text."""
    listed = {name: _opened(regulation.facts[name], array) for name, array in cohort.listed.items()}
    rows = {
        level: replace(table, facts={n: _opened(regulation.facts[n], a) for n, a in table.facts.items()})
        for level, table in cohort.rows.items()
    }
    return replace(cohort, listed=listed, rows=rows)


def _opened(fact: Fact, array: Integers) -> Integers:
    if fact.missing is None or fact.type.kind is Kind.TEXT:
        return array
    empty = encode(fact.missing, fact.type)
    return np.where(array == empty, unknown(storage(fact)), array).astype(array.dtype)
