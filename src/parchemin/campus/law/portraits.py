"""One person before the text, laid out as people look at it: the years and what is in them, and what the diploma asks.

Everything is found in the text: the levels above what is marked, the conditions that the final decision stands on, the
marks at which something is acquired or lost. No programme is known by name; shared names (`validated`, `eliminated`,
`concerned` …) say what a definition is for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import Standing, law_before, standing
from parchemin.campus.law.terms import Unit
from parchemin.regulation.evaluation.reported import OutcomeLine, line
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.explanation.cones import cone
from parchemin.regulation.meaning.graph import Compare, Definition, DueDate, Fact, FactUse, Kind, Node

type State = Literal["yes", "no", "open"]
FINAL = ("diploma", "title")
SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A line of a table of requirements, or a whole table. below: the lines of the table it stands on."""

    name: str
    label: str
    state: State
    article: str
    below: tuple[Requirement, ...] = ()

    @property
    def met(self) -> int:
        return sum(one.state == "yes" for one in self.below)

    @property
    def leaves(self) -> int:
        return len(self.below)


@dataclass(frozen=True, slots=True)
class UnitPortrait:
    """Something marked, for one person. mark: settled, or the last that is (`so_far` says which); "" for none.

    validated, eliminated, exempted, second_right, second_registered: "" where the text does not say. shortfall: what
    the text calls falling too low. threshold, floor: the marks at which it is acquired, and that must be passed.
    """

    unit: Unit
    mark: str
    so_far: str
    validated: State | Literal[""]
    eliminated: State | Literal[""]
    shortfall: str
    exempted: State | Literal[""]
    second_right: State | Literal[""]
    second_registered: State | Literal[""]
    threshold: str
    floor: str
    floor_lost: bool
    second_article: str
    about: str
    article: str


@dataclass(frozen=True, slots=True)
class Period:
    """A member of the level that units stand under (a semester, a component), or all the units of a level under none.

    above: labels of what it stands in. average: settled, or "". credits: of its units, "" where the text gives none.
    """

    name: str
    key: str
    short: str
    label: str
    above: str
    average: str
    state: State | Literal[""]
    replaced: bool
    validation: str
    article: str
    units: tuple[UnitPortrait, ...]

    @property
    def acquired(self) -> int:
        return sum(one.validated == "yes" for one in self.units)

    @property
    def marked(self) -> int:
        return sum(bool(one.mark) for one in self.units)

    @property
    def follows_validation(self) -> bool:
        return any(one.validated for one in self.units)


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything of one person. final: the conditions of what the studies lead to; others: the text's other ones."""

    periods: tuple[Period, ...]
    final: tuple[Requirement, ...]
    others: tuple[Requirement, ...]
    decisions: tuple[OutcomeLine, ...]
    credits: Standing | None
    credits_required: Standing | None


# --- what a text is made of, found once ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Limits:
    """The marks of a level of units: the figures they are compared with. article: where it is acquired, or given."""

    threshold: str = ""
    floor: str = ""
    floor_lost: bool = False
    passes: str = ""
    fails: str = ""


@lru_cache(maxsize=4096)
def _limits(law: Law, mark: str, fact: str, level: str) -> _Limits:
    """The figures a mark is compared with: `mark >= figure` acquires, `mark <= figure` or `mark < figure` loses."""
    threshold = floor = passes = fails = ""
    lost = False
    for definition in law.regulation.definitions.values():
        if definition.level != level or definition.node.type.kind is not Kind.BOOL:
            continue
        for operator, figure in _compared(definition.node, {mark, fact}, law):
            whole = isinstance(definition.node, Compare)
            if operator in (">=", ">"):
                threshold = threshold or figure
                passes = passes or (definition.name if whole else "")
            elif whole:
                lost = lost or (not floor and operator == "<=")
                floor, fails = floor or figure, fails or definition.name
    return _Limits(threshold, floor, lost, passes, fails)


def _compared(node: Node, marks: set[str], law: Law) -> Iterator[tuple[str, str]]:
    if isinstance(node, Compare) and node.operator in SWAPPED:
        sides = ((node.operator, node.left, node.right), (SWAPPED[node.operator], node.right, node.left))
        for operator, left, right in sides:
            value = _figure(right, law)
            if getattr(left, "name", "") in marks and value is not None:
                yield operator, value
    for child in node.children():
        yield from _compared(child, marks, law)


def _figure(node: Node, law: Law) -> str | None:
    parameter = law.regulation.parameters.get(getattr(node, "name", ""))
    value = parameter.value if parameter is not None else getattr(node, "value", None)
    return number(value, "en") if isinstance(value, Fraction) else None


