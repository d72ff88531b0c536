"""Which members are open to which person.

When a repeated level has a truth value named `inscrit` or `registered` (`session.inscrit`), a member of it is open to
the persons for whom it is true: a mark of the second session needs the registration to it. The first member under each
parent is open to all, unless its registration is written as false. A truth value of the level above may also open one
member by name (`module.inscrit_en_session_2`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from parchemin.records.layout import Gate, gates
from parchemin.regulation.evaluation.facts import Integers
from parchemin.regulation.meaning.graph import Fact, Regulation

type Mask = NDArray[np.bool_]


class Rights:
    """Reads the gates of a regulation in the listed facts of a cohort, once these are filled."""

    def __init__(self, regulation: Regulation, listed: Mapping[str, Integers]) -> None:
        self.regulation, self.listed = regulation, listed
        self.filled: dict[str, Mask] = {}

    def note(self, fact: Fact, filled: Mask) -> None:
        """Remember which cells of a gate were written: for a first member, only a written refusal closes it."""
        if fact in (g.fact for g in gates(self.regulation, fact.level)):
            self.filled[fact.name] = filled

    def closed(self, level: str) -> list[tuple[Fact, Mask]]:
        """For each gate at or above `level`: (members of the listed level, persons) where it is shut.

        A recorded level is seen through the members of its parent.
        """
        found = self.regulation.levels[level]
        if found.kind == "recorded":
            return self.closed(found.parent)
        if not found.parent:
            return []
        parents = np.array([m.parent for m in found.members], np.int64)
        above = [(fact, shut[parents]) for fact, shut in self.closed(found.parent)]
        known = [g for g in gates(self.regulation, level) if g.fact.name in self.listed]
        return [*above, *((g.fact, self._shut_by_name(g) if g.member else self._shut(g.fact)) for g in known)]

    def _shut_by_name(self, gate: Gate) -> Mask:
        members = self.regulation.levels[gate.level].members
        values = self.listed[gate.fact.name][[m.parent for m in members]]
        shut: Mask = (values != 1) & np.array([m.name == gate.member for m in members])[:, None]
        return shut

    def _shut(self, fact: Fact) -> Mask:
        values = self.listed[fact.name]
        first = first_members(self.regulation, fact.level)[:, None]
        refused = self.filled.get(fact.name, np.ones(values.shape, np.bool_)) & (values == 0)
        shut: Mask = np.where(first, refused, values != 1)
        return shut


def first_members(regulation: Regulation, level: str) -> Mask:
    """Which members of a level come first under their parent."""
    parents = [m.parent for m in regulation.levels[level].members]
    return np.array([parents.index(parent) == at for at, parent in enumerate(parents)], np.bool_)
