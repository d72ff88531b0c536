"""Do the evaluators agree, on how many students? `python -m benchmarks.agree [STUDENTS] [ALONE]`.

The cohort evaluator against the oracle for every student, and the single evaluator, which is slower, for the first
`ALONE` of each set. On the shipped regulations, which have no oracle, the cohort evaluator against the single one.
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.answers import WANTED, expected
from benchmarks.oracle import SEMESTERS
from benchmarks.page import REGULATION, Table, paragraphs, table
from benchmarks.real import SHIPPED, shipped
from benchmarks.students import on_the_thresholds, students
from parchemin.regulation.evaluation.cohort import Plan, compile_cohort
from parchemin.regulation.evaluation.facts import Cohort, person_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load

PART = 100_000
DEMO = 200  # students of each shipped regulation


def section(count: int = 1_000_000, alone: int = 20_000) -> str:
    regulation = load(REGULATION)
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
    for name in SHIPPED:
        text, demo = shipped(name, DEMO)
        differ = sum(_against_the_single(text, compile_cohort(text, c.root), c, len(c)) for c in demo.values())
        asked = sum(len(cohort) for cohort in demo.values())
        rows.append((f"{name}, every root", f"{asked:,}", "", f"{asked:,}", f"{differ:,}"))
    return paragraphs("## Do the evaluators agree?", "Students for whom any outcome asked for differs.", table(rows))


def _against_the_oracle(plan: Plan, cohort: Cohort) -> int:
    found, right = plan.run(cohort), expected(cohort)
    return int(np.any([(found[name].whole().low != right[name]).any(axis=0) for name in WANTED], axis=0).sum())


def _against_the_single(regulation: Regulation, plan: Plan, cohort: Cohort, some: int) -> int:
    found, differ = plan.run(cohort), 0
    for i in range(some):
        alone = evaluate(regulation, person_of(regulation, cohort, i))
        differ += any(found[name].of(i) != list(alone.outcomes(name).values()) for name in found)
    return differ


if __name__ == "__main__":
    print(section(*(int(argument) for argument in sys.argv[1:3])))
