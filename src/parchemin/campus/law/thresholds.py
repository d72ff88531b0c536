"""The figures of a text that marks are compared with: found in its rules, whichever side they are written on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from parchemin.campus.law.law import Law
from parchemin.campus.law.terms import Threshold, Unit
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.explanation.cones import cone
from parchemin.regulation.meaning.graph import Compare, Definition, DefinitionUse, FactUse, Kind, Node, ParameterUse

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class MarkComparison:
    """A mark beside a figure, in a definition of one level. operator: read with the mark first (`mark >= figure`).

    parameter: the figure's name in the text, "" for one written in the rule itself.
    """

    definition: Definition
    mark: DefinitionUse | FactUse
    operator: str
    figure: Fraction
    parameter: str

    @property
    def alone(self) -> bool:
        """The definition says nothing else."""
        return isinstance(self.definition.node, Compare)


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures that the mark of a unit is compared with, in text; "" for none.

    threshold: it acquires (`mark >= threshold`). floor: it loses below, and at the floor itself where `floor_lost`.
    passes, fails: the definitions that say no more than that.
    """

    threshold: str = ""
    floor: str = ""
    floor_lost: bool = False
    passes: str = ""
    fails: str = ""


@lru_cache(maxsize=512)
def comparisons(law: Law, level: str) -> tuple[MarkComparison, ...]:
    """Every comparison of a mark with a figure, in the order of the definitions of a level."""
    at_level = (d for d in law.regulation.definitions.values() if d.level == level)
    return tuple(comparison for d in at_level for node in walk(d.node) for comparison in _compared(law, d, node))


def walk(node: Node) -> Iterator[Node]:
    """An expression, and everything in it."""
    yield node
    for child in node.children():
        yield from walk(child)


def _compared(law: Law, definition: Definition, node: Node) -> Iterator[MarkComparison]:
    if not isinstance(node, Compare):
        return
    written = (node.operator, node.left, node.right)
    for operator, mark, side in (written, (MIRRORED[node.operator], node.right, node.left)):
        if isinstance(mark, DefinitionUse | FactUse) and mark.type.unit == "mark":
            parameter = side.name if isinstance(side, ParameterUse) else ""
            value = law.regulation.parameters[parameter].value if parameter else getattr(side, "value", None)
            if isinstance(value, Fraction):
                yield MarkComparison(definition, mark, operator, value, parameter)


@lru_cache(maxsize=4096)
def limits_of(law: Law, unit: str, mark: str) -> Limits:
    """What the mark of a unit, as defined or as it is given, is compared with by the conditions of its level.

    Where several acquire something, the threshold is the one that the validation of the unit hangs on.
    """
    own = law.units[unit]
    return _limits(law, own.level, (mark, own.mark), law.validations.get(own.level, ""))


@lru_cache(maxsize=512)
def limits_at(law: Law, level: str) -> Limits:
    """The same of the members of a level that units stand under, by their mark and their validation."""
    terms = law.level_terms[level]
    return _limits(law, level, (terms.mark,), terms.validation)


def _limits(law: Law, level: str, marks: Sequence[str], validation: str) -> Limits:
    behind = cone(law.regulation, validation)
    conditions = [
        c for c in comparisons(law, level) if c.mark.name in marks and c.definition.node.type.kind is Kind.BOOL
    ]
    reached = [c for c in conditions if c.operator.startswith(">")]
    reached.sort(key=lambda c: c.definition.name not in behind)
    lost = [c for c in conditions if c.operator.startswith("<") and c.alone]
    return Limits(
        number(reached[0].figure, "en") if reached else "",
        number(lost[0].figure, "en") if lost else "",
        bool(lost) and lost[0].operator == "<=",
        next((c.definition.name for c in reached if c.alone), ""),
        lost[0].definition.name if lost else "",
    )


def thresholds_of(law: Law, unit: Unit) -> tuple[Threshold, ...]:
    """The parameters that a rule at the unit's own level compares a mark of that level with, the smallest first.

    One that several marks are compared with is told of the unit's mark, rather than of the mark of one session, say.
    """
    found: dict[str, tuple[bool, Threshold]] = {}
    for comparison in comparisons(law, unit.level):
        name = comparison.parameter
        if name and comparison.mark.level == unit.level:
            own = _is_the_mark(law, comparison.mark.name)
            if name not in found or (own and not found[name][0]):
                found[name] = (own, _threshold(law, comparison))
    return tuple(sorted((threshold for _, threshold in found.values()), key=lambda threshold: threshold.value))


def _is_the_mark(law: Law, name: str) -> bool:
    declared = law.regulation.definitions.get(name) or law.regulation.facts[name]
    return declared.canonical.endswith(".mark")


def _threshold(law: Law, comparison: MarkComparison) -> Threshold:
    label = law.regulation.parameters[comparison.parameter].label
    article = comparison.definition.place.article
    return Threshold(comparison.parameter, label, comparison.operator, comparison.figure, article)
