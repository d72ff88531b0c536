"""One person before the text, laid out: the years and what is in them, and what the diploma asks.

The student's road reads of it what concerns them; a transcript, what they followed, in words and exact values.

Everything is found in the text: the levels above what is marked, the conditions that the final decision stands on, the
marks at which something is acquired or lost. No programme is known by name; shared names (`validated`, `eliminated`,
`concerned` …) say what a definition is for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import Standing, law_before, standing
from parchemin.campus.law.terms import Unit
from parchemin.campus.law.thresholds import limits_of, walk
from parchemin.regulation.evaluation.reported import OutcomeLine, line
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.explanation.cones import cone
from parchemin.regulation.meaning.graph import Definition, DueDate, FactUse

type State = Literal["yes", "no", "open"]
type Grade = Literal["validated", "compensated", "eliminated", "exempted", "not_validated", "open", "marked"]
FINAL = ("diploma", "title")
WON = ("validated", "compensated", "exempted")


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
    """Something marked, for one person. mark: exact ("12.5", "94/9"), settled, or the last that is (`so_far` says
    which); "" for none. session: the one that a settled mark comes from, "" where there is one only.

    validated, eliminated, exempted, second_right, second_registered: "" where the text does not say. shortfall: what
    the text calls falling too low. grade: all that in a word; "marked" where the text gives units no validation, "open"
    while it cannot be said. threshold, floor: the marks at which it is acquired, and that must be passed.
    """

    unit: Unit
    mark: str
    so_far: str
    session: str
    grade: Grade
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

    @property
    def settled(self) -> str:
        """The mark that nothing replaces any more."""
        return "" if self.so_far else self.mark


@dataclass(frozen=True, slots=True)
class Period:
    """A member of the level that units stand under (a semester, a component), or all the units of a level under none.

    within: itself and what it stands in, as titles, from the widest down. above: labels of what it stands in. average:
    settled, or "". given_credits: those that the text counts at that level, None where it counts none. concerned: False
    where the text says that it is not for this person.
    """

    name: str
    key: str
    short: str
    label: str
    within: tuple[str, ...]
    above: str
    average: str
    given_credits: str | None
    state: State | Literal[""]
    concerned: bool
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

    @property
    def titles(self) -> tuple[str, ...]:
        """What it is called on paper; a mark of the person, by its own name."""
        return self.within or (self.label if self.units[0].unit.key else self.units[0].unit.label,)

    @property
    def credits(self) -> str:
        """As the text counts them; else those of the units acquired, once all are settled, where units have some."""
        if self.given_credits is not None:
            return self.given_credits
        settled = all(one.grade not in ("open", "marked") and one.unit.credits for one in self.units)
        won = [Fraction(one.unit.credits or 0) for one in self.units if one.grade in WON]
        return number(sum(won, Fraction(0)), "en") if self.key and settled else ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything of one person. every: all the periods of the text. final: the conditions of what the studies lead to;
    others: the text's other ones. averages: the known ones about the person as a whole, (label, exact value)."""

    every: tuple[Period, ...]
    final: tuple[Requirement, ...]
    others: tuple[Requirement, ...]
    decisions: tuple[OutcomeLine, ...]
    averages: tuple[tuple[str, str], ...]
    credits: Standing | None
    credits_required: Standing | None

    @property
    def periods(self) -> tuple[Period, ...]:
        """Those that concern the person."""
        return tuple(period for period in self.every if period.concerned)

    def of(self, units: Collection[str]) -> tuple[Period, ...]:
        """The periods of these units, with no other unit."""
        kept = ((period, tuple(u for u in period.units if u.unit.name in units)) for period in self.every)
        return tuple(replace(period, units=shown) for period, shown in kept if shown)


# --- what a text is made of, found once ------------------------------------------------------------------------


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
    """The tables of requirements: those that a final decision itself names, and those that stand on their own.

    The decision `diploma` needs `diploma_earned`, a table with the lines `modules_validated`, `credits_earned` and
    `quitus_validated = student.quitus`; `quitus` is a table too. `may_sit` and `equipped` are tables that no final
    decision stands on, and `may_sit` has the line `has_equipment = student.equipped`. Then:

    - on the way to the diploma are `diploma_earned` and `quitus`; final is `diploma_earned` alone, since `quitus` is
      shown below the line that stands on it;
    - nested are `quitus` and `equipped`, each all that a line of another table says;
    - others is `may_sit` alone: neither on the way nor nested.
    """
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
        for node in walk(definition.node):
            start = node.start if isinstance(node, DueDate) else None
            if isinstance(start, FactUse) and law.regulation.facts[start.name].level == law.root:
                found.setdefault(node.deadline, start.name)  # type: ignore[attr-defined]
    return found


# --- one person ------------------------------------------------------------------------------------------------


def portrait_of(evaluation: Evaluation) -> Portrait:
    """Somebody, laid out."""
    law = law_before(evaluation)
    final, others = _groups(law)
    credits, required = (law.named(law.root, word) for word in ("credits", "required_credits"))
    return Portrait(
        tuple(_periods(evaluation, law)),
        tuple(_table(evaluation, law, name) for name in final),
        tuple(_table(evaluation, law, name) for name in others),
        tuple(_decided(evaluation, name) for name in final_decisions(law)),
        tuple(_averages(evaluation, law)),
        standing(evaluation, credits) if credits else None,
        standing(evaluation, required) if required else None,
    )


def _decided(evaluation: Evaluation, name: str) -> OutcomeLine:
    regulation = evaluation.regulation
    outcome = next(iter(evaluation.outcomes(name).values()))
    return line(regulation, evaluation.person.id, name, "", outcome, regulation.language)


