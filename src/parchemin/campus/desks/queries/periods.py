"""The periods of the studies as cards of the student's page, each with its units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from parchemin.campus.desks.queries.requirements import anchor_of
from parchemin.campus.desks.queries.units import UnitRow, number_of, row_of
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.law.portraits import Period, UnitPortrait
from parchemin.campus.looks.shapes import Tone

type PeriodState = Literal["ok", "now", "no", "later"]


@dataclass(frozen=True, slots=True)
class PeriodCard:
    """A period with its units. state: of the road."""

    period: Period
    rows: tuple[UnitRow, ...]
    state: PeriodState

    @property
    def anchor(self) -> str:
        return anchor_of(self.period.key or self.period.name, "p")

    @property
    def average(self) -> Fraction | None:
        return number_of(self.period.average)

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
        if self.state == "now" and not self.period.follows_validation and self.period.marked == len(self.rows):
            return _("all marked")
        states = {"ok": _("acquired"), "now": _("under way"), "no": _("not acquired")}
        return states.get(self.state, _("to come"))

    @property
    def progress(self) -> str:
        """How far it is, in a sentence."""
        total = len(self.rows)
        if self.period.follows_validation:
            return _("%(done)d of %(total)d acquired") % {"done": self.period.acquired, "total": total}
        return _("%(done)d of %(total)d marked") % {"done": self.period.marked, "total": total}


def cards_of(road: Road) -> tuple[PeriodCard, ...]:
    """Every period of somebody's studies, with the units that are theirs."""
    return tuple(_card(road, period) for period in road.portrait.periods)


def _card(road: Road, period: Period) -> PeriodCard:
    units = _own_units(road, period)
    rows = tuple(row_of(road, unit, period.replaced) for unit in units)
    return PeriodCard(period, rows, _state(road, period, units))


def _own_units(road: Road, period: Period) -> list[UnitPortrait]:
    """The units of a period that are theirs: where some are followed, one that is not, and is nothing to them yet, is
    for others (the project of those who study at distance)."""
    if not any(unit.unit.name in road.followed for unit in period.units):
        return list(period.units)
    return [
        unit
        for unit in period.units
        if unit.unit.name in road.followed or unit.mark or "yes" in (unit.validated, unit.exempted)
    ]


def _state(road: Road, period: Period, units: Sequence[UnitPortrait]) -> PeriodState:
    if period.state in ("yes", "no"):
        return "ok" if period.state == "yes" else "no"
    if not period.state and units and period.follows_validation and period.acquired == len(units):
        return "ok"
    return "now" if any(unit.unit.name in road.followed for unit in units) else "later"
