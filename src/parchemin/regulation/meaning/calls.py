"""Calls to typed nodes: the functions of the language and the aggregates, with what each asks of its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, NoReturn, cast

from parchemin.regulation.findings import Refused
from parchemin.regulation.meaning import bounds
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.examples import function_form, function_word
from parchemin.regulation.meaning.faults import refuse
from parchemin.regulation.meaning.graph import (
    DATE,
    Aggregate,
    AggregateFunction,
    Constant,
    DueDate,
    Extreme,
    Kind,
    Level,
    Node,
    ParameterUse,
    Rounding,
    Switch,
)
from parchemin.regulation.meaning.lookups import named_by
from parchemin.regulation.reading import syntax
from parchemin.regulation.reading.vocabulary import nearest

if TYPE_CHECKING:
    from parchemin.regulation.meaning.typing import Typer

_ROUNDING_WORDS: dict[str, Rounding] = {
    "au_plus_proche": "half-up",
    "half_up": "half-up",
    "au_pair": "half-even",
    "half_even": "half-even",
    "inférieur": "down",
    "down": "down",
    "supérieur": "up",
    "up": "up",
}


class CallTyper:
    """Types the calls of one text, with the help of the typer of everything else."""

    def __init__(self, typer: Typer) -> None:
        self.typer = typer

    def call(self, call: syntax.Call, level: str) -> Node:
        match call.function:
            case "min" | "max" if len(call.arguments) >= 2:
                return self._extreme(call, level)
            case "round":
                return self._round(call, level)
            case "switch":
                return self._switch(call, level)
            case "due":
                return self._due(call, level)
            case "previous" | "next":
                return self.typer.lookups.beside(call, level, function_form(call.function, self.typer.language))
        return self._aggregate(call, level)

    def _wrong(self, call: syntax.Call) -> NoReturn:
        refuse(
            say.WRONG_ARGUMENTS,
            call.place,
            function=function_word(call.function, self.typer.language),
            form=function_form(call.function, self.typer.language),
        )

    def _extreme(self, call: syntax.Call, level: str) -> Node:
        if call.options:
            self._wrong(call)
        operands = tuple(self.typer.node(a, level) for a in call.arguments)
        type_ = self.typer.hull(operands, call.place)
        if type_.kind not in (Kind.NUMBER, Kind.DATE):
            refuse(
                say.WRONG_TYPE,
                call.place,
                expected=self.typer.word(Kind.NUMBER),
                found=self.typer.word(type_.kind),
                text=call.function,
            )
        function = cast(Literal["min", "max"], call.function)
        level = self.typer.join(call.place, *operands)

        def build(parts: tuple[Node, ...]) -> Node:
            whole = bounds.extreme(function, [p.type for p in parts], bounds.hull([p.type for p in parts]))
            return Extreme(level=level, type=whole, function=function, operands=parts, place=call.place)

        return self.typer.codes.extreme(function, operands, build)

    def _round(self, call: syntax.Call, level: str) -> Node:
        if len(call.arguments) != 3 or call.options:
            self._wrong(call)
        of, step, mode = call.arguments
        if not isinstance(step, syntax.Literal_) or isinstance(step.value, bool) or step.value <= 0:
            self._wrong(call)
        if not isinstance(mode, syntax.Name) or mode.head not in _ROUNDING_WORDS:
            self._wrong(call)
        inner = self.typer.node(of, level)
        self.typer.expect(inner, Kind.NUMBER, of)
        return self.typer.rounded(inner, step.value, _ROUNDING_WORDS[mode.head], call.place)

    def _switch(self, call: syntax.Call, level: str) -> Node:
        if len(call.arguments) != 1 or not call.options:
            self._wrong(call)
        subject = self.typer.node(call.arguments[0], level)
        self.typer.expect(subject, Kind.CHOICE, call.arguments[0])
        otherwise = next((self.typer.node(s, level) for n, s in call.options if n == "otherwise"), None)
        cases = []
        for name, shape in call.options:
            if name == "otherwise":
                continue
            if name not in subject.type.choices:
                refuse(say.UNKNOWN_CHOICE, shape.place, choice=name, known=", ".join(subject.type.choices))
            cases.append((name, self.typer.node(shape, level)))
        missing = [c for c in subject.type.choices if c not in dict(cases)]
        if missing and otherwise is None:
            refuse(say.CHOICES_MISSING, call.place, missing=", ".join(missing))
        values = [node for _, node in cases] + ([otherwise] if otherwise else [])
        where = self.typer.join(call.place, subject, *values)
        type_ = self.typer.hull(tuple(values), call.place)
        return Switch(
            level=where, type=type_, subject=subject, cases=tuple(cases), otherwise=otherwise, place=call.place
        )

    def _due(self, call: syntax.Call, level: str) -> Node:
        if len(call.arguments) != 2 or call.options or not isinstance(call.arguments[0], syntax.Name):
            self._wrong(call)
        name, start = call.arguments[0].head, self.typer.node(call.arguments[1], level)
        if name not in self.typer.declared.deadlines:
            if name in self.typer.declared.failed:
                raise Refused(())
            known = nearest(name, self.typer.declared.deadlines) or ", ".join(self.typer.declared.deadlines) or "—"
            refuse(say.UNKNOWN_DEADLINE, call.arguments[0].place, name=name, known=known)
        self.typer.expect(start, Kind.DATE, call.arguments[1])
        return DueDate(level=start.level, type=DATE, deadline=name, start=start, place=call.place)

    # --- aggregates --------------------------------------------------------------------------------------

    def _aggregate(self, call: syntax.Call, level: str) -> Node:
        names = {"minimum": "min", "maximum": "max", "mean_but_lowest": "best_mean"}
        function = names.get(call.function, call.function)
        options = dict(call.options)
        self._demand_arguments(call, function, options)
        best = self._best(call) if function == "best_mean" else None
        weighed = call.arguments[{"weighted_mean": 1, "best_mean": 2}.get(function, 1) :]
        inner = [call.arguments[0], *weighed]
        inner += [options[name] for name in ("where", "by") if name in options]
        over = self._over(inner, level, call)
        of = self.typer.node(call.arguments[0], over)
        self.typer.expect(
            of,
            Kind.BOOL if function in ("all", "any", "count") else Kind.NUMBER,
            call.arguments[0],
            or_date=function in ("min", "max", "latest"),
        )
        weight = self._weight(weighed[0], over) if weighed else None
        where = self.typer.condition(options["where"], over) if "where" in options else None
        by = self.typer.node(options["by"], over) if "by" in options else None
        empty = self._empty(function, options, where, self.typer.declared.levels[over], level, call, weight)
        of_type = of.type if empty is None else self.typer.hull((of, empty), call.place)
        most = self._most(level, over)
        type_ = bounds.aggregate(function, of.type, of_type, most)
        node = Aggregate(
            level=level,
            type=type_,
            function=cast(AggregateFunction, function),
            over=over,
            of=of,
            weight=weight,
            where=where,
            by=by,
            best=best,
            drop=call.function == "mean_but_lowest",
            empty=empty,
            place=call.place,
        )
        return self.typer.codes.aggregated(node, most)

    def _demand_arguments(self, call: syntax.Call, function: str, options: Mapping[str, syntax.Syntax]) -> None:
        wanted = {"weighted_mean": (2,), "best_mean": (2, 3)}.get(function, (1,))
        allowed = {"where"} | ({"by"} if function == "latest" else set())
        allowed |= set() if function in ("all", "any", "count", "sum") else {"empty"}
        lacking = function == "latest" and "by" not in options
        if len(call.arguments) not in wanted or set(options) - allowed or lacking:
            self._wrong(call)

    def _weight(self, shape: syntax.Syntax, over: str) -> Node:
        weight = self.typer.node(shape, over)
        self.typer.expect(weight, Kind.NUMBER, shape)
        if weight.type.codes:
            refuse(say.CODED_WEIGHT, weight.place)
        return weight

    def _best(self, call: syntax.Call) -> Node:
        """How many values count, or are dropped: a whole number of the text, or a parameter that is one."""
        count = self.typer.node(call.arguments[1], "")
        low = count.type.low if isinstance(count, Constant | ParameterUse) and count.type.kind is Kind.NUMBER else None
        if low is None or low.denominator != 1 or low < 1 or count.type.unit:
            self._wrong(call)
        return count

    def _over(self, shapes: list[syntax.Syntax], level: str, call: syntax.Call) -> str:
        """The level an aggregate runs over: the deepest one named inside it, outside other aggregates and picks."""
        deepest = level
        for name in (_at_its_level(n) for s in shapes for n in _plain_names(s)):
            if name.head in self.typer.declared.failed:
                raise Refused(())
            bare = not name.attribute and name.head in self.typer.declared.parameters
            if name.head not in self.typer.declared.levels or bare or name.member is not None:
                continue
            if self.typer.above(deepest, name.head):
                deepest = name.head
            elif not self.typer.above(name.head, deepest):
                refuse(say.OTHER_BRANCH, name.place, name=str(name), below=name.head, here=deepest)
        alone = [name for shape in shapes for name in _plain_names(shape) if name.member is not None]
        if deepest == level and alone:
            refuse(
                say.ONE_MEMBER,
                alone[0].place,
                name=str(alone[0]),
                function=function_word(call.function, self.typer.language),
            )
        if deepest == level or not level:
            refuse(say.NOTHING_BELOW, call.place, here=level or "…")
        return deepest

    def _empty(
        self,
        function: str,
        options: Mapping[str, syntax.Syntax],
        where: Node | None,
        over: Level,
        level: str,
        call: syntax.Call,
        weight: Node | None,
    ) -> Node | None:
        if "empty" in options:
            return self.typer.node(options["empty"], level)
        if function in ("all", "any", "count", "sum"):
            return None
        if (
            where is not None
            or over.kind == "recorded"
            or self._childless(over, level)
            or self._weightless(weight, over, level)
        ):
            refuse(say.NEEDS_EMPTY, call.place, function=function_word(call.function, self.typer.language))
        return None

    def _owner(self, over: Level, level: str, index: int) -> int:
        """The index, at `level`, of the ancestor of member `index` of `over`."""
        name = over.name
        while name != level:
            index = self.typer.declared.levels[name].members[index].parent
            name = self.typer.declared.levels[name].parent
        return index

    def _childless(self, over: Level, level: str) -> bool:
        owners = {self._owner(over, level, i) for i in range(len(over.members))}
        return len(owners) < len(self.typer.declared.levels[level].members)

    def _weightless(self, weight: Node | None, over: Level, level: str) -> bool:
        """Whether the weights may add up to zero under some instance, by what the text alone says of each."""
        if weight is None:
            return False
        totals: dict[int, Fraction] = {}
        for i in range(len(over.members)):
            type_ = self.typer.members.at(weight, self._owner(over, weight.level, i)) if weight.level else weight.type
            if type_.low is None or type_.low < 0:
                return True
            owner = self._owner(over, level, i)
            totals[owner] = totals.get(owner, Fraction(0)) + type_.low
        return any(total <= 0 for total in totals.values())

    def _most(self, level: str, over: str) -> int | None:
        """The most instances of `over` under one instance of `level`; None when the text does not bound it."""
        deep = self.typer.declared.levels[over]
        if deep.kind == "recorded":
            below = 1 if deep.parent == level else self._most(level, deep.parent)
            return None if deep.most is None or below is None else deep.most * below
        owners = [self._owner(deep, level, i) for i in range(len(deep.members))]
        return max((owners.count(o) for o in set(owners)), default=0)


def _at_its_level(name: syntax.Name) -> syntax.Name:
    """A value looked up by a column stands at the level of that column."""
    named = named_by(name)
    return syntax.Name(*named, None, name.place) if named else name


def _plain_names(shape: syntax.Syntax) -> list[syntax.Name]:
    """The names of an expression that belong to its own level: not those inside a nested aggregate."""
    match shape:
        case syntax.Name():
            return [shape]
        case syntax.Binary(_, left, right, _):
            return _plain_names(left) + _plain_names(right)
        case syntax.ComparisonChain(_, operands, _) | syntax.Junction(_, operands, _):
            return [n for o in operands for n in _plain_names(o)]
        case syntax.ChoiceList(options, _):
            return [n for o in options for n in _plain_names(o)]
        case syntax.Negation(operand, _):
            return _plain_names(operand)
        case syntax.Conditional(condition, then, otherwise, _):
            return _plain_names(condition) + _plain_names(then) + _plain_names(otherwise)
        case syntax.Call(function, arguments, options, _) if function in (
            "round",
            "switch",
            "due",
            "previous",
            "next",
        ) or (function in ("min", "max") and len(arguments) > 1):
            return [n for a in (*arguments, *(s for _, s in options)) for n in _plain_names(a)]
        case _:
            return []
