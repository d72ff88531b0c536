"""“Et si…”: marks supposed on the page, what would change, and the least mark that would do. Nothing is ever kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from parchemin.campus.desks.queries.paths import Path, requirement_words
from parchemin.campus.law.portraits import portrait_of
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.supposing import OpenPlace, SupposedChange, changes, imagined, least, open_places, read_given
from parchemin.campus.looks.numbers import decimals
from parchemin.campus.looks.shapes import Tone

MOST_SEARCHED = 8


@dataclass(frozen=True)
class Field:
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
class Group:
    """The fields of one unit."""

    label: str
    period: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer."""

    tone: Tone
    words: str
    article: str = ""


@dataclass
class Supposition:
    """A form filled in, and its answer."""

    path: Path
    asked: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> list[Field]:
        found, own = [], {row.portrait.unit.name for card in self.path.cards for row in card.rows}
        for i, place in enumerate(open_places(self.path.evaluation, self.path.portrait)):
            if place.unit.name not in own:
                continue
            given = self.asked.get(f"{place.name}@{place.place}", "")[:20]
            kept, refused = "", None
            try:
                kept = read_given(self.path.law, place, given)
            except ValueRefused as refusal:
                refused = refusal
            found.append(Field(place, i, given, kept, refused, place.unit.name in self.path.followed))
        return found

    @cached_property
    def groups(self) -> list[Group]:
        """The units followed first, those to come after; by period."""
        periods = {one.unit.name: period.label for period in self.path.portrait.periods for one in period.units}
        units: dict[str, list[Field]] = {}
        for one in sorted(self.fields, key=lambda one: not one.follows):
            units.setdefault(one.place.unit.name, []).append(one)
        return [Group(found[0].place.unit.label, periods[name], tuple(found)) for name, found in units.items()]

    @property
    def now(self) -> list[Group]:
        return [one for one in self.groups if one.fields[0].follows]

    @property
    def later(self) -> list[Group]:
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
    def refused(self) -> list[Field]:
        return [one for one in self.fields if one.refused is not None]

    @cached_property
    def answer(self) -> list[Said]:
        """What would change, the widest first, then what would have been enough."""
        if not self.given:
            return []
        after = portrait_of(imagined(self.path.evaluation, self.given))
        return [_said(one) for one in changes(self.path.portrait, after)] + self._enough()

    def _enough(self) -> list[Said]:
        """For each mark supposed, the least that acquires its unit, the other suppositions kept."""
        found = []
        units = {one.unit.name: one for period in self.path.portrait.periods for one in period.units}
        marks = [one for one in self.fields if one.kept and one.place.kind == "mark"]
        for one in marks[:MOST_SEARCHED]:
            unit = units[one.place.unit.name]
            if not unit.about or not unit.validated:
                continue
            others = {place: kept for place, kept in self.given.items() if place != (one.place.name, one.place.place)}
            lowest = least(self.path.evaluation, one.place, unit.about, unit.unit.key, others)
            told = {"unit": unit.unit.label, "mark": decimals(Fraction(lowest), 2) if lowest else ""}
            if lowest:
                found.append(Said("info", _("%(unit)s: %(mark)s would be enough.") % told, unit.article))
            else:
                found.append(Said("mute", _("%(unit)s: no mark there is enough by itself.") % told, unit.article))
        return found


def _said(change: SupposedChange) -> Said:
    if change.kind == "decision":
        words = _("%(label)s: %(value)s.") % {"label": _up(change.label), "value": change.after.replace("_", " ")}
        return Said("info", words, change.article)
    if change.kind == "credits":
        told = {"credits": decimals(Fraction(change.after)), "before": decimals(Fraction(change.before))}
        return Said("info", _("Credits acquired for sure: %(credits)s instead of %(before)s.") % told)
    if change.kind == "average":
        if not change.after:
            return Said("mute", _("%(label)s: the average would be open again.") % {"label": _up(change.label)})
        told = {"label": _up(change.label), "mark": decimals(Fraction(change.after), 2)}
        return Said("info", _("%(label)s: average %(mark)s.") % told, change.article)
    if change.kind == "requirement":
        tone, state = requirement_words(change.after)
        return Said(
            tone, _("Condition “%(label)s”: %(state)s.") % {"label": change.label, "state": state}, change.article
        )
    return _validated(change)


def _validated(change: SupposedChange) -> Said:
    tone: Tone = "ok" if change.after == "yes" else "no" if change.after == "no" else "wait"
    words = {"yes": _("acquired"), "no": _("not acquired")}.get(change.after, _("to be confirmed"))
    return Said(tone, _("%(label)s: %(state)s.") % {"label": _up(change.label), "state": words}, change.article)


def _up(words: str) -> str:
    return words[:1].upper() + words[1:]
