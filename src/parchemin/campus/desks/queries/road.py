"""“Mon parcours”: somebody's road as its page shows it."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from functools import cached_property

from parchemin.campus.desks.queries.periods import PeriodCard, cards_of
from parchemin.campus.desks.queries.requirements import RequirementRow, requirement_rows
from parchemin.campus.desks.queries.steps import steps_of
from parchemin.campus.desks.queries.todo import ToDoList, todo_of
from parchemin.campus.desks.queries.units import number_of
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import ObtainedDecision, obtained
from parchemin.campus.dossiers.queries.road import Road, Section
from parchemin.campus.law.terms import OutcomeLine
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
    def cards(self) -> tuple[PeriodCard, ...]:
        return cards_of(self.road)

    @cached_property
    def steps(self) -> list[Step]:
        return steps_of(self.portrait, self.cards, self.diplomas)

    @cached_property
    def diplomas(self) -> dict[str, ObtainedDecision]:
        """By decision, what was obtained for good: it stands, whatever they are registered for since."""
        return {one.name: one for one in obtained([self.road.dossier]).get(self.road.dossier.pk, ())}

    @cached_property
    def decisions(self) -> list[tuple[OutcomeLine, ObtainedDecision | None]]:
        """What the studies lead to: as the text has it now, beside what was obtained."""
        return [(line, self.diplomas.get(line.name)) for line in self.portrait.decisions]

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
            Section(10, "desks/road/periods.html", {"cards": self.cards}),
            Section(20, "desks/road/requirements.html", {"tables": self.final}),
            Section(40, "desks/road/decision.html", {"decisions": self.decisions}),
            Section(50, "desks/road/others.html", {"tables": self.others}),
        )
        return sorted((*own, *self.road.sections.items), key=lambda section: section.rank)

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
        shown = {(unit.about, unit.unit.key) for period in periods for unit in period.units if unit.about}
        shown |= {(period.validation, period.key) for period in periods if period.validation}
        stack = [*self.portrait.final, *self.portrait.others]
        while stack:
            requirement = stack.pop()
            shown.add((requirement.name, ""))
            stack += requirement.below
        return (name, key) in shown


def _says_provisional(text: str) -> bool:
    return "provisoire" in text.lower() or "provisional" in text.lower()
