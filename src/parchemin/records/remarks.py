"""What records that were accepted say against themselves: told, since nobody else will, and refused by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from parchemin.records.wordings import ABSENT_WITH_A_MARK
from parchemin.regulation.evaluation.facts import Cohort, Integers, encode, storage, unknown
from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.graph import Fact, Kind, Regulation


def remarks(regulation: Regulation, cohort: Cohort) -> Iterator[Finding]:
    """Every absence said of a cell that has a mark too, once for each such pair of facts, at the absence."""
    facts = [fact for fact in regulation.facts.values() if regulation.root_of(fact.level) == cohort.root]
    away = [fact for fact in facts if fact.nature == "absence" and fact.type.kind in (Kind.BOOL, Kind.CHOICE)]
    marks = [fact for fact in facts if fact.type.unit == "mark" and not fact.nature]
    for absence, mark in product(away, marks):
        if absence.level == mark.level and (both := _both(regulation, cohort, absence, mark)):
            told = {"absence": absence.name, "mark": mark.name, "count": len(both), "first": both[0]}
            yield Finding(ABSENT_WITH_A_MARK, absence.place, told)


def _both(regulation: Regulation, cohort: Cohort, absence: Fact, mark: Fact) -> list[str]:
    """Who has both, and where."""
    level = regulation.levels[absence.level]
    rows = cohort.rows.get(level.name) if level.kind == "recorded" else None
    said = cohort.listed if rows is None else rows.facts
    if (level.kind == "recorded" and rows is None) or not {absence.name, mark.name} <= said.keys():
        return []
    here = np.argwhere(_is_said(said[absence.name], absence) & _is_said(said[mark.name], mark))
    if rows is None:
        return [f"{cohort.ids[person]} {level.members[member].key}" for member, person in here]
    above = regulation.levels[level.parent]
    parents = [f"{member.key} " if above.parent else "" for member in above.members]
    return [f"{cohort.ids[rows.person[i]]} {parents[rows.member[i]]}{rows.names[i]}" for (i,) in here]


def _is_said(values: Integers, fact: Fact) -> NDArray[np.bool_]:
    """Where it is something else than what an empty cell means."""
    empty = unknown(storage(fact))
    said: NDArray[np.bool_] = values != empty
    return said if fact.missing is None else said & (values != encode(fact.missing, fact.type))
