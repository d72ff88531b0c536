"""A whole cohort's answers as small integers: one label for each state an outcome can be in, the same on every side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parchemin.regulation.evaluation.cohort import compile_cohort
from parchemin.regulation.evaluation.cohort_outcome import ColumnBounds
from parchemin.regulation.evaluation.facts import Cohort
from parchemin.regulation.evaluation.spans import Verdict
from parchemin.regulation.evaluation.words import by_jury, options
from parchemin.regulation.meaning.graph import DecisionTable, Definition, Kind, Regulation, Value

type Labels = NDArray[np.int32]


@dataclass(slots=True)
class Dictionary:
    """Labels by number. A truth value is `true`, `false` or `pending`; a decision see `verdict_label`."""

    words: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def number(self, word: str) -> int:
        if word not in self.places:
            self.places[word] = len(self.words)
            self.words.append(word)
        return self.places[word]


def speaking(regulation: Regulation, root: str) -> list[str]:
    """What a simulation compares: decisions, requirements, and what is called validated, in the order of the text."""
    kept: list[DecisionTable | Definition] = [*regulation.decisions.values()]
    kept += [d for d in regulation.definitions.values() if d.role != "value" or is_validation(d)]
    kept = [k for k in kept if regulation.root_of(k.level) == root]
    return [k.name for k in sorted(kept, key=lambda k: k.place)]


def is_validation(definition: Definition) -> bool:
    """`module.validé`: what people work for, though no table of requirements holds it."""
    return definition.node.type.kind is Kind.BOOL and definition.canonical.endswith(".validated")


def verdict_label(decision: DecisionTable, verdict: Verdict) -> str:
    """An option settled by rule, `jury: a | b`, `pending: a | b`, `contradiction: a | b`, or `none`."""
    if not verdict.settled:
        return "pending: " + " | ".join(options(decision, verdict.possible))
    names = options(decision, verdict.certain)
    if not names:
        return "none"
    if by_jury(decision, verdict):
        return "jury: " + " | ".join(names)
    return names[0] if len(names) == 1 else "contradiction: " + " | ".join(names)


class Answers:
    """The answers of one cohort under one text, for as many sets of figures as wanted (compiled once)."""

    def __init__(self, regulation: Regulation, cohort: Cohort, names: Sequence[str], words: Dictionary) -> None:
        self.regulation, self.cohort, self.names, self.words = regulation, cohort, tuple(names), words
        self.plan = compile_cohort(regulation, cohort.root, self.names)

    def under(self, figures: Mapping[str, Value]) -> dict[str, Labels]:
        """For each name, (members, persons) label numbers; for a recorded level, (rows,) as in the records."""
        if not len(self.cohort):
            return {}
        found = self.plan.run(self.cohort, figures)
        return {name: self._labels(name, found[name].whole()) for name in self.names}

    def _labels(self, name: str, bounds: ColumnBounds) -> Labels:
        if name not in self.regulation.decisions:
            return self._truths(np.asarray(bounds.low), np.asarray(bounds.high))
        low, high = np.asarray(bounds.low).astype(np.int64), np.asarray(bounds.high).astype(np.int64)
        if not low.size:
            return np.zeros(low.shape, np.int32)
        lows, low_places = np.unique(low, return_inverse=True)
        highs, high_places = np.unique(high, return_inverse=True)
        pairs, places = np.unique(low_places.ravel() * len(highs) + high_places.ravel(), return_inverse=True)
        numbers = [
            self.words.number(self._label(name, int(lows[p // len(highs)]), int(highs[p % len(highs)])))
            for p in pairs.tolist()
        ]
        return np.array(numbers, np.int32)[places].reshape(low.shape)

    def _truths(self, low: NDArray[Any], high: NDArray[Any]) -> Labels:
        """Neither end holds: false; both: true; the upper one alone: pending."""
        numbers = np.array([self.words.number(word) for word in ("false", "pending", "true")], np.int32)
        found: Labels = numbers[low.astype(np.int8) + high.astype(np.int8)]
        return found

    def _label(self, name: str, low: int, high: int) -> str:
        return verdict_label(self.regulation.decisions[name], Verdict(_bits(low), _bits(high)))

    def instances(self, name: str) -> list[tuple[Any, Any]]:
        """For a recorded level, the person and the key of every row, in the order of the records."""
        level = self.regulation.levels[(self.regulation.decisions.get(name) or self.regulation.definitions[name]).level]
        above, table = self.regulation.levels[level.parent], self.cohort.rows.get(level.name)
        if table is None:
            return []
        keys = (
            table.names
            if not above.parent
            else [f"{above.members[m].key}/{n}" for m, n in zip(table.member.tolist(), table.names, strict=True)]
        )
        return list(zip(table.person.tolist(), keys, strict=True))


def _bits(mask: int) -> frozenset[int]:
    return frozenset(i for i in range(mask.bit_length()) if mask >> i & 1)
