"""One person before the text, laid out: the years and what is in them, and what the diploma asks.

The student's road reads of it what concerns them; a transcript, what they followed, in words and exact values.

Everything is found in the text: the levels above what is marked, the conditions that the final decision stands on, the
marks at which something is acquired or lost. No programme is known by name; shared names (`validated`, `eliminated`,
`concerned` …) say what a definition is for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from parchemin.campus.law.law import Law
from parchemin.campus.law.periods import Period, periods_of
from parchemin.campus.law.persons import Standing, law_before, standing
from parchemin.campus.law.units import State, truth
from parchemin.regulation.evaluation.reported import OutcomeLine, line
from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.explanation.cones import cone
from parchemin.regulation.meaning.graph import Definition


@dataclass(frozen=True, slots=True)
class Requirement:
    """A line of a table of requirements, or a whole table. state: "no" when nothing can change it any more, "not_yet"
    while something that nobody has said could. below: the lines of the table it stands on."""

    name: str
    label: str
    state: State | Literal["not_yet"]
    article: str
    below: tuple[Requirement, ...] = ()

    @property
    def met(self) -> int:
        return sum(one.state == "yes" for one in self.below)

    @property
    def leaves(self) -> int:
        return len(self.below)


@dataclass(frozen=True, slots=True)
class Portrait:
    """Everything of one person. tops: the periods that stand in no other. final: the conditions of what the studies
    lead to; others: the text's other ones. decisions: what the studies lead to, then the distinction. averages: the
    known marks about the person as a whole, (label, exact value)."""

    tops: tuple[Period, ...]
    final: tuple[Requirement, ...]
    others: tuple[Requirement, ...]
    decisions: tuple[OutcomeLine, ...]
    averages: tuple[tuple[str, str], ...]
    credits: Standing | None
    credits_required: Standing | None

    @property
    def every(self) -> tuple[Period, ...]:
        """All the periods of the text, each before those in it."""
        return tuple(one for top in self.tops for one in top.every)

    @property
    def periods(self) -> tuple[Period, ...]:
        """Those that concern the person."""
        return tuple(period for period in self.every if period.concerned)

    def of(self, units: Collection[str]) -> tuple[Period, ...]:
        """The periods of these units, with no other unit, each before those in it; nothing where there is no unit."""
        kept = [one for top in self.tops for one in top.only(units)] if units else []
        return tuple(one for top in kept for one in top.every)


# --- what a text is made of, found once ------------------------------------------------------------------------


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
    behind = [cone(regulation, name) for name in law.final_decisions]
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


# --- one person ------------------------------------------------------------------------------------------------


def portrait_of(evaluation: Evaluation) -> Portrait:
    """Somebody, laid out."""
    law = law_before(evaluation)
    final, others = _groups(law)
    credits, required = (law.named(law.root, word) for word in ("credits", "required_credits"))
    return Portrait(
        periods_of(evaluation, law),
        tuple(_table(evaluation, law, name) for name in final),
        tuple(_table(evaluation, law, name) for name in others),
        tuple(_decided(evaluation, name) for name in (*law.final_decisions, *law.distinctions)),
        tuple(_averages(evaluation, law)),
        standing(evaluation, credits) if credits else None,
        standing(evaluation, required) if required else None,
    )


def _decided(evaluation: Evaluation, name: str) -> OutcomeLine:
    regulation = evaluation.regulation
    outcome = next(iter(evaluation.outcomes(name).values()))
    return line(regulation, evaluation.person.id, name, "", outcome, regulation.language)


def _averages(evaluation: Evaluation, law: Law) -> Iterator[tuple[str, str]]:
    """The marks of the person that are not those of a member of a level, which are told there."""
    for definition in law.regulation.definitions.values():
        if definition.level == law.root and definition.node.type.unit == "mark":
            value = standing(evaluation, definition.name).text
            if value and definition.name not in law.told_below:
                yield definition.label, value


def _table(evaluation: Evaluation, law: Law, name: str) -> Requirement:
    return _requirement(evaluation, law, law.regulation.definitions[name])


def _requirement(evaluation: Evaluation, law: Law, definition: Definition) -> Requirement:
    table = definition.name if definition.role == "group" else _stands_on(law, definition)
    below = tuple(_requirement(evaluation, law, one) for one in _lines(law, table)) if table else ()
    state: State | Literal["not_yet"] = truth(evaluation, definition.name, "") or "open"
    if state == "no" and truth(evaluation.reopened, definition.name, "") != "no":
        state = "not_yet"
    return Requirement(definition.name, definition.label, state, definition.place.article, below)
