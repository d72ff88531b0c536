"""Whether a change of the law can be noticed at all: what is shown here to make no difference is no gap in the cases.

Three kinds of change are recognised. A weight, where the weights of every average it enters stay in proportion. A
deadline counted without a calendar, where a day still leads to the same day. A rule, where the solver finds nothing
that tells the two expressions apart, whatever the definitions they use. Anything else is taken to make a difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import z3

from parchemin.regulation.evaluation.deadlines import last_day
from parchemin.regulation.meaning.graph import Aggregate, DatumUse, Deadline, Node, Regulation
from parchemin.regulation.verification import symbols
from parchemin.regulation.verification.structure import Spot, Tree
from parchemin.regulation.verification.symbols import Quantity, Symbol, Truth
from parchemin.regulation.verification.translation import Translation
from parchemin.regulation.verification.walk import nodes, rules
from parchemin.regulation.verification.world import OutOfTime, ProofFrame, ProofSetting, World

SECONDS = 0.5  # for the solver, at one instance
SHIFTING = ("hours", "calendar", "weeks", "clear")  # countings that move with their start, whatever the date


def equivalent(before: Regulation, after: Regulation) -> bool:
    """Whether two regulations that differ in one place give everybody the same, as far as can be shown."""
    if before.parameters != after.parameters:
        return False
    if before.data != after.data:
        return all(_in_proportion(before, after, column) for column in _changed(before, after))
    if before.deadlines != after.deadlines:
        pairs = ((deadline, after.deadlines[name]) for name, deadline in before.deadlines.items())
        return all(_same_day(*pair, before.holidays) for pair in pairs)
    return all(_same_value(before, *pair) for pair in _changed_rules(before, after))


def _changed(before: Regulation, after: Regulation) -> Iterator[str]:
    return (name for name, column in before.data.items() if after.data[name] != column)


# --- weights -------------------------------------------------------------------------------------------------------


def _in_proportion(before: Regulation, after: Regulation, column: str) -> bool:
    """Whether the column only weighs means, and weighs every group of members as it did, up to a factor."""
    tree = Tree(before)
    inside = [node for holder in rules(before) for node in nodes(holder.node)]
    weighed = [n for n in inside if isinstance(n, Aggregate) and n.weight == _use(inside, column)]
    if sum(node == _use(inside, column) for node in inside) != len(weighed):
        return False
    groups = {
        tree.below(node.level, spot.index, node.over)
        for node in weighed
        for spot in tree.spots(node.level)
        if before.levels[node.over].kind == "listed"
    }
    return all(_proportional(_weights(before, column, g), _weights(after, column, g)) for g in groups)


def _use(inside: list[Node], column: str) -> Node | None:
    return next((node for node in inside if isinstance(node, DatumUse) and node.name == column), None)


def _weights(regulation: Regulation, column: str, group: tuple[int, ...]) -> list[Fraction]:
    values = (regulation.data[column][i] for i in group)
    return [Fraction(0) if value is None or isinstance(value, str) else Fraction(value) for value in values]


def _proportional(before: list[Fraction], after: list[Fraction]) -> bool:
    first = next((i for i, weight in enumerate(before) if weight), None)
    if first is None:
        return before == after
    factor = after[first] / before[first]
    return factor > 0 and [factor * weight for weight in before] == after


# --- deadlines -----------------------------------------------------------------------------------------------------


def _same_day(before: Deadline, after: Deadline, holidays: str) -> bool:
    """A record holds days, and so does what a rule makes of a deadline; hours within the last day do not show."""
    if before == after:
        return True
    if before.roll != "none" or before.counting != after.counting or before.counting not in SHIFTING:
        return False
    start = date(2026, 3, 13)
    ends = (last_day(deadline, start, holidays).last.isoformat()[:10] for deadline in (before, after))
    return len(set(ends)) == 1


# --- rules ---------------------------------------------------------------------------------------------------------


def _changed_rules(before: Regulation, after: Regulation) -> Iterator[tuple[Node, Node, str]]:
    levels = {name: definition.level for name, definition in before.definitions.items()}
    levels |= {name: decision.level for name, decision in before.decisions.items()}
    for old, new in zip(rules(before), rules(after), strict=True):
        if old.node != new.node:
            yield old.node, new.node, levels[old.name]


def _same_value(regulation: Regulation, old: Node, new: Node, level: str) -> bool:
    """No facts, and no values of the definitions they use, tell the two expressions apart, at any instance."""
    setting = ProofSetting(regulation)
    return all(_never_apart(setting, old, new, spot) for spot in setting.tree.spots(level))


def _never_apart(setting: ProofSetting, old: Node, new: Node, spot: Spot) -> bool:
    world = World()
    until = setting.work.now + SECONDS
    person = Translation(setting, world, ProofFrame(frozenset()), until=until)
    try:
        apart = _apart(person, person.value(old, spot), person.value(new, spot))
    except OutOfTime:
        return False
    solver = z3.Solver()
    solver.add(world.constraints)
    solver.add(apart)
    return bool(setting.work.check(solver, until) == z3.unsat)


def _apart(person: Translation, old: Symbol, new: Symbol) -> Truth:
    if isinstance(old, Quantity) and isinstance(new, Quantity):
        return symbols.compare("!=", old, new, person.flatten)
    if isinstance(old, Quantity) or isinstance(new, Quantity):
        return True
    return symbols.negation(symbols.equal_terms(old, new))
