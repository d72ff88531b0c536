"""What stands in a cell: numbers, dates and truth values, as French and English people write them."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from parchemin.regulation.reading.vocabulary import MONTHS, TRUTHS, UNITS, tidy

MOST_DIGITS = 30

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:[ ]\d{3})+|\d+)(?:[.,](\d+))?")
_QUOTIENT = re.compile(r"([^/]+?) ?/ ?([^/]+)")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASHED = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})(?:er)? (\w+) (\d{4})")


def number(text: str) -> Fraction | None:
    """The exact number written, or None. `7,5`, `7.5`, `1 365`, `-2` and `35/3` are numbers; `1e3` is not."""
    text = tidy(text)
    if len(text) > MOST_DIGITS + 12:
        return None
    if quotient := _QUOTIENT.fullmatch(text):
        above, below = number(quotient[1]), number(quotient[2])
        return above / below if above is not None and below else None
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    decimals = found[3] or ""
    whole = int(found[1] + found[2].replace(" ", "") + decimals)
    return Fraction(whole, 10 ** len(decimals))


def quantity(text: str) -> tuple[Fraction, str] | None:
    """A number and its canonical unit (`7,5`, `1 365 heures`, `10/20`, `30 %`), or None."""
    text = tidy(text)
    if text.endswith("/20") and (value := number(text[:-3])) is not None and value <= 20:  # above, a fraction
        return value, "mark"
    head, _, tail = text.rpartition(" ")
    if tail in UNITS and (value := number(head)) is not None:
        return value, UNITS[tail]
    if text.endswith(("%", "€", "h")) and (value := number(text[:-1])) is not None:
        return value, UNITS[text[-1]]
    value = number(text)
    return None if value is None else (value, "")


def day(text: str) -> date | None:
    """The day written (`2026-07-03`, `03/07/2026`, `3 juillet 2026`), or None when it is no day of the calendar."""
    text = tidy(text).lower()
    year = month = of_month = 0
    if found := _ISO.fullmatch(text):
        year, month, of_month = (int(part) for part in found.groups())
    elif found := _SLASHED.fullmatch(text):
        of_month, month, year = (int(part) for part in found.groups())
    elif (found := _IN_WORDS.fullmatch(text)) and found[2] in MONTHS:
        of_month, month, year = int(found[1]), MONTHS[found[2]], int(found[3])
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def truth(text: str) -> bool | None:
    return TRUTHS.get(tidy(text).lower())
