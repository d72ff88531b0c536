"""The stops of the road at the top of the student's page: the periods, the tables, the decision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from django.utils.translation import gettext as _

from parchemin.campus.desks.queries.periods import PeriodCard
from parchemin.campus.desks.queries.requirements import anchor_of
from parchemin.campus.desks.queries.units import first_up
from parchemin.campus.dossiers.queries.decided import ObtainedDecision
from parchemin.campus.law.portraits import Portrait, Requirement, State
from parchemin.campus.looks.numbers import decimals
from parchemin.campus.looks.shapes import Step


def steps_of(
    portrait: Portrait, cards: Sequence[PeriodCard], diplomas: Mapping[str, ObtainedDecision] | None = None
) -> list[Step]:
    """Every stop, in order. diplomas: by decision, what was obtained for good."""
    return [*map(_period, cards), *_tables(portrait), *_ends(portrait, diplomas or {})]


def _period(card: PeriodCard) -> Step:
    period, done = card.period, card.period.acquired if card.period.follows_validation else card.period.marked
    detail = decimals(card.average, 2) if card.average is not None else card.words
    inside = f"{done}/{len(card.rows)}" if card.state == "now" else ""
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
    states: dict[State, Literal["ok", "no", "now"]] = {"yes": "ok", "no": "no", "open": "now"}
    return Step(first_up(line.label), detail, states[line.state], inside, f"#{anchor_of(line.name)}")


def _ends(portrait: Portrait, diplomas: Mapping[str, ObtainedDecision]) -> Iterator[Step]:
    for line in portrait.decisions:
        label = line.name.partition(".")[2].replace("_", " ")
        value = line.value.replace("_", " ") if line.state == "settled" else _("to come")
        value = diplomas[line.name].words if line.name in diplomas else value
        yield Step(first_up(label), value, "end", "", "#decision")
