"""“Et si…”: marks supposed on the page, what would change, and the least mark that would do. Nothing is ever kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from parchemin.campus.desks.queries.requirements import requirement_words
from parchemin.campus.desks.queries.road import RoadPage
from parchemin.campus.desks.queries.units import first_up
from parchemin.campus.law.portraits import portrait_of
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.supposing import OpenPlace, SupposedChange, changes, imagined, least, open_places, read_given
from parchemin.campus.law.units import UnitPortrait
from parchemin.campus.looks.numbers import decimals
from parchemin.campus.looks.shapes import Tone

MOST_SEARCHED = 8


@dataclass(frozen=True)
class SuppositionField:
    """One thing to suppose, as the form shows it. given: as typed; refused: why it is not taken."""

    place: OpenPlace
    number: int
    given: str
    kept: str
    refused: ValueRefused | None
    follows: bool

    @property
    def name(self) -> str:
        return f"{self.place.name}@{self.place.place}"

    @property
    def id(self) -> str:
        return f"what-if-{self.number}"


@dataclass(frozen=True, slots=True)
class UnitFields:
    """The fields of one unit."""

    label: str
    period: str
    fields: tuple[SuppositionField, ...]


@dataclass(frozen=True, slots=True)
class Consequence:
    """A sentence of the answer."""

    tone: Tone
    words: str
    article: str = ""


@dataclass
class Supposition:
    """A form filled in, and its answer."""

    page: RoadPage
    asked: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> list[SuppositionField]:
        own = {row.portrait.unit.name for card in self.page.cards for row in card.rows}
        places = enumerate(open_places(self.page.road.evaluation, self.page.portrait))
        return [self._field(place, number) for number, place in places if place.unit.name in own]

    def _field(self, place: OpenPlace, number: int) -> SuppositionField:
        road = self.page.road
        given = self.asked.get(f"{place.name}@{place.place}", "")[:20]
        kept, refused = "", None
        try:
            kept = read_given(road.law, place, given)
        except ValueRefused as refusal:
            refused = refusal
        return SuppositionField(
            place, number, given, kept, refused, place.unit.name in road.followed.keys() - road.left
        )

    @cached_property
    def groups(self) -> list[UnitFields]:
        """The units followed first, those to come after; by period."""
        periods = {one.unit.name: period.label for period in self.page.portrait.periods for one in period.units}
        units: dict[str, list[SuppositionField]] = {}
        for one in sorted(self.fields, key=lambda one: not one.follows):
            units.setdefault(one.place.unit.name, []).append(one)
        return [UnitFields(found[0].place.unit.label, periods[name], tuple(found)) for name, found in units.items()]

    @property
    def now(self) -> list[UnitFields]:
        return [one for one in self.groups if one.fields[0].follows]

    @property
    def later(self) -> list[UnitFields]:
        return [one for one in self.groups if not one.fields[0].follows]

    @cached_property
    def given(self) -> dict[tuple[str, str], str]:
        """What is supposed. A mark of a second session supposes that one is registered for it, unless one says not."""
        found = {(one.place.name, one.place.place): one.kept for one in self.fields if one.kept}
        marked = {one.place.unit.name for one in self.fields if one.kept and one.place.kind == "mark"}
        for one in self.fields:
            if one.place.kind == "truth" and not one.given and one.place.unit.name in marked:
                found[one.place.name, one.place.place] = "true"
        return found

    @property
    def refused(self) -> list[SuppositionField]:
        return [one for one in self.fields if one.refused is not None]

    @cached_property
    def answer(self) -> list[Consequence]:
        """What would change, the widest first, then what would have been enough."""
        if not self.given:
            return []
        after = portrait_of(imagined(self.page.road.evaluation, self.given))
        return [_consequence(one) for one in changes(self.page.portrait, after)] + self._enough()

    def _enough(self) -> list[Consequence]:
        """For each mark supposed, the least that acquires its unit, the other suppositions kept."""
        found = []
        units = {one.unit.name: one for period in self.page.portrait.periods for one in period.units}
        marks = [one for one in self.fields if one.kept and one.place.kind == "mark"]
        for one in marks[:MOST_SEARCHED]:
            unit = units[one.place.unit.name]
            if not unit.about or not unit.validated:
                continue
            others = {place: kept for place, kept in self.given.items() if place != (one.place.name, one.place.place)}
            lowest = least(self.page.road.evaluation, one.place, unit.about, unit.unit.key, others)
            found.append(_lowest(unit, lowest))
        return found


def _consequence(change: SupposedChange) -> Consequence:
    label = first_up(change.label)
    if change.kind == "decision":
        words = _("%(label)s: %(value)s.") % {"label": label, "value": change.after.replace("_", " ")}
        return Consequence("info", words, change.article)
    if change.kind == "credits":
        credits = {"credits": decimals(Fraction(change.after)), "before": decimals(Fraction(change.before))}
        return Consequence("info", _("Credits acquired for sure: %(credits)s instead of %(before)s.") % credits)
    if change.kind == "average":
        return _average(change, label)
    if change.kind == "requirement":
        tone, state = requirement_words(change.after)
        words = _("Condition “%(label)s”: %(state)s.") % {"label": change.label, "state": state}
        return Consequence(tone, words, change.article)
    return _validated(change, label)


def _lowest(unit: UnitPortrait, lowest: str) -> Consequence:
    """The least mark that acquires a unit; "" when none does by itself."""
    label = unit.unit.label
    if not lowest:
        words = _("%(unit)s: no mark there is enough by itself.") % {"unit": label}
        return Consequence("mute", words, unit.article)
    words = _("%(unit)s: %(mark)s would be enough.") % {"unit": label, "mark": decimals(Fraction(lowest), 2)}
    return Consequence("info", words, unit.article)


def _average(change: SupposedChange, label: str) -> Consequence:
    if not change.after:
        return Consequence("mute", _("%(label)s: the average would be open again.") % {"label": label})
    words = _("%(label)s: average %(mark)s.") % {"label": label, "mark": decimals(Fraction(change.after), 2)}
    return Consequence("info", words, change.article)


def _validated(change: SupposedChange, label: str) -> Consequence:
    tone: Tone = "ok" if change.after == "yes" else "no" if change.after == "no" else "wait"
    states = {"yes": _("acquired"), "no": _("not acquired")}
    words = _("%(label)s: %(state)s.") % {"label": label, "state": states.get(change.after, _("to be confirmed"))}
    return Consequence(tone, words, change.article)
