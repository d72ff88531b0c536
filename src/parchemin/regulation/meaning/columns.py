"""Slips in the data columns of members tables: a heading changed in one table, a word written in two ways."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from parchemin.regulation.reading import cells
from parchemin.regulation.reading.document import Cell, Table
from parchemin.regulation.reading.vocabulary import tidy


def renamed(heading: str, tables: Sequence[Table]) -> Cell | None:
    """Of the tables of one level, where one alone lacks `heading` and has one of its own: that one of its own."""
    lacking = [table for table in tables if heading not in {h.text for h in table.headings}]
    if len(tables) < 2 or len(lacking) != 1:
        return None
    others = {h.text for table in tables if table is not lacking[0] for h in table.headings}
    own = [h for h in lacking[0].headings if h.text not in others]
    return own[0] if len(own) == 1 else None


def alike(values: Sequence[Cell | None]) -> Iterator[tuple[Cell, Cell]]:
    """Words that differ from an earlier one by an accent, a capital, a space or a hyphen only: one word mistyped."""
    seen: dict[str, Cell] = {}
    for cell in (v for v in values if v and tidy(v.text) and cells.quantity(v.text) is None):
        first = seen.setdefault(_folded(cell.text), cell)
        if tidy(first.text) != tidy(cell.text):
            yield cell, first


def _folded(word: str) -> str:
    """A word without accents, capitals, spaces, hyphens and underscores."""
    plain = unicodedata.normalize("NFD", tidy(word)).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c) and c not in " _-")
