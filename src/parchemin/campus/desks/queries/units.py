"""A unit as a line of the student's page: how it stands, in a colour and few words, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext as _

from parchemin.campus.common.years import university_year
from parchemin.campus.dossiers.queries.road import Road, RoadMark
from parchemin.campus.law.answers import shortly
from parchemin.campus.law.units import UnitPortrait
from parchemin.campus.looks.numbers import decimals
from parchemin.campus.looks.shapes import Tone

MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as a line of the page. left: nothing of it is awaited, their studies being interrupted."""

    portrait: UnitPortrait
    tone: Tone
    words: str
    marks: tuple[RoadMark, ...]
    reasons: tuple[str, ...]
    followed: bool
    left: bool = False

    @property
    def unit(self) -> str:
        return self.portrait.unit.label

    @property
    def mark(self) -> Fraction | None:
        return number_of(self.portrait.mark)

    @property
    def threshold(self) -> Fraction | None:
        return number_of(self.portrait.threshold)

    @property
    def floor(self) -> Fraction | None:
        return number_of(self.portrait.floor)

    @property
    def provisional(self) -> bool:
        return bool(self.portrait.mark) and any(mark.provisional for mark in self.marks)


def row_of(road: Road, portrait: UnitPortrait, replaced: bool) -> UnitRow:
    """A unit on somebody's road. replaced: a stay takes the place of its period."""
    name = portrait.unit.name
    marks = road.marks.get(name, ())
    left = name in road.left
    tone, words = state_of(portrait, _expected(road.expected.get(name), road.today), replaced, left=left)
    if tone == "mute" and marks and not left:
        tone, words = ("wait", _("absence")) if any(mark.absent for mark in marks) else ("info", _("marked in part"))
    reasons = _reasons(road, portrait, left=left) if tone in ("no", "wait") else ()
    return UnitRow(portrait, tone, words, marks, reasons, name in road.followed, left)


# --- how it stands -------------------------------------------------------------------------------------------


def state_of(
    portrait: UnitPortrait, expected: str = "", replaced: bool = False, *, left: bool = False
) -> tuple[Tone, str]:
    """How a unit stands, in a colour and few words: its grade, then what may still come while it is open.

    expected: when something of it is to be marked next, in words. left: nothing is, their studies being interrupted.
    """
    if replaced and portrait.grade != "exempted":
        return "mute", _("replaced by a stay")
    if words := won_words(portrait.grade):
        return "ok", words
    mark, threshold = number_of(portrait.mark), number_of(portrait.threshold)
    if portrait.grade == "not_credited" or (mark is None and portrait.validated == "no"):
        return "no", _fallen(portrait)
    if mark is None:
        return "mute", _("studies interrupted") if left else expected or _("expected")
    if portrait.second_registered == "yes" and not left and portrait.validated != "no":
        return "wait", _("second session")
    lost = portrait.validated == "no" or portrait.eliminated == "yes" or portrait.second_right == "yes"
    if lost or _too_low(portrait, mark):
        return "no", _fallen(portrait)
    return _between(portrait, mark, threshold)


def won_words(grade: str) -> str:
    """A grade by which something is acquired, in few words; "" for the others."""
    words = {
        "validated": _("acquired"),
        "credited": _("acquired"),
        "compensated": _("compensated"),
        "exempted": _("exempted"),
    }
    return words.get(grade, "")


def _expected(day: date | None, today: date) -> str:
    """The day in figures, with its year where it is of another university year."""
    if day is None:
        return ""
    shown = f"{day:%d/%m}" if university_year(day) == university_year(today) else f"{day:%d/%m/%Y}"
    return _("expected, %(day)s") % {"day": shown}


def _too_low(portrait: UnitPortrait, mark: Fraction) -> bool:
    floor = number_of(portrait.floor)
    return floor is not None and (mark <= floor if portrait.floor_lost else mark < floor)


def _fallen(portrait: UnitPortrait) -> str:
    if portrait.second_right in ("yes", "open"):
        return _("to sit again")
    return portrait.shortfall if not portrait.validated and portrait.shortfall else _("not acquired")


def _between(portrait: UnitPortrait, mark: Fraction, threshold: Fraction | None) -> tuple[Tone, str]:
    if portrait.validated == "open" and threshold is not None and mark < threshold:
        return "wait", _("may be compensated")
    return ("info", _("to be confirmed")) if portrait.validated == "open" else ("info", _("marked"))


# --- why -----------------------------------------------------------------------------------------------------


def _reasons(road: Road, portrait: UnitPortrait, *, left: bool) -> tuple[str, ...]:
    sat = [mark for mark in road.marks.get(portrait.unit.name, ()) if mark.resit]
    own = [sentence for sentence in _own_reasons(portrait, left, sat) if sentence]
    if portrait.about and portrait.mark and not own:
        own += _engine_reasons(road, portrait)
    return tuple(own[:MOST_REASONS])


def _engine_reasons(road: Road, portrait: UnitPortrait) -> list[str]:
    """The engine's nearest reasons, in the unit's own name."""
    sentences = shortly(road.evaluation, portrait.about, portrait.unit.key, MOST_REASONS)
    key = portrait.unit.key.replace("_", " ")
    return [sentence.replace(key, portrait.unit.label) if key else sentence for sentence in sentences]


def _own_reasons(portrait: UnitPortrait, left: bool, resits: Sequence[RoadMark]) -> Iterator[str]:
    """What can be said of a unit whose mark another session may still replace. resits: what was handed in of it."""
    mark, threshold, floor = (number_of(text) for text in (portrait.mark, portrait.threshold, portrait.floor))
    if mark is not None:
        label = first_up(portrait.so_far or _("mark"))
        words = {"label": label, "mark": decimals(mark, 2), "article": portrait.article}
        if floor is not None and _too_low(portrait, mark):
            needed = _("more than %(mark)s") if portrait.floor_lost else _("at least %(mark)s")
            words["needed"] = needed % {"mark": decimals(floor)}
            yield _("%(label)s: %(mark)s. It takes %(needed)s for the rest to make up for it. %(article)s") % words
        elif portrait.so_far and threshold is not None and mark < threshold:
            words["needed"] = decimals(threshold)
            yield (
                _("%(label)s: %(mark)s, below %(needed)s: it counts if the average makes up for it. %(article)s")
                % words
            )
    if left:
        return
    if portrait.second_registered == "yes" and any(mark.absent for mark in resits):
        yield _("You were absent at the second session: what comes of it is not decided yet.")
    elif portrait.second_registered == "yes":
        yield _("You are registered for the second session: its mark is awaited.")
    elif portrait.second_right == "yes":
        yield _("You may sit the second session. %(article)s") % {"article": portrait.second_article}


@lru_cache(maxsize=4096)
def number_of(text: str) -> Fraction | None:
    """A number as the law writes it; None for ""."""
    return Fraction(text) if text else None


def first_up(words: str) -> str:
    return words[:1].upper() + words[1:]
