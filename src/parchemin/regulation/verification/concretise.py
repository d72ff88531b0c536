"""From a model of the solver to a person in plain values, and to lines of a table of worked cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from time import perf_counter
from typing import cast

import z3

from parchemin.regulation.evaluation.facts import Person, RowFacts
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Kind, Regulation, Type, Value
from parchemin.regulation.reading.vocabulary import number_text
from parchemin.regulation.verification.structure import Spot, Tree
from parchemin.regulation.verification.symbols import Quantity, Symbol, Whole
from parchemin.regulation.verification.world import World


def person(
    regulation: Regulation, tree: Tree, root: str, world: World, model: z3.ModelRef, *, copy: int, name: str
) -> Person:
    """The person the model describes. Facts that the question did not touch are left out: they do not matter."""
    words = {code: word for word, code in world.codes.items()}
    listed: dict[str, dict[str, Value | None]] = {}
    row_facts: dict[Spot, dict[str, Value | None]] = {
        spot: {} for spot, here in world.present.items() if _truth(model, cast(Symbol, here))
    }
    for (fact, spot, of_copy), symbol in world.facts.items():
        if of_copy not in (0, copy) or (of_copy != copy and (fact, spot, copy) in world.facts):
            continue
        value = _value(model, symbol, regulation.facts[fact].type, words)
        if spot.slot < 0:
            listed.setdefault(fact, {})[tree.key(spot)] = value
        elif spot in row_facts:
            row_facts[spot][fact] = value
    rows: dict[str, list[RowFacts]] = {}
    for spot, facts in row_facts.items():
        parent, _, own = tree.key(spot).rpartition("/")
        rows.setdefault(spot.level, []).append(RowFacts(parent, own, facts))
    return Person(root, name, listed, rows)


def _truth(model: z3.ModelRef, symbol: Symbol) -> bool:
    return symbol if isinstance(symbol, bool) else bool(z3.is_true(model.eval(symbol, model_completion=True)))


def integer(model: z3.ModelRef, term: Whole) -> int:
    return term if isinstance(term, int) else _exact(model.eval(term, model_completion=True)).numerator


def _exact(value: z3.ExprRef) -> Fraction:
    if z3.is_int_value(value):
        return Fraction(value.as_long())
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


def _value(model: z3.ModelRef, symbol: Symbol, type_: Type, words: dict[int, str]) -> Value:
    if type_.kind is Kind.BOOL:
        return _truth(model, symbol)
    if type_.kind is Kind.CHOICE:
        return words[integer(model, cast(Whole, symbol))]
    ratio = cast(Quantity, symbol).parts[0][1]
    numerator = ratio.n if isinstance(ratio.n, int) else _exact(model.eval(ratio.n, model_completion=True))
    number = Fraction(numerator) / cast(int, ratio.d)
    return number.numerator if type_.kind is Kind.DATE else number


def pruned(
    persons: tuple[Person, ...], confirmed: Callable[[tuple[Person, ...]], bool], until: float
) -> tuple[Person, ...]:
    """The same persons without the facts and rows that do not matter: left unknown, the answer stays what it is."""

    def without(cells: list[tuple[str, str]], rows: list[tuple[str, str, str]]) -> None:
        nonlocal persons
        if not (cells or rows) or perf_counter() > until:
            return
        fewer = tuple(_without(p, set(cells), set(rows)) for p in persons)
        if confirmed(fewer):
            persons = fewer
        elif len(cells) + len(rows) > 1:
            half, middle = len(cells) // 2, len(rows) // 2
            without(cells[:half], rows[:middle])
            without(cells[half:], rows[middle:])

    for level in sorted({level for p in persons for level in p.rows}):
        without([], [(level, row.parent, row.name) for row in persons[0].rows.get(level, ())])
    for fact in sorted({fact for p in persons for fact in p.listed}):
        without(sorted({(fact, key) for p in persons for key in p.listed.get(fact, {})}), [])
    return persons


def _without(given: Person, cells: set[tuple[str, str]], rows: set[tuple[str, str, str]]) -> Person:
    listed = {f: {k: v for k, v in values.items() if (f, k) not in cells} for f, values in given.listed.items()}
    kept = {
        level: [row for row in table if (level, row.parent, row.name) not in rows]
        for level, table in given.rows.items()
    }
    return replace(given, listed={f: values for f, values in listed.items() if values}, rows=kept)


# --- as a worked case ------------------------------------------------------------------------------------


def case_lines(
    regulation: Regulation, tree: Tree, given: Person, name: str, expected: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """The heading and the one line of a table of worked cases that says this person and what must come out.

    `expected` holds targets and values as a case writes them.
    """
    french = regulation.language == "fr"
    heads = ("cas", "données", "attendu") if french else ("case", "given", "expected")
    given_cell = " ; ".join(f"{target} = {value}" for target, value in assignments(regulation, tree, given))
    expected_cell = " ; ".join(f"{target} = {value}" for target, value in expected)
    cells = (name, given_cell, expected_cell)
    return (
        "**Cas**" if french else "**Cases**",
        "",
        "| " + " | ".join(heads) + " |",
        "| --- | --- | --- |",
        "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |",
    )


def assignments(regulation: Regulation, tree: Tree, given: Person) -> list[tuple[str, str]]:
    """The facts of a person as the targets and values of a worked case."""
    lines: list[tuple[str, str]] = []
    for fact, cells in given.listed.items():
        level = regulation.facts[fact].level
        for key, value in cells.items():
            lines.append(
                (target(regulation, fact, level, key), written(value, regulation.language, regulation.facts[fact].type))
            )
    for level, rows in given.rows.items():
        under_root = not regulation.levels[regulation.levels[level].parent].parent
        for row in rows:
            key = row.name if under_root else f"{row.parent}/{row.name}"
            known: Mapping[str, Value | None] = row.facts
            if not known:  # a row exists once one of its facts is named
                known = {next(name for name, fact in regulation.facts.items() if fact.level == level): None}
            for fact, value in known.items():
                lines.append(
                    (
                        target(regulation, fact, level, key),
                        written(value, regulation.language, regulation.facts[fact].type),
                    )
                )
    return lines


def target(regulation: Regulation, name: str, level: str, key: str) -> str:
    """How a worked case points at one value: `étudiant.x`, `module[Compta].x`."""
    if not regulation.levels[level].parent:
        return name
    return f"{level}[{key}].{name.rpartition('.')[2]}"


def written(value: Value | None, language: Language, type_: Type) -> str:
    """A value as a table cell of the regulation writes it; fractions that are no decimals stay exact."""
    french = language == "fr"
    if value is None:
        return "inconnu" if french else "unknown"
    if type_.kind is Kind.BOOL:
        return ("oui" if value else "non") if french else ("yes" if value else "no")
    if type_.kind is Kind.DATE:
        return date.fromordinal(int(cast(int, value))).isoformat()
    if isinstance(value, str):
        return value
    return number_text(Fraction(value), language)
