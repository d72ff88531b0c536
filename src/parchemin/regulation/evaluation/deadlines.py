"""The last day of a deadline: which days count, which are skipped and why, and the sentence that says so.

The day of the event never counts (*dies a quo*). `working` days are jours ouvrables (Monday to Saturday), `business`
days jours ouvrés (Monday to Friday), both without public holidays. `clear` days (jours francs) leave out the last day
too, so that the act may still be done on the day after it. Months and years keep the number of the day, or take the
last day of a shorter month. Hours are exact on moments; on a plain day they run from 00:00.

Public holidays come from the `holidays` package by country, or country and subdivision: `FR`, `FR-57` or `FR-Moselle`,
`FR-6AE` or `FR-Alsace`, `FR-974`. Only Alsace and Moselle add Good Friday and 26 December; a wider region (`FR-GES`)
has the national days.
"""

from __future__ import annotations

import calendar
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

import holidays
import numpy as np
from numpy.typing import NDArray

from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Deadline

type DayOff = Literal["sunday", "saturday", "holiday"]

SATURDAY, SUNDAY = 5, 6
ALSACE_MOSELLE = {"Alsace-Moselle": "57"}  # one local law for three departments; the package names them apart


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that does not count. `holiday` names it in French and English when it is a public holiday."""

    day: date
    reason: DayOff
    holiday: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Counting:
    """How the result was reached.

    start_counts: always False, as the day of the event is never counted. skipped: days passed over while counting, in
    the order met. clamped: the target month has no such day, its last day was taken. before_roll: the last day before
    `roll`; rolled_over: the days off that moved it, from that day on.
    """

    skipped: tuple[SkippedDay, ...]
    clamped: bool
    before_roll: date | datetime
    rolled_over: tuple[SkippedDay, ...]
    start_counts: bool = False


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day (a moment, for hours) and the counting that gives it."""

    deadline: Deadline
    start: date | datetime
    last: date | datetime
    counting: Counting

    def sentence(self, language: Language = "fr") -> str:
        return _french(self) if language == "fr" else _english(self)


def last_day(deadline: Deadline, start: date | datetime, holidays_code: str) -> LastDay:
    """The last day on which the act may be done, counted from `start` (back from it when `deadline.before`).

    A last day out of the calendar (before year 1, after year 9999) is the calendar's first or last day.
    ValueError when `holidays_code` is not a country, or country-subdivision, that the `holidays` package knows.
    """
    if deadline.counting == "hours":
        return _hours(deadline, start, holidays_code)
    day = start.date() if isinstance(start, datetime) else start
    skipped: tuple[SkippedDay, ...] = ()
    clamped = False
    if deadline.counting in ("working", "business"):
        reached, skipped = _walk(deadline, day, holidays_code)
    elif deadline.counting in ("months", "years"):
        months = deadline.length * (12 if deadline.counting == "years" else 1)
        reached, clamped = _months_on(day, _sign(deadline) * months)
    elif deadline.counting == "month-end":
        reached = _month_end(day, deadline)
    else:
        reached = _shift(day, _sign(deadline) * _plain_days(deadline))
    last, rolled_over = _roll(deadline, reached, holidays_code)
    return LastDay(deadline, start, last, Counting(skipped, clamped, reached, rolled_over))


def last_ordinals(deadline: Deadline, starts: NDArray[np.int32], holidays_code: str) -> NDArray[np.int32]:
    """The last days of many starts, as ordinals; each distinct start is counted once.

    An unknown start (the least int32) stays unknown. For hours, the day on which they end.
    """
    distinct, back = np.unique(starts, return_inverse=True)
    lasts = [_last_ordinal(deadline, ordinal, holidays_code) for ordinal in distinct.tolist()]
    return np.array(lasts, dtype=np.int32)[back].reshape(starts.shape)


def _last_ordinal(deadline: Deadline, start: int, holidays_code: str) -> int:
    if start == np.iinfo(np.int32).min:
        return start
    return last_day(
        deadline, date.fromordinal(min(max(start, 1), date.max.toordinal())), holidays_code
    ).last.toordinal()


def _sign(deadline: Deadline) -> int:
    return -1 if deadline.before else 1


