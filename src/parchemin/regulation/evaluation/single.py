"""One person in exact Python: the plain reading of the graph, and the one that answers why.

Each node becomes a small function of the person's values and an instance; definitions are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

import numpy as np

from parchemin.regulation.evaluation import exact, single_aggregates
from parchemin.regulation.evaluation.deadlines import last_ordinals
from parchemin.regulation.evaluation.exact import Known, Number
from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.lasting import loosened, open_person
from parchemin.regulation.evaluation.spans import Outcome, Verdict
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
    Fact,
    FactUse,
    Logic,
    Lookup,
    Node,
    Not,
    ParameterUse,
    Pick,
    Regulation,
    Round,
    Switch,
    Value,
)

type Compiled = Callable[[Evaluation, int], Any]
_MISSING: Any = object()


def evaluate(
    regulation: Regulation,
    person: PersonFacts,
    figures: Mapping[str, Value] | None = None,
    supposed: Mapping[str, Mapping[str, Value | None]] | None = None,
) -> Evaluation:
    """Everything the regulation says of one person.

    `figures` overrides parameters and readings; `supposed["semester.average"]["S1"]` puts a value in the place of a
    definition, None an unknown one (worked cases do). Nothing is computed before it is asked for.
    """
    return Evaluation(program_of(regulation), person, figures or {}, supposed or {})


class Evaluation:
    """What is known of one person, computed as it is asked for."""

    def __init__(
        self,
        program: CompiledRegulation,
        person: PersonFacts,
        figures: Mapping[str, Value],
        supposed: Mapping[str, Mapping[str, Value | None]],
    ) -> None:
        self.program, self.regulation, self.person = program, program.regulation, person
        self.overrides, self.supposed = figures, supposed
        self.figures = program.figures | {k: _plain(v) for k, v in figures.items()}
        self.rows: dict[str, Sequence[RowFacts]] = {}
        self.row_parents: dict[str, list[int]] = {}
        for level in self.regulation.levels.values():
            if level.kind == "recorded":
                rows = person.rows.get(level.name, ())
                self.rows[level.name] = rows
                self.row_parents[level.name] = [program.index[level.parent][row.parent] for row in rows]
        self._facts: dict[str, list[Known]] = {}
        self._memo: dict[str, list[Any]] = {}
        self._groups: dict[tuple[str, str], list[list[int]]] = {}
        for name, given in supposed.items():
            self._suppose(name, given)

    def _suppose(self, name: str, given: Mapping[str, Value | None]) -> None:
        definition = self.regulation.definitions[name]
        memo = self._memo.setdefault(name, [_MISSING] * self.count(definition.level))
        for i, key in enumerate(self.keys(definition.level)):
            if key in given:
                value = given[key]
                memo[i] = exact.anything(definition.node.type) if value is None else _plain(value)

    @cached_property
    def reopened(self) -> Evaluation:
        """The same person, every cell left empty unknown: what it rules out, nothing can bring any more."""
        text, person = loosened(self.regulation), open_person(self.regulation, self.person)
        return evaluate(text, person, self.overrides, self.supposed)

    def keep(self, other: Evaluation, touched: Collection[str]) -> None:
        """Take over what `other` computed of the same person, save the facts and definitions the difference touches."""
        self._facts |= {n: v for n, v in other._facts.items() if n not in touched}
        self._memo |= {n: v for n, v in other._memo.items() if n not in touched}

    # --- instances ---------------------------------------------------------------------------------------

    def count(self, level: str) -> int:
        return len(self.rows[level]) if level in self.rows else len(self.regulation.levels[level].members)

    def keys(self, level: str) -> list[str]:
        """The keys of the instances of a level, in order; a row's is `parent key/name` (`name` under a root)."""
        if level not in self.rows:
            return [m.key for m in self.regulation.levels[level].members]
        rooted = not self.regulation.levels[self.regulation.levels[level].parent].parent
        return [row.name if rooted else f"{row.parent}/{row.name}" for row in self.rows[level]]

    def groups(self, over: str, level: str) -> list[list[int]]:
        """For each instance of `level`, the instances of `over` below it."""
        if over not in self.rows:
            return self.program.groups(over, level)
        key = (over, level)
        if key not in self._groups:
            parent = self.regulation.levels[over].parent
            up = self.program.up(parent, level)
            made: list[list[int]] = [[] for _ in range(self.count(level))]
            for row, member in enumerate(self.row_parents[over]):
                made[up[member]].append(row)
            self._groups[key] = made
        return self._groups[key]

    # --- values ------------------------------------------------------------------------------------------

    def fact(self, name: str) -> list[Known]:
        if name not in self._facts:
            self._facts[name] = self._fact(self.regulation.facts[name])
        return self._facts[name]

    def _fact(self, fact: Fact) -> list[Known]:
        open_value = exact.anything(fact.type)
        if fact.level in self.rows:
            given: list[Value | None] = [row.facts.get(fact.name, fact.missing) for row in self.rows[fact.level]]
        else:
            cells = self.person.listed.get(fact.name, {})
            given = [cells.get(m.key, fact.missing) for m in self.regulation.levels[fact.level].members]
        return [open_value if v is None else _plain(v) for v in given]

    def of(self, name: str, index: int) -> Any:
        """A definition's value at an instance, or a decision's verdict."""
        memo = self._memo.get(name)
        if memo is None:
            memo = self._memo[name] = [_MISSING] * self.count(self.program.level_of(name))
        value = memo[index]
        if value is _MISSING:
            value = memo[index] = self.program.function(name)(self, index)
        return value

    def value(self, node: Node, level: str, index: int) -> Known:
        """Any node of the graph, seen from an instance of `level` (explanations ask for the parts of a definition)."""
        return cast(Known, self.program.compiled(node, level)(self, index))

    def outcome(self, name: str, key: str = "") -> Outcome:
        """The outcome of a definition or decision at the instance `key` (of a root: "")."""
        level = self.program.level_of(name)
        index = self.keys(level).index(key) if key else 0
        value = self.of(name, index)
        return value if isinstance(value, Verdict) else exact.outcome(value)

    def outcomes(self, name: str) -> dict[str, Outcome]:
        return {key: self.outcome(name, key) for key in self.keys(self.program.level_of(name))}


