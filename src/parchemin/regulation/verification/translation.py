"""Rules of a regulation as z3 terms, at one instance, with a cut: what is not inlined is a variable of its type.

A definition outside `inlined` becomes a free variable within its interval (the cut at article boundaries). An
aggregate over recorded rows is a free variable too, unless `rows` says how many rows per parent to spell out. Both
only add behaviours, so that what is impossible here is impossible in the regulation; `cut` and `loose` tell what was
left open. All facts are taken as known, and records as closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import cast

import z3

from parchemin.regulation.evaluation.single_aggregates import best_of
from parchemin.regulation.meaning.graph import (
    Aggregate,
    Arithmetic,
    Choose,
    Compare,
    Constant,
    DatumUse,
    DecisionTable,
    DecisionUse,
    DefinitionUse,
    DueDate,
    Extreme,
    FactUse,
    Kind,
    Logic,
    Lookup,
    Node,
    Not,
    ParameterUse,
    Pick,
    Round,
    Switch,
    Type,
    Value,
)
from parchemin.regulation.verification import symbols
from parchemin.regulation.verification.aggregates import SymbolicItem, fold
from parchemin.regulation.verification.bounds import Interval
from parchemin.regulation.verification.structure import Spot
from parchemin.regulation.verification.symbols import Quantity, Symbol, Truth, Whole
from parchemin.regulation.verification.variables import Variables
from parchemin.regulation.verification.world import OutOfTime, ProofFrame, ProofSetting, World


class Translation(Variables):
    """One copy of a person. With a `twin`, the second copy: facts of `family` may only be higher than the twin's."""

    def __init__(
        self,
        setting: ProofSetting,
        world: World,
        frame: ProofFrame,
        *,
        family: str = "",
        twin: Translation | None = None,
        until: float = float("inf"),
    ) -> None:
        super().__init__(setting, world, frame, family, twin)
        self.inlined, self.until = frame.inlined, until
        self._first = twin
        self._known: dict[tuple[int, Spot], Symbol] = {}

    # --- the door

    def truth(self, node: Node, spot: Spot) -> Truth:
        return cast(Truth, self.value(node, spot))

    def number(self, node: Node, spot: Spot) -> Quantity:
        return cast(Quantity, self.value(node, spot))

    def value(self, node: Node, spot: Spot) -> Symbol:
        here = self.setting.tree.up(spot, node.level)
        known = self._known.get((id(node), here))
        if known is None:
            if self.setting.work.now > self.until:
                raise OutOfTime
            self.setting.work.translated()
            known = self._first.value(node, here) if self._first and self._same(node, here) else self._value(node, here)
            self._known[id(node), here] = known
        return known

    def _same(self, node: Node, spot: Spot) -> bool:
        """Whether the second copy has the first one's value: it does not depend on the family.

        In a uniform frame it is also taken to stay the same far from the members set apart: the replay will tell.
        """
        return self.family not in self.setting.typing.of(node) or (bool(self.frame.apart) and not self.near(spot))

    def _value(self, node: Node, spot: Spot) -> Symbol:
        match node:
            case Constant(value=value):
                return self._constant(value, node.type)
            case ParameterUse(name=name):
                return self._constant(self.setting.figures[name], node.type)
            case DatumUse(name=name):
                return self._datum(name, node, spot)
            case FactUse(name=name):
                return self.fact(name, spot)
            case DefinitionUse(name=name):
                return self._definition(name, node, spot)
            case Compare() | Logic() | Not() | DecisionUse():
                return self._condition(node, spot)
            case Choose() | Switch():
                return self._branch(node, spot)
            case Aggregate():
                return self._aggregate(node, spot)
            case Pick():
                return self._pick(node, spot)
            case Lookup(over=over, of=of, places=there, empty=empty):
                at = there[spot.index]
                return self.value(empty, spot) if at < 0 and empty is not None else self.value(of, Spot(over, at))
            case _:
                return self._number(node, spot)

    def _constant(self, value: Value, type_: Type) -> Symbol:
        if type_.kind is Kind.CHOICE or isinstance(value, str):
            return self.world.code(str(value))
        return value if isinstance(value, bool) else symbols.figure(value)

    def _datum(self, name: str, node: Node, spot: Spot) -> Symbol:
        value = self.setting.regulation.data[name][spot.index]
        return self._constant(0 if value is None else value, node.type)

    # --- rules

    def _definition(self, name: str, node: Node, spot: Spot) -> Symbol:
        definition = self.setting.regulation.definitions[name]
        if name in self.inlined:
            return self.value(definition.node, spot)
        span = self.setting.bounds.definition(name)
        if span.low is not None and span.low == span.high and node.type.kind in (Kind.BOOL, Kind.NUMBER):
            return bool(span.low) if node.type.kind is Kind.BOOL else symbols.figure(span.low)
        self.world.cut.add(name)
        type_ = node.type if node.type.kind is not Kind.CHOICE else definition.node.type
        stem = f"{name}[{self.setting.tree.key(spot)}]"
        return self.free(name, stem, type_, span, self.setting.typing.definition(name), spot)

    def _condition(self, node: Node, spot: Spot) -> Truth:
        match node:
            case Logic(operator=operator, operands=operands):
                parts = (self.truth(part, spot) for part in operands)
                return symbols.conjunction(parts) if operator == "and" else symbols.disjunction(parts)
            case Not(operand=operand):
                return symbols.negation(self.truth(operand, spot))
            case DecisionUse():
                decision = self.setting.regulation.decisions[node.decision]
                return self.decided(decision, node.option, self.setting.tree.up(spot, decision.level))
            case Compare():
                return self._comparison(node, spot)
        raise TypeError(node)

    def _comparison(self, node: Compare, spot: Spot) -> Truth:
        if (span := self.setting.bounds.of(node)).always or span.never:
            return span.always
        left, right = self.value(node.left, spot), self.value(node.right, spot)
        if isinstance(left, Quantity) and isinstance(right, Quantity):
            return symbols.compare(node.operator, left, right, self.flatten)
        if node.left.type.kind is Kind.CHOICE:
            same = symbols.equal(cast(Whole, left), cast(Whole, right))
        else:
            same = symbols.either_truth(cast(Truth, left), cast(Truth, right), symbols.negation(cast(Truth, right)))
        return same if node.operator == "==" else symbols.negation(same)

    def decided(self, decision: DecisionTable, option: str, spot: Spot) -> Truth:
        """Settled on `option` by rule: one of its rows decides, alone ("unique") or as the first that applies."""
        applies = [self.truth(row.condition, spot) for row in decision.rows]
        ways = []
        for i, row in enumerate(decision.rows):
            if row.option == option and row.by == "rule":
                others = applies[:i] if decision.policy == "first" else applies[:i] + applies[i + 1 :]
                ways.append(symbols.conjunction([applies[i], *map(symbols.negation, others)]))
        return symbols.disjunction(ways)

    def _branch(self, node: Choose | Switch, spot: Spot) -> Symbol:
        if isinstance(node, Choose):
            return self.choose(
                self.truth(node.condition, spot), self.value(node.then, spot), self.value(node.otherwise, spot)
            )
        subject = cast(Whole, self.value(node.subject, spot))
        values = [(word, self.value(value, spot)) for word, value in node.cases]
        result = values[-1][1] if node.otherwise is None else self.value(node.otherwise, spot)
        for word, value in reversed(values):
            result = self.choose(symbols.equal(subject, self.world.code(word)), value, result)
        return result

    def choose(self, condition: Truth, then: Symbol, otherwise: Symbol) -> Symbol:
        if isinstance(condition, bool):
            return then if condition else otherwise
        if isinstance(then, Quantity) and isinstance(otherwise, Quantity):
            return symbols.choose(condition, then, otherwise)
        if isinstance(then, bool | z3.BoolRef) and isinstance(otherwise, bool | z3.BoolRef):
            return symbols.either_truth(condition, then, otherwise)
        return symbols.either(condition, cast(Whole, then), cast(Whole, otherwise))

    def _pick(self, node: Pick, spot: Spot) -> Symbol:
        level = self.setting.regulation.levels[node.over]
        for index in self.setting.tree.below(spot.level, spot.index, node.over):
            if node.member in (level.members[index].name, level.members[index].key):
                return self.value(node.of, Spot(node.over, index))
        raise LookupError(f"{node.over}[{node.member}]")

    def _number(self, node: Node, spot: Spot) -> Quantity:
        match node:
            case Arithmetic():
                return self._arithmetic(node, spot)
            case Extreme(function=function, operands=operands):
                return symbols.extreme(function, [self.number(part, spot) for part in operands], self.flatten)
            case Round(of=of, step=step, mode=mode):
                number = self.number(of, spot)
                if number.plain is None:
                    return self._loose(node, spot)
                return symbols.rounded(number.plain, step, mode)
            case DueDate(deadline=deadline, start=start):
                return self.due(deadline, self.flatten(self.number(start, spot)))
        raise TypeError(node)

    def _arithmetic(self, node: Arithmetic, spot: Spot) -> Quantity:
        left, right = self.number(node.left, spot), self.number(node.right, spot)
        match node.operator:
            case "+":
                return symbols.sum_of(left, right, self.flatten)
            case "-":
                return symbols.sum_of(left, symbols.scaled(right, Fraction(-1)), self.flatten)
            case "*":
                if self.rows is not None and left.known is None:
                    right = self._given(node.right, right, high=True)
                return symbols.product(left, right, lambda: self._loose(node, spot))
            case _:
                return self._loose(node, spot) if not right.known else symbols.scaled(left, 1 / right.known)

    def _loose(self, node: Node, spot: Spot) -> Quantity:
        """A free number within the bounds, for what linear arithmetic cannot say."""
        self.world.loose = True
        type_ = replace(node.type, step=None, kind=Kind.NUMBER)
        polarities = self.setting.typing.of(node)
        return cast(Quantity, self.free(id(node), "value", type_, self.setting.bounds.of(node), polarities, spot))

    # --- aggregates

    def _aggregate(self, node: Aggregate, spot: Spot) -> Symbol:
        level = self.setting.regulation.levels[node.over]
        if level.kind == "recorded" and self.rows is None:
            return self._abstract(node, spot)
        items = []
        for kept, inner in self._descendants(node, spot):
            where = True if node.where is None else self.truth(node.where, inner)
            kept = symbols.conjunction([kept, where])
            if kept is not False:
                weight = None if node.weight is None else self._weight(node.weight, inner)
                by = None if node.by is None else self.number(node.by, inner)
                items.append(SymbolicItem(kept, self.value(node.of, inner), weight, by))
        empty = None if node.empty is None else self.value(node.empty, spot)
        folded = fold(node, items, empty, self)
        return self._loose(node, spot) if folded is None else folded

    def best(self, node: Aggregate) -> int:
        match node.best:
            case ParameterUse(name=name):
                return best_of(Fraction(self.setting.figures[name]))
            case Constant(value=value):
                return best_of(Fraction(value))
        return 1

    def _weight(self, node: Node, spot: Spot) -> Quantity:
        weight = self.number(node, spot)
        return weight if self.rows is None else self._given(node, weight, high=False)

    def _given(self, node: Node, number: Quantity, *, high: bool) -> Quantity:
        """A factor that varies, given one value while rows are spelt out: linear, and enough for an example."""
        if number.known is not None:
            return number
        span = self.setting.bounds.of(node)
        low = max(span.low or Fraction(1), Fraction(1))
        given = symbols.figure(span.high if high and span.high is not None else low)
        self.world.require(symbols.compare("==", number, given, self.flatten))
        self.world.closed_rows = False
        return given

    def _descendants(self, node: Aggregate, spot: Spot) -> Iterator[tuple[Truth, Spot]]:
        level = self.setting.regulation.levels[node.over]
        if level.kind == "listed":
            yield from ((True, Spot(node.over, i)) for i in self.setting.tree.below(spot.level, spot.index, node.over))
            return
        for parent in self.setting.tree.below(spot.level, spot.index, level.parent):
            rows = self.rows_under(level)
            self.world.closed_rows &= rows == level.most
            for slot in range(rows):
                inner = Spot(node.over, parent, slot)
                yield self.exists(inner), inner

    def _abstract(self, node: Aggregate, spot: Spot) -> Symbol:
        """An aggregate over recorded rows as a free variable.

        Every `all` and `any` is told by one count of its condition.
        """
        self.world.abstract_rows = True
        span = self.setting.bounds.of(node)
        if node.function in ("all", "any", "count"):
            return self._abstract_count(node, spot, span)
        on_grid = node.function == "sum" or (node.function in ("min", "max", "latest") and node.empty is None)
        type_ = node.type if on_grid or node.type.kind is not Kind.NUMBER else replace(node.type, step=None)
        return self.free(node, node.function, type_, span, self.setting.typing.of(node), spot)

    def _abstract_count(self, node: Aggregate, spot: Spot, span: Interval) -> Symbol:
        of: Node = Not(level=node.of.level, type=node.of.type, operand=node.of) if node.function == "all" else node.of
        if isinstance(of, Not) and isinstance(of.operand, Not):
            of = of.operand.operand
        if node.where is not None:
            of = Logic(level=node.over, type=of.type, operator="and", operands=(node.where, of))
        count = Aggregate(
            level=node.level,
            type=Type(Kind.NUMBER, low=Fraction(0), step=Fraction(1)),
            function="count",
            over=node.over,
            of=of,
        )
        limits = self.setting.bounds.of(count)
        number = cast(Quantity, self.free(count, "count", count.type, limits, self.setting.typing.of(count), spot))
        if node.function == "count":
            return number
        some = symbols.compare(">", number, symbols.figure(0), self.flatten)
        return symbols.negation(some) if node.function == "all" else some
