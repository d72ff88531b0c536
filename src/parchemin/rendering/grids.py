"""What a typeset table is made of, whatever it says: columns, groups of rows, cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from markupsafe import Markup, escape

from parchemin.rendering.expressions import breakable


@dataclass(frozen=True, slots=True)
class GridColumn:
    title: str
    css: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell. `column` is the column it stands under; `heads` says whether it names its row or its group of rows."""

    html: Markup
    column: int
    heads: Literal["", "row", "rowgroup"] = ""
    css: str = ""
    anchor: str = ""
    wide: int = 1
    tall: int = 1


type Line = list[GridCell]


@dataclass(slots=True)
class RowGroup:
    """Rows that belong together and are not parted at a page's end."""

    lines: list[Line] = field(default_factory=list)
    css: str = ""


@dataclass(slots=True)
class Grid:
    """A table as shown. `summary` folds it under one line; `opened` says whether it starts unfolded."""

    kind: str
    title: Markup
    columns: Sequence[GridColumn]
    groups: list[RowGroup] = field(default_factory=list)
    note: Markup = field(default_factory=Markup)
    anchor: str = ""
    summary: Markup = field(default_factory=Markup)
    opened: bool = True


def one_each(lines: Sequence[Line]) -> list[RowGroup]:
    return [RowGroup(list(lines))]


def chip(words: str, css: str) -> Markup:
    """A state: in words first, in colour besides."""
    return Markup('<span class="chip {}">{}</span>').format(css, words)


def labelled(label: Markup | str, name: str) -> Markup:
    """What a thing is called by people, then by the rules, when the two differ."""
    if str(label) == name.replace("_", " "):
        return escape(label)
    if not label:
        return Markup('<code class="own">{}</code>').format(breakable(name))
    return Markup('{} <code class="own">{}</code>').format(escape(label), breakable(name))
