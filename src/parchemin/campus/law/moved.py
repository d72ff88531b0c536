"""Who somebody was before the law at a moment gone by: whoever moves people from one text or entry to another says it.

Nobody reads a later stage: the one that keeps files declares it here, with `@AS_KNOWN.at(rank)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from parchemin.campus.common.contributions import Contributions
from parchemin.campus.law.terms import Subject

AS_KNOWN = Contributions[Callable[[Sequence[Any], datetime], Sequence[Any]]]()


def as_known[S: Subject](subjects: Iterable[S], known: datetime | None) -> list[S]:
    """These, each with the text, the entry and the intake that were theirs at a moment; as they are, for None."""
    found: Sequence[S] = list(subjects)
    if known is not None:
        for maker in AS_KNOWN:
            found = maker(found, known)
    return list(found)