def _averages(evaluation: Evaluation, law: Law) -> Iterator[tuple[str, str]]:
    for name, member, label in law.averages:
        value = standing(evaluation, name, member).text
        if not member and value:
            yield label, value


def _truth(evaluation: Evaluation, name: str, key: str) -> State | Literal[""]:
    found = standing(evaluation, name, key).state if name else ""
    return "" if found == "number" else found


def _table(evaluation: Evaluation, law: Law, name: str) -> Requirement:
    return _requirement(evaluation, law, law.regulation.definitions[name])


def _requirement(evaluation: Evaluation, law: Law, definition: Definition) -> Requirement:
    table = definition.name if definition.role == "group" else _stands_on(law, definition)
    below = tuple(_requirement(evaluation, law, one) for one in _lines(law, table)) if table else ()
    state = _truth(evaluation, definition.name, "") or "open"
    return Requirement(definition.name, definition.label, state, definition.place.article, below)


def _periods(evaluation: Evaluation, law: Law) -> Iterator[Period]:
    units: dict[tuple[str, str], list[Unit]] = {}
    for unit in law.units.values():
        level = law.regulation.levels[unit.level].parent
        place = (level, unit.above[-1][0]) if unit.above else (unit.level, "")
        units.setdefault(place, []).append(unit)
    for (level, key), found in units.items():
        yield _period(evaluation, law, level, key, found)


def _concerned(evaluation: Evaluation, law: Law, level: str, key: str) -> bool:
    """Whether a period is one of theirs: neither it nor what it stands in is said not to concern them."""
    while key:
        if _truth(evaluation, law.named(level, "concerned"), key) == "no":
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
        article = units[0].article
        return Period(level, "", "", label, (), "", "", None, "", True, False, "", article, shown)
    average = law.named(level, "average") or law.named(level, "mark")
    credits, validation = law.named(level, "credits"), law.named(level, "validated")
    member = next(m for m in found.members if m.key == key)
    kinds = law.regulation.path(units[0].level)[1:-1]
    return Period(
        level,
        key,
        member.name,
        member.label,
        tuple(_title(kind, *above) for kind, above in zip(kinds, units[0].above, strict=True)),
        " · ".join(label for _, label in units[0].above[:-1]),
        standing(evaluation, average, key).text if average else "",
        standing(evaluation, credits, key).text if credits else None,
        _truth(evaluation, validation, key),
        _concerned(evaluation, law, level, key),
        _truth(evaluation, law.named(level, "replaced"), key) == "yes",
        validation,
        law.regulation.definitions[validation].place.article if validation else units[0].article,
        shown,
    )


def _title(level: str, key: str, label: str) -> str:
    """A member in words: "semestre 1" says it all, "Unités d'enseignement" not of which semester: "S3, Unités …"."""
    return label if level in label.lower() or key in label else f"{key}, {label}"


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
    mark, so_far = _mark(evaluation, law, unit)
    main, _ = marks_of(law, unit.name)
    limits = limits_of(law, unit.name, main)
    # A transcript says "compensated" only of a mark that the text works out (it may come from a second session).
    to_reach = limits.threshold if main in law.regulation.definitions else ""
    at_root = unit.level == law.root
    validation = limits.passes if at_root else (law.validations.get(unit.level, "") or limits.passes)
    failing = limits.fails if at_root else (law.named(unit.level, "eliminated") or limits.fails)

    def said(word: str) -> State | Literal[""]:
        return "" if at_root else _truth(evaluation, law.named(unit.level, word), unit.key)

    about = validation or failing
    declared = law.regulation.definitions.get(about)
    shortfall = law.regulation.definitions[failing] if failing else None
    settled = "" if so_far else mark
    return UnitPortrait(
        unit=unit,
        mark=mark,
        so_far=so_far,
        session=unit.slots[said("second_session_retained") == "yes"][1] if settled and len(unit.slots) > 1 else "",
        grade=_grade(settled, to_reach, said("validated"), said("exempted"), said("eliminated")),
        validated=_truth(evaluation, validation, unit.key),
        eliminated=_truth(evaluation, failing, unit.key),
        shortfall=shortfall.label if shortfall else "",
        exempted=said("exempted"),
        second_right=said("right_to_session_2"),
        second_registered=said("registered_for_session_2"),
        threshold=limits.threshold,
        floor=limits.floor,
        floor_lost=limits.floor_lost,
        second_article=_article_of(law, law.named(unit.level, "right_to_session_2")) if not at_root else "",
        about=about,
        article=declared.place.article if declared else unit.article,
    )


def _mark(evaluation: Evaluation, law: Law, unit: Unit) -> tuple[str, str]:
    """The mark, and what it is called while another may still replace it."""
    main, on_the_way = marks_of(law, unit.name)
    if mark := standing(evaluation, main, unit.key).text if main else "":
        return mark, ""
    for name in reversed(on_the_way):
        if mark := standing(evaluation, name, unit.key).text:
            return mark, law.regulation.definitions[name].label
    return "", ""


def _grade(mark: str, threshold: str, validated: str, exempted: str, eliminated: str) -> Grade:
    if not validated:
        return "marked" if mark else "open"
    if exempted == "yes":
        return "exempted"
    if validated == "yes":
        return "compensated" if mark and threshold and Fraction(mark) < Fraction(threshold) else "validated"
    if validated == "no":
        return "eliminated" if eliminated == "yes" else "not_validated"
    return "open"


def _article_of(law: Law, name: str) -> str:
    declared = law.regulation.definitions.get(name) or law.regulation.facts.get(name)
    return declared.place.article if declared else ""
