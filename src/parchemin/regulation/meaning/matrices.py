"""Members tables of their own kinds: examples, and matrices, which say what weighs in several places.

A matrix has a line for each thing and a column for each place. `**Matrice : apport** — coefficient`, with a first
column `ressource` and a column for each `ue`, declares a member of `apport` for each filled cell: under that ue, with
the columns `ressource` and `coefficient`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from parchemin.regulation.meaning.graph import Level
from parchemin.regulation.reading.document import Cell, Table
from parchemin.regulation.reading.vocabulary import tidy

_SAMPLE = ("exemple", "exemples", "example", "examples", "sample")


def is_sample(table: Table) -> bool:
    """Whether a members table holds examples, for a text that others stand under to be read alone."""
    return tidy(table.option).lower() in _SAMPLE


def as_members(matrix: Table, level: Level) -> Table:
    """The members table that a matrix stands for."""
    thing, places = matrix.headings[0], matrix.headings[1:]
    value = Cell(tidy(matrix.option) or "valeur", matrix.place)
    headings = (Cell(level.name, matrix.place), Cell(level.parent, matrix.place), thing, value)
    rows = tuple(
        _row(row[thing.text], place, row[place.text], headings)
        for row in matrix.rows
        for place in places
        if row[place.text].text and row[place.text].text not in ("—", "-", "–")
    )
    return replace(matrix, kind="members", option="", headings=headings, rows=rows)


def _row(thing: Cell, place: Cell, cell: Cell, headings: tuple[Cell, ...]) -> Mapping[str, Cell]:
    name = Cell(f"{tidy(thing.text)} {tidy(place.text)}", cell.place)
    return dict(zip((h.text for h in headings), (name, place, thing, cell), strict=True))


def things_of(matrix: Table) -> Table:
    """The members table of the things that a matrix weighs, for a level that has no other."""
    thing = matrix.headings[0]
    rows = tuple({thing.text: row[thing.text]} for row in matrix.rows)
    return replace(matrix, kind="members", name=thing.text, option="", headings=(thing,), rows=rows)
