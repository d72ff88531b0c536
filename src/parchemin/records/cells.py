"""One cell: from text to the stored integer and back, exactly, and what is accepted in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from parchemin.records import wordings
from parchemin.regulation.evaluation.facts import decode, storage, unknown
from parchemin.regulation.findings import Language, Wording
from parchemin.regulation.meaning.graph import Fact, Kind, Type, code_value
from parchemin.regulation.reading.vocabulary import number_text

UNKNOWN = "?"  # says unknown in a column whose empty cell means something else
TRUE = frozenset({"oui", "yes", "vrai", "true", "1"})
FALSE = frozenset({"non", "no", "faux", "false", "0"})

_NUMBER = re.compile(r"([+-]?)([0-9]{1,18}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,5})(?:[.,]([0-9]{1,18}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_FRENCH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


class UnreadableCell(ValueError):
    """A cell that cannot be taken; `wording` and `values` say why."""

    def __init__(self, wording: Wording, values: Mapping[str, object]) -> None:
        super().__init__(wording.code)
        self.wording, self.values = wording, values


def clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def stored(text: str, fact: Fact) -> int:
    """The integer stored for a cell that is not empty. Unreadable when the text is not one of the fact's values."""
    if text == UNKNOWN:
        return unknown(storage(fact))
    try:
        return _READERS[fact.type.kind](text, fact.type)
    except UnreadableCell as refused:
        said = {"accepted_fr": accepted(fact, "fr"), "accepted_en": accepted(fact, "en"), "value": shortened(text)}
        raise UnreadableCell(refused.wording, said | dict(refused.values)) from None


def missing(fact: Fact) -> int:
    """The integer stored for an empty cell."""
    from_text = {Kind.TEXT: 0}
    if fact.type.kind in from_text or fact.missing is None:
        return unknown(storage(fact))
    if fact.type.kind is Kind.CHOICE:
        return fact.type.choices.index(str(fact.missing))
    if fact.type.kind is Kind.NUMBER:
        return int(Fraction(fact.missing) / (fact.type.step or 1))
    return int(fact.missing)


def _number(text: str, type_: Type) -> int:
    code = next((at for at, code in enumerate(type_.codes) if code.casefold() == text.casefold()), None)
    if code is not None:
        return int(code_value(code) / (type_.step or 1))
    value, type_ = exact_number(text), type_.numbers
    if value is None:
        raise UnreadableCell(wordings.NUMBER, {})
    if (type_.low is not None and value < type_.low) or (type_.high is not None and value > type_.high):
        raise UnreadableCell(wordings.OFF_SCALE, {})
    steps = value / (type_.step or 1)
    if steps.denominator != 1:
        raise UnreadableCell(wordings.OFF_STEP, {"step": decimal_text(type_.step or Fraction(1), "fr")})
    if abs(steps.numerator) >= 2**63 - 1:
        raise UnreadableCell(wordings.OFF_SCALE, {})
    return steps.numerator


