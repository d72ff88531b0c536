"""One cell of marks: what a person types, what is kept, and how it is written back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from parchemin.campus.assessment.models import Mark
from parchemin.campus.assessment.refusals import MarkRefused, NoSuchUnit
from parchemin.campus.law.law import Law
from parchemin.campus.law.refusals import ValueRefused

ABSENT_WORDS = frozenset({"abs", "absent", "absente", "a"})
LONGEST = 40


@dataclass(frozen=True, slots=True)
class TypedMark:
    """What was typed, understood: a state, and an exact value when there is one."""

    state: Mark.State
    value: Decimal | None = None


def read(law: Law, unit: str, text: str, number: str) -> TypedMark:
    """ "12,5", "ABS" or "". Raises `MarkRefused`, which says what may be written."""
    typed = text.strip()
    if not typed:
        return TypedMark(Mark.State.CLEARED)
    if typed.casefold() in ABSENT_WORDS:
        return TypedMark(Mark.State.ABSENT)
    if unit not in law.units:
        raise NoSuchUnit(unit)
    if "?" in typed or len(typed) > LONGEST:
        raise MarkRefused(number, typed[:LONGEST], _("this is not a mark."), _("Leave it empty while there is none."))
    try:
        return TypedMark(Mark.State.GIVEN, Decimal(law.plain(law.units[unit].mark, typed)))
    except ValueRefused as refused:
        raise MarkRefused(number, typed, refused.what, refused.remedy) from refused


def written(mark: Mark | None) -> str:
    """A mark as somebody would type it: "12,5", "ABS", ""."""
    if mark is None or mark.state == Mark.State.CLEARED:
        return ""
    if mark.state == Mark.State.ABSENT:
        return "ABS"
    return "" if mark.value is None else plain(mark.value)


def plain(value: Decimal) -> str:
    """Without the zeros that say nothing: "12,5", "20"."""
    return format(value.normalize(), "f").replace(".", ",")


__all__ = ["ABSENT_WORDS", "LONGEST", "TypedMark", "plain", "read", "written"]
