"""The stops of the road at the top of the student's page: the periods, the tables, the decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from django.utils.translation import gettext as _

from parchemin.campus.desks.queries.decisions import RoadDecision
from parchemin.campus.desks.queries.periods import PeriodCard, stops_of
from parchemin.campus.desks.queries.requirements import anchor_of
from parchemin.campus.desks.queries.units import first_up
from parchemin.campus.law.portraits import Portrait, Requirement
from parchemin.campus.looks.numbers import decimals
from parchemin.campus.looks.shapes import Step


class RoadStops(Protocol):
    """What the stops are made of. ends: the decisions that the studies lead to."""

    @property
    def portrait(self) -> Portrait: ...
    @property
    def tops(self) -> Sequence[PeriodCard]: ...
    @property
    def ends(self) -> Sequence[RoadDecision]: ...


def steps_of(page: RoadStops) -> list[Step]:
    """Every stop, in order."""
    return [*map(_period, stops_of(page.tops)), *_tables(page.portrait), *map(_end, page.ends)]


def _period(card: PeriodCard) -> Step:
    period, rows = card.period, [row.portrait for row in card.every_row]
    validates = any(row.validated for row in rows)
    done = sum(row.validated == "yes" if validates else bool(row.mark) for row in rows)
    detail = decimals(card.average, 2) if card.average is not None else card.words
    inside = f"{done}/{len(rows)}" if card.state == "now" else ""
    return Step(period.short or period.label, detail, card.state, inside, f"#{card.anchor}")


def _tables(portrait: Portrait) -> Iterator[Step]:
    """The tables of requirements that the final ones stand on: the quitus."""
    for requirement in portrait.final:
        for line in requirement.below:
            if line.below:
                yield _table(line)


def _table(line: Requirement) -> Step:
    left = line.leaves - line.met
    detail = _("complete") if line.state == "yes" else _("%(left)d to obtain") % {"left": left}
    inside = "" if line.state == "yes" else f"{line.met}/{line.leaves}"
    state: Literal["ok", "no", "now"] = "ok" if line.state == "yes" else "no" if line.state == "no" else "now"
    return Step(first_up(line.label), detail, state, inside, f"#{anchor_of(line.name)}")


def _end(line: RoadDecision) -> Step:
    return Step(line.label, line.said or _("to come"), "end", "", "#decision")