@lru_cache(maxsize=64)
def final_decisions(law: Law) -> tuple[str, ...]:
    """What the studies lead to: the decisions called diploma or title; without any, the last about the person."""
    found = sorted(
        (d for d in law.regulation.decisions.values() if d.level == law.root),
        key=lambda d: d.place,
    )
    named = [d.name for d in found if d.canonical.partition(".")[2] in FINAL]
    return tuple(named or [d.name for d in found[-1:]])


@lru_cache(maxsize=64)
def _groups(law: Law) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tables of requirements: those that a final decision itself names, and those that stand on their own."""
    regulation = law.regulation
    groups = [d for d in regulation.definitions.values() if d.role == "group" and d.level == law.root]
    behind = [cone(regulation, name) for name in final_decisions(law)]
    on_the_way = [g.name for g in groups if any(g.name in names for names in behind)]
    lines = {n for d in regulation.definitions.values() if d.role == "requirement" for n in cone(regulation, d.name)}
    final = [name for name in on_the_way if name not in lines or not _inside(law, name, on_the_way)]
    nested = {name for g in groups for line_ in _lines(law, g.name) if (name := _stands_on(law, line_)) is not None}
    others = [g.name for g in groups if g.name not in on_the_way and g.name not in nested]
    return tuple(sorted(final, key=law.regulation.order.index)), tuple(others)


def _inside(law: Law, name: str, groups: Sequence[str]) -> bool:
    return any(name != other and name in cone(law.regulation, other) for other in groups)


def _lines(law: Law, group: str) -> list[Definition]:
    return [d for d in law.regulation.definitions.values() if d.role == "requirement" and d.group == group]


def _stands_on(law: Law, requirement: Definition) -> str | None:
    """The table that a line is no more than: `quitus_validated = student.quitus`."""
    found = law.regulation.definitions.get(getattr(requirement.node, "name", ""))
    return found.name if found is not None and found.role == "group" else None


@lru_cache(maxsize=64)
def deadline_starts(law: Law) -> Mapping[str, str]:
    """For the deadlines that the text counts from a date it asks about the person: that fact's name."""
    found: dict[str, str] = {}
    for definition in law.regulation.definitions.values():
        for node in _nodes(definition.node):
            start = node.start if isinstance(node, DueDate) else None
            if isinstance(start, FactUse) and law.regulation.facts[start.name].level == law.root:
                found.setdefault(node.deadline, start.name)  # type: ignore[attr-defined]
    return found


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children():
        yield from _nodes(child)


def named(law: Law, level: str, word: str) -> str:
    """The last definition or fact of a level with a shared name: `validated` at "module" → "module.acquis"."""
    found = ""
    declared: list[Fact | Definition] = [*law.regulation.facts.values(), *law.regulation.definitions.values()]
    for one in declared:
        if one.level == level and one.canonical.partition(".")[2] == word:
            found = one.name
    return found


# --- one person ------------------------------------------------------------------------------------------------


def portrait_of(evaluation: Evaluation) -> Portrait:
    """Somebody, laid out."""
    law = law_before(evaluation)
    final, others = _groups(law)
    credits, required = (named(law, law.root, word) for word in ("credits", "required_credits"))
    return Portrait(
        tuple(_periods(evaluation, law)),
        tuple(_table(evaluation, law, name) for name in final),
        tuple(_table(evaluation, law, name) for name in others),
        tuple(_decided(evaluation, name) for name in final_decisions(law)),
        standing(evaluation, credits) if credits else None,
        standing(evaluation, required) if required else None,
    )


def _decided(evaluation: Evaluation, name: str) -> OutcomeLine:
    regulation = evaluation.regulation
    outcome = next(iter(evaluation.outcomes(name).values()))
    return line(regulation, evaluation.person.id, name, "", outcome, regulation.language)


def _truth(evaluation: Evaluation, name: str, key: str) -> State | Literal[""]:
    if not name:
        return ""
    if name in evaluation.regulation.facts:
        return _fact_truth(evaluation, name, key)
    found = standing(evaluation, name, key).state
    return found if found in ("yes", "no", "open") else ""


def _fact_truth(evaluation: Evaluation, name: str, key: str) -> State:
    level = evaluation.regulation.facts[name].level
    keys = evaluation.keys(level)
    value = evaluation.fact(name)[keys.index(key) if key in keys else 0]
    return "yes" if value is True else "no" if value is False else "open"


def _table(evaluation: Evaluation, law: Law, name: str) -> Requirement:
    return _requirement(evaluation, law, law.regulation.definitions[name])


def _requirement(evaluation: Evaluation, law: Law, definition: Definition) -> Requirement:
    table = definition.name if definition.role == "group" else _stands_on(law, definition)
    below = tuple(_requirement(evaluation, law, one) for one in _lines(law, table)) if table else ()
    state = _truth(evaluation, definition.name, "") or "open"
    label = definition.label or definition.name.partition(".")[2].replace("_", " ")
    return Requirement(definition.name, label, state, definition.place.article, below)


