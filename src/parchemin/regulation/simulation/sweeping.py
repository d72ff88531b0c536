"""One figure moved over a range: how many persons get each answer at each value, for a slider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from parchemin.regulation.evaluation.facts import Cohort
from parchemin.regulation.explanation.cones import cone
from parchemin.regulation.meaning.graph import Regulation, Value
from parchemin.regulation.simulation.answers import Answers, Dictionary, speaking

MOST_POINTS = 2001


@dataclass(frozen=True, slots=True)
class Point:
    """One value of the figure. counts: outcome -> answer -> how many (persons, or members of persons). changed:
    persons for whom some outcome is not what it is at the value in force."""

    value: Fraction
    counts: Mapping[str, Mapping[str, int]]
    changed: int


@dataclass(frozen=True, slots=True)
class Sweep:
    """`current` is the value in force, which `changed` is measured from."""

    name: str
    article: str
    current: Value
    points: tuple[Point, ...]


def sweep(
    regulation: Regulation,
    cohorts: Mapping[str, Cohort],
    name: str,
    values: Sequence[Fraction],
    figures: Mapping[str, Value] | None = None,
) -> Sweep:
    """The outcomes that hang on parameter `name`, at each of `values`, `figures` holding for the others.

    KeyError when it is no parameter of the text.
    """
    parameter, given = regulation.parameters[name], dict(figures or {})
    current = given.get(name, parameter.value)
    runs = []
    for root, cohort in cohorts.items():
        names = [n for n in speaking(regulation, root) if name in cone(regulation, n)]
        if names and len(cohort):
            answers = Answers(regulation, cohort, names, Dictionary())
            runs.append((answers, answers.under({**given, name: current})))
    points = []
    for value in values:
        counts: dict[str, dict[str, int]] = {}
        changed = 0
        for answers, base in runs:
            found = answers.under({**given, name: value})
            counts |= {n: _counted(labels, answers.words) for n, labels in found.items()}
            changed += _persons_changed(answers, base, found)
        points.append(Point(value, counts, changed))
    return Sweep(name, parameter.place.article, current, tuple(points))


def tally(
    regulation: Regulation, cohort: Cohort, names: Sequence[str], figures: Mapping[str, Value] | None = None
) -> dict[tuple[str, str], dict[str, int]]:
    """How many get each answer: (outcome, member) -> answer -> how many. "" for the person and for recorded rows."""
    answers = Answers(regulation, cohort, names, Dictionary())
    found: dict[tuple[str, str], dict[str, int]] = {}
    for name, labels in answers.under(dict(figures or {})).items():
        level = regulation.levels[(regulation.decisions.get(name) or regulation.definitions[name]).level]
        if labels.ndim == 1 or not level.parent:
            found[name, ""] = _counted(labels, answers.words)
        else:
            found |= {(name, m.key): _counted(row, answers.words) for m, row in zip(level.members, labels, strict=True)}
    return found


def steps(low: Fraction, high: Fraction, step: Fraction) -> list[Fraction]:
    """From low to high included. ValueError when it is empty, endless or longer than a slider can be."""
    if step <= 0 or high < low:
        raise ValueError("empty range")
    count = int((high - low) / step) + 1
    if count > MOST_POINTS:
        raise ValueError(f"{count} values, at most {MOST_POINTS}")
    return [low + i * step for i in range(count)]


def _counted(labels: np.ndarray, words: Dictionary) -> dict[str, int]:
    numbers, times = np.unique(labels, return_counts=True)
    return {words.words[n]: t for n, t in zip(numbers.tolist(), times.tolist(), strict=True)}


def _persons_changed(answers: Answers, base: Mapping[str, np.ndarray], found: Mapping[str, np.ndarray]) -> int:
    touched = np.zeros(len(answers.cohort), bool)
    for name, labels in found.items():
        differs = labels != base[name]
        if labels.ndim == 2:
            touched |= differs.any(axis=0)
        elif differs.any():
            persons = [person for person, _ in answers.instances(name)]
            touched[np.array(persons)[differs]] = True
    return int(touched.sum())