def _plain_days(deadline: Deadline) -> int:
    if deadline.counting == "weeks":
        return 7 * deadline.length
    return deadline.length + 1 if deadline.counting == "clear" else deadline.length


def _shift(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _walk(deadline: Deadline, day: date, code: str) -> tuple[date, tuple[SkippedDay, ...]]:
    """Count `length` working or business days from `day`, which is not counted."""
    skipped: list[SkippedDay] = []
    left = deadline.length
    while left and day != (following := _shift(day, _sign(deadline))):
        day = following
        off = day_off(day, "working" if deadline.counting == "working" else "business", code)
        if off is None:
            left -= 1
        else:
            skipped.append(off)
    return day, tuple(skipped)


def _roll(deadline: Deadline, day: date, code: str) -> tuple[date, tuple[SkippedDay, ...]]:
    over: list[SkippedDay] = []
    if deadline.roll != "none":
        while (off := day_off(day, deadline.roll, code)) and day != (moved := _shift(day, _sign(deadline))):
            over.append(off)
            day = moved
    return day, tuple(over)


def _months_on(day: date, months: int) -> tuple[date, bool]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return (date.max if months > 0 else date.min), False
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length)), day.day > length


def _month_end(day: date, deadline: Deadline) -> date:
    """The last day of month `length`: the first one on or after `day`, or the latest on or before it."""
    years = (day.year, day.year - 1) if deadline.before else (day.year, day.year + 1)
    for year in years:
        if 1 <= year <= 9999:
            end = date(year, deadline.length, calendar.monthrange(year, deadline.length)[1])
            if (end <= day) if deadline.before else (end >= day):
                return end
    return date.min if deadline.before else date.max


def _hours(deadline: Deadline, start: date | datetime, code: str) -> LastDay:
    moment = start if isinstance(start, datetime) else datetime.combine(start, time())
    reached = _later(moment, timedelta(hours=_sign(deadline) * deadline.length))
    day, rolled_over = _roll(deadline, reached.date(), code)
    last = datetime.combine(day, reached.timetz()) if rolled_over else reached
    return LastDay(deadline, moment, last, Counting((), False, reached, rolled_over))


def _later(moment: datetime, hours: timedelta) -> datetime:
    """Elapsed hours: a moment with a time zone goes through UTC, so that a change of clock adds or takes none."""
    try:
        if moment.tzinfo is None:
            return moment + hours
        return (moment.astimezone(UTC) + hours).astimezone(moment.tzinfo)
    except OverflowError:
        edge = datetime.max if hours > timedelta() else datetime.min
        return edge.replace(tzinfo=moment.tzinfo)


# --- days off ------------------------------------------------------------------------------------------------


def day_off(day: date, kind: Literal["working", "business"], holidays_code: str) -> SkippedDay | None:
    """Why `day` is not a working (Monday to Saturday) or business (Monday to Friday) day; None when it is one."""
    holiday = public_holidays(holidays_code, day.year).get(day)
    if day.weekday() == SUNDAY:
        return SkippedDay(day, "sunday", holiday or ("", ""))
    if day.weekday() == SATURDAY and kind == "business":
        return SkippedDay(day, "saturday", holiday or ("", ""))
    return SkippedDay(day, "holiday", holiday) if holiday else None


@lru_cache(maxsize=4096)
def public_holidays(code: str, year: int) -> Mapping[date, tuple[str, str]]:
    """The public holidays of a year, each with its French and English names.

    ValueError when `code` is not `COUNTRY` or `COUNTRY-SUBDIVISION` as the `holidays` package names them.
    """
    french, english = (_named(code, year, language) for language in ("fr", "en_US"))
    return {day: (name, english[day]) for day, name in french.items()}


def _named(code: str, year: int, language: str) -> dict[date, str]:
    country, _, subdivision = code.partition("-")
    known = ALSACE_MOSELLE.get(subdivision, subdivision) or None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # regions: they only have the national days
            return dict(holidays.country_holidays(country, subdiv=known, years=year, language=language))
    except NotImplementedError as unsupported:
        remedy = "write FR, or FR-57, FR-6AE, FR-974 …"
        raise ValueError(f"{code!r}: no public holidays are known under this code; {remedy}") from unsupported


# --- the sentences -------------------------------------------------------------------------------------------

DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_FR = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

LENGTHS_FR = {
    "calendar": ("jour", "jours"),
    "working": ("jour ouvrable", "jours ouvrables"),
    "business": ("jour ouvré", "jours ouvrés"),
    "clear": ("jour franc", "jours francs"),
    "hours": ("heure", "heures"),
    "weeks": ("semaine", "semaines"),
    "months": ("mois", "mois"),
    "years": ("an", "ans"),
}
LENGTHS_EN = {
    "calendar": ("day", "days"),
    "working": ("working day", "working days"),
    "business": ("business day", "business days"),
    "clear": ("clear day", "clear days"),
    "hours": ("hour", "hours"),
    "weeks": ("week", "weeks"),
    "months": ("month", "months"),
    "years": ("year", "years"),
}


def _french(counted: LastDay) -> str:
    deadline, counting = counted.deadline, counted.counting
    start, last = _day_fr(counted.start), _day_fr(counted.last)
    if deadline.counting == "month-end":
        side = "dernière fois au plus tard" if deadline.before else "première fois au plus tôt"
        said = f"Fin {MONTHS_FR[deadline.length - 1]}, la {side} le {start} : {last}."
    else:
        one, many = LENGTHS_FR[deadline.counting]
        length = f"{deadline.length} {one if deadline.length == 1 else many}"
        way = "avant le" if deadline.before else "après le"
        counts = "" if deadline.counting == "hours" else ", qui ne compte pas"
        said = f"{length} {way} {start}{counts} : {last}."
    if deadline.counting == "clear":
        said += " Le dernier des jours francs est entier : l'acte peut encore être fait le jour qui le suit."
    if counting.skipped:
        said += f" Ne comptent pas : {', '.join(_off_fr(off) for off in counting.skipped)}."
    if counting.clamped:
        said += " Le mois n'a pas ce quantième : son dernier jour est pris."
    if counting.rolled_over:
        offs = ", ".join(_off_fr(off) for off in counting.rolled_over)
        said += f" Reporté du {_day_fr(counting.before_roll)} ({offs})."
    return said


def _english(counted: LastDay) -> str:
    deadline, counting = counted.deadline, counted.counting
    start, last = _day_en(counted.start), _day_en(counted.last)
    if deadline.counting == "month-end":
        side = "the latest on or before" if deadline.before else "the first on or after"
        said = f"End of {MONTHS_EN[deadline.length - 1]}, {side} {start}: {last}."
    else:
        one, many = LENGTHS_EN[deadline.counting]
        length = f"{deadline.length} {one if deadline.length == 1 else many}"
        way = "before" if deadline.before else "after"
        counts = "" if deadline.counting == "hours" else ", which does not count"
        said = f"{length} {way} {start}{counts}: {last}."
    if deadline.counting == "clear":
        said += " The last clear day is a full one: the act may still be done on the day next to it."
    if counting.skipped:
        said += f" Not counted: {', '.join(_off_en(off) for off in counting.skipped)}."
    if counting.clamped:
        said += " The month has no such day: its last one is taken."
    if counting.rolled_over:
        offs = ", ".join(_off_en(off) for off in counting.rolled_over)
        said += f" Moved from {_day_en(counting.before_roll)} ({offs})."
    return said


def _day_fr(day: date | datetime) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    said = f"{DAYS_FR[day.weekday()]} {number} {MONTHS_FR[day.month - 1]} {day.year}"
    return f"{said} à {day:%H h %M}" if isinstance(day, datetime) else said


def _day_en(day: date | datetime) -> str:
    said = f"{DAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    return f"{said} at {day:%H:%M}" if isinstance(day, datetime) else said


def _off_fr(off: SkippedDay) -> str:
    number = "1er" if off.day.day == 1 else str(off.day.day)
    said = f"{DAYS_FR[off.day.weekday()]} {number} {MONTHS_FR[off.day.month - 1]}"
    return f"{said} ({off.holiday[0]})" if off.holiday[0] else said


def _off_en(off: SkippedDay) -> str:
    said = f"{DAYS_EN[off.day.weekday()]} {off.day.day} {MONTHS_EN[off.day.month - 1]}"
    return f"{said} ({off.holiday[1]})" if off.holiday[1] else said