def _periods(evaluation: Evaluation, law: Law) -> Iterator[Period]:
    units: dict[tuple[str, str], list[Unit]] = {}
    for unit in law.units.values():
        level = law.regulation.levels[unit.level].parent
        place = (level, unit.above[-1][0]) if unit.above else (unit.level, "")
        units.setdefault(place, []).append(unit)
    for (level, key), found in units.items():
        if _concerned(evaluation, law, level, key):
            yield _period(evaluation, law, level, key, found)


def _concerned(evaluation: Evaluation, law: Law, level: str, key: str) -> bool:
    """Whether a period is one of theirs: neither it nor what it stands in is said not to concern them."""
    while key:
        if _truth(evaluation, named(law, level, "concerned"), key) == "no":
            return False
        above = law.regulation.levels[level].parent
        member = next(m for m in law.regulation.levels[level].members if m.key == key)
        members = law.regulation.levels[above].members
        level, key = above, members[member.parent].key if law.regulation.levels[above].parent else ""
    return True


def _period(evaluation: Evaluation, law: Law, level: str, key: str, units: list[Unit]) -> Period:
    shown = tuple(_unit(evaluation, law, unit) for unit in units)
    found = law.regulation.levels[level]
    if not key:
        label = found.label if found.parent else units[0].label
        return Period(level, "", "", label or level, "", "", "", False, "", units[0].article, shown)
    average = named(law, level, "average") or named(law, level, "mark")
    validation = named(law, level, "validated")
    member = next(m for m in found.members if m.key == key)
    above = " · ".join(label for _, label in units[0].above[:-1])
    return Period(
        level,
        key,
        member.name,
        member.label or member.name,
        above,
        standing(evaluation, average, key).text if average else "",
        _truth(evaluation, validation, key),
        _truth(evaluation, named(law, level, "replaced"), key) == "yes",
        validation,
        law.regulation.definitions[validation].place.article if validation else units[0].article,
        shown,
    )


@lru_cache(maxsize=4096)
def marks_of(law: Law, unit: str) -> tuple[str, tuple[str, ...]]:
    """The mark of a unit, and the marks on the way to it (the first session's, the second's), in the order of the
    text."""
    found = law.units[unit]
    own = [
        d.name
        for d in law.regulation.definitions.values()
        if d.level == found.level and d.node.type.unit == "mark" and d.level != law.root
    ]
    named = [name for name in own if law.regulation.definitions[name].canonical.endswith(".mark")]
    main = named[0] if named else (found.mark if not found.slots else (own[-1] if own else ""))
    return main, tuple(name for name in own if name != main)


def _unit(evaluation: Evaluation, law: Law, unit: Unit) -> UnitPortrait:
    main, on_the_way = marks_of(law, unit.name)
    mark, so_far = mark_of(evaluation, main, unit.key), ""
    for name in reversed(on_the_way):
        if not mark and (value := mark_of(evaluation, name, unit.key)):
            mark, so_far = value, law.regulation.definitions[name].label or name.partition(".")[2].replace("_", " ")
    limits = _limits(law, main, unit.mark, unit.level)
    at_root = unit.level == law.root
    validation = limits.passes if at_root else (law.validations.get(unit.level, "") or limits.passes)
    failing = limits.fails if at_root else (named(law, unit.level, "eliminated") or limits.fails)

    def said(word: str) -> State | Literal[""]:
        return "" if at_root else _truth(evaluation, named(law, unit.level, word), unit.key)

    about = validation or failing
    declared = law.regulation.definitions.get(about)
    shortfall = law.regulation.definitions[failing] if failing else None
    return UnitPortrait(
        unit,
        mark,
        so_far,
        _truth(evaluation, validation, unit.key),
        _truth(evaluation, failing, unit.key),
        (shortfall.label or shortfall.name.partition(".")[2].replace("_", " ")) if shortfall else "",
        said("exempted"),
        said("right_to_session_2"),
        said("registered_for_session_2"),
        limits.threshold,
        limits.floor,
        limits.floor_lost,
        _article_of(law, named(law, unit.level, "right_to_session_2")) if not at_root else "",
        about,
        declared.place.article if declared else unit.article,
    )


def _article_of(law: Law, name: str) -> str:
    declared = law.regulation.definitions.get(name) or law.regulation.facts.get(name)
    return declared.place.article if declared else ""


def mark_of(evaluation: Evaluation, name: str, key: str) -> str:
    """A mark in text, "" while it is open; of a definition or of a fact."""
    if not name:
        return ""
    if name in evaluation.regulation.definitions:
        return standing(evaluation, name, key).text
    level = evaluation.regulation.facts[name].level
    keys = evaluation.keys(level)
    value = evaluation.fact(name)[keys.index(key) if key in keys else 0]
    return number(Fraction(value), "en") if isinstance(value, Fraction | int) else ""
