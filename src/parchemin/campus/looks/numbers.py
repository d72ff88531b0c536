"""Numbers and dates as the language writes them. A mark is never rounded: it is written whole, or seen to go on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, gettext

from parchemin.campus.common.years import university_year

type Exact = int | Decimal | Fraction

NONE = "—"
NARROW_SPACE = "\u202f"


def _comma() -> str:
    return "." if (get_language() or "fr").startswith("en") else ","


def _ends(denominator: int) -> bool:
    """Whether a fraction has a last decimal: its denominator holds nothing but twos and fives."""
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def _grouped(whole: int) -> str:
    return f"{whole:,}".replace(",", NARROW_SPACE)


def decimals(value: Exact, at_least: int = 0, when_endless: int = 2) -> str:
    """All the decimals there are, `at_least` so many; one that never ends is cut after `when_endless` and goes on: …"""
    numerator, denominator = value.as_integer_ratio()
    whole, rest = divmod(abs(numerator), denominator)
    endless = not _ends(denominator)
    digits = ""
    while rest and (not endless or len(digits) < when_endless):
        digit, rest = divmod(rest * 10, denominator)
        digits += str(digit)
    digits = digits.ljust(at_least, "0")
    sign = "\u2212" if numerator < 0 else ""
    return f"{sign}{_grouped(whole)}{_comma() if digits else ''}{digits}{'…' if endless else ''}"


def fraction(value: Fraction) -> str:
    """A value that no decimal writes whole, as a fraction: 94/9."""
    return f"{value.numerator}/{value.denominator}"


def is_endless(value: Exact) -> bool:
    return not _ends(value.as_integer_ratio()[1])


def day(value: date | datetime) -> str:
    """27 novembre 2026; 1er décembre 2026."""
    return _first(_here(value), "j F Y")


def short_day(value: date | datetime, today: date) -> str:
    """27 nov.; 27 nov. 2024 where its university year is not that of today."""
    here = _here(value)
    day = here.date() if isinstance(here, datetime) else here
    year = "" if university_year(day) == university_year(today) else " Y"
    shown = _first(here, ("j N" if _comma() == "," else "j M") + year)
    return shown.replace("jan.", "janv.").replace("fév.", "févr.")  # Django's French falls short of a letter


def _first(value: date | datetime, pattern: str) -> str:
    """French counts the first of a month, and the other days of it: 1er, 2, 3."""
    ordinal = "er" if value.day == 1 and _comma() == "," else ""
    return date_format(value, "j") + ordinal + date_format(value, pattern.removeprefix("j"))


def moment(value: datetime) -> str:
    """27 novembre 2026 à 10 h 30, at the school's clock."""
    here = _here(value)
    return gettext("%(day)s at %(hour)s") % {"day": day(here), "hour": date_format(here, gettext("H:i"))}


def _here(value: date | datetime) -> date | datetime:
    return localtime(value) if isinstance(value, datetime) and is_aware(value) else value
