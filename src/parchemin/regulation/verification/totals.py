"""Totals that ought to agree: the national frame of credits, and the sums of sibling tables.

The frame: a French licence carries 180 ECTS credits over six semesters and a master 120 over four, 30 a semester and
60 a year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from parchemin.regulation.findings import Finding, SourcePlace
from parchemin.regulation.meaning.graph import Aggregate, Kind, Regulation
from parchemin.regulation.reading.vocabulary import number_text
from parchemin.regulation.verification import wordings as say
from parchemin.regulation.verification.structure import Spot, Tree, members
from parchemin.regulation.verification.walk import nodes, uses, uses_of_holders

FRAMES = {"semester": Fraction(30), "year": Fraction(60)}
SAID = {"semester": ("30 par semestre", "30 a semester"), "year": ("60 par an", "60 a year")}
LIKE = {
    "semester": ("semestre", "semester", "période", "period"),
    "year": ("année", "year", "an"),
}
SHOWN = 12  # terms of a sum that are written out


def totals(regulation: Regulation) -> Iterator[Finding]:
    yield from credit_totals(regulation)
    yield from odd_totals(regulation)


def credit_totals(regulation: Regulation, tree: Tree | None = None) -> Iterator[Finding]:
    """Semesters and years whose credits are not 30 and 60, all their columns of credits taken together.

    Left out: a column that a control sums in part (not everybody takes every line), and levels inside others that carry
    credits already. Where one level has several columns of credits (two modalities, say) each is told apart.
    """
    tree = tree or Tree(regulation)
    partial = _summed_in_part(regulation)
    columns = [c for c, t in regulation.data_types.items() if t.unit == "credits" and c not in partial]
    for frame, above in _framed(regulation, [column.rpartition(".")[0] for column in columns]):
        for group in _groups(regulation, columns, above):
            yield from _frame_findings(regulation, tree, group, above, frame)


def _groups(regulation: Regulation, columns: list[str], above: str) -> list[tuple[str, ...]]:
    """The columns below a level that are added up together."""
    levels = {column: column.rpartition(".")[0] for column in columns}
    inside = {c: level for c, level in levels.items() if above in regulation.path(level)[:-1]}
    highest = [c for c, level in inside.items() if not set(inside.values()) & set(regulation.path(level)[:-1])]
    once = len({levels[column] for column in highest}) == len(highest)
    return [tuple(highest)] if once else [(column,) for column in highest]


def _summed_in_part(regulation: Regulation) -> frozenset[str]:
    inner = (node for control in regulation.controls for node in nodes(control.node))
    return frozenset(
        name for n in inner if isinstance(n, Aggregate) and n.where is not None for name in uses(iter([n.of])).data
    )


def _framed(regulation: Regulation, levels: list[str]) -> Iterator[tuple[str, str]]:
    """The semester-like and year-like levels above some levels, as (frame, level)."""
    for name in dict.fromkeys(above for level in levels for above in regulation.path(level)[:-1]):
        known = {regulation.levels[name].canonical.casefold(), name.casefold()}
        for frame, names in LIKE.items():
            if known & set(names):
                yield frame, name


def _frame_findings(
    regulation: Regulation, tree: Tree, columns: tuple[str, ...], above: str, frame: str
) -> Iterator[Finding]:
    for spot in tree.spots(above):
        terms = [term for column in columns for term in _terms(regulation, tree, column, spot)]
        if terms and sum(terms, Fraction(0)) != FRAMES[frame]:
            french, english = SAID[frame]
            values = _sum_values(regulation, tree, " + ".join(columns), spot, terms)
            values |= {"expected": _written(regulation, FRAMES[frame]), "frame": french, "frame_en": english}
            yield Finding(say.CREDITS_TOTAL, _place(regulation, spot), values)


def _terms(regulation: Regulation, tree: Tree, column: str, spot: Spot) -> list[Fraction]:
    below = tree.below(spot.level, spot.index, column.rpartition(".")[0])
    cells = (regulation.data[column][i] for i in below)
    return [Fraction(cell) for cell in cells if cell is not None and not isinstance(cell, str)]


def _sum_values(
    regulation: Regulation, tree: Tree, column: str, spot: Spot, terms: list[Fraction]
) -> dict[str, object]:
    shown = " + ".join(_written(regulation, term) for term in terms[:SHOWN]) + (" + …" if len(terms) > SHOWN else "")
    total = _written(regulation, sum(terms, Fraction(0)))
    return {"level": spot.level, "member": tree.key(spot), "column": column, "sum": shown, "total": total}


def odd_totals(regulation: Regulation, tree: Tree | None = None) -> Iterator[Finding]:
    """Hours and weights: one parent whose total differs while all its siblings (two at least) agree."""
    tree = tree or Tree(regulation)
    weights = uses_of_holders(regulation).weights
    for column, type_ in regulation.data_types.items():
        level = regulation.levels[column.rpartition(".")[0]]
        if type_.kind is Kind.NUMBER and level.parent and (type_.unit == "hours" or column in weights):
            yield from _odd_ones(regulation, tree, column, level.parent)


def _odd_ones(regulation: Regulation, tree: Tree, column: str, above: str) -> Iterator[Finding]:
    by_spot = {spot: terms for spot in tree.spots(above) if (terms := _terms(regulation, tree, column, spot))}
    sums = {spot: sum(terms, Fraction(0)) for spot, terms in by_spot.items()}
    usual, times = Counter(sums.values()).most_common(1)[0] if sums else (Fraction(0), 0)
    if times < 2 or times != len(sums) - 1:
        return
    odd = next(spot for spot, total in sums.items() if total != usual)
    values = _sum_values(regulation, tree, column, odd, by_spot[odd])
    yield Finding(
        say.ODD_TOTAL, _place(regulation, odd), values | {"others": times, "usual": _written(regulation, usual)}
    )


def _place(regulation: Regulation, spot: Spot) -> SourcePlace:
    level = regulation.levels[spot.level]
    here = members(level)[spot.index].place
    return here if here.file else level.place


def _written(regulation: Regulation, value: Fraction) -> str:
    return number_text(value, regulation.language)
