"""“Mon parcours”: somebody's road as its page shows it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from functools import cached_property

from parchemin.campus.desks.queries.decisions import RoadDecision, decision_rows
from parchemin.campus.desks.queries.periods import PeriodCard, cards_of, every_card
from parchemin.campus.desks.queries.requirements import RequirementRow, requirement_rows
from parchemin.campus.desks.queries.steps import steps_of
from parchemin.campus.desks.queries.todo import ToDoList, todo_of
from parchemin.campus.desks.queries.units import first_up, number_of
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import ObtainedDecision, obtained
from parchemin.campus.dossiers.queries.road import Road, Section
from parchemin.campus.looks.shapes import Step


class RoadPage:
    """Everything the page shows of one dossier at a moment."""

    def __init__(self, dossier: Dossier, at: datetime) -> None:
        self.road = Road(dossier, at)
        self.portrait = self.road.portrait

    @property
    def started(self) -> bool:
        return bool(self.road.years)

    @cached_property
    def tops(self) -> tuple[PeriodCard, ...]:
        """The cards that stand in no other."""
        return cards_of(self.road)

    @property
    def cards(self) -> tuple[PeriodCard, ...]:
        """Every card, each before those in it."""
        return tuple(every_card(self.tops))

    @cached_property
    def decisions(self) -> tuple[RoadDecision, ...]:
        return tuple(decision_rows(self.road.law, self.portrait.decisions, self.diplomas))

    @property
    def ends(self) -> tuple[RoadDecision, ...]:
        return tuple(line for line in self.decisions if line.name in self.road.law.final_decisions)

    @cached_property
    def steps(self) -> list[Step]:
        return steps_of(self)

    @cached_property
    def diplomas(self) -> dict[str, ObtainedDecision]:
        """By decision, what was obtained for good: it stands, whatever they are registered for since."""
        return {one.name: one for one in obtained([self.road.dossier]).get(self.road.dossier.pk, ())}

    @cached_property
    def todo(self) -> ToDoList:
        return todo_of(self.road)

    @cached_property
    def final(self) -> tuple[RequirementRow, ...]:
        return requirement_rows(self.road, self.portrait.final)

    @cached_property
    def others(self) -> tuple[RequirementRow, ...]:
        return requirement_rows(self.road, self.portrait.others)

    @cached_property
    def sections(self) -> list[Section]:
        """The main column: what the text says, and what the stages add, by rank."""
        own = (
            Section(10, "desks/road/periods.html", {"cards": self.tops}),
            Section(20, "desks/road/requirements.html", {"tables": self.final}),
            Section(40, "desks/road/decision.html", {"decisions": self.decisions, "own": self._own()}),
            Section(50, "desks/road/others.html", {"tables": self.others}),
        )
        return sorted((*own, *self.road.sections.items), key=lambda section: section.rank)

    def _own(self) -> list[tuple[str, Fraction]]:
        """The marks about the person as a whole, by what the text calls them."""
        return [(first_up(label), Fraction(value)) for label, value in self.portrait.averages]

    # --- marks that a jury may still change ------------------------------------------------------------------

    @cached_property
    def provisional(self) -> bool:
        return any(mark.provisional for marks in self.road.marks.values() for mark in marks)

    @cached_property
    def provisional_article(self) -> str:
        """The article that says marks are provisional; "" when the text says nothing of it."""
        articles = self.road.law.regulation.articles.values()
        return next((a.id for a in articles if a.force and _says_provisional(a.text)), "")

    # --- credits, reasons ------------------------------------------------------------------------------------

    @property
    def credits(self) -> Fraction | None:
        return number_of(self.portrait.credits.low) if self.portrait.credits else None

    @property
    def credits_required(self) -> Fraction | None:
        return number_of(self.portrait.credits_required.text) if self.portrait.credits_required else None

    def explains(self, name: str, key: str) -> bool:
        """Whether the page shows this, so that it says why: a unit, a period, a requirement."""
        periods = self.portrait.periods
        shown = {(unit.about, unit.unit.key) for period in periods for unit in period.rows if unit.about}
        shown |= {(period.validation, period.key) for period in periods if period.validation}
        stack = [*self.portrait.final, *self.portrait.others]
        while stack:
            requirement = stack.pop()
            shown.add((requirement.name, ""))
            stack += requirement.below
        return (name, key) in shown


def _says_provisional(text: str) -> bool:
    return "provisoire" in text.lower() or "provisional" in text.lower()
