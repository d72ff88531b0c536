"""What a stage says of its tables, in the `tables.py` beside its tests: what guards them, where somebody reads them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal

from parchemin.campus.common.models import Evidence

type Change = tuple[str, str | int | Decimal | None]  # a column, and what somebody might have a use for there
type Changes = Mapping[type[Evidence], tuple[Change, ...]]


@dataclass(frozen=True)
class StageTables:
    """guarded: what is academic, or says who did what, by its name in the database; what is not among them may be
    written over. written_over: what an act may write over, which the journal then vouches for anew. moves: the fields
    of a guarded row that may change all the same, by an act of their own. without_a_row: those of which the school of
    the rights has no row, whose triggers are then read and not run. changes: of each kind of evidence, what is tried
    behind the triggers. told: of each table that points at somebody or at their file, under which head of their own
    data it is told, or why it is not about them.
    """

    guarded: Set[str] = frozenset()
    written_over: Set[str] = frozenset()
    moves: Mapping[str, Set[str]] = field(default_factory=dict)
    without_a_row: Set[str] = frozenset()
    changes: Changes = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
