"""What later stages tell of somebody that stands: what a jury decided of their last year, what they have obtained.

Nobody reads a later stage: one that knows declares it here with `tells` and `tells_obtained`, as it gives its facts to
the law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parchemin.campus.dossiers.models import Dossier


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The last decisions published about somebody's year. stage: the year of study judged; option: what was decided of
    it; options: all it could be. words, jury, published: of the last of them, all that it says of whether they go on.

    given: (decision, option) of all that was decided, that year, of whether they go on. served: they were registered
    since under it. It is still what was decided, and asks for nothing more.
    """

    year: int
    stage: str
    option: str
    options: tuple[str, ...]
    words: str
    jury: str
    published: datetime
    given: tuple[tuple[str, str], ...] = ()
    served: bool = False


@dataclass(frozen=True, slots=True)
class ObtainedDecision:
    """What the studies lead to (a diploma, a title), obtained by a decision that was published.

    It stands whatever happens later to the person. name: of the decision in the text; year: that of the jury.
    """

    name: str
    label: str
    words: str
    jury: str
    year: int
    published: datetime


type Teller = Callable[[Sequence[Dossier]], Mapping[int, LastDecision]]

type ObtainedTeller = Callable[[Sequence[Dossier], datetime | None], Mapping[int, Sequence[ObtainedDecision]]]

_tellers: list[Teller] = []
_obtained: list[ObtainedTeller] = []


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


def tells_obtained(function: ObtainedTeller) -> ObtainedTeller:
    """Declares a function that gives, by dossier, what was obtained for good, or had been by what was known then."""
    if function not in _obtained:
        _obtained.append(function)
    return function


def obtained(
    dossiers: Sequence[Dossier], *, year: int | None = None, known: datetime | None = None
) -> dict[int, tuple[ObtainedDecision, ...]]:
    """What each has obtained for good, one of each decision; who obtained nothing is not in it.

    year: nothing that a jury of a later year gave; known: as it was published and stood at a moment.
    """
    found: dict[int, tuple[ObtainedDecision, ...]] = {}
    for teller in _obtained:
        for key, those in teller(dossiers, known).items():
            if kept := [one for one in those if year is None or one.year <= year]:
                found[key] = (*found.get(key, ()), *kept)
    return found