def exact_number(text: str) -> Fraction | None:
    """Digits with a decimal point or comma, thousands apart by a space; None for anything else (1e3, NaN, inf)."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    sign, whole, decimals = found[1], re.sub(r"[^0-9]", "", found[2]), found[3] or ""
    value = Fraction(int(whole + decimals), 10 ** len(decimals))
    return -value if sign == "-" else value


def _truth(text: str, type_: Type) -> int:
    word = text.casefold()
    if word not in TRUE | FALSE:
        raise UnreadableCell(wordings.TRUTH, {})
    return int(word in TRUE)


def _choice(text: str, type_: Type) -> int:
    if text in type_.choices:
        return type_.choices.index(text)
    folded = [choice.casefold() for choice in type_.choices]
    if folded.count(text.casefold()) == 1:
        return folded.index(text.casefold())
    raise UnreadableCell(wordings.CHOICE, nearest(text, type_.choices))


def _date(text: str, type_: Type) -> int:
    iso, french = _ISO.fullmatch(text), _FRENCH.fullmatch(text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif french:
        day, month, year = (int(part) for part in french.groups())
    else:
        raise UnreadableCell(wordings.DATE, {})
    try:
        ordinal = date(year, month, day).toordinal()
    except ValueError:
        raise UnreadableCell(wordings.DATE_IMPOSSIBLE, {}) from None
    if (type_.low is not None and ordinal < type_.low) or (type_.high is not None and ordinal > type_.high):
        raise UnreadableCell(wordings.OFF_SCALE, {})
    return ordinal


def _text(text: str, type_: Type) -> int:
    return 0  # carried by the files, never by a cohort


_READERS = {Kind.NUMBER: _number, Kind.BOOL: _truth, Kind.CHOICE: _choice, Kind.DATE: _date, Kind.TEXT: _text}


# --- back to text ----------------------------------------------------------------------------------------------


def cell(value: int, fact: Fact, language: Language) -> str:
    """The text that reads back as stored `value`: empty when it is what an empty cell means."""
    return "" if value == missing(fact) else value_text(value, fact, language)


def value_text(value: int, fact: Fact, language: Language) -> str:
    """Stored `value` written out, also where an empty cell would say the same."""
    if value == unknown(storage(fact)):
        return UNKNOWN
    plain = decode(value, fact.type)
    if fact.type.kind is Kind.BOOL:
        return {"fr": ("non", "oui"), "en": ("no", "yes")}[language][bool(plain)]
    if fact.type.kind is Kind.DATE:
        return date.fromordinal(value).isoformat()
    if isinstance(plain, Fraction):
        return fact.type.code(plain) or decimal_text(plain, language)
    return str(plain)


def decimal_text(value: Fraction, language: Language) -> str:
    """A number as a cell holds it. ValueError for one whose decimals have no end: no cell would read it back."""
    text = number_text(value, language)
    if "/" in text:
        raise ValueError(f"{value} has no decimal writing")
    return text


# --- in words --------------------------------------------------------------------------------------------------


def accepted(fact: Fact, language: Language) -> str:
    """What may stand in a cell of this fact."""
    kind, french = fact.type.kind, language == "fr"
    if kind is Kind.BOOL:
        return "oui ou non" if french else "yes or no"
    if kind is Kind.CHOICE:
        return ", ".join(fact.type.choices)
    if kind is Kind.DATE:
        return "une date, 2026-07-03 ou 03/07/2026" if french else "a date, 2026-07-03 or 03/07/2026"
    if kind is Kind.TEXT:
        return "un texte" if french else "a text"
    return _numbers(fact.type, language)


def _numbers(type_: Type, language: Language) -> str:
    french = language == "fr"
    codes, type_ = "".join(f", {'ou' if french else 'or'} {code}" for code in type_.codes), type_.numbers
    low = "" if type_.low is None else f" {'de' if french else 'from'} {decimal_text(type_.low, language)}"
    high = "" if type_.high is None else f" {'à' if french else 'to'} {decimal_text(type_.high, language)}"
    step = decimal_text(type_.step or Fraction(1), language)
    by = f"par pas de {step}" if french else f"by steps of {step}"
    return f"{'un nombre' if french else 'a number'}{low}{high}, {by}{codes}"


def nearest(name: str, known: Iterable[str]) -> dict[str, object]:
    """The values `near_fr` and `near_en` of a wording: the closest known name, or nothing."""
    choices = list(known)
    close = get_close_matches(name, choices, 1, 0.6) or get_close_matches(name.casefold(), choices, 1, 0.5)
    if not close:
        return {"near_fr": "", "near_en": ""}
    return {"near_fr": f" (le plus proche : « {close[0]} »)", "near_en": f" (the nearest: “{close[0]}”)"}


def shortened(text: str, width: int = 60) -> str:
    """A value fit to be shown: one line, not thousands of digits, no control character."""
    shown = "".join(c if c.isprintable() else "�" for c in text[: width + 1])
    return f"{shown[:width]}…" if len(text) > width else shown


def enumeration(names: Iterable[str], most: int = 12) -> str:
    listed = list(dict.fromkeys(names))
    return ", ".join(listed[:most]) + (f" … ({len(listed)})" if len(listed) > most else "")