def _plain(value: Value) -> Known:
    return value.numerator if type(value) is Fraction and value.denominator == 1 else value  # (isinstance is slow here)


def program_of(regulation: Regulation) -> CompiledRegulation:
    """The compiled form of a regulation, made once and kept with it."""
    found = vars(regulation).get("_program")
    if found is None:
        found = vars(regulation)["_program"] = CompiledRegulation(regulation)
    return cast(CompiledRegulation, found)


class CompiledRegulation:
    """The functions of a regulation's nodes, compiled when first needed, and the shape of its tree."""

    def __init__(self, regulation: Regulation) -> None:
        self.regulation = regulation
        self.figures: dict[str, Known] = {n: _plain(v) for n, v in regulation.values().items()}
        self.index = {n: {m.key: i for i, m in enumerate(level.members)} for n, level in regulation.levels.items()}
        self._functions: dict[str, Compiled] = {}
        self._compiled: dict[tuple[int, str], tuple[Node, Compiled]] = {}
        self._up: dict[tuple[str, str], list[int]] = {}
        self._groups: dict[tuple[str, str], list[list[int]]] = {}

    def level_of(self, name: str) -> str:
        found = self.regulation.definitions.get(name) or self.regulation.decisions[name]
        return found.level

    def function(self, name: str) -> Compiled:
        if name not in self._functions:
            if name in self.regulation.decisions:
                self._functions[name] = self._decision(self.regulation.decisions[name])
            else:
                definition = self.regulation.definitions[name]
                self._functions[name] = self.compiled(definition.node, definition.level)
        return self._functions[name]

    # --- the tree ----------------------------------------------------------------------------------------

    def up(self, level: str, ancestor: str) -> list[int]:
        """For each member of a listed level, the index of its ancestor."""
        key = (level, ancestor)
        if key not in self._up:
            found = list(range(len(self.regulation.levels[level].members)))
            at = level
            while at != ancestor:
                members = self.regulation.levels[at].members
                found = [members[i].parent for i in found]
                at = self.regulation.levels[at].parent
            self._up[key] = found
        return self._up[key]

    def groups(self, over: str, level: str) -> list[list[int]]:
        key = (over, level)
        if key not in self._groups:
            made: list[list[int]] = [[] for _ in self.regulation.levels[level].members]
            for i, owner in enumerate(self.up(over, level)):
                made[owner].append(i)
            self._groups[key] = made
        return self._groups[key]

    def _lifted(self, function: Compiled, own: str, level: str) -> Compiled:
        """A function of an instance of `own`, as a function of an instance of its descendant `level`."""
        if own == level:
            return function
        levels = self.regulation.levels
        if not own or not levels[own].parent:
            return lambda e, i: function(e, 0)
        if levels[level].kind == "recorded":
            up = self.up(levels[level].parent, own)
            return lambda e, i: function(e, up[e.row_parents[level][i]])
        up = self.up(level, own)
        return lambda e, i: function(e, up[i])

    # --- nodes -------------------------------------------------------------------------------------------

    def compiled(self, node: Node, level: str) -> Compiled:
        """The node as a function of an instance of `level`, which is its own level or one below."""
        key = (id(node), level)
        if key not in self._compiled:
            self._compiled[key] = (node, self._lifted(self._own(node), node.level, level))
        return self._compiled[key][1]

    def _own(self, node: Node) -> Compiled:
        match node:
            case Constant(value=value):
                plain = _plain(value)
                return lambda e, i: plain
            case ParameterUse(name=name):
                return lambda e, i: e.figures[name]
            case FactUse(name=name):
                return lambda e, i: e.fact(name)[i]
            case DatumUse(name=name):
                data = [None if v is None else _plain(v) for v in self.regulation.data[name]]
                return lambda e, i: data[i]
            case DefinitionUse(name=name):
                return lambda e, i: e.of(name, i)
            case Arithmetic() | Compare() | Extreme() | Round() | DueDate():
                return self._calculation(node)
            case Logic() | Not() | Choose() | Switch():
                return self._logic(node)
            case Aggregate():
                return self._aggregate(node)
            case Pick(over=over, member=member, of=of, level=level):
                inner = self.compiled(of, over)
                places = self._picked(over, level, member)
                return lambda e, i: inner(e, places[i])
            case Lookup(over=over, of=of, places=there, empty=empty, level=level):
                inner = self.compiled(of, over)
                if empty is None:
                    return lambda e, i: inner(e, there[i])
                nothing = self.compiled(empty, level)
                return lambda e, i: nothing(e, i) if there[i] < 0 else inner(e, there[i])
            case DecisionUse(decision=decision, option=option):
                rows = self.regulation.decisions[decision].rows
                return lambda e, i: _decided(e.of(decision, i), rows, option)
        raise TypeError(type(node).__name__)

    def _picked(self, over: str, level: str, member: str) -> list[int]:
        members = self.regulation.levels[over].members
        return [next(i for i in group if members[i].name == member) for group in self.groups(over, level)]

    def _calculation(self, node: Arithmetic | Compare | Extreme | Round | DueDate) -> Compiled:
        level = node.level
        match node:
            case Arithmetic(operator=operator, left=left, right=right):
                one, two = self.compiled(left, level), self.compiled(right, level)
                if operator == "+":
                    return lambda e, i: exact.add(one(e, i), two(e, i))
                if operator == "-":
                    return lambda e, i: exact.add(one(e, i), exact.negate(two(e, i)))
                work = exact.multiply if operator == "*" else exact.divide
                return lambda e, i: work(one(e, i), two(e, i))
            case Compare(operator=operator, left=left, right=right):
                one, two = self.compiled(left, level), self.compiled(right, level)
                return lambda e, i: exact.compare(operator, one(e, i), two(e, i))
            case Extreme(function=function, operands=operands):
                parts = [self.compiled(o, level) for o in operands]
                choose = exact.least if function == "min" else exact.greatest
                return lambda e, i: choose([part(e, i) for part in parts])
            case Round(of=of, step=step, mode=mode):
                inner = self.compiled(of, level)
                return lambda e, i: exact.round_number(inner(e, i), step, mode)
            case DueDate(deadline=name, start=start):
                inner = self.compiled(start, level)
                return lambda e, i: _due(e.regulation, name, inner(e, i))

    def _logic(self, node: Logic | Not | Choose | Switch) -> Compiled:
        level = node.level
        match node:
            case Logic(operator=operator, operands=operands):
                parts = [self.compiled(o, level) for o in operands]
                return _conjunction(parts) if operator == "and" else _disjunction(parts)
            case Not(operand=operand):
                inner = self.compiled(operand, level)
                return lambda e, i: None if (v := inner(e, i)) is None else not v
            case Choose(condition=condition, then=then, otherwise=otherwise):
                test, yes, no = (self.compiled(n, level) for n in (condition, then, otherwise))

                def choose(e: Evaluation, i: int) -> Known:
                    holds = test(e, i)
                    if holds is None:
                        return exact.hull([yes(e, i), no(e, i)])
                    return cast(Known, yes(e, i) if holds else no(e, i))

                return choose
            case Switch(subject=subject, cases=cases, otherwise=other):
                of = self.compiled(subject, level)
                table = {name: self.compiled(n, level) for name, n in cases}
                rest = self.compiled(other, level) if other is not None else None

                def switch(e: Evaluation, i: int) -> Known:
                    value = of(e, i)
                    chosen = [table.get(name, rest) for name in sorted(exact.names(value))]
                    return exact.hull([part(e, i) for part in chosen if part is not None])

                return switch

    def _aggregate(self, node: Aggregate) -> Compiled:
        over, level = node.over, node.level
        of = self.compiled(node.of, over)
        where, weight, by = (
            self.compiled(n, over) if n is not None else None for n in (node.where, node.weight, node.by)
        )
        empty = self.compiled(node.empty, level) if node.empty is not None else None
        best = self.compiled(node.best, level) if node.best is not None else None
        unseen = self._unseen(over, level)

        def run(e: Evaluation, i: int) -> Known:
            items = [
                single_aggregates.AggregateItem(
                    of(e, j),
                    True if where is None else where(e, j),
                    1 if weight is None else weight(e, j),
                    0 if by is None else by(e, j),
                )
                for j in e.groups(over, level)[i]
            ]
            nothing = empty(e, i) if empty is not None else None
            most = 1 if best is None else single_aggregates.best_of(best(e, i))
            return single_aggregates.aggregate(node, items, nothing, unseen(e, i) if unseen else None, most)

        return run

    def _unseen(self, over: str, level: str) -> Callable[[Evaluation, int], single_aggregates.FutureRows | None] | None:
        deep = self.regulation.levels[over]
        if deep.kind == "listed" or deep.open is None:
            return None
        parent, most = deep.parent, deep.most
        may_come = self.compiled(deep.open, parent)

        def unseen(e: Evaluation, i: int) -> single_aggregates.FutureRows | None:
            room, some = 0, False
            for p in self.groups(parent, level)[i]:
                if may_come(e, p) is False:
                    continue
                left = 1 if most is None else max(most - len(e.groups(over, parent)[p]), 0)
                room, some = room + left, some or left > 0
            return single_aggregates.FutureRows(None if most is None else room) if some else None

        return unseen

    def _decision(self, decision: DecisionTable) -> Compiled:
        conditions = [self.compiled(row.condition, decision.level) for row in decision.rows]
        return lambda e, i: verdict(decision, [condition(e, i) for condition in conditions])


