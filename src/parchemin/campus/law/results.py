"""What somebody has obtained, unit by unit, as a transcript tells it: plain values, in the text's own words.

Nothing knows a programme: periods are the levels above what is marked, a mark is the definition the text gives it (the
fact itself where there is none), and shared names say what is validated, eliminated, exempted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import standing
from parchemin.campus.law.terms import Unit
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.meaning.graph import Compare, Node, ParameterUse

type State = Literal["validated", "compensated", "eliminated", "exempted", "not_validated", "open", "marked"]
type Truth = Literal["yes", "no", "open", ""]


@dataclass(frozen=True, slots=True)
class UnitResult:
    """mark: exact ("12.5", "94/9"), "" while it is open. session: which one it comes from, "" where there is one only.

    state: "marked" where the text validates nothing at this level; "open" while it cannot be said.
    """

    unit: Unit
    mark: str
    session: str
    state: State


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """The units under one member ("S1"), or those of one level that stand directly under the person.

    titles: from the widest down ("première année", "semestre 1"). average and credits: "" where the text has none, or
    not yet. validated: "" where the text validates no such period.
    """

    titles: tuple[str, ...]
    units: tuple[UnitResult, ...]
    average: str
    credits: str
    validated: Truth


@dataclass(frozen=True, slots=True)
class Results:
    """averages: the known ones about the person, (label, exact value). credits: obtained in all, "" if unsaid."""

    periods: tuple[PeriodResult, ...]
    averages: tuple[tuple[str, str], ...]
    credits: str


def results_of(law: Law, evaluation: Evaluation, units: Collection[str]) -> Results:
    """What was obtained in these units, and over all."""
    grouped: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in law.units.values():
        if unit.name in units:
            grouped[_place(law, unit)].append(unit)
    credits = _named(law, law.root, "credits")
    return Results(
        tuple(_period(law, evaluation, level, key, found) for (level, key), found in grouped.items()),
        tuple(_averages(law, evaluation)),
        standing(evaluation, credits).text if credits else "",
    )


def _place(law: Law, unit: Unit) -> tuple[str, str]:
    """The level and member that a unit stands under; its own level when it stands under the person."""
    if not unit.above:
        return unit.level, ""
    return law.regulation.levels[unit.level].parent, unit.above[-1][0]


def _period(law: Law, evaluation: Evaluation, level: str, key: str, units: list[Unit]) -> PeriodResult:
    results = tuple(_unit(law, evaluation, unit) for unit in units)
    if not key:
        return PeriodResult((_collective(law, level, units),), results, "", "", "")
    above = law.regulation.path(units[0].level)[1:-1]
    titles = tuple(_title(kind, name, label) for kind, (name, label) in zip(above, units[0].above, strict=True))
    average = next((name for name, member, _ in law.averages if member == key and name.startswith(f"{level}.")), "")
    credits, validated = _named(law, level, "credits"), _named(law, level, "validated")
    return PeriodResult(
        titles,
        results,
        standing(evaluation, average, key).text if average else "",
        standing(evaluation, credits, key).text if credits else _sum(results),
        _truth(evaluation, validated, key),
    )


def _title(level: str, name: str, label: str) -> str:
    """A member in words: "semestre 1" says it all, "Unités d'enseignement" not of which semester: "S3, Unités …"."""
    return label if level in label.lower() or name in label else f"{name}, {label}"


def _collective(law: Law, level: str, units: list[Unit]) -> str:
    """What units that stand directly under the person are called together."""
    if level == law.root:
        return units[0].label
    found = law.regulation.levels[level]
    return found.label or found.name.replace("_", " ") + (
        "s" if len(units) > 1 and not found.name.endswith("s") else ""
    )


def _sum(results: tuple[UnitResult, ...]) -> str:
    """The credits of what is validated, where the text gives units credits and adds them up nowhere."""
    won = [Fraction(r.unit.credits or 0) for r in results if r.state in ("validated", "compensated", "exempted")]
    settled = all(r.state not in ("open", "marked") and r.unit.credits for r in results)
    return number(sum(won, Fraction(0)), "en") if settled and results else ""


def _averages(law: Law, evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    for name, member, label in law.averages:
        value = standing(evaluation, name, member).text
        if not member and value:
            yield label, value


def _unit(law: Law, evaluation: Evaluation, unit: Unit) -> UnitResult:
    mark = mark_of(law, evaluation, unit)
    return UnitResult(unit, mark, _session(law, evaluation, unit) if mark else "", _state(law, evaluation, unit, mark))


def mark_of(law: Law, evaluation: Evaluation, unit: Unit) -> str:
    """The mark of a unit, exact: as the text defines it, or as it was given."""
    defined = _named(law, unit.level, "mark") if unit.level != law.root else ""
    if defined:
        return standing(evaluation, defined, unit.key).text
    if unit.slots:
        return ""
    level = law.regulation.facts[unit.mark].level
    keys = evaluation.keys(level)
    value = evaluation.fact(unit.mark)[keys.index(unit.key) if unit.key in keys else 0]
    return number(Fraction(value), "en") if isinstance(value, int | Fraction) else ""


def _session(law: Law, evaluation: Evaluation, unit: Unit) -> str:
    if len(unit.slots) < 2:
        return ""
    second = _truth(evaluation, _named(law, unit.level, "second_session_retained"), unit.key)
    return unit.slots[1 if second == "yes" else 0][1]


def _state(law: Law, evaluation: Evaluation, unit: Unit, mark: str) -> State:
    if unit.level == law.root or not (validated := _named(law, unit.level, "validated")):
        return "marked" if mark else "open"
    if _truth(evaluation, _named(law, unit.level, "exempted"), unit.key) == "yes":
        return "exempted"
    match _truth(evaluation, validated, unit.key):
        case "yes":
            least = _threshold(law, unit.level)
            return "compensated" if least is not None and mark and Fraction(mark) < least else "validated"
        case "no":
            lost = _truth(evaluation, _named(law, unit.level, "eliminated"), unit.key) == "yes"
            return "eliminated" if lost else "not_validated"
    return "open"


def _truth(evaluation: Evaluation, name: str, key: str) -> Truth:
    if not name:
        return ""
    found = standing(evaluation, name, key).state
    return "open" if found == "number" else found


@lru_cache(maxsize=512)
def _named(law: Law, level: str, word: str) -> str:
    """The last definition of a level under a shared name: `validated` at "module" → "module.acquis"."""
    found = [d.name for d in law.regulation.definitions.values() if d.canonical.partition(".")[2] == word]
    return next((name for name in reversed(found) if name.partition(".")[0] == level), "")


@lru_cache(maxsize=128)
def _threshold(law: Law, level: str) -> Fraction | None:
    """The figure that the mark of a unit must itself reach, so that what is validated below it was compensated."""
    mark = _named(law, level, "mark")
    for definition in law.regulation.definitions.values():
        if definition.level == level and definition.canonical.endswith(".validated"):
            for node in _nodes(definition.node):
                if isinstance(node, Compare) and node.operator in (">=", ">") and isinstance(node.right, ParameterUse):
                    value = law.regulation.parameters[node.right.name].value
                    if getattr(node.left, "name", "") == mark and isinstance(value, Fraction | int):
                        return Fraction(value)
    return None


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children():
        yield from _nodes(child)
