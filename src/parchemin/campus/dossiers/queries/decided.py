"""What later stages tell enrolment before somebody is registered: what a jury decided of their last year.

Enrolment reads no later stage: a stage that knows declares it here with `tells`, as it gives its facts to the law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from parchemin.campus.dossiers.models import Dossier


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The last decision published about somebody's year. stage: the year of study judged; options: all it could be."""

    year: int
    stage: str
    option: str
    options: tuple[str, ...]
    words: str
    jury: str


type Teller = Callable[[Sequence[Dossier]], Mapping[int, LastDecision]]

_tellers: list[Teller] = []


def tells(function: Teller) -> Teller:
    """Declares a function that gives, by dossier, what was decided."""
    if function not in _tellers:
        _tellers.append(function)
    return function


def decided(dossiers: Sequence[Dossier]) -> dict[int, LastDecision]:
    """What was decided of each, as far as any stage knows."""
    found: dict[int, LastDecision] = {}
    for teller in _tellers:
        found |= teller(dossiers)
    return found
