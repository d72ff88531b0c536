"""On the regulations we ship, a cohort and each of its persons alone come out the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from parchemin import records
from parchemin.regulation.evaluation.cohort import evaluate_cohort
from parchemin.regulation.evaluation.facts import person_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.meaning.understanding import load

SHIPPED = sorted(path for path in (Path(__file__).parents[3] / "regulations").iterdir() if path.is_dir())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_demo_cohort_is_decided_as_each_of_its_persons_alone(path: Path) -> None:
    regulation = load(path)
    for cohort in records.demo(regulation, 24, seed=3).values():
        found = evaluate_cohort(regulation, cohort)
        for i in range(len(cohort)):
            alone = evaluate(regulation, person_of(regulation, cohort, i))
            for name in found:
                assert found[name].of(i) == list(alone.outcomes(name).values()), (name, cohort.ids[i])
