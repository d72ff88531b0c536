"""Synthetic students of the measured regulation, the same for every seed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from parchemin.regulation.evaluation.facts import Cohort, unknown

MODULES = 40
SCALE = 2000  # twenty, in hundredths


def students(count: int, seed: int = 1) -> Cohort:
    """Marks around each student's ability; a second session, with its mark, wherever the first is below ten."""
    random = np.random.default_rng(seed)
    ability = random.normal(1150, 220, count).astype(np.float32)  # draws only: a mark is the integer kept below
    marks = np.empty((2 * MODULES, count), np.int16)
    registered = np.ones((2 * MODULES, count), np.int8)
    for module in range(MODULES):
        first, second = marks[2 * module], marks[2 * module + 1]
        first[:] = _draw(random, ability, 250)
        resit = first < 1000
        registered[2 * module + 1] = resit
        second[:] = np.where(resit, _draw(random, ability + 60, 200), unknown(marks.dtype))
    repeats = random.integers(0, 4, (1, count)).astype(np.int8)
    return _cohort(marks, registered, repeats)


def on_the_thresholds(count: int, ects: list[list[int]], seed: int = 2) -> Cohort:
    """Marks of one session, solved so that weighted averages fall on ten, and marks on seven, or a hundredth beside."""
    random = np.random.default_rng(seed)
    marks = np.full((2 * MODULES, count), unknown(np.dtype(np.int16)), np.int16)
    start = 0
    for weights in ects:
        block = random.choice(
            [700, 699, 701, 1000, 999, 1001], (len(weights), count), p=[0.05, 0.05, 0.1, 0.2, 0.3, 0.3]
        )
        drawn = random.integers(690, 1400, block.shape)
        block = np.where(random.random(block.shape) < 0.5, block, drawn)
        _solve(block, weights)
        marks[2 * start : 2 * (start + len(weights)) : 2] = block
        start += len(weights)
    registered = np.zeros_like(marks, np.int8)
    registered[::2] = 1
    return _cohort(marks, registered, random.integers(0, 4, (1, count)).astype(np.int8))


def _solve(block: NDArray[Any], weights: list[int]) -> None:
    """Move the last marks, one after the other, towards a weighted sum of exactly ten."""
    for row in range(len(weights) - 1, -1, -1):
        gap = 1000 * sum(weights) - sum(w * block[i] for i, w in enumerate(weights))
        block[row] = np.clip(block[row] + gap // weights[row], 0, SCALE)


def _draw(random: np.random.Generator, around: NDArray[Any], spread: float) -> NDArray[Any]:
    drawn = around + random.standard_normal(len(around), np.float32) * np.float32(spread)
    return np.asarray(np.clip(drawn, 0, SCALE), np.int16)


def _cohort(marks: NDArray[Any], registered: NDArray[Any], repeats: NDArray[Any]) -> Cohort:
    facts = {"session.note": marks, "session.inscrit": registered, "étudiant.redoublements": repeats}
    return Cohort("étudiant", range(marks.shape[1]), facts, {})  # type: ignore[arg-type]
