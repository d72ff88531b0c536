"""The periods of the studies as cards of the student's page, each with its units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parchemin.campus.desks.queries.requirements import anchor_of
from parchemin.campus.desks.queries.units import UnitRow, number_of, row_of, won_words
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.law.periods import Period
from parchemin.campus.law.units import UnitPortrait
from parchemin.campus.looks.numbers import decimals
from parchemin.campus.looks.shapes import Tone

type PeriodState = Literal["ok", "now", "no", "later"]


@dataclass(frozen=True, slots=True)
class PeriodCard:
    """A period with its units. state: of the road. below: the cards of the periods in it."""

    period: Period
    rows: tuple[UnitRow, ...]
    state: PeriodState
    below: tuple[PeriodCard, ...] = ()

    @property
    def label(self) -> str:
        return self.period.titles[-1]

    @property
    def anchor(self) -> str:
        period = self.period
        own = not period.key and period.units and not period.units[0].unit.key  # a mark of the person, under no level
        return anchor_of(period.units[0].unit.name if own else period.key or period.name, "p")

    @property
    def average(self) -> Fraction | None:
        return number_of(self.period.average)

    @property
    def heading(self) -> str:
        """The element of its heading on the page, by the level of the period."""
        return f"h{min(self.period.depth + 2, 5)}"

    @property
    def unit_heading(self) -> str:
        """That of the units in it, a level below."""
        return f"h{min(self.period.depth + 3, 6)}"

    @property
    def open(self) -> bool:
        """Shown unfolded: under way, or failed."""
        return self.state in ("now", "no")

    @property
    def tone(self) -> Tone:
        tones: dict[PeriodState, Tone] = {"ok": "ok", "now": "info", "no": "no", "later": "mute"}
        return tones[self.state]

    @property
    def words(self) -> str:
        marked = bool(self.rows) and self.period.marked == len(self.rows)
        if self.state == "now" and not self.period.follows_validation and marked:
            return _("all marked")
        if self.state == "now" and self.left:
            return _("studies interrupted")
        states = {"now": _("under way"), "no": _("not acquired")}
        won = won_words(self.period.grade) or _("acquired")
        return won if self.state == "ok" else states.get(self.state, _("to come"))

    @property
    def left(self) -> bool:
        """What is followed there without a mark is so no more, their studies being interrupted."""
        rows = [row for row in self.every_row if row.followed and not row.portrait.mark]
        open_still = [row for row in rows if not won_words(row.portrait.grade)]
        return bool(open_still) and all(row.left for row in open_still)

    @property
    def credits(self) -> Fraction | None:
        """Those acquired there, where the text counts them or adds them up."""
        return number_of(self.period.credits)

    @property
    def worth(self) -> Fraction | None:
        """Those that the text gives it, where it counts none there."""
        return None if self.credits is not None else number_of(self.period.worth)

    @property
    def said(self) -> list[str]:
        """What stands under its name: where it stands, how far it is, its credits."""
        nested = self.period.depth > 0
        parts = ["" if nested else self.period.above, self.progress]
        if self.credits is not None:
            parts.append(_("credits acquired: %(credits)s") % {"credits": decimals(self.credits)})
        elif self.worth:
            credits = decimals(self.worth)
            parts.append(ngettext("%(credits)s credit", "%(credits)s credits", int(self.worth)) % {"credits": credits})
        if self.period.replaced:
            parts.append(_("replaced by a stay"))
        return [part for part in parts if part]

    @property
    def every_row(self) -> list[UnitRow]:
        """The units that are theirs in it, whatever the level."""
        return [row for card in every_card((self,)) for row in card.rows]

    @property
    def progress(self) -> str:
        """How far it is, in a sentence; "" where it has no unit itself."""
        total = len(self.rows)
        if not total:
            return ""
        if self.period.follows_validation:
            return _("%(done)d of %(total)d acquired") % {"done": self.period.acquired, "total": total}
        return _("%(done)d of %(total)d marked") % {"done": self.period.marked, "total": total}


def cards_of(road: Road) -> tuple[PeriodCard, ...]:
    """Every period of somebody's studies that stands in no other, with the units that are theirs."""
    return tuple(_card(road, period) for period in road.portrait.tops if period.concerned)


def stops_of(cards: Iterable[PeriodCard]) -> Iterator[PeriodCard]:
    """Those that the road stops at: the widest that has a mark of its own, or units right under it."""
    for card in cards:
        if (card.period.average_label or card.period.units) and any(card.period.every_unit):
            yield card
        else:
            yield from stops_of(card.below)


def every_card(cards: Iterable[PeriodCard]) -> Iterator[PeriodCard]:
    """These cards, each before those in it."""
    for card in cards:
        yield card
        yield from every_card(card.below)


def _card(road: Road, period: Period) -> PeriodCard:
    units = _own_units(road, period)
    rows = tuple(row_of(road, unit, period.replaced) for unit in units)
    below = tuple(_card(road, one) for one in period.below if one.concerned)
    return PeriodCard(period, rows, _state(road, period, units, below), below)


def _own_units(road: Road, period: Period) -> list[UnitPortrait]:
    """The units of a period that are theirs: where some are followed, one that is not, and is nothing to them yet, is
    for others (the project of those who study at distance)."""
    if not any(unit.unit.name in road.followed for unit in period.units):
        return list(period.rows)
    return [
        unit
        for unit in period.rows
        if unit.unit.name in road.followed
        or unit.mark
        or unit in period.credited
        or "yes" in (unit.validated, unit.exempted)
    ]


def _state(road: Road, period: Period, units: Sequence[UnitPortrait], below: Sequence[PeriodCard]) -> PeriodState:
    if period.state in ("yes", "no"):
        return "ok" if period.state == "yes" else "no"
    if not period.state and units and all(unit.validated in ("yes", "no") for unit in units):
        return "ok" if all(unit.validated == "yes" for unit in units) else "no"
    started = any(unit.unit.name in road.followed for unit in units) or any(card.state != "later" for card in below)
    return "now" if started else "later"