def _conjunction(parts: Sequence[Compiled]) -> Compiled:
    def every(e: Evaluation, i: int) -> bool | None:
        result: bool | None = True
        for part in parts:
            value = part(e, i)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return every


def _disjunction(parts: Sequence[Compiled]) -> Compiled:
    def some(e: Evaluation, i: int) -> bool | None:
        result: bool | None = False
        for part in parts:
            value = part(e, i)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return some


def _due(regulation: Regulation, name: str, start: Number) -> Number:
    deadline, code = regulation.deadlines[name], regulation.holidays
    low, high = exact.ends(start)
    known = np.array([int(d) for d in (low, high) if d is not None], dtype=np.int32)
    last = iter(last_ordinals(deadline, known, code).tolist())
    return exact.span(None if low is None else next(last), None if high is None else next(last))


def verdict(decision: DecisionTable, truths: Sequence[bool | None]) -> Verdict:
    """The rows that apply, after the hit policy: see `cohort`. A run is one rule row, or jury rows on end."""
    certain: set[int] = set()
    possible: set[int] = set()
    closed = blocked = next_closed = next_blocked = False  # an earlier run is possible; an earlier run is certain
    for i, (row, truth) in enumerate(zip(decision.rows, truths, strict=True)):
        if decision.policy == "first" and i and (row.by == "rule" or decision.rows[i - 1].by == "rule"):
            closed, blocked = next_closed, next_blocked
        if truth is True and not closed:
            certain.add(i)
        if truth is not False and not blocked:
            possible.add(i)
        if decision.policy == "first":
            next_closed, next_blocked = next_closed or truth is not False, next_blocked or truth is True
    return Verdict(frozenset(certain), frozenset(possible))


def _decided(value: Verdict, rows: Sequence[Any], option: str) -> bool | None:
    """Whether a verdict is settled by rule on `option`."""
    own = [i for i, row in enumerate(rows) if row.by == "rule" and row.option == option]
    if any(value.certain == {i} and value.possible == {i} for i in own):
        return True
    return None if any(i in value.possible and value.certain <= {i} for i in own) else False
