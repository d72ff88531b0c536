"""Values of other members: the one that a table names, the one before or after; and which member this one is."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Literal

from parchemin.regulation.findings import Language, Refused
from parchemin.regulation.meaning import wordings as say
from parchemin.regulation.meaning.faults import refuse
from parchemin.regulation.meaning.graph import (
    BOOL,
    Compare,
    Constant,
    DatumUse,
    Kind,
    Level,
    Logic,
    Lookup,
    Node,
    Type,
)
from parchemin.regulation.reading import syntax
from parchemin.regulation.reading.vocabulary import nearest

if TYPE_CHECKING:
    from parchemin.regulation.meaning.typing import Typer

MEMBER: dict[Language, str] = {"fr": "membre", "en": "member"}
_NAMED = re.compile(r"([^\W\d]\w*)\.([^\W\d]\w*)")
_RANKS: dict[str, Callable[[int, int], bool]] = {"<": lt, "<=": le, ">=": ge, ">": gt}


def named_by(name: syntax.Name) -> tuple[str, str] | None:
    """The level and the column in the brackets of `module[apport.module].note`."""
    found = _NAMED.fullmatch(name.member or "")
    return (found[1], found[2]) if found else None


class LookupTyper:
    """Types what looks elsewhere in one text, with the help of the typer of everything else."""

    def __init__(self, typer: Typer) -> None:
        self.typer, self.declared = typer, typer.declared

    # --- by what a table names -------------------------------------------------------------------------------

    def by_datum(self, name: syntax.Name, of: Node) -> Node | None:
        """`ressource[apport.ressource].note`: the value at the member that a column names; None for a plain name."""
        named = named_by(name)
        if named is None or named[0] not in self.declared.levels:
            return None
        level, full = self.declared.levels[named[0]], ".".join(named)
        over = self.declared.levels[name.head]
        if self.declared.given_up(full):
            raise Refused(())
        if full not in self.declared.data:
            columns = [column for column in self.declared.data if column.startswith(f"{level.name}.")]
            near = nearest(full, columns) or ", ".join(columns)
            refuse(say.UNKNOWN_NAME if near else say.UNKNOWN_AND_FAR, name.place, name=full, near=near)
        places = tuple(self._place(full, level, over, i) for i in range(len(level.members)))
        by = DatumUse(level=level.name, type=self.declared.data_types[full], name=full, place=name.place)
        return Lookup(level=level.name, type=of.type, over=over.name, of=of, places=places, by=by, place=name.place)

    def _place(self, column: str, level: Level, over: Level, index: int) -> int:
        """The place, among the members of `over`, of the one that a line's cell names."""
        value, line = self.declared.data[column][index], level.members[index]
        if value is None:
            refuse(say.NO_DATUM, line.place, name=column, members=line.name)
        names = {key: i for i, m in enumerate(over.members) for key in (m.key, _word(m.key))}
        if over.kind == "recorded" or str(value) not in names:
            near = nearest(str(value), names) or ", ".join(list(names)[:6])
            refuse(say.UNKNOWN_MEMBER, line.place, member=value, level=over.name, near=near)
        return names[str(value)]

    # --- the one before, the one after -----------------------------------------------------------------------

    def beside(self, call: syntax.Call, level: str, form: str) -> Node:
        """`précédent(semestre.moyenne, vide=10)`: the value at the member before (or after) in the table."""
        options = dict(call.options)
        if len(call.arguments) != 1 or set(options) - {"empty"}:
            refuse(say.WRONG_ARGUMENTS, call.place, function=call.function, form=form)
        if "empty" not in options:
            refuse(say.NEEDS_EMPTY, call.place, function=form.partition("(")[0])
        of, empty = self.typer.node(call.arguments[0], level), self.typer.node(options["empty"], level)
        known = self.declared.levels.get(of.level)
        if known is None or known.kind == "recorded" or not known.parent:
            refuse(say.NOTHING_BESIDE, call.place, level=of.level or level)
        step = -1 if call.function == "previous" else 1
        places = tuple(_beside(known, i, step) for i in range(len(known.members)))
        type_, where = self.typer.hull((of, empty), call.place), self.typer.join(call.place, of, empty)
        looked = Lookup(level=of.level, type=type_, over=of.level, of=of, places=places, empty=empty, place=call.place)
        return looked if where == of.level else replace(looked, empty=empty)

    # --- which member ----------------------------------------------------------------------------------------

    def is_member(self, left: syntax.Syntax, operator: str, right: syntax.Syntax, level: str) -> Node | None:
        """`ue == Droit`: whether this member is that one; None when the left side is no level."""
        if operator not in ("==", "!=") or not isinstance(left, syntax.Name) or left.attribute or left.member:
            return None
        known = self.declared.levels.get(left.head)
        if known is None or known.kind == "recorded" or left.head in self.declared.parameters:
            return None
        if not self.typer.above(left.head, level):
            refuse(say.OTHER_BRANCH, left.place, name=left.head, below=left.head, here=level or "…")
        column = self._members(known)
        wanted = _written(right)
        if wanted not in column.type.choices:
            near = nearest(wanted, column.type.choices) or ", ".join(column.type.choices[:6])
            refuse(say.UNKNOWN_MEMBER, left.place, member=wanted, level=left.head, near=near)
        constant = Constant(level="", type=column.type, value=wanted, place=left.place)
        sign: Literal["==", "!="] = "==" if operator == "==" else "!="
        use = replace(column, place=left.place)
        return Compare(level=left.head, type=BOOL, operator=sign, left=use, right=constant, place=left.place)

    def _members(self, level: Level) -> DatumUse:
        """The names of a level's members, as a column of it."""
        full = f"{level.name}.{MEMBER[self.typer.language]}"
        if full not in self.declared.data or self.declared.data_types[full].kind is not Kind.CHOICE:
            words = tuple(_word(member.name) for member in level.members)
            self.declared.data[full] = words
            self.declared.data_types[full] = Type(Kind.CHOICE, choices=tuple(dict.fromkeys(words)))
        return DatumUse(level=level.name, type=self.declared.data_types[full], name=full)


