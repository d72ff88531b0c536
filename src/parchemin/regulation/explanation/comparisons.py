"""How far a value is from its threshold, exactly, and the least that would cross it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from parchemin.regulation.evaluation import exact
from parchemin.regulation.evaluation.exact import Known
from parchemin.regulation.evaluation.spans import Span
from parchemin.regulation.explanation.reasons import Comparison, ComparisonSide, Operator
from parchemin.regulation.meaning.graph import Constant, DatumUse, Kind, Node, ParameterUse, Type

CONTRARY: Mapping[Operator, Operator] = {"<": ">=", "<=": ">", "==": "!=", "!=": "==", ">=": "<", ">": "<="}
MIRRORED: Mapping[Operator, Operator] = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}


def is_threshold(node: Node) -> bool:
    """Whether a side holds figures of the text only: parameters, constants, columns of a table."""
    if isinstance(node, Constant | ParameterUse | DatumUse):
        return True
    children = list(node.children())
    return bool(children) and all(is_threshold(child) for child in children)


def comparison(
    operator: Operator,
    left: ComparisonSide,
    right: ComparisonSide,
    threshold_first: bool,
    known: tuple[Known, Known],
    sense: bool,
) -> Comparison:
    """The comparison seen from the value that is measured. `known` are the two values, left and right, as evaluated.

    What holds is told as it is written, whatever is concluded from it: it is so. What does not is wanted (`sense`), or
    its contrary was.
    """
    holds = exact.compare(operator, *known)
    if threshold_first:
        left, right, operator, known = right, left, MIRRORED[operator], (known[1], known[0])
    wanted = operator if sense or holds else CONTRARY[operator]
    met = None if holds is None else holds or not sense
    if left.type.kind not in (Kind.NUMBER, Kind.DATE) or _open(known[1]) or _is_code(left, known[0], right, known[1]):
        return Comparison(operator, wanted, left, right, holds, met)
    step = Fraction(1) if left.type.kind is Kind.DATE else left.type.step
    slack = None if _open(known[0]) else _number(known[0]) - _number(known[1])
    needed = None if met else nearest_meeting(wanted, _number(known[1]), step)
    reachable = met is True or _within(needed, left.type)
    return Comparison(operator, wanted, left, right, holds, met, slack, needed if reachable else None, step, reachable)


def _is_code(left: ComparisonSide, one: Known, right: ComparisonSide, two: Known) -> bool:
    """Whether a side is a mark that is no number: nothing is then above or below it."""
    sides = ((left.type, one), (right.type, two))
    return any(not _open(known) and bool(type_.code(_number(known))) for type_, known in sides)


def _open(known: Known) -> bool:
    return known is None or isinstance(known, Span | frozenset)


def _number(known: Known) -> Fraction:
    assert isinstance(known, int | Fraction)
    return Fraction(known)


def nearest_meeting(wanted: Operator, threshold: Fraction, step: Fraction | None) -> Fraction | None:
    """The value on the grid of `step` nearest to the threshold for which `value wanted threshold` holds.

    None when there is none: off the grid for ==, any other value for !=, no nearest one to an exact strict threshold.
    """
    if wanted == "!=" or (step is None and wanted in ("<", ">")):
        return None
    if step is None:
        return threshold
    up, down = math.ceil(threshold / step) * step, math.floor(threshold / step) * step
    match wanted:
        case ">=":
            return up
        case ">":
            return down + step
        case "<=":
            return down
        case "<":
            return up - step
        case _:
            return threshold if up == down else None


def _within(needed: Fraction | None, type_: Type) -> bool:
    if needed is None:
        return True
    type_ = type_.numbers
    return (type_.low is None or needed >= type_.low) and (type_.high is None or needed <= type_.high)
