"""The variables of one copy of a person: its facts, its recorded rows, and what a question leaves free.

In a uniform frame the members of a level share their variables, except under the members set apart. The second copy
of a person has variables of its own only for the facts of its family.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Self, cast

import z3

from parchemin.regulation.meaning.graph import CODES_BELOW, Kind, Level, Type, code_value
from parchemin.regulation.verification import symbols
from parchemin.regulation.verification.bounds import Interval
from parchemin.regulation.verification.polarity import Polarities, Polarity
from parchemin.regulation.verification.structure import Spot
from parchemin.regulation.verification.symbols import Quantity, Ratio, Symbol, Truth, Whole
from parchemin.regulation.verification.world import ProofFrame, ProofSetting, World

MANY = 7  # rows of one level that a uniform person may have: registrations, experiences
FIRST_DAY, LAST_DAY = date(1950, 1, 1).toordinal(), date(2150, 12, 31).toordinal()
APART = "@"  # marks the name of what stands under a member set apart
YEARS = 6  # a uniform person lives within so many years of the text coming into force


class Variables:
    """The variables of one copy of a person; with a `twin`, of the second copy, higher in `family` only."""

    def __init__(self, setting: ProofSetting, world: World, frame: ProofFrame, family: str, twin: Self | None) -> None:
        self.setting, self.world, self.frame, self.family = setting, world, frame, family
        self.rows = frame.rows
        self.copy = 0 if twin is None else world.another_copy()
        self._variables: dict[tuple[object, Spot], Symbol] = {}
        self._twin = twin

    # --- facts

    def fact(self, name: str, spot: Spot) -> Symbol:
        """The variable of a fact; a fact that cannot differ between the copies is the twin's."""
        if self._twin is not None and not (name == self.family and self._may_differ(spot)):
            return self._twin.fact(name, spot)
        known = self.world.facts.get((name, spot, self.copy))
        if known is None:
            alike = (name, self._alike(spot), self.copy)
            if self.frame.uniform and alike in self.world.alike:
                known = self.world.alike[alike]
            else:
                known = self._new_fact(name, spot)
            self.world.facts[name, spot, self.copy] = self.world.alike[alike] = known
        return known

    def _new_fact(self, name: str, spot: Spot) -> Symbol:
        fact = self.setting.regulation.facts[name]
        stem = f"{name}[{self.setting.tree.key(spot)}]" + "'" * self.copy
        new = self._variable(stem, fact.type, self.setting.bounds.fact(name))
        if self._twin is not None:
            self._higher(self._twin.fact(name, spot), new, Polarity.INCREASING)
        return new

    def _may_differ(self, spot: Spot) -> bool:
        return not self.frame.apart or self.set_apart(spot) is not None

    def set_apart(self, spot: Spot) -> Spot | None:
        """The member set apart at or above `spot`."""
        tree = self.setting.tree
        above = set(self.setting.regulation.path(spot.level))
        return next((a for a in self.frame.apart if a.level in above and tree.up(spot, a.level) == a), None)

    def near(self, spot: Spot) -> bool:
        """Whether `spot` stands above the members set apart, or under the same parent."""
        tree, levels = self.setting.tree, self.setting.regulation.levels
        for apart in self.frame.apart:
            parent = tree.up(apart, levels[apart.level].parent)
            high, low = sorted((parent, spot), key=lambda s: len(self.setting.regulation.path(s.level)))
            if high.level in self.setting.regulation.path(low.level) and tree.up(low, high.level) == high:
                return True
        return False

    def _alike(self, spot: Spot) -> tuple[str, int]:
        """What tells two instances of a level apart in a uniform person."""
        if not self.frame.uniform:
            return self.setting.tree.key(spot), spot.slot
        level, apart = self.setting.regulation.levels[spot.level], self.set_apart(spot)
        if level.kind == "recorded":
            return self._alike(self.setting.tree.up(spot, level.parent))[0], spot.slot
        own = level.members[spot.index].name if level.repeated and level.members else ""
        return own if apart is None else f"{own}{APART}{self.setting.tree.key(apart)}", spot.slot

    def _variable(self, stem: str, type_: Type, span: Interval) -> Symbol:
        if type_.kind is Kind.BOOL:
            return span.always if span.always or span.never else cast(z3.BoolRef, z3.Bool(stem))
        if type_.kind is Kind.CHOICE:
            return self._choice(stem, type_)
        if type_.kind is Kind.DATE:
            return self._day(stem)
        number = self._within(z3.Int(stem) if type_.step else z3.Real(stem), type_.step or Fraction(1), span)
        return self._coded(number, type_) if type_.codes else number

    def _coded(self, number: Quantity, type_: Type) -> Quantity:
        """A mark is a number of its scale or one of its codes, and nothing between."""
        codes = [("==", code_value(at)) for at in range(len(type_.codes))]
        least = [(">=", CODES_BELOW if type_.floor is None else type_.floor)]
        self.world.require(
            z3.Or([symbols.compare(sign, number, symbols.figure(end), self.flatten) for sign, end in least + codes])
        )
        return number

    def _day(self, stem: str) -> Quantity:
        day, first, last = cast(z3.ArithRef, z3.Int(stem)), FIRST_DAY, LAST_DAY
        if self.frame.uniform:
            first = date.fromisoformat(self.setting.regulation.version).toordinal()
            last = first + 365 * YEARS
        self.world.require(z3.And(day >= first, day <= last))
        return symbols.quantity(day)

    def _choice(self, stem: str, type_: Type) -> Whole:
        word = cast(z3.ArithRef, z3.Int(stem))
        self.world.require(z3.Or([word == self.world.code(choice) for choice in type_.choices]))
        return word

    def _within(self, term: z3.ArithRef, step: Fraction, span: Interval) -> Quantity:
        number = symbols.quantity(symbols.times(term, step.numerator), step.denominator)
        for operator, bound in ((">=", span.low), ("<=", span.high)):
            if bound is not None:
                self.world.require(symbols.compare(operator, number, symbols.figure(bound), self.flatten))
        return number

    # --- recorded rows

    def rows_under(self, level: Level) -> int:
        """How many rows of a level are spelt out per parent. A uniform person may have many directly under the root."""
        rows = self.rows or 0
        if self.frame.uniform and not self.setting.regulation.levels[level.parent].parent:
            rows = max(rows, MANY)
        return rows if level.most is None else min(rows, level.most)

    def exists(self, spot: Spot) -> Truth:
        """Whether a recorded row is there. Rows fill their slots from the first."""
        if spot not in self.world.present:
            key = "/".join(map(str, self._alike(spot))) if self.frame.uniform else self.setting.tree.key(spot)
            here = cast(z3.BoolRef, z3.Bool(f"{spot.level}[{key}]"))
            self.world.present[spot] = here
            if spot.slot:
                self.world.require(z3.Implies(here, self.exists(replace(spot, slot=spot.slot - 1))))
        return self.world.present[spot]

    # --- what is left free

    def free(self, key: object, stem: str, type_: Type, span: Interval, polarities: Polarities, spot: Spot) -> Symbol:
        """A variable for what is not spelt out; in copy 1 related to its twin by its polarity in the family."""
        polarity = polarities.get(self.family, Polarity.CONSTANT)
        if self._twin is not None and polarity is Polarity.CONSTANT:
            return self._twin.free(key, stem, type_, span, polarities, spot)
        known = self._variables.get((key, spot))
        if known is None:
            known = self._variables[key, spot] = self._variable(self.world.name(stem), type_, span)
            if self._twin is not None:
                self._higher(self._twin.free(key, stem, type_, span, polarities, spot), known, polarity)
        return known

    def _higher(self, low: Symbol, high: Symbol, polarity: Polarity) -> None:
        if polarity is Polarity.MIXED:
            return
        if polarity is Polarity.DECREASING:
            low, high = high, low
        if isinstance(low, Quantity) and isinstance(high, Quantity):
            self.world.require(symbols.compare("<=", low, high, self.flatten))
        else:
            self.world.require(symbols.disjunction([symbols.negation(cast(Truth, low)), cast(Truth, high)]))

    def flatten(self, number: Quantity) -> Ratio:
        """A quantity as one ratio with a plain denominator; a fresh real stands for what is not linear."""
        if (plain := number.plain) is not None:
            return plain
        parts = [(guard, ratio if isinstance(ratio.d, int) else symbols.split(ratio)) for guard, ratio in number.parts]
        known = [(guard, ratio) for guard, ratio in parts if ratio is not None]
        if len(known) == len(parts):
            whole = symbols.Quantity(((True, known[-1][1]),))
            for guard, ratio in known[:-1]:
                whole = symbols.choose(guard, symbols.Quantity(((True, ratio),)), whole)
            return whole.parts[0][1]
        self.world.loose = True
        real = cast(z3.ArithRef, z3.Real(self.world.name("ratio")))
        for guard, ratio in known:
            exact = symbols.ordered("==", symbols.times(real, cast(int, ratio.d)), ratio.n)
            self.world.require(symbols.disjunction([symbols.negation(guard), exact]))
        return Ratio(real)

    def due(self, deadline: str, start: Ratio) -> Quantity:
        """The last day as an unknown but monotone function of the start."""
        begin = start.n
        key = deadline, begin if isinstance(begin, int) else -1 - begin.get_id()
        if key not in self.world.due:
            day = cast(z3.ArithRef, z3.Int(self.world.name(f"due {deadline}")))
            for (other, _), (earlier, end) in self.world.due.items():
                if other == deadline:
                    before, after = symbols.ordered("<=", earlier, begin), symbols.ordered(">=", earlier, begin)
                    self.world.require(symbols.disjunction([symbols.negation(before), symbols.ordered("<=", end, day)]))
                    self.world.require(symbols.disjunction([symbols.negation(after), symbols.ordered(">=", end, day)]))
            self.world.due[key] = begin, day
        return symbols.quantity(self.world.due[key][1])
