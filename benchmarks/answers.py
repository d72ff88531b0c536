"""What the oracle answers, in the engine's arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.oracle import Answer, answer
from parchemin.regulation.evaluation.facts import Cohort

WANTED = ("semestre.résultat", "année.progression", "étudiant.diplôme", "étudiant.mention", "étudiant.crédits")


def _oracle(cohort: Cohort) -> list[Answer]:
    marks, registered = cohort.listed["session.note"].T, cohort.listed["session.inscrit"].T
    repeats = cohort.listed["étudiant.redoublements"][0].tolist()
    return [answer(m.tolist(), r.tolist(), n) for m, r, n in zip(marks, registered, repeats, strict=True)]


def expected(cohort: Cohort) -> dict[str, Any]:
    """The oracle's answers in the engine's arrays."""
    answers = _oracle(cohort)
    return {
        "semestre.résultat": np.array([a.results for a in answers]).T,
        "année.progression": np.array([a.progressions for a in answers]).T,
        "étudiant.diplôme": np.array([[a.diploma for a in answers]]),
        "étudiant.mention": np.array([[a.distinction for a in answers]]),
        "étudiant.crédits": np.array([[a.credits for a in answers]]),
    }
