"""Values as people type and read them, by type."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from parchemin.regulation.findings import Language
from parchemin.regulation.meaning import phrases
from parchemin.regulation.meaning.graph import BOOL, DATE, Kind, Type, Value, code_value
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.vocabulary import UNITS, number_text, tidy


def typed_value(text: str, type_: Type) -> Value | None:
    """A cell's words as a value of the type; None when they are not one (off the step and out of bounds included)."""
    if type_.kind is Kind.BOOL:
        return cells.truth(text)
    if type_.kind is Kind.DATE:
        found = cells.day(text)
        return found.toordinal() if found else None
    if type_.kind is Kind.CHOICE:
        name = phrases.identifier(text)
        return name if name in type_.choices else None
    if (word := tidy(text)) in type_.codes:
        return code_value(type_.codes.index(word))
    quantity = cells.quantity(text)
    type_ = type_.numbers
    if type_.kind is not Kind.NUMBER or quantity is None:
        return None
    value, unit = quantity
    if unit and unit != type_.unit:
        return None
    inside = (type_.low is None or value >= type_.low) and (type_.high is None or value <= type_.high)
    on_step = type_.step is None or (value / type_.step).denominator == 1
    return value if inside and on_step else None


def accepted_values(type_: Type, language: Language) -> str:
    """What a cell of this type may hold, in words."""
    if type_.kind is Kind.BOOL:
        return "oui, non" if language == "fr" else "yes, no"
    if type_.kind is Kind.DATE:
        return "2026-07-03"
    if type_.kind is Kind.CHOICE:
        return ", ".join(type_.choices)
    codes, type_ = "".join(f", {code}" for code in type_.codes), type_.numbers
    if type_.low is None or type_.high is None:
        return ("un nombre" if language == "fr" else "a number") + codes
    step = (
        "" if type_.step is None else f" ({'pas' if language == 'fr' else 'step'} {number_text(type_.step, language)})"
    )
    return f"{number_text(type_.low, language)}..{number_text(type_.high, language)}{step}{codes}"


def show(value: Value | None, type_: Type, language: Language) -> str:
    """A value as a person reads it."""

    if value is None:
        return "inconnu" if language == "fr" else "unknown"
    if type_.kind is Kind.BOOL:
        return {("fr", True): "oui", ("fr", False): "non", ("en", True): "yes", ("en", False): "no"}[
            language, bool(value)
        ]
    if type_.kind is Kind.DATE:
        return date.fromordinal(int(value)).isoformat()
    if code := type_.code(value):
        return code
    return number_text(Fraction(value), language) if type_.kind is Kind.NUMBER else str(value)


def column(texts: Sequence[str], unit: str) -> tuple[tuple[Value | None, ...], Type]:
    """A data column with its type: numbers, truth values, days or choices, whichever all its filled cells are."""
    filled = [t for t in texts if t]
    numbers = [cells.quantity(t) for t in filled]
    if filled and all(n is not None for n in numbers):
        values = [q[0] for q in numbers if q]
        unit = unit or next((q[1] for q in numbers if q and q[1]), "")
        step = Fraction(1, max(v.denominator for v in values))
        for v in values:
            step = Fraction(1, math.lcm(step.denominator, v.denominator))
        type_ = Type(Kind.NUMBER, unit, min(values), max(values), step)
        return tuple(q[0] if (q := cells.quantity(t)) else None for t in texts), type_
    if filled and all(cells.truth(t) is not None for t in filled):
        return tuple(cells.truth(t) if t else None for t in texts), BOOL
    days = [cells.day(t) for t in texts]
    if filled and all(d for d, t in zip(days, texts, strict=True) if t):
        return tuple(d.toordinal() if d else None for d in days), DATE
    names = [phrases.identifier(t) for t in texts]
    if filled and all(n for n, t in zip(names, texts, strict=True) if t):
        return tuple(n or None for n in names), Type(Kind.CHOICE, choices=tuple(dict.fromkeys(n for n in names if n)))
    return tuple(t or None for t in texts), Type(Kind.TEXT)


def unit_of(text: str) -> str | None:
    """A unit as written, or one for each of another (`note/jour`, `points par jour`); None when it is neither."""
    words = tidy(text).replace(" par ", "/").replace(" per ", "/")
    above, slash, below = (part.strip() for part in words.partition("/"))
    known = [UNITS.get(part, UNITS.get(part.lower(), UNITS.get(f"{part.lower()}s"))) for part in (above, below)]
    if words in UNITS:
        return UNITS[words]
    if known[0] is None or (slash and not (known[0] and known[1])):
        return None
    return f"{known[0]}/{known[1]}" if slash else known[0]


def parameter_value(text: str, unit: str) -> tuple[Value, Type] | None:
    if (truth := cells.truth(text)) is not None:
        return truth, BOOL
    if day := cells.day(text):
        return day.toordinal(), DATE
    if found := cells.quantity(text):
        value, own = found
        if unit and own and unit != own:
            return None
        return value, Type(Kind.NUMBER, unit or own, value, value, Fraction(1, value.denominator))
    return None