def ranked(one: Node, operator: str, two: Node) -> Node:
    """A comparison of two values of one ordered choice, as the values that satisfy it."""
    choices, holds = one.type.choices, _RANKS[operator]
    pairs = [(a, b) for i, a in enumerate(choices) for j, b in enumerate(choices) if holds(i, j)]
    if isinstance(two, Constant):
        return _either(one, [a for a, b in pairs if b == two.value])
    if isinstance(one, Constant):
        return _either(two, [b for a, b in pairs if a == one.value])
    level = one.level or two.level
    tests = tuple(
        Logic(level=level, type=BOOL, operator="and", operands=(_is(one, a), _is(two, b)), place=one.place)
        for a, b in pairs
    )
    return Logic(level=level, type=BOOL, operator="or", operands=tests, place=one.place)


def _either(node: Node, values: Sequence[str]) -> Node:
    tests = tuple(_is(node, value) for value in values)
    if not tests:
        return Constant(level="", type=BOOL, value=False, place=node.place)
    if len(tests) == 1:
        return tests[0]
    return Logic(level=node.level, type=BOOL, operator="or", operands=tests, place=node.place)


def _is(node: Node, value: str) -> Node:
    constant = Constant(level="", type=node.type, value=value, place=node.place)
    return Compare(level=node.level, type=BOOL, operator="==", left=node, right=constant, place=node.place)


def _written(shape: syntax.Syntax) -> str:
    if isinstance(shape, syntax.Literal_) and not isinstance(shape.value, bool):
        return str(shape.value)
    return str(shape) if isinstance(shape, syntax.Name) else "…"


def _word(name: str) -> str:
    """A member's name as a rule writes it: `UE1.2` is `UE1_2`."""
    return re.sub(r"\W+", "_", name)


def _beside(level: Level, index: int, step: int) -> int:
    """The place of the member before or after; of repeated members, under the same parent. -1: there is none."""
    place = index + step
    if not 0 <= place < len(level.members):
        return -1
    if level.repeated and level.members[place].parent != level.members[index].parent:
        return -1
    return place
