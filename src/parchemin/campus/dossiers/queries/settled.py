"""Of which dossiers something was marked, drawn or decided: it was under a text and an intake, which stay theirs.

Nobody reads a later stage: one that marks or decides says here of whom, with `@SETTLED.at(rank)`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from parchemin.campus.common.contributions import Contributions

SETTLED = Contributions[Callable[[Collection[int]], Iterable[int]]]()


def settled(dossiers: Collection[int]) -> set[int]:
    """Those, among the keys of dossiers, of which something was. A stage that cannot answer fails the whole."""
    return {key for maker in SETTLED for key in maker(dossiers)} if dossiers else set()
