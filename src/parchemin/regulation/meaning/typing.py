"""Expressions to typed nodes: every name found, every level, type and unit checked, bounds carried along.

Raises `Refused` with one finding at the fault; a definition is typed once, when first needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Literal, NoReturn, Protocol, cast

from parchemin.regulation.findings import Language, Refused, SourcePlace
from parchemin.regulation.meaning import bounds
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.calls import CallTyper
from parchemin.regulation.meaning.codes import CodedMarks, code_of
from parchemin.regulation.meaning.declared import Declared
from parchemin.regulation.meaning.examples import EXAMPLES
from parchemin.regulation.meaning.faults import refuse
from parchemin.regulation.meaning.graph import (
    BOOL,
    CODES_BELOW,
    DATE,
    Arithmetic,
    Choose,
    Compare,
    Constant,
    DatumUse,
    DecisionTable,
    DecisionUse,
    DefinitionUse,
    FactUse,
    Kind,
    Logic,
    Node,
    Not,
    ParameterUse,
    Pick,
    Round,
    Rounding,
    Type,
)
from parchemin.regulation.meaning.lookups import LookupTyper, ranked
from parchemin.regulation.meaning.member_bounds import MemberBounds
from parchemin.regulation.reading import syntax
from parchemin.regulation.reading.vocabulary import READING_PREFIX, nearest, unit_word

_KIND_WORDS = {
    "fr": {
        Kind.BOOL: "une condition",
        Kind.NUMBER: "un nombre",
        Kind.CHOICE: "un choix",
        Kind.DATE: "une date",
        Kind.TEXT: "un texte",
    },
    "en": {
        Kind.BOOL: "a condition",
        Kind.NUMBER: "a number",
        Kind.CHOICE: "a choice",
        Kind.DATE: "a date",
        Kind.TEXT: "a text",
    },
}


def _holds_zero(type_: Type) -> bool:
    return type_.low is None or type_.high is None or type_.low <= 0 <= type_.high


class Resolver(Protocol):
    """Where definitions and decisions are found, typed on demand."""

    def definition(self, name: str, place: SourcePlace) -> tuple[str, Type] | None: ...
    def decision(self, name: str, place: SourcePlace) -> DecisionTable | None: ...
    def known(self) -> Mapping[str, object]: ...
    def node_of(self, name: str) -> Node | None: ...


class Typer:
    """Types the expressions of one text."""

    def __init__(self, declared: Declared, names: Resolver, language: Language) -> None:
        self.declared, self.names = declared, names
        self.language: Language = language
        self.codes = CodedMarks(declared.codes)
        self.lookups = LookupTyper(self)
        self.members = MemberBounds(declared, names.node_of)

    # --- levels ------------------------------------------------------------------------------------------

    def path(self, level: str) -> list[str]:
        steps = [level]
        while parent := self.declared.levels[steps[-1]].parent:
            steps.append(parent)
        return steps

    def above(self, ancestor: str, level: str) -> bool:
        """Whether a value at `ancestor` is known at `level` (the same level included; "" is everywhere)."""
        return not ancestor or (bool(level) and ancestor in self.path(level))

    def join(self, place: SourcePlace, *nodes: Node) -> str:
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
        self.expect(node, Kind.BOOL, shape)
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
            case syntax.ComparisonChain():
                return self._comparison(shape, level)
            case syntax.Junction(operator, operands, place):
                parts = tuple(self.condition(o, level) for o in operands)
                return Logic(level=self.join(place, *parts), type=BOOL, operator=operator, operands=parts, place=place)
            case syntax.Negation(operand, place):
                inner = self.condition(operand, level)
                return Not(level=inner.level, type=BOOL, operand=inner, place=place)
            case syntax.Conditional():
                return self._conditional(shape, level)
            case syntax.Call():
                return CallTyper(self).call(shape, level)
            case syntax.ChoiceList():
                return refuse(say.WRONG_ARGUMENTS, shape.place, function="( , )", form=EXAMPLES[self.language]["in"])

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
            return self._found(name, self.lookups.by_datum(name, found) or self._pick(name, found), level)
        return self._found(name, found, level)

    def _found(self, name: syntax.Name, found: Node, level: str) -> Node:
        if not self.above(found.level, level):
            wording = say.NEEDS_AGGREGATE if self.above(level, found.level) else say.OTHER_BRANCH
            refuse(wording, name.place, name=str(name), below=found.level, here=level or "…")
        return found

    def _value(self, name: syntax.Name) -> Node:
        """The value `level.attribute` at its own level, wherever it is declared."""
        full = f"{name.head}.{name.attribute}"
        if fact := self.declared.facts.get(full):
            if fact.type.kind is Kind.TEXT:
                refuse(
                    say.WRONG_TYPE, name.place, expected=self.word(Kind.NUMBER), found=self.word(Kind.TEXT), text=full
                )
            return FactUse(level=fact.level, type=fact.type, name=full, place=name.place)
        if full in self.declared.data:
            self._whole_datum(full, name.place)
            return DatumUse(level=name.head, type=self.declared.data_types[full], name=full, place=name.place)
        if found := self.names.definition(full, name.place):
            return DefinitionUse(level=found[0], type=found[1], name=full, place=name.place)
        if self.names.decision(full, name.place):
            refuse(say.WRONG_TYPE, name.place, expected=f"{full} == …", found=full, text=full)
        return self._unknown(name)

    def _whole_datum(self, full: str, place: SourcePlace) -> None:
        values = self.declared.data[full]
        members = self.declared.levels[full.split(".")[0]].members
        empty = [m.name for m, v in zip(members, values, strict=True) if v is None]
        if self.declared.data_types[full].kind is Kind.TEXT:
            refuse(say.WRONG_TYPE, place, expected=self.word(Kind.NUMBER), found=self.word(Kind.TEXT), text=full)
        if self.declared.given_up(full):
            raise Refused(())
        if empty:
            refuse(say.NO_DATUM, place, name=full, members=", ".join(empty[:5]))

    def _unknown(self, name: syntax.Name) -> NoReturn:
        head = "lecture" if name.head in READING_PREFIX.values() else name.head
        if self.declared.given_up(f"{head}.{name.attribute}" if name.attribute else head):
            raise Refused(())
        known = [*self.declared.parameters, *self.declared.facts, *self.declared.data, *self.names.known()]
        known += [f"{READING_PREFIX[self.language]}.{question}" for question in self.declared.readings]
        near = nearest(str(name), known) or ", ".join(k for k in known if k.startswith(name.head + "."))[:120]
        if not name.attribute and name.head in self.declared.levels:
            near = f"{name.head}.…"
        refuse(say.UNKNOWN_NAME if near else say.UNKNOWN_AND_FAR, name.place, name=str(name), near=near)

    def _pick(self, name: syntax.Name, found: Node) -> Node:
        level = self.declared.levels.get(name.head)
        assert level is not None
        assert name.member is not None
        members = list(dict.fromkeys(m.name for m in level.members))
        if level.kind == "recorded" or not level.parent or name.member not in members:
            near = nearest(name.member, members) or ", ".join(members[:6]) or "—"
            refuse(say.UNKNOWN_MEMBER, name.place, member=name.member, level=name.head, near=near)
        target = level.parent if level.repeated else self.path(name.head)[-1]
        return Pick(level=target, type=found.type, over=name.head, member=name.member, of=found, place=name.place)

    # --- operators ---------------------------------------------------------------------------------------

    def _arithmetic(self, shape: syntax.Binary, level: str) -> Node:
        left, right = self.node(shape.left, level), self.node(shape.right, level)
        where = self.join(shape.place, left, right)
        if Kind.DATE in (left.type.kind, right.type.kind):
            return self._days(shape, left, right, where)
        self.expect(left, Kind.NUMBER, shape.left)
        self.expect(right, Kind.NUMBER, shape.right)
        operator = shape.operator
        if operator in "+-":
            self.same_unit(left, right, shape.place)
        elif operator == "/" and self.may_be_zero(right):
            refuse(say.DIVIDES_BY_ZERO, right.place)

        def build(one: Node, two: Node) -> Node:
            type_ = bounds.arithmetic(operator, one.type, two.type)
            return Arithmetic(level=where, type=type_, operator=operator, left=one, right=two, place=shape.place)

        made = self.codes.combined(left, right, build)
        if made.type.codes and (made.type.floor is None or made.type.floor <= CODES_BELOW):
            refuse(say.CODES_TOO_LOW, shape.place)
        return made

    def _days(self, shape: syntax.Binary, left: Node, right: Node, level: str) -> Node:
        kinds = (left.type.kind, right.type.kind)
        if shape.operator == "-" and kinds == (Kind.DATE, Kind.DATE):
            type_ = Type(Kind.NUMBER, "days", step=Fraction(1))
        elif shape.operator in "+-" and kinds == (Kind.DATE, Kind.NUMBER) and right.type.unit in ("", "days"):
            if right.type.step is None or right.type.step.denominator != 1:
                refuse(say.PART_OF_A_DAY, right.place)
            type_ = DATE
        else:
            refuse(
                say.WRONG_TYPE,
                shape.place,
                expected=self.word(Kind.NUMBER),
                found=self.word(Kind.DATE),
                text=shape.operator,
            )
        return Arithmetic(level=level, type=type_, operator=shape.operator, left=left, right=right, place=shape.place)

    def may_be_zero(self, node: Node) -> bool:
        """Only a value that can be told not to be zero from the text alone may divide."""
        if isinstance(node, Constant | ParameterUse):
            return node.type.low == 0 == node.type.high
        over_column = node.type.numbers
        return _holds_zero(over_column) and _holds_zero(self.members.over_members(node))

    def _comparison(self, shape: syntax.ComparisonChain, level: str) -> Node:
        pairs = zip(shape.operands, shape.operators, shape.operands[1:], strict=False)
        parts = tuple(self._compare(left, operator, right, level, shape.place) for left, operator, right in pairs)
        if len(parts) == 1:
            return parts[0]
        return Logic(level=self.join(shape.place, *parts), type=BOOL, operator="and", operands=parts, place=shape.place)

    def _compare(
        self, left: syntax.Syntax, operator: str, right: syntax.Syntax, level: str, place: SourcePlace
    ) -> Node:
        if operator in ("in", "not in"):
            options = right.options if isinstance(right, syntax.ChoiceList) else (right,)
            tests = tuple(self._compare(left, "==", option, level, place) for option in options)
            either: Node = Logic(level=self.join(place, *tests), type=BOOL, operator="or", operands=tests, place=place)
            either = tests[0] if len(tests) == 1 else either
            return Not(level=either.level, type=BOOL, operand=either, place=place) if operator == "not in" else either
        if decided := self._decided(left, operator, right, level, place):
            return decided
        if tested := self.lookups.is_member(left, operator, right, level):
            return tested
        one, two = self._sides(left, right, level)
        sign = cast(Literal["<", "<=", "==", "!=", ">=", ">"], operator)
        if one.type.kind is not two.type.kind:
            refuse(
                say.WRONG_TYPE,
                two.place,
                expected=self.word(one.type.kind),
                found=self.word(two.type.kind),
                text=operator,
            )
        if one.type.ordered and one.type.choices == two.type.choices and sign not in ("==", "!="):
            return ranked(one, sign, two)
        if one.type.kind in (Kind.BOOL, Kind.CHOICE) and sign not in ("==", "!="):
            refuse(say.WRONG_TYPE, place, expected="== !=", found=sign, text=sign)
        if one.type.kind is Kind.CHOICE and not set(one.type.choices) & set(two.type.choices):
            refuse(say.UNKNOWN_CHOICE, two.place, choice=", ".join(two.type.choices), known=", ".join(one.type.choices))
        if one.type.kind is Kind.NUMBER:
            self.same_unit(one, two, place)
        level = self.join(place, one, two)
        return self.codes.compared(Compare(level=level, type=BOOL, operator=sign, left=one, right=two, place=place))

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
        if not isinstance(shape, syntax.Name) or shape.attribute:
            return self.node(shape, level)
        if shape.head in beside.type.codes and shape.head not in self.declared.parameters:
            return replace(code_of(shape.head, beside), place=shape.place)
        if beside.type.kind is not Kind.CHOICE:
            return self.node(shape, level)
        if shape.head not in beside.type.choices:
            refuse(say.UNKNOWN_CHOICE, shape.place, choice=shape.head, known=", ".join(beside.type.choices))
        return Constant(level="", type=beside.type, value=shape.head, place=shape.place)

    def _decided(
        self, left: syntax.Syntax, operator: str, right: syntax.Syntax, level: str, place: SourcePlace
    ) -> Node | None:
        if (
            not isinstance(left, syntax.Name)
            or not left.attribute
            or not isinstance(right, syntax.Name)
            or right.attribute
        ):
            return None
        decision = self.names.decision(f"{left.head}.{left.attribute}", left.place)
        if decision is None or operator not in ("==", "!="):
            return None
        if right.head not in decision.options:
            refuse(say.UNKNOWN_CHOICE, right.place, choice=right.head, known=", ".join(decision.options))
        node: Node = DecisionUse(
            level=decision.level, type=BOOL, decision=decision.name, option=right.head, place=place
        )
        if left.member is not None:
            node = self._found(left, self.lookups.by_datum(left, node) or self._pick(left, node), level)
        elif not self.above(node.level, level):
            refuse(say.NEEDS_AGGREGATE, left.place, name=str(left), below=node.level, here=level)
        return node if operator == "==" else Not(level=node.level, type=BOOL, operand=node, place=place)

    def _conditional(self, shape: syntax.Conditional, level: str) -> Node:
        condition = self.condition(shape.condition, level)
        then, otherwise = self._sides(shape.then, shape.otherwise, level)
        type_ = self.hull((then, otherwise), shape.place)
        where = self.join(shape.place, condition, then, otherwise)
        return Choose(level=where, type=type_, condition=condition, then=then, otherwise=otherwise, place=shape.place)

    def rounded(self, of: Node, step: Fraction, mode: Rounding, place: SourcePlace) -> Node:
        type_ = bounds.rounded(of.type, step, mode)
        return self.codes.rounded(
            of, lambda of: Round(level=of.level, type=type_, of=of, step=step, mode=mode, place=place)
        )

    # --- checks ------------------------------------------------------------------------------------------

    def expect(self, node: Node, kind: Kind, shape: syntax.Syntax, *, or_date: bool = False) -> None:
        if node.type.kind is kind or (or_date and node.type.kind is Kind.DATE):
            return
        refuse(
            say.WRONG_TYPE,
            node.place,
            expected=self.word(kind),
            found=self.word(node.type.kind),
            text=str(getattr(shape, "head", "…")),
        )

    def same_unit(self, one: Node, two: Node, place: SourcePlace) -> None:
        if one.type.unit and two.type.unit and one.type.unit != two.type.unit:
            left, right = (unit_word(node.type.unit, self.language) for node in (one, two))
            refuse(say.WRONG_UNITS, place, left=left, right=right)

    def hull(self, nodes: tuple[Node, ...], place: SourcePlace) -> Type:
        """One type that holds the values of all: same kind, same unit."""
        first = nodes[0]
        for node in nodes[1:]:
            if node.type.kind is not first.type.kind:
                refuse(
                    say.WRONG_TYPE,
                    node.place,
                    expected=self.word(first.type.kind),
                    found=self.word(node.type.kind),
                    text="…",
                )
            if first.type.kind is Kind.NUMBER:
                self.same_unit(first, node, place)
        return bounds.hull([node.type for node in nodes])

    def word(self, kind: Kind) -> str:
        return _KIND_WORDS[self.language][kind]
