"""Whether a jury is composed as its text, or usage, asks: what the seats say, and what only people can tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from parchemin.campus.jury.models import Jury, Seat
from parchemin.campus.jury.queries.juries import law_of_jury
from parchemin.campus.law.deliberation import LEVEL, Required, composition_of
from parchemin.campus.law.terms import FactView


def derived(seats: Sequence[Seat], present: Collection[UUID]) -> dict[str, str]:
    """What the seats say, by shared name."""
    here = [seat for seat in seats if seat.pk in present]
    voices = [seat for seat in here if seat.voice == Seat.Voice.DELIBERATIVE]
    told = {
        "representatives": str(sum(seat.represents for seat in seats)),
        "vice_president_appointed": _truth(any(seat.office == Seat.Office.VICE_PRESIDENT for seat in seats)),
        "president_present": _truth(any(seat.office for seat in here)),
        "deliberative_members": str(len(voices)),
    }
    return {f"{LEVEL}.{name}": kept for name, kept in told.items()}


def _truth(value: bool) -> str:
    return "true" if value else "false"


def asked(jury: Jury) -> list[FactView]:
    """What the seats do not say and the text asks: a form."""
    known = derived([], [])
    return [fact for fact in composition_of(law_of_jury(jury)).facts if fact.canonical not in known]


def findings(
    jury: Jury, seats: Sequence[Seat], present: Collection[UUID], known: Mapping[str, str]
) -> tuple[Required, ...]:
    """Each requirement, met or not. `known`: the facts asked, as kept."""
    composition = composition_of(law_of_jury(jury))
    told = derived(seats, present)
    facts = {fact.name: told[fact.canonical] for fact in composition.facts if fact.canonical in told}
    return composition.check({**facts, **known})
