"""From a model of the solver to a person in plain values, and to lines of a table of worked cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import cast

import z3

from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.meaning.graph import Kind, Regulation, Type, Value
from parchemin.regulation.meaning.written import written
from parchemin.regulation.verification.structure import Spot, Tree
from parchemin.regulation.verification.symbols import Quantity, Symbol, Whole
from parchemin.regulation.verification.world import World

GROUP = 3  # members that share a fact from which it is said of all


def person(
    regulation: Regulation, tree: Tree, root: str, world: World, model: z3.ModelRef, *, copy: int, name: str
) -> PersonFacts:
    """The person the model describes. Facts that the question did not touch are left out: they do not matter."""
    words = {code: word for word, code in world.codes.items()}
    known: dict[int, Value] = {}  # the members of a uniform person share their variables
    listed: dict[str, dict[str, Value | None]] = {}
    row_facts: dict[Spot, dict[str, Value | None]] = {
        spot: {}
        for spot, here in world.present.items()
        if regulation.root_of(spot.level) == root and _truth(model, cast(Symbol, here))
    }
    for (fact, spot, of_copy), symbol in world.facts.items():
        if regulation.root_of(spot.level) != root or of_copy not in (0, copy):
            continue
        if of_copy != copy and (fact, spot, copy) in world.facts:
            continue
        if id(symbol) not in known:
            known[id(symbol)] = _value(model, symbol, regulation.facts[fact].type, words)
        value = known[id(symbol)]
        if spot.slot < 0:
            listed.setdefault(fact, {})[tree.key(spot)] = value
        elif spot in row_facts:
            row_facts[spot][fact] = value
    rows: dict[str, list[RowFacts]] = {}
    for spot, facts in row_facts.items():
        parent, _, own = tree.key(spot).rpartition("/")
        rows.setdefault(spot.level, []).append(RowFacts(parent, own, facts))
    return PersonFacts(root, name, listed, rows)


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


# --- as a worked case ------------------------------------------------------------------------------------


def case_lines(
    regulation: Regulation, tree: Tree, given: PersonFacts, name: str, expected: Iterable[tuple[str, str]]
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


def assignments(regulation: Regulation, tree: Tree, given: PersonFacts) -> list[tuple[str, str]]:
    """The facts of a person as the targets and values of a worked case."""
    lines: list[tuple[str, str]] = []
    for fact, cells in given.listed.items():
        level, type_ = regulation.facts[fact].level, regulation.facts[fact].type
        for key, value in _grouped(regulation, level, cells):
            lines.append((target(regulation, fact, level, key), written(value, regulation.language, type_)))
    for level, rows in given.rows.items():
        under_root = tree.under_root(level)
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


def changes(regulation: Regulation, tree: Tree, before: PersonFacts, after: PersonFacts) -> list[tuple[str, str, str]]:
    """What the second person has otherwise: the target, its value before, its value after."""

    def told(person: PersonFacts) -> dict[tuple[str, str], Value | None]:
        rows = {
            (fact, row.name if tree.under_root(level) else f"{row.parent}/{row.name}"): value
            for level, table in person.rows.items()
            for row in table
            for fact, value in row.facts.items()
        }
        return {(fact, key): value for fact, cells in person.listed.items() for key, value in cells.items()} | rows

    first = told(before)
    found = []
    for (name, key), value in told(after).items():
        if (old := first.get((name, key))) != value:
            fact = regulation.facts[name]
            first_text, then_text = (written(v, regulation.language, fact.type) for v in (old, value))
            found.append((target(regulation, name, fact.level, key), first_text, then_text))
    return found


def _grouped(regulation: Regulation, level: str, cells: Mapping[str, Value | None]) -> list[tuple[str, Value | None]]:
    """What all members share is said once, for `*`; the exceptions follow and prevail."""
    if len(cells) < len(regulation.levels[level].members) or len(cells) < GROUP:
        return list(cells.items())
    usual = Counter(cells.values()).most_common(1)[0][0]
    return [("*", usual), *((key, value) for key, value in cells.items() if value != usual)]


def target(regulation: Regulation, name: str, level: str, key: str) -> str:
    """How a worked case points at one value: `étudiant.x`, `module[Compta].x`."""
    if not regulation.levels[level].parent:
        return name
    return f"{level}[{key}].{name.rpartition('.')[2]}"
