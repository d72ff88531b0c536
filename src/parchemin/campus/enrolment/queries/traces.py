"""What hangs on a registration: what later stages keep of somebody's year, and would be left without one.

Enrolment reads no later stage: each says here what it keeps, with `@TRACES.at(rank)`, and, with
`@MOVES.at(rank)`, which other marks would count, were they to study with another intake or in another modality; and,
with `@MEANT_FOR.at(rank)`, what it meant for an intake.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.contributions import Contributions
from parchemin.campus.enrolment.models import Registration

type TraceKind = Literal["mark", "revived", "case", "ruled", "decided"]


@dataclass(frozen=True, slots=True)
class RegistrationTrace:
    """Something kept of a year of somebody. unit: the unit it is about, "" for the whole year; words: what it is.

    kind: "mark", a mark, an absence or what was asked about it; "revived", one that does not count now and would;
    "case", their file before a jury that is not closed; "ruled", before one that is, whatever it was asked; "decided",
    a jury that decided what came of that year.
    """

    dossier: int
    unit: str
    kind: TraceKind
    words: str


TRACES = Contributions[Callable[[Sequence[int], int], Iterable[RegistrationTrace]]]()


MOVES = Contributions[Callable[[Registration, Registration], Iterable[RegistrationTrace]]]()


# What is meant for an intake, in words: an assessment, a jury.
MEANT_FOR = Contributions[Callable[[Intake], Iterable[str]]]()


def meant_for(intake: Intake) -> list[str]:
    """What is set or called for an intake by name, and would be for nobody were it not to be."""
    return [words for maker in MEANT_FOR for words in maker(intake)]


def changed_by_moving(former: Registration, made: Registration) -> dict[str, set[TraceKind]]:
    """The units of a registration, not written yet, of which other marks would count than in the place of which it
    comes: those that would count no more ("mark"), since their papers are for others, those that would again
    ("revived")."""
    found: dict[str, set[TraceKind]] = {}
    for maker in MOVES:
        for trace in maker(former, made):
            found.setdefault(trace.unit, set()).add(trace.kind)
    return {unit: found[unit] for unit in made.units if unit in found}


def traces_of(dossiers: Sequence[int], year: int) -> list[RegistrationTrace]:
    """All that is kept of the year of these. A stage that cannot answer fails the whole: nothing is dropped unseen."""
    return [trace for maker in TRACES for trace in maker(dossiers, year)]


def deciding_jury(traces: Iterable[RegistrationTrace], dossier: int) -> str:
    """The jury that decided what came of the year of somebody; "" where none did."""
    return next((one.words for one in traces if (one.dossier, one.kind) == (dossier, "decided")), "")


def marked_units(traces: Iterable[RegistrationTrace], among: Collection[str]) -> list[str]:
    """The units, among some, of which a mark or an absence is kept; in their order."""
    marked = {trace.unit for trace in traces if trace.kind == "mark"}
    return [unit for unit in among if unit in marked]
