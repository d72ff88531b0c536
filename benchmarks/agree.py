"""Do the evaluators agree, on how many students? `python -m benchmarks.agree [STUDENTS] [ALONE]`.

The cohort evaluator against the oracle for every student, and the single evaluator, which is slower, for the first
`ALONE` of each set.
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.answers import WANTED, expected
from benchmarks.oracle import SEMESTERS
from benchmarks.run import HERE, Table, table
from benchmarks.students import on_the_thresholds, students
from parchemin.regulation.evaluation.cohort import Plan, compile_cohort
from parchemin.regulation.evaluation.facts import Cohort, person_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load

PART = 100_000


def main(count: int = 1_000_000, alone: int = 50_000) -> None:
    regulation = load(HERE / "regulation.md")
    plan = compile_cohort(regulation, "étudiant", WANTED)
    ects = [list(weights) for weights in SEMESTERS]
    rows: Table = [("set", "students", "cohort ≠ oracle", "alone", "single ≠ cohort")]
    for name in ("at random", "on the thresholds"):
        wrong = apart = asked = 0
        for start in range(0, count, PART):
            size = min(PART, count - start)
            cohort = (
                students(size, 1000 + start) if name == "at random" else on_the_thresholds(size, ects, 2000 + start)
            )
            wrong += _against_the_oracle(plan, cohort)
            some = max(0, min(size, alone - start))
            asked, apart = asked + some, apart + _against_the_single(regulation, plan, cohort, some)
        rows.append((name, f"{count:,}", f"{wrong:,}", f"{asked:,}", f"{apart:,}"))
    text = "# Do the evaluators agree?\n\nStudents for whom any of five outcomes differs.\n\n" + table(rows) + "\n"
    print(text)
    (HERE / "results-agree.md").write_text(text, encoding="utf-8")


def _against_the_oracle(plan: Plan, cohort: Cohort) -> int:
    found, right = plan.run(cohort), expected(cohort)
    return int(np.any([(found[name].whole().low != right[name]).any(axis=0) for name in WANTED], axis=0).sum())


def _against_the_single(regulation: Regulation, plan: Plan, cohort: Cohort, some: int) -> int:
    found, differ = plan.run(cohort), 0
    for i in range(some):
        alone = evaluate(regulation, person_of(regulation, cohort, i))
        differ += any(found[name].of(i) != list(alone.outcomes(name).values()) for name in WANTED)
    return differ


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]))
