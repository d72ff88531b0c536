"""Marks that are no number (ABI, DEF …), put into the graph where a mark is used.

A code is kept as a number far below every scale, so that an unknown mark may still turn out to be one, and it goes
unchanged wherever a mark is taken as it is: chosen, picked, under a cap, the best of several codes. Where marks are
reckoned with, what the code does there is said by its effect: an average that it blocks is that code itself; one that
leaves it out is made of the others, and is the code when there is no other; where it counts as 0 it is worth 0. A code
reaches no threshold and stays under none, unless it counts as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from parchemin.regulation.meaning import bounds
from parchemin.regulation.meaning.graph import (
    BOOL,
    CODES_BELOW,
    Aggregate,
    Arithmetic,
    Choose,
    Code,
    Compare,
    Constant,
    DatumUse,
    Extreme,
    Logic,
    Node,
    ParameterUse,
    Round,
    code_value,
)

_RECKONED = ("sum", "mean", "weighted_mean", "best_mean")


class CodedMarks:
    """What the codes of one text make of comparisons, sums and averages."""

    def __init__(self, codes: Mapping[str, Code]) -> None:
        self.codes = codes

    def with_effect(self, effect: str) -> tuple[str, ...]:
        return tuple(name for name, code in self.codes.items() if code.effect == effect)

    # --- conditions ----------------------------------------------------------------------------------------

    def among(self, node: Node, names: Iterable[str]) -> Node:
        """Whether a mark is one of these codes."""
        tests = tuple(
            Compare(level=node.level, type=BOOL, operator="==", left=node, right=code_of(name, node),
                    place=node.place)
            for name in names
        )  # fmt: skip
        if not tests:
            return Constant(level="", type=BOOL, value=False, place=node.place)
        if len(tests) == 1:
            return tests[0]
        return Logic(level=node.level, type=BOOL, operator="or", operands=tests, place=node.place)

    def is_number(self, node: Node) -> Node:
        """Whether a mark, as it is reckoned with, is a number."""
        limit = Constant(level="", type=bounds.exactly(CODES_BELOW), value=CODES_BELOW, place=node.place)
        return Compare(level=node.level, type=BOOL, operator=">", left=node, right=limit, place=node.place)

    def reckoned(self, node: Node) -> Node:
        """A mark as it is reckoned with: codes that count as 0 are worth 0."""
        worth_zero = self.with_effect("zero")
        if not node.type.codes or not worth_zero:
            return node
        zero = Constant(level="", type=bounds.exactly(Fraction(0)), value=Fraction(0), place=node.place)
        condition = self.among(node, worth_zero)
        return Choose(
            level=node.level,
            type=node.type,
            condition=condition,
            then=zero,
            otherwise=node,
            wrote="otherwise",
            place=node.place,
        )

    # --- where marks are reckoned with ---------------------------------------------------------------------

    def compared(self, compare: Compare) -> Node:
        """A comparison that a code never satisfies: it is neither above nor below a number."""
        if compare.operator in ("==", "!="):
            return compare
        left, right = self.reckoned(compare.left), self.reckoned(compare.right)
        lower = left if compare.operator in ("<", "<=") else right
        made = replace(compare, left=left, right=right)
        if not lower.type.codes:
            return made
        # A code, kept as a number below all others, would satisfy it.
        guard = self.is_number(lower)
        return Logic(level=compare.level, type=BOOL, operator="and", operands=(guard, made), place=compare.place)

    def combined(self, left: Node, right: Node, build: Callable[[Node, Node], Node]) -> Node:
        """An operation on two numbers; it is the first code when there is one."""
        one, two = self.reckoned(left), self.reckoned(right)
        made = build(one, two)
        for side in (two, one):
            made = _numbers(made.level, self.is_number(side), made, side) if side.type.codes else made
        return made

    def extreme(self, function: str, operands: tuple[Node, ...], build: Callable[[tuple[Node, ...]], Node]) -> Node:
        """The least or the best of several. A cap or a floor that is the same for everybody is no mark: what it bounds
        stays the code that it is. Among marks, the best is a number where there is one; codes that are left out give
        way in the least too."""
        bounding = tuple(o for o in operands if same_for_all(o))
        marks = tuple(o for o in operands if not same_for_all(o))
        if not any(o.type.codes for o in marks):
            return build(operands)
        made = marks[0] if len(marks) == 1 else self._least(marks, build) if function == "min" else build(marks)
        if not bounding:
            return made
        if function == "min" or not made.type.codes:  # a code is below every cap
            return build((made, *bounding))
        number = self.reckoned(made)
        return _numbers(made.level, self.is_number(number), build((number, *bounding)), made)

    def _least(self, operands: tuple[Node, ...], build: Callable[[tuple[Node, ...]], Node]) -> Node:
        left_out = self.with_effect("apart")
        if not left_out:
            return build(operands)
        made = operands[0]
        for other in operands[1:]:
            both = build((made, other))
            if other.type.codes:
                both = _choose(both.level, self.among(other, left_out), made, both)
            made = _choose(both.level, self.among(made, left_out), other, both) if made.type.codes else both
        return made

    def rounded(self, of: Node, build: Callable[[Node], Node]) -> Node:
        """A rounding, of numbers alone."""
        made = build(of)
        return _numbers(of.level, self.is_number(of), made, of) if of.type.codes else made

    def aggregated(self, node: Aggregate, most: int | None) -> Node:
        """A sum, an average or the least of marks that may be codes: the first that blocks, or the numbers alone."""
        if not node.of.type.codes or (node.function not in _RECKONED and node.function != "min"):
            return node
        blocking = self.with_effect("blocks")
        of = self.reckoned(node.of)
        kept = _both(node.where, self.is_number(of))
        numbers = node.of.type.numbers
        alone = self._of_no_number(node) if node.function != "sum" else None
        type_ = bounds.aggregate(node.function, numbers, numbers, most)
        made: Node = replace(
            node, of=of, where=kept, empty=node.empty or alone, written=node.of,
            type=bounds.hull((type_, *((e.type,) if (e := node.empty or alone) else ()))),
        )  # fmt: skip
        return self._first(node, blocking, made)

    def _of_no_number(self, node: Aggregate) -> Node:
        """What an average is when it has no number: the code of those it leaves out."""
        names = self.with_effect("apart") or tuple(self.codes)
        return self._first(node, names[:-1], code_of(names[-1], node.of))

    def _first(self, node: Aggregate, names: tuple[str, ...], otherwise: Node) -> Node:
        """The first of these codes that a mark of the aggregate is."""
        for name in reversed(names):
            some = Aggregate(
                level=node.level, type=BOOL, function="any", over=node.over, of=self.among(node.of, (name,)),
                where=node.where, place=node.place,
            )  # fmt: skip
            otherwise = _choose(node.level, some, code_of(name, node.of), otherwise)
        return otherwise


def as_written(node: Node) -> Node:
    """A node as the text wrote it, without what codes put around it: choices, and tests for a number."""
    while isinstance(node, Choose) and node.wrote:
        node = node.then if node.wrote == "then" else node.otherwise
    if isinstance(node, Logic):
        told = [part for part in node.operands if not tells_numbers(part)]
        return as_written(told[0]) if len(told) == 1 else node
    return node


def tells_numbers(node: Node) -> bool:
    """Whether a condition only tells numbers from codes, which no text writes."""
    return isinstance(node, Compare) and isinstance(node.right, Constant) and node.right.value == CODES_BELOW


def code_of(name: str, mark: Node) -> Constant:
    """The code of that name, as a mark of the type of another."""
    value = code_value(mark.type.codes.index(name))
    return Constant(level="", type=mark.type, value=value, place=mark.place)


def same_for_all(node: Node) -> bool:
    """Whether nothing of a person is in it: figures, parameters and columns of the text alone."""
    match node:
        case Constant() | ParameterUse() | DatumUse():
            return True
        case Arithmetic() | Round() | Extreme():
            return all(map(same_for_all, node.children()))
        case _:
            return False


def _numbers(level: str, condition: Node, then: Node, otherwise: Node) -> Node:
    """What the text has made of numbers, where they are some."""
    return replace(_choose(level, condition, then, otherwise), wrote="then")


def _choose(level: str, condition: Node, then: Node, otherwise: Node) -> Choose:
    """What the text wrote (`otherwise`), unless a code has it otherwise."""
    type_ = bounds.hull((then.type, otherwise.type))
    return Choose(
        level=level, type=type_, condition=condition, then=then, otherwise=otherwise, wrote="otherwise",
        place=otherwise.place,
    )  # fmt: skip


def _both(where: Node | None, condition: Node) -> Node:
    if where is None:
        return condition
    return Logic(level=condition.level, type=BOOL, operator="and", operands=(where, condition), place=condition.place)
