"""Short phrases of table cells: a type, a scale, a length of time, a bound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from parchemin.regulation.meaning.graph import BOOL, DATE, Counting, Kind, Type
from parchemin.regulation.reading import cells
from parchemin.regulation.reading.vocabulary import MONTHS, UNITS, tidy

IDENTIFIER = re.compile(r"[^\W\d]\w*")

_RANGE = re.compile(r"(.*?)(?:\s+(\S+)\s*\.\.\s*(\S+))?(?:\s+(?:pas|step)\s+(\S+))?")
_DURATIONS: dict[str, Counting] = {
    "jour": "calendar", "jours": "calendar", "jours calendaires": "calendar", "day": "calendar", "days": "calendar",
    "jour ouvrable": "working", "jours ouvrables": "working", "working day": "working", "working days": "working",
    "jour ouvré": "business", "jours ouvrés": "business", "business day": "business", "business days": "business",
    "jour franc": "clear", "jours francs": "clear", "clear day": "clear", "clear days": "clear",
    "heure": "hours", "heures": "hours", "h": "hours", "hour": "hours", "hours": "hours",
    "semaine": "weeks", "semaines": "weeks", "week": "weeks", "weeks": "weeks",
    "mois": "months", "month": "months", "months": "months",
    "an": "years", "ans": "years", "année": "years", "années": "years", "year": "years", "years": "years",
}  # fmt: skip
ROLLS = {
    "": "none", "aucun": "none", "none": "none", "jour ouvrable": "working", "working day": "working",
    "jour ouvré": "business", "business day": "business",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Length:
    amount: int
    counting: Counting
    before: bool


def length(text: str) -> Length | None:
    """`15 jours ouvrables`, `1 mois avant`, `48 h`, `fin juillet`; None when it is no length of time."""
    words = tidy(text).lower()
    before = words.endswith((" avant", " before"))
    if before:
        words = words.rsplit(" ", 1)[0]
    if ending := re.fullmatch(r"(?:fin|end of) (?:de |d'|du mois de )?(\w+)", words):
        month = MONTHS.get(ending[1])
        return Length(month, "month-end", before) if month else None
    found = re.fullmatch(r"(\d{1,5})\s?(.+)", words)
    if not found or found[2] not in _DURATIONS:
        return None
    return Length(int(found[1]), _DURATIONS[found[2]], before)


def scale(text: str) -> tuple[Fraction, Fraction] | None:
    """`0..20` as its two ends."""
    low, dots, high = tidy(text).partition("..")
    ends = cells.number(low), cells.number(high)
    if not dots or ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
        return None
    return ends[0], ends[1]


def fact_type(text: str) -> Type | None:
    """The type a cell names; a mark comes without its scale (`Notes` gives it). None when it is no type."""
    words = tidy(text)
    head, colon, rest = words.partition(":")
    if colon and head.strip().lower() in ("choix", "choice"):
        ordered = "<" in rest
        names = tuple(tidy(name) for name in rest.split("<" if ordered else ","))
        fine = all(IDENTIFIER.fullmatch(name) for name in names) and len(set(names)) == len(names)
        return Type(Kind.CHOICE, choices=names, ordered=ordered) if fine else None
    simple = {
        "oui/non": BOOL,
        "yes/no": BOOL,
        "date": DATE,
        "texte": Type(Kind.TEXT),
        "text": Type(Kind.TEXT),
    }
    if words.lower() in simple:
        return simple[words.lower()]
    if words.lower() in ("note", "mark"):
        return Type(Kind.NUMBER, "mark")
    return _number_type(words)


def choices_with_spaces(text: str) -> str:
    """The first name of a list of choices that is written in several words; "" when there is none."""
    head, colon, rest = tidy(text).partition(":")
    if not colon or head.strip().lower() not in ("choix", "choice"):
        return ""
    names = (tidy(name) for name in re.split("[,<]", rest))
    return next((name for name in names if not IDENTIFIER.fullmatch(name) and identifier(name)), "")


def _number_type(words: str) -> Type | None:
    found = _RANGE.fullmatch(words)
    assert found is not None
    word = found[1].strip()
    plain = {"entier": "", "integer": "", "nombre": "", "number": ""}
    unit = plain.get(word.lower(), UNITS.get(word, UNITS.get(word.lower())))
    if unit is None or not word:
        return None
    low = high = None
    step = Fraction(1)
    if found[2] is not None:
        ends = scale(f"{found[2]}..{found[3]}")
        if ends is None:
            return None
        low, high = ends
    if found[4] is not None:
        given = cells.number(found[4])
        if given is None or given <= 0 or word.lower() in ("entier", "integer"):
            return None
        step = given
    return Type(Kind.NUMBER, unit, low, high, step)


@dataclass(frozen=True, slots=True)
class ParameterBound:
    """What a line lets lower layers make of a figure. `free` is said aloud; an empty cell says nothing."""

    fixed: bool = False
    at_least: Fraction | None = None
    at_most: Fraction | None = None
    free: bool = False
    unit: str = ""
    written: str = ""

    @property
    def binds(self) -> bool:
        return self.fixed or self.at_least is not None or self.at_most is not None


def bound(text: str) -> ParameterBound | None:
    """`` (says nothing), `libre`, `imposé`, `au moins 10`, `au plus 6`; None when it is none of them."""
    words = tidy(text).lower()
    if not words or words in ("—", "-"):
        return ParameterBound()
    if words in ("libre", "free"):
        return ParameterBound(free=True, written=words)
    if words in ("imposé", "fixed"):
        return ParameterBound(fixed=True, written=words)
    for prefix in ("au moins ", "at least ", "au plus ", "at most "):
        if words.startswith(prefix) and (quantity := cells.quantity(words.removeprefix(prefix))):
            value, unit = quantity
            if prefix in ("au moins ", "at least "):
                return ParameterBound(at_least=value, unit=unit, written=words)
            return ParameterBound(at_most=value, unit=unit, written=words)
    return None


def identifier(text: str) -> str:
    """A cell's words as a name: spaces and hyphens become `_`. "" when that gives no name."""
    name = re.sub(r"[ \-'’]+", "_", tidy(text))
    return name if IDENTIFIER.fullmatch(name) else ""


def column_heading(text: str) -> tuple[str, str, str | None]:
    """A data column's heading: name, unit, and what an empty cell is worth (`ects (crédits ; vide = 0)`)."""
    found = re.fullmatch(r"(.*?)\s*\((.*)\)", tidy(text))
    if not found:
        return identifier(text), "", None
    unit, empty = "", None
    for part in re.split(r"\s*;\s*", found[2]):
        if default := re.fullmatch(r"(?:vide|empty)\s*=\s*(.*)", part):
            empty = default[1]
        elif part in UNITS:
            unit = UNITS[part]
        else:
            return "", "", None
    return identifier(found[1]), unit, empty
