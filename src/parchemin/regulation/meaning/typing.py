"""Expressions to typed nodes: every name found, every level, type and unit checked, bounds carried along.

Raises `Refused` with one finding at the fault; a definition is typed once, when first needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NoReturn, Protocol, cast

from parchemin.regulation.findings import Finding, Language, Place, Refused, Wording
from parchemin.regulation.meaning import bounds
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.declarations import Declared
from parchemin.regulation.meaning.graph import (
    BOOL, Aggregate, AggregateFunction, Arithmetic, Choose, Compare, Constant, DatumUse, Decided, Decision, DefinitionUse, DueDate,
    Extreme, FactUse, Kind, Level, Logic, Node, Not, ParameterUse, Pick, Round, Rounding, Switch, Type,
)  # fmt: skip
from parchemin.regulation.reading import syntax
from parchemin.regulation.reading.vocabulary import READING_PREFIX, nearest

DATE = Type(Kind.DATE)
_ROUNDING_WORDS: dict[str, Rounding] = {
    "au_plus_proche": "half-up", "half_up": "half-up", "au_pair": "half-even", "half_even": "half-even",
    "inférieur": "down", "down": "down", "supérieur": "up", "up": "up",
}  # fmt: skip
_KIND_WORDS = {
    "fr": {Kind.BOOL: "une condition", Kind.NUMBER: "un nombre", Kind.CHOICE: "un choix", Kind.DATE: "une date", Kind.TEXT: "un texte"},
    "en": {Kind.BOOL: "a condition", Kind.NUMBER: "a number", Kind.CHOICE: "a choice", Kind.DATE: "a date", Kind.TEXT: "a text"},
}
_FORMS = {
    "round": "arrondi(x, 0.01, au_plus_proche)", "switch": "selon(choix, a=…, b=…)", "due": "échéance(nom, date)",
    "best_mean": "moyenne_des_meilleures(x, 3)", "latest": "dernier(x, par=date)", "weighted_mean": "moyenne_pondérée(x, poids)",
}  # fmt: skip


class Names(Protocol):
    """Where definitions and decisions are found, typed on demand."""

    def definition(self, name: str, place: Place) -> tuple[str, Type] | None: ...
    def decision(self, name: str, place: Place) -> Decision | None: ...
    def known(self) -> Mapping[str, object]: ...


def refuse(wording: Wording, place: Place, **values: object) -> NoReturn:
    raise Refused((Finding(wording, place, values),))


class Typer:
    """Types the expressions of one text."""

    def __init__(self, declared: Declared, names: Names, language: Language) -> None:
        self.declared, self.names = declared, names
        self.language: Language = language

    # --- levels ------------------------------------------------------------------------------------------

    def _path(self, level: str) -> list[str]:
        steps = [level]
        while parent := self.declared.levels[steps[-1]].parent:
            steps.append(parent)
        return steps

    def above(self, ancestor: str, level: str) -> bool:
        """Whether a value at `ancestor` is known at `level` (the same level included; "" is everywhere)."""
        return not ancestor or (bool(level) and ancestor in self._path(level))

    def _join(self, place: Place, *nodes: Node) -> str:
        deepest = ""
        for node in nodes:
            if self.above(deepest, node.level):
                deepest = node.level
            elif not self.above(node.level, deepest):
                refuse(say.OTHER_BRANCH, node.place, name=node.level, below=node.level, here=deepest)
        return deepest

    # --- dispatch ----------------------------------------------------------------------------------------

    def condition(self, shape: syntax.Syntax, level: str) -> Node:
        node = self.node(shape, level)
        self._expect(node, Kind.BOOL, shape)
        return node

    def node(self, shape: syntax.Syntax, level: str) -> Node:
        match shape:
            case syntax.Literal_(value, place):
                kind = BOOL if isinstance(value, bool) else bounds.exactly(value)
                return Constant(level="", type=kind, value=value, place=place)
            case syntax.Name():
                return self._name(shape, level)
            case syntax.Binary():
                return self._arithmetic(shape, level)
            case syntax.Comparison():
                return self._comparison(shape, level)
            case syntax.Junction(operator, operands, place):
                parts = tuple(self.condition(o, level) for o in operands)
                return Logic(level=self._join(place, *parts), type=BOOL, operator=operator, operands=parts, place=place)
            case syntax.Negation(operand, place):
                inner = self.condition(operand, level)
                return Not(level=inner.level, type=BOOL, operand=inner, place=place)
            case syntax.Conditional():
                return self._conditional(shape, level)
            case syntax.Call():
                return self._call(shape, level)
            case syntax.Choices():
                refuse(say.WRONG_ARGUMENTS, shape.place, function="( , )", form="x dans (a, b)")

    # --- names -------------------------------------------------------------------------------------------

    def _name(self, name: syntax.Name, level: str) -> Node:
        if not name.attribute:
            if parameter := self.declared.parameters.get(name.head):
                return ParameterUse(level="", type=parameter.type, name=name.head, place=name.place)
            self._unknown(name)
        if name.head in READING_PREFIX.values():
            if reading := self.declared.readings.get(name.attribute):
                choices = Type(Kind.CHOICE, choices=tuple(a for a, _ in reading.alternatives))
                return ParameterUse(level="", type=choices, name=f"lecture.{name.attribute}", place=name.place)
            self._unknown(name)
        found = self._value(name)
        if name.member is not None:
            return self._pick(name, found)
        if not self.above(found.level, level):
            wording = say.NEEDS_AGGREGATE if self.above(level, found.level) else say.OTHER_BRANCH
            refuse(wording, name.place, name=str(name), below=found.level, here=level or "…")
        return found

    def _value(self, name: syntax.Name) -> Node:
        """The value `level.attribute` at its own level, wherever it is declared."""
        full = f"{name.head}.{name.attribute}"
        if fact := self.declared.facts.get(full):
            if fact.type.kind is Kind.TEXT:
                refuse(say.WRONG_TYPE, name.place, expected=self._word(Kind.NUMBER), found=self._word(Kind.TEXT), text=full)
            return FactUse(level=fact.level, type=fact.type, name=full, place=name.place)
        if full in self.declared.data:
            self._whole_datum(full, name.place)
            return DatumUse(level=name.head, type=self.declared.data_types[full], name=full, place=name.place)
        if found := self.names.definition(full, name.place):
            return DefinitionUse(level=found[0], type=found[1], name=full, place=name.place)
        if self.names.decision(full, name.place):
            refuse(say.WRONG_TYPE, name.place, expected=f"{full} == …", found=full, text=full)
        self._unknown(name)

    def _whole_datum(self, full: str, place: Place) -> None:
        values = self.declared.data[full]
        members = self.declared.levels[full.split(".")[0]].members
        empty = [m.name for m, v in zip(members, values, strict=True) if v is None]
        if self.declared.data_types[full].kind is Kind.TEXT:
            refuse(say.WRONG_TYPE, place, expected=self._word(Kind.NUMBER), found=self._word(Kind.TEXT), text=full)
        if empty:
            refuse(say.NO_DATUM, place, name=full, members=", ".join(empty[:5]))

    def _unknown(self, name: syntax.Name) -> NoReturn:
        known = [*self.declared.parameters, *self.declared.facts, *self.declared.data, *self.names.known()]
        near = nearest(str(name), known) or ", ".join(k for k in known if k.startswith(name.head + "."))[:120]
        if not name.attribute and name.head in self.declared.levels:
            near = f"{name.head}.…"
        refuse(say.UNKNOWN_NAME, name.place, name=str(name), near=near or "—")

    def _pick(self, name: syntax.Name, found: Node) -> Node:
        level = self.declared.levels.get(name.head)
        assert level is not None and name.member is not None
        members = list(dict.fromkeys(m.name for m in level.members))
        if level.kind == "recorded" or not level.parent or name.member not in members:
            near = nearest(name.member, members) or ", ".join(members[:6]) or "—"
            refuse(say.UNKNOWN_MEMBER, name.place, member=name.member, level=name.head, near=near)
        target = level.parent if level.repeated else self._path(name.head)[-1]
        return Pick(level=target, type=found.type, over=name.head, member=name.member, of=found, place=name.place)

    # --- operators ---------------------------------------------------------------------------------------

    def _arithmetic(self, shape: syntax.Binary, level: str) -> Node:
        left, right = self.node(shape.left, level), self.node(shape.right, level)
        where = self._join(shape.place, left, right)
        if Kind.DATE in (left.type.kind, right.type.kind):
            return self._days(shape, left, right, where)
        self._expect(left, Kind.NUMBER, shape.left)
        self._expect(right, Kind.NUMBER, shape.right)
        operator = shape.operator
        if operator in "+-":
            self._same_unit(left, right, shape.place)
        elif operator == "/" and self._may_be_zero(right):
            refuse(say.DIVIDES_BY_ZERO, right.place)
        type_ = bounds.arithmetic(operator, left.type, right.type)
        return Arithmetic(level=where, type=type_, operator=operator, left=left, right=right, place=shape.place)

    def _days(self, shape: syntax.Binary, left: Node, right: Node, level: str) -> Node:
        kinds = (left.type.kind, right.type.kind)
        if shape.operator == "-" and kinds == (Kind.DATE, Kind.DATE):
            type_ = Type(Kind.NUMBER, "days", step=Fraction(1))
        elif shape.operator in "+-" and kinds == (Kind.DATE, Kind.NUMBER) and right.type.unit in ("", "days"):
            type_ = DATE
        else:
            refuse(say.WRONG_TYPE, shape.place, expected=self._word(Kind.NUMBER), found=self._word(Kind.DATE), text=shape.operator)
        return Arithmetic(level=level, type=type_, operator=shape.operator, left=left, right=right, place=shape.place)

    def _may_be_zero(self, node: Node) -> bool:
        """Only a value that can be told not to be zero from the text alone may divide."""
        if isinstance(node, Constant | ParameterUse):
            return node.type.low == 0 == node.type.high
        return node.type.low is None or node.type.high is None or node.type.low <= 0 <= node.type.high

    def _comparison(self, shape: syntax.Comparison, level: str) -> Node:
        pairs = zip(shape.operands, shape.operators, shape.operands[1:], strict=False)
        parts = tuple(self._compare(left, operator, right, level, shape.place) for left, operator, right in pairs)
        if len(parts) == 1:
            return parts[0]
        return Logic(level=self._join(shape.place, *parts), type=BOOL, operator="and", operands=parts, place=shape.place)

    def _compare(self, left: syntax.Syntax, operator: str, right: syntax.Syntax, level: str, place: Place) -> Node:
        if operator in ("in", "not in"):
            options = right.options if isinstance(right, syntax.Choices) else (right,)
            tests = tuple(self._compare(left, "==", option, level, place) for option in options)
            either: Node = Logic(level=self._join(place, *tests), type=BOOL, operator="or", operands=tests, place=place)
            either = tests[0] if len(tests) == 1 else either
            return Not(level=either.level, type=BOOL, operand=either, place=place) if operator == "not in" else either
        if decided := self._decided(left, operator, right, level, place):
            return decided
        one, two = self._sides(left, right, level)
        sign = cast(Literal["<", "<=", "==", "!=", ">=", ">"], operator)
        if one.type.kind is not two.type.kind:
            refuse(say.WRONG_TYPE, two.place, expected=self._word(one.type.kind), found=self._word(two.type.kind), text=operator)
        if one.type.kind in (Kind.BOOL, Kind.CHOICE) and sign not in ("==", "!="):
            refuse(say.WRONG_TYPE, place, expected="== !=", found=sign, text=sign)
        if one.type.kind is Kind.CHOICE and not set(one.type.choices) & set(two.type.choices):
            refuse(say.UNKNOWN_CHOICE, two.place, choice=", ".join(two.type.choices), known=", ".join(one.type.choices))
        if one.type.kind is Kind.NUMBER:
            self._same_unit(one, two, place)
        return Compare(level=self._join(place, one, two), type=BOOL, operator=sign, left=one, right=two, place=place)

    def _sides(self, left: syntax.Syntax, right: syntax.Syntax, level: str) -> tuple[Node, Node]:
        """Both sides of a comparison; a bare name beside a choice is one of its values."""
        if self._bare(left) and not self._bare(right):
            two = self.node(right, level)
            return self._as_choice(left, two, level), two
        one = self.node(left, level)
        return one, self._as_choice(right, one, level)

    def _bare(self, shape: syntax.Syntax) -> bool:
        return isinstance(shape, syntax.Name) and not shape.attribute and shape.head not in self.declared.parameters

    def _as_choice(self, shape: syntax.Syntax, beside: Node, level: str) -> Node:
        if not isinstance(shape, syntax.Name) or shape.attribute or beside.type.kind is not Kind.CHOICE:
            return self.node(shape, level)
        if shape.head not in beside.type.choices:
            refuse(say.UNKNOWN_CHOICE, shape.place, choice=shape.head, known=", ".join(beside.type.choices))
        return Constant(level="", type=beside.type, value=shape.head, place=shape.place)

    def _decided(self, left: syntax.Syntax, operator: str, right: syntax.Syntax, level: str, place: Place) -> Node | None:
        if not isinstance(left, syntax.Name) or not left.attribute or not isinstance(right, syntax.Name) or right.attribute:
            return None
        decision = self.names.decision(f"{left.head}.{left.attribute}", left.place)
        if decision is None or operator not in ("==", "!="):
            return None
        if right.head not in decision.options:
            refuse(say.UNKNOWN_CHOICE, right.place, choice=right.head, known=", ".join(decision.options))
        node: Node = Decided(level=decision.level, type=BOOL, decision=decision.name, option=right.head, place=place)
        if left.member is not None:
            node = self._pick(left, node)
        elif not self.above(node.level, level):
            refuse(say.NEEDS_AGGREGATE, left.place, name=str(left), below=node.level, here=level)
        return node if operator == "==" else Not(level=node.level, type=BOOL, operand=node, place=place)

    def _conditional(self, shape: syntax.Conditional, level: str) -> Node:
        condition = self.condition(shape.condition, level)
        then, otherwise = self._sides(shape.then, shape.otherwise, level)
        type_ = self._hull((then, otherwise), shape.place)
        where = self._join(shape.place, condition, then, otherwise)
        return Choose(level=where, type=type_, condition=condition, then=then, otherwise=otherwise, place=shape.place)

    # --- functions ---------------------------------------------------------------------------------------

    def _call(self, call: syntax.Call, level: str) -> Node:
        match call.function:
            case "min" | "max" if len(call.arguments) >= 2:
                return self._extreme(call, level)
            case "round":
                return self._round(call, level)
            case "switch":
                return self._switch(call, level)
            case "due":
                return self._due(call, level)
        return self._aggregate(call, level)

    def _wrong(self, call: syntax.Call) -> NoReturn:
        refuse(say.WRONG_ARGUMENTS, call.place, function=call.function, form=_FORMS.get(call.function, f"{call.function}(x, si=…)"))

    def _extreme(self, call: syntax.Call, level: str) -> Node:
        if call.options:
            self._wrong(call)
        operands = tuple(self.node(a, level) for a in call.arguments)
        type_ = self._hull(operands, call.place)
        if type_.kind not in (Kind.NUMBER, Kind.DATE):
            refuse(say.WRONG_TYPE, call.place, expected=self._word(Kind.NUMBER), found=self._word(type_.kind), text=call.function)
        function = cast(Literal["min", "max"], call.function)
        type_ = bounds.extreme(function, [o.type for o in operands], type_)
        return Extreme(level=self._join(call.place, *operands), type=type_, function=function, operands=operands, place=call.place)

    def _round(self, call: syntax.Call, level: str) -> Node:
        if len(call.arguments) != 3 or call.options:
            self._wrong(call)
        of, step, mode = call.arguments
        if not isinstance(step, syntax.Literal_) or isinstance(step.value, bool) or step.value <= 0:
            self._wrong(call)
        if not isinstance(mode, syntax.Name) or mode.head not in _ROUNDING_WORDS:
            self._wrong(call)
        inner = self.node(of, level)
        self._expect(inner, Kind.NUMBER, of)
        return self.rounded(inner, step.value, _ROUNDING_WORDS[mode.head], call.place)

    def rounded(self, of: Node, step: Fraction, mode: Rounding, place: Place) -> Node:
        return Round(level=of.level, type=bounds.rounded(of.type, step, mode), of=of, step=step, mode=mode, place=place)

    def _switch(self, call: syntax.Call, level: str) -> Node:
        if len(call.arguments) != 1 or not call.options:
            self._wrong(call)
        subject = self.node(call.arguments[0], level)
        self._expect(subject, Kind.CHOICE, call.arguments[0])
        otherwise = next((self.node(s, level) for n, s in call.options if n == "otherwise"), None)
        cases = []
        for name, shape in call.options:
            if name == "otherwise":
                continue
            if name not in subject.type.choices:
                refuse(say.UNKNOWN_CHOICE, shape.place, choice=name, known=", ".join(subject.type.choices))
            cases.append((name, self.node(shape, level)))
        missing = [c for c in subject.type.choices if c not in dict(cases)]
        if missing and otherwise is None:
            refuse(say.CHOICES_MISSING, call.place, missing=", ".join(missing))
        values = [node for _, node in cases] + ([otherwise] if otherwise else [])
        where = self._join(call.place, subject, *values)
        type_ = self._hull(tuple(values), call.place)
        return Switch(level=where, type=type_, subject=subject, cases=tuple(cases), otherwise=otherwise, place=call.place)

    def _due(self, call: syntax.Call, level: str) -> Node:
        if len(call.arguments) != 2 or call.options or not isinstance(call.arguments[0], syntax.Name):
            self._wrong(call)
        name, start = call.arguments[0].head, self.node(call.arguments[1], level)
        if name not in self.declared.deadlines:
            known = nearest(name, self.declared.deadlines) or ", ".join(self.declared.deadlines) or "—"
            refuse(say.UNKNOWN_DEADLINE, call.arguments[0].place, name=name, known=known)
        self._expect(start, Kind.DATE, call.arguments[1])
        return DueDate(level=start.level, type=DATE, deadline=name, start=start, place=call.place)

    # --- aggregates --------------------------------------------------------------------------------------

    def _aggregate(self, call: syntax.Call, level: str) -> Node:
        names = {"minimum": "min", "maximum": "max"}
        function = cast(AggregateFunction, names.get(call.function, call.function))
        wanted = {"weighted_mean": 2, "best_mean": 2}.get(function, 1)
        options = dict(call.options)
        allowed = {"where"} | ({"by"} if function == "latest" else set())
        allowed |= set() if function in ("all", "any", "count", "sum") else {"empty"}
        if len(call.arguments) != wanted or set(options) - allowed or (function == "latest" and "by" not in options):
            self._wrong(call)
        best = self._best(call) if function == "best_mean" else None
        inner = [call.arguments[0], *([call.arguments[1]] if function == "weighted_mean" else [])]
        inner += [options[name] for name in ("where", "by") if name in options]
        over = self._over(inner, level, call)
        of = self.node(call.arguments[0], over)
        self._expect(of, Kind.BOOL if function in ("all", "any", "count") else Kind.NUMBER, call.arguments[0], or_date=function in ("min", "max", "latest"))
        weight = self.node(call.arguments[1], over) if function == "weighted_mean" else None
        if weight is not None:
            self._expect(weight, Kind.NUMBER, call.arguments[1])
        where = self.condition(options["where"], over) if "where" in options else None
        by = self.node(options["by"], over) if "by" in options else None
        empty = self._empty(function, options, where, self.declared.levels[over], level, call, weight)
        of_type = of.type if empty is None else self._hull((of, empty), call.place)
        most = self._most(level, over)
        type_ = bounds.aggregate(function, of.type, of_type, most)
        return Aggregate(
            level=level, type=type_, function=function, over=over, of=of, weight=weight, where=where, by=by, best=best, empty=empty,
            place=call.place,
        )  # fmt: skip

    def _best(self, call: syntax.Call) -> int:
        count = call.arguments[1]
        if not isinstance(count, syntax.Literal_) or isinstance(count.value, bool) or count.value.denominator != 1 or count.value < 1:
            self._wrong(call)
        return int(count.value)

    def _over(self, shapes: list[syntax.Syntax], level: str, call: syntax.Call) -> str:
        """The level an aggregate runs over: the deepest one named inside it, outside other aggregates and picks."""
        deepest = level
        for name in (n for s in shapes for n in _plain_names(s)):
            if name.head not in self.declared.levels or not name.attribute or name.member is not None:
                continue
            if self.above(deepest, name.head):
                deepest = name.head
            elif not self.above(name.head, deepest):
                refuse(say.OTHER_BRANCH, name.place, name=str(name), below=name.head, here=deepest)
        if deepest == level or not level:
            refuse(say.NOTHING_BELOW, call.place, here=level or "…")
        return deepest

    def _empty(
        self, function: str, options: Mapping[str, syntax.Syntax], where: Node | None, over: Level, level: str, call: syntax.Call,
        weight: Node | None,
    ) -> Node | None:  # fmt: skip
        if "empty" in options:
            return self.node(options["empty"], level)
        if function in ("all", "any", "count", "sum"):
            return None
        zero_weight = weight is not None and self._may_be_zero(weight) and not isinstance(weight, DatumUse)
        if where is not None or over.kind == "recorded" or zero_weight or self._childless(over, level) or self._weightless(weight, over, level):
            refuse(say.NEEDS_EMPTY, call.place, function=call.function)
        return None

    def _owner(self, over: Level, level: str, index: int) -> int:
        """The index, at `level`, of the ancestor of member `index` of `over`."""
        name = over.name
        while name != level:
            index = self.declared.levels[name].members[index].parent
            name = self.declared.levels[name].parent
        return index

    def _childless(self, over: Level, level: str) -> bool:
        owners = {self._owner(over, level, i) for i in range(len(over.members))}
        return len(owners) < len(self.declared.levels[level].members)

    def _weightless(self, weight: Node | None, over: Level, level: str) -> bool:
        """Whether the weights of the text alone add up to zero under some instance."""
        if not isinstance(weight, DatumUse) or weight.level != over.name:
            return False
        totals: dict[int, Fraction] = {}
        for i, value in enumerate(self.declared.data[weight.name]):
            owner = self._owner(over, level, i)
            totals[owner] = totals.get(owner, Fraction(0)) + Fraction(value or 0)
        return any(total <= 0 for total in totals.values())

    def _most(self, level: str, over: str) -> int | None:
        """The greatest number of instances of `over` under one instance of `level`; None when the text does not bound it."""
        deep = self.declared.levels[over]
        if deep.kind == "recorded":
            below = 1 if deep.parent == level else self._most(level, deep.parent)
            return None if deep.most is None or below is None else deep.most * below
        owners = [self._owner(deep, level, i) for i in range(len(deep.members))]
        return max((owners.count(o) for o in set(owners)), default=0)

    # --- checks ------------------------------------------------------------------------------------------

    def _expect(self, node: Node, kind: Kind, shape: syntax.Syntax, *, or_date: bool = False) -> None:
        if node.type.kind is kind or (or_date and node.type.kind is Kind.DATE):
            return
        refuse(say.WRONG_TYPE, node.place, expected=self._word(kind), found=self._word(node.type.kind), text=str(getattr(shape, "head", "…")))

    def _same_unit(self, one: Node, two: Node, place: Place) -> None:
        if one.type.unit and two.type.unit and one.type.unit != two.type.unit:
            refuse(say.WRONG_UNITS, place, left=one.type.unit, right=two.type.unit)

    def _hull(self, nodes: tuple[Node, ...], place: Place) -> Type:
        """One type that holds the values of all: same kind, same unit."""
        first = nodes[0]
        for node in nodes[1:]:
            if node.type.kind is not first.type.kind:
                refuse(say.WRONG_TYPE, node.place, expected=self._word(first.type.kind), found=self._word(node.type.kind), text="…")
            if first.type.kind is Kind.NUMBER:
                self._same_unit(first, node, place)
        return bounds.hull([node.type for node in nodes])

    def _word(self, kind: Kind) -> str:
        return _KIND_WORDS[self.language][kind]


def _plain_names(shape: syntax.Syntax) -> list[syntax.Name]:
    """The names of an expression that belong to its own level: not those inside a nested aggregate."""
    match shape:
        case syntax.Name():
            return [shape]
        case syntax.Binary(_, left, right, _):
            return _plain_names(left) + _plain_names(right)
        case syntax.Comparison(_, operands, _) | syntax.Junction(_, operands, _):
            return [n for o in operands for n in _plain_names(o)]
        case syntax.Choices(options, _):
            return [n for o in options for n in _plain_names(o)]
        case syntax.Negation(operand, _):
            return _plain_names(operand)
        case syntax.Conditional(condition, then, otherwise, _):
            return _plain_names(condition) + _plain_names(then) + _plain_names(otherwise)
        case syntax.Call(function, arguments, options, _) if function in ("round", "switch", "due") or (function in ("min", "max") and len(arguments) > 1):
            return [n for a in (*arguments, *(s for _, s in options)) for n in _plain_names(a)]
        case _:
            return []
