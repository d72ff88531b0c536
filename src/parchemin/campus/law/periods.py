"""The levels of a text for one person: what is marked, validated or credited at each, nested as the text nests it.

A semester, a component, a year, a block: whatever listed level the text marks, validates or counts credits at, or has
units under. What is said of a member is said of that very level, never of one above or below it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from parchemin.campus.law.law import Law
from parchemin.campus.law.levels import shortly_named, titled
from parchemin.campus.law.persons import standing
from parchemin.campus.law.terms import Unit
from parchemin.campus.law.thresholds import limits_at
from parchemin.campus.law.units import (
    WON,
    Grade,
    State,
    UnitPortrait,
    article_of,
    credited_of,
    grade_of,
    truth,
    unit_of,
)
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.evaluation.words import number
from parchemin.regulation.meaning.graph import Level, LevelMember


@dataclass(frozen=True, slots=True)
class Period:
    """A member of a level (a semester, a component, a block), or what stands at a level under no other.

    within: itself and what it stands in, as titles, from the widest down. above: labels of what it stands in. depth: in
    how many other periods. average: its own mark, settled, or ""; average_label: what the text calls it. given_credits:
    those that the text counts at that level, None where it counts none. worth: the credits that the text gives it.
    counting: the levels whose credits the text adds up; None where it counts them otherwise. concerned: False where the
    text says that it is not for this person. units: what is marked right under it. credited: what has no mark, but
    credits or a validation. below: the periods in it.
    """

    name: str
    key: str
    short: str
    label: str
    within: tuple[str, ...]
    above: str
    depth: int
    average: str
    average_label: str
    given_credits: str | None
    worth: str
    counting: frozenset[str] | None
    grade: Grade | Literal[""]
    state: State | Literal[""]
    concerned: bool
    replaced: bool
    validation: str
    article: str
    units: tuple[UnitPortrait, ...]
    credited: tuple[UnitPortrait, ...] = ()
    below: tuple[Period, ...] = ()

    @property
    def rows(self) -> tuple[UnitPortrait, ...]:
        return self.units + self.credited

    @property
    def acquired(self) -> int:
        return sum(one.validated == "yes" for one in self.rows)

    @property
    def marked(self) -> int:
        return sum(bool(one.mark) for one in self.rows)

    @property
    def follows_validation(self) -> bool:
        return any(one.validated for one in self.rows)

    @property
    def titles(self) -> tuple[str, ...]:
        """What it is called on paper."""
        return self.within or (self.label,)

    @property
    def every(self) -> Iterator[Period]:
        """Itself, then the periods in it, from the widest down."""
        yield self
        for one in self.below:
            yield from one.every

    @property
    def every_unit(self) -> Iterator[UnitPortrait]:
        """What is marked in it, whatever the level."""
        return (unit for period in self.every for unit in period.units)

    @property
    def credits(self) -> str:
        """As the text counts them; else, where it adds up those of members, those acquired, once all are settled."""
        if self.given_credits is not None:
            return self.given_credits
        if self.counting is None or not self.key:
            return ""
        if self.name in self.counting:
            return {"yes": self.worth, "no": "0"}.get(self.state, "")
        rows = [one for one in self.rows if not self.counting or one.unit.level in self.counting]
        parts = [*map(_credits, rows), *(one.credits for one in self.below)]
        return number(sum(map(Fraction, parts), Fraction(0)), "en") if parts and all(parts) else ""

    def only(self, units: Collection[str]) -> Iterator[Period]:
        """The same with these units alone; nothing where it has others only. What has none stays, if it is theirs."""
        theirs = any(one.unit.name in units for one in self.every_unit)
        if theirs or (self.concerned and not any(self.every_unit)):
            kept = tuple(one for one in self.units if one.unit.name in units)
            yield replace(self, units=kept, below=tuple(one for part in self.below for one in part.only(units)))


def _credits(row: UnitPortrait) -> str:
    """The credits that a row has brought; "" while it is not known, or where it brings none."""
    if row.grade in ("open", "marked") or not row.unit.credits:
        return ""
    return row.unit.credits if row.grade in WON else "0"


def periods_of(evaluation: Evaluation, law: Law) -> tuple[Period, ...]:
    """The periods that stand in no other, in the order in which the text comes to mark something in them."""
    return PeriodsOfPerson(evaluation, law).tops()


class PeriodsOfPerson:
    """The levels of a text walked for one person, from the root down."""

    def __init__(self, evaluation: Evaluation, law: Law) -> None:
        self.evaluation, self.law = evaluation, law
        self.place = {name: i for i, name in enumerate(law.units)}
        self.units: dict[tuple[str, str], list[Unit]] = {}
        for unit in law.units.values():
            self.units.setdefault((unit.level, unit.above[-1][0] if unit.above else ""), []).append(unit)
        self.taught = {unit.level for unit in law.marked_units}

    def tops(self) -> tuple[Period, ...]:
        law, last = self.law, len(self.place)
        found = [self._own(unit) for unit in self.units.get((law.root, ""), ())]
        for level in self._children(law.root):
            units, credited = self._rows(level, 0, "")
            if units or credited:
                found.append(self._of_level(level, units, credited))
            found += self._members(level, 0, ())
        first = [min((self.place[u.unit.name] for u in one.every_unit), default=last) for one in found]
        return tuple(one for _, one in sorted(zip(first, found, strict=True), key=lambda pair: pair[0]))

    # --- under a member -----------------------------------------------------------------------------------------

    def _children(self, level: str) -> list[Level]:
        levels = self.law.regulation.levels.values()
        return [one for one in levels if one.parent == level and one.kind == "listed" and not one.repeated]

    def _rows(self, level: Level, parent: int, key: str) -> tuple[list[UnitPortrait], list[UnitPortrait]]:
        """The members of a level under one of its parent's that are lines: those marked, those credited."""
        if level.name in self.taught:
            found = (unit_of(self.evaluation, self.law, one) for one in self.units.get((level.name, key), ()))
            return [one for one in found if one.mark or self._concerned(level.name, one.unit.key)], []
        terms = self.law.level_terms[level.name]
        condition = terms.validation or (self.law.granting or {}).get(level.name, "")
        if not condition or terms.mark or self._holds_more(level.name):
            return [], []
        named, members = bool(terms.validation), enumerate(level.members)
        units = [self._line(level, i, member) for i, member in members if member.parent == parent]
        shown = [one for one in units if named or (one.credits and Fraction(one.credits))]
        return [], [credited_of(self.evaluation, self.law, one, condition, named=named) for one in shown]

    def _holds_more(self, level: str) -> bool:
        """Whether something is marked, validated or credited further down."""
        below = [one.name for one in self._children(level)]
        granting = self.law.granting or {}
        return any(
            one in self.taught or one in granting or self.law.level_terms[one].tells or self._holds_more(one)
            for one in below
        )

    def _line(self, level: Level, index: int, member: LevelMember) -> Unit:
        """What has no mark, as a line beside those that have one."""
        worth = self.law.worth(level.name, index)
        name = f"{level.name}:{member.key}"
        return Unit(name, level.name, member.key, member.label, (), worth, "", (), None, level.place.article)

    def _members(self, level: Level, parent: int, above: tuple[Period, ...]) -> Iterator[Period]:
        """The members of a level under one of its parent's that are periods, each with what is in it."""
        for index, member in enumerate(level.members):
            if member.parent == parent:
                yield from self._member(level, index, member, above)

    def _member(self, level: Level, index: int, member: LevelMember, above: tuple[Period, ...]) -> Iterator[Period]:
        period = self._period(level, index, member, above)
        units: list[UnitPortrait] = []
        credited: list[UnitPortrait] = []
        below: list[Period] = []
        for child in self._children(level.name):
            marked, others = self._rows(child, index, member.key)
            units, credited = units + marked, credited + others
            below += self._members(child, index, (*above, period))
        if units or credited or self._tells(level, period):
            articles = (period.article, *(one.unit.article for one in units + credited), level.place.article)
            article = next(filter(None, articles))
            yield replace(period, units=tuple(units), credited=tuple(credited), below=tuple(below), article=article)
        else:
            yield from (_raised(one) for one in below)

    def _tells(self, level: Level, period: Period) -> bool:
        """Whether something is said of a member in which nothing stands: more than that it brings no credits."""
        terms = self.law.level_terms[level.name]
        if level.name in self.taught or not (terms.mark or self._holds_more(level.name)):
            return False
        return bool(terms.mark or terms.validation or Fraction(period.credits or 0))

    # --- one period ---------------------------------------------------------------------------------------------

    def _own(self, unit: Unit) -> Period:
        """A mark of the person."""
        shown = unit_of(self.evaluation, self.law, unit)
        return self._plain(unit.level, unit.label, unit.article, (shown,), ())

    def _of_level(self, level: Level, units: list[UnitPortrait], credited: list[UnitPortrait]) -> Period:
        """All the members of a level that stands under no other."""
        article = (units + credited)[0].unit.article
        return self._plain(level.name, level.label, article, tuple(units), tuple(credited))

    def _plain(
        self,
        name: str,
        label: str,
        article: str,
        units: tuple[UnitPortrait, ...],
        credited: tuple[UnitPortrait, ...],
    ) -> Period:
        none = frozenset[str]()
        return Period(
            name, "", "", label, (), "", 0, "", "", None, "", none, "", "", True, False, "", article, units, credited
        )

    def _period(self, level: Level, index: int, member: LevelMember, above: tuple[Period, ...]) -> Period:
        """A member, with nothing in it yet."""
        law, key = self.law, member.key
        terms = law.level_terms[level.name]
        average = standing(self.evaluation, terms.mark, key).text if terms.mark else ""
        state = truth(self.evaluation, terms.validation, key)
        marked = law.regulation.definitions.get(terms.mark)
        return Period(
            level.name,
            key,
            shortly_named(member),
            member.label,
            (*(title for one in above[-1:] for title in one.within), titled(level.name, key, member.label)),
            " · ".join(one.label for one in above),
            len(above),
            average,
            marked.label if marked else "",
            standing(self.evaluation, terms.credits, key).text if terms.credits else None,
            law.worth(level.name, index) or "",
            None if law.granting is None else frozenset(law.granting),
            grade_of(average, limits_at(law, level.name).threshold, state) if state else "",
            state,
            self._concerned(level.name, key) and all(one.concerned for one in above),
            truth(self.evaluation, law.named(level.name, "replaced"), key) == "yes",
            terms.validation,
            article_of(law, terms.validation),
            (),
        )

    def _concerned(self, level: str, key: str) -> bool:
        """Whether a member is one of theirs: the text does not say that it does not concern them."""
        return truth(self.evaluation, self.law.named(level, "concerned"), key) != "no"


def _raised(period: Period) -> Period:
    """A period whose own is not shown: it stands one step higher, and so does all that is in it."""
    return replace(period, depth=period.depth - 1, below=tuple(map(_raised, period.below)))
