"""Values as people type and read them, by type."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from parchemin.regulation.findings import Language
from parchemin.regulation.meaning import phrases
from parchemin.regulation.meaning.graph import Kind, Type, Value
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.vocabulary import number_text


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
    quantity = cells.quantity(text)
    if type_.kind is not Kind.NUMBER or quantity is None:
        return None
    value = quantity[0]
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
    if type_.low is None or type_.high is None:
        return "un nombre" if language == "fr" else "a number"
    step = (
        "" if type_.step is None else f" ({'pas' if language == 'fr' else 'step'} {number_text(type_.step, language)})"
    )
    return f"{number_text(type_.low, language)}..{number_text(type_.high, language)}{step}"


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
    return number_text(Fraction(value), language) if type_.kind is Kind.NUMBER else str(value)
