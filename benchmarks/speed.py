"""The engine beside a plain-Python oracle and OpenFisca, on the measured regulation."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import in_openfisca, measure
from benchmarks.answers import WANTED, expected
from benchmarks.oracle import SEMESTERS, answer
from benchmarks.page import REGULATION, Table, paragraphs, table
from benchmarks.students import on_the_thresholds, students
from parchemin.regulation.evaluation.cohort import Plan, compile_cohort
from parchemin.regulation.evaluation.cohort_outcome import CohortOutcome
from parchemin.regulation.evaluation.facts import Cohort, person_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.explanation import explain
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load
from parchemin.regulation.verification.proofs import verify

SIZES = (1, 1_000, 5_000, 100_000, 1_000_000)
ORACLE_MOST = 100_000


def section() -> str:
    regulation = load(REGULATION)
    plan = compile_cohort(regulation, "étudiant", WANTED)
    bandwidth = measure.read_bandwidth()
    cohorts = {size: students(size) for size in SIZES}
    engine = {size: measure.best(lambda c=cohort: plan.run(c)) for size, cohort in cohorts.items()}  # type: ignore[misc]
    shared = {size: measure.best(lambda c=cohort: plan.run(c, threads=2)) for size, cohort in cohorts.items()}  # type: ignore[misc]
    oracle = {size: _oracle_time(cohort) for size, cohort in cohorts.items() if size <= ORACLE_MOST}
    oracle[1_000_000] = oracle[ORACLE_MOST] * 10
    openfisca = {size: _openfisca_time(cohort) for size, cohort in cohorts.items()}
    return paragraphs(
        "## Students per second",
        "The regulation is `regulation.md`: 40 modules in six semesters, two sessions, four decisions.",
        table(_speed(engine, shared, oracle, openfisca)),
        "The oracle at 1,000,000 is extrapolated from 100,000. OpenFisca runs on floats, its inputs already in place.",
        "## Against the targets",
        table(_targets(regulation, plan, engine, cohorts, bandwidth)),
        "## Same answers",
        table(_answers(plan)),
    )


def _speed(*times: Mapping[int, float]) -> Table:
    names = ("Parchemin, 1 thread", "Parchemin, 2 threads", "Python oracle", "OpenFisca")
    rows: Table = [("way", *(f"{size:,}" for size in SIZES), "time for 1,000,000", "ratio")]
    least = times[0][SIZES[-1]]
    for name, measured in zip(names, times, strict=True):
        last = measured[SIZES[-1]]
        speeds = (f"{size / measured[size]:,.0f}" for size in SIZES)
        rows.append((name, *speeds, f"{last * 1000:,.0f} ms", f"{last / least:.1f}"))
    return rows


def _targets(
    regulation: Regulation, plan: Plan, engine: Mapping[int, float], cohorts: Mapping[int, Cohort], bandwidth: float
) -> Table:
    million = cohorts[1_000_000]
    read = sum(array.nbytes for array in million.listed.values())
    result, most = measure.peak(lambda: plan.run(million))
    extra = most - _kept(result)
    person = person_of(regulation, cohorts[1_000], 7)
    compiling = measure.best(lambda: compile_cohort(regulation, "étudiant", WANTED), 0.5)
    alone = measure.best(lambda: _alone(regulation, person), 0.5, 500)
    explained = measure.best(lambda: explain(evaluate(regulation, person), "étudiant.diplôme"), 0.5, 500)
    verifying = measure.best(lambda: verify(regulation), 0.0)
    share = read / engine[1_000_000] / bandwidth
    return [
        ("what", "measured", "target"),
        ("1,000,000 students", f"{engine[1_000_000] * 1000:.0f} ms", "300 ms"),
        ("extra memory for 1,000,000 students", f"{extra / 1e6:.1f} MB", "10 MB"),
        ("5,000 students", f"{engine[5_000] * 1000:.2f} ms", "3 ms"),
        ("memory read bandwidth, one thread", f"{bandwidth / 1e9:.1f} GB/s", ""),
        ("share of it used (facts read once)", f"{share:.0%}", ""),
        ("two threads against one, sorting arrays: what the machine gives now", f"{measure.two_threads():.2f}", ""),
        ("reading the regulation", f"{measure.best(lambda: load(REGULATION), 0.5) * 1000:.1f} ms", ""),
        ("compiling the plan", f"{compiling * 1000:.1f} ms", ""),
        ("one student evaluated, exact Python", f"{alone * 1000:.2f} ms", ""),
        ("one student evaluated, one decision explained", f"{explained * 1000:.2f} ms", "0.3 ms"),
        ("verification of the regulation", f"{verifying:.2f} s", "5 s"),
    ]


def _alone(regulation: Regulation, person: Any) -> None:
    alone = evaluate(regulation, person)
    for name in WANTED:
        alone.outcomes(name)


def _kept(result: CohortOutcome) -> int:
    return sum(result[name].whole().low.nbytes for name in WANTED)


# --- the same answers ------------------------------------------------------------------------------------------------


def _oracle_time(cohort: Cohort) -> float:
    """Its own time: the facts are lists before it starts."""
    marks, registered = cohort.listed["session.note"].T.tolist(), cohort.listed["session.inscrit"].T.tolist()
    repeats = cohort.listed["étudiant.redoublements"][0].tolist()
    start = perf_counter()
    for m, r, n in zip(marks, registered, repeats, strict=True):
        answer(m, r, n)
    return perf_counter() - start


def _openfisca_time(cohort: Cohort) -> float:
    system = in_openfisca.system()
    times = []
    for _ in range(2):
        simulation = in_openfisca.inputs(system, cohort)
        start = perf_counter()
        in_openfisca.outcomes(simulation)
        times.append(perf_counter() - start)
    return min(times)


def _answers(plan: Plan) -> Table:
    rows: Table = [("students", "Parchemin against the oracle", "OpenFisca against the oracle")]
    ects = [list(semester) for semester in SEMESTERS]
    for name, cohort in (
        ("100,000 at random", students(100_000, 3)),
        ("100,000 on thresholds", on_the_thresholds(100_000, ects)),
    ):
        right, ours = expected(cohort), plan.run(cohort)
        theirs = in_openfisca.outcomes(in_openfisca.inputs(in_openfisca.system(), cohort))
        differ = [
            np.any([(found[n] != right[n]).any(axis=0) for n in WANTED], axis=0).sum()
            for found in ({n: ours[n].whole().low for n in WANTED}, theirs)
        ]
        rows.append((name, *(f"{int(count):,} students differ" for count in differ)))
    return rows
