"""An example made short: what does not matter is left out, and days stand in the years of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.meaning.graph import Kind, Regulation, Value

type Persons = tuple[PersonFacts, ...]
FEW = 3  # members with a fact from which it is told of all

type Cell = tuple[str, str, str]  # fact, key of the listed member or of the row's parent, name of the row


def pruned(
    regulation: Regulation,
    persons: Persons,
    confirmed: Callable[[Persons], bool],
    more: Callable[[], bool],
    *,
    family: str = "",
) -> Persons:
    """The same persons without the facts and rows that do not matter: left unknown, the answer stays what it is.

    Whole levels of rows first, then whole facts, rows, and members of the same value. Then days come after the text,
    marks are rounded, and a fact that most members share is given to all. Stops with what it has once `more` says no.
    """
    kept = persons
    for cell in [c for c in _cells(persons[0]) if c[0] == family]:
        if (fewer := _as_before(kept, cell)) != kept and confirmed(fewer):
            kept = fewer

    def without[T](things: Sequence[T], left_out: Callable[[PersonFacts, frozenset[T]], PersonFacts]) -> None:
        nonlocal kept
        if not things or not more():
            return
        fewer = tuple(left_out(p, frozenset(things)) for p in kept)
        if confirmed(fewer):
            kept = fewer
        elif len(things) > 1:
            half = len(things) // 2
            without(things[:half], left_out)
            without(things[half:], left_out)

    without(sorted({level for p in kept for level in p.rows}), _without_levels)
    without(sorted({cell[0] for p in kept for cell in _cells(p)}), _without_facts)
    for level in sorted({level for p in kept for level in p.rows}):
        without(sorted({(row.parent, row.name) for p in kept for row in p.rows.get(level, ())}), _rows_of(level))
    for cells in _alike(kept):
        without([cells], _without_cells)
    for plainer in (in_the_years_of_the_text, *_roundings(kept), _same_for_all):
        changed = plainer(regulation, kept)
        if changed != kept and more() and _ordered(changed, family) and confirmed(changed):
            kept = changed
    return kept


type Plainer = Callable[[Regulation, Persons], Persons]


def _roundings(persons: Persons) -> list[Plainer]:
    """For each number with decimals, the same persons with the nearest whole number in its place."""

    def rounding(fact: str, old: Fraction) -> Plainer:
        def rounded(cell: Cell, value: Value | None) -> Value | None:
            return Fraction(round(old)) if cell[0] == fact and value == old else value

        return lambda regulation, kept: tuple(_mapped(p, rounded) for p in kept)

    found = {
        (cell[0], value)
        for p in persons
        for cell, value in _values(p)
        if isinstance(value, Fraction) and value.denominator != 1
    }
    return [rounding(fact, value) for fact, value in sorted(found)]


def _same_for_all(regulation: Regulation, persons: Persons) -> Persons:
    """Every member has what most of those that are told have, where at least a few are told."""

    def filled(person: PersonFacts) -> PersonFacts:
        listed = dict(person.listed)
        for fact, cells in listed.items():
            if len(cells) >= FEW:
                usual = Counter(cells.values()).most_common(1)[0][0]
                members = regulation.levels[regulation.facts[fact].level].members
                listed[fact] = {member.key: cells.get(member.key, usual) for member in members}
        return replace(person, listed=listed)

    return tuple(map(filled, persons))


def _ordered(persons: Persons, family: str) -> bool:
    """Whether the second person is still at least as good as the first in every fact of the family."""
    before, *after = ({c: v for c, v in _values(p) if c[0] == family} for p in persons)
    pairs = ((before.get(cell), value) for better in after for cell, value in better.items())
    return all(low is not None and high is not None and Fraction(high) >= Fraction(low) for low, high in pairs)


def _values(person: PersonFacts) -> Iterator[tuple[Cell, Value | None]]:
    for fact, cells in person.listed.items():
        yield from (((fact, key, ""), value) for key, value in cells.items())
    for rows in person.rows.values():
        yield from (((f, row.parent, row.name), value) for row in rows for f, value in row.facts.items())


def _cells(person: PersonFacts) -> list[Cell]:
    return [cell for cell, _ in _values(person)]


def _as_before(persons: Persons, cell: Cell) -> Persons:
    """The persons with one fact no better in the second than in the first."""
    before = dict(_values(persons[0])).get(cell)
    return persons[0], *(_mapped(p, lambda c, value: before if c == cell else value) for p in persons[1:])


def _without_levels(person: PersonFacts, levels: frozenset[str]) -> PersonFacts:
    return replace(person, rows={level: rows for level, rows in person.rows.items() if level not in levels})


def _rows_of(level: str) -> Callable[[PersonFacts, frozenset[tuple[str, str]]], PersonFacts]:
    def left_out(person: PersonFacts, rows: frozenset[tuple[str, str]]) -> PersonFacts:
        kept = [row for row in person.rows.get(level, ()) if (row.parent, row.name) not in rows]
        return replace(person, rows={**person.rows, level: kept})

    return left_out


def _without_facts(person: PersonFacts, facts: frozenset[str]) -> PersonFacts:
    return _without_cells(person, frozenset({frozenset(cell for cell in _cells(person) if cell[0] in facts)}))


def _without_cells(person: PersonFacts, groups: frozenset[frozenset[Cell]]) -> PersonFacts:
    cells = frozenset[Cell]().union(*groups)
    return _kept(person, lambda cell: cell not in cells)


def _alike(persons: Persons) -> list[frozenset[Cell]]:
    """The cells of one fact that have the same value, in each person: an example says them together."""
    told = [dict(_values(person)) for person in persons]
    groups: dict[tuple[object, ...], set[Cell]] = {}
    for cell in told[0]:
        groups.setdefault((cell[0], bool(cell[2]), *(one.get(cell) for one in told)), set()).add(cell)
    return [frozenset(cells) for cells in groups.values()]


def _kept(person: PersonFacts, keeps: Callable[[Cell], bool]) -> PersonFacts:
    listed = {
        fact: {key: v for key, v in cells.items() if keeps((fact, key, ""))} for fact, cells in person.listed.items()
    }
    rows = {
        level: [
            replace(row, facts={f: v for f, v in row.facts.items() if keeps((f, row.parent, row.name))})
            for row in table
        ]
        for level, table in person.rows.items()
    }
    return replace(person, listed={fact: cells for fact, cells in listed.items() if cells}, rows=rows)


def _mapped(person: PersonFacts, value_of: Callable[[Cell, Value | None], Value | None]) -> PersonFacts:
    listed = {
        fact: {key: value_of((fact, key, ""), v) for key, v in cells.items()} for fact, cells in person.listed.items()
    }
    rows = {
        level: [
            replace(row, facts={f: value_of((f, row.parent, row.name), v) for f, v in row.facts.items()})
            for row in table
        ]
        for level, table in person.rows.items()
    }
    return replace(person, listed=listed, rows=rows)


def in_the_years_of_the_text(regulation: Regulation, persons: Persons) -> Persons:
    """The persons with all their days moved together, by whole weeks, so that the first comes after the text."""
    dated = {name for name, fact in regulation.facts.items() if fact.type.kind is Kind.DATE}
    days = [v for p in persons for cell, v in _values(p) if cell[0] in dated and isinstance(v, int)]
    start = date.fromisoformat(regulation.version).toordinal()
    if not days or min(days) >= start:
        return persons
    weeks = -((min(days) - start) // 7)

    def later(cell: Cell, value: Value | None) -> Value | None:
        return value + 7 * weeks if cell[0] in dated and isinstance(value, int) else value

    return tuple(_mapped(person, later) for person in persons)
