"""The regulations we ship: a demo cohort of ICN decided both ways, and the checks and proofs of all three."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks import measure
from benchmarks.page import Table, paragraphs, table
from parchemin import records
from parchemin.regulation.evaluation.cohort import compile_cohort
from parchemin.regulation.evaluation.facts import Cohort, PersonFacts, person_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.explanation import explain
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load
from parchemin.regulation.verification.proofs import verify
from parchemin.regulation.verification.review import review

REGULATIONS = Path(__file__).parents[1] / "regulations"
SHIPPED = ("icn-pge", "ipag-msc", "lille-ipm")
SIZES = (1_000, 5_000)
ALONE = 300  # students on whom the single evaluator is timed
ROOT, DIPLOMA = "étudiant", "étudiant.diplôme"


def shipped(name: str, students: int) -> tuple[Regulation, Mapping[str, Cohort]]:
    """A regulation and its demo cohort, by root."""
    regulation = load(REGULATIONS / name)
    return regulation, records.demo(regulation, students, seed=3)


def section() -> str:
    return paragraphs(
        "## A regulation as published",
        f"`icn-pge`, its demo cohort ({_rows(SIZES[-1]):,} recorded rows for {SIZES[-1]:,} students): every decision "
        f"and requirement of `{ROOT}`. The single evaluator is timed on {ALONE} students and extrapolated.",
        table(_speed()),
        "## Checks and proofs",
        "`check` reads, resolves, lints and runs the worked cases; `verify` has 5 s for its proofs; what is "
        "false comes with a person who shows it.",
        table(_proofs()),
    )


def _rows(students: int) -> int:
    return sum(len(table) for table in shipped("icn-pge", students)[1][ROOT].rows.values())


def wanted(regulation: Regulation) -> list[str]:
    """The decisions and requirements of the root."""
    required = {d.name: d.level for d in regulation.definitions.values() if d.role in ("requirement", "group")}
    decided = {d.name: d.level for d in regulation.decisions.values()}
    return [name for name, level in (required | decided).items() if regulation.root_of(level) == ROOT]


def _speed() -> Table:
    regulation, demo = shipped("icn-pge", SIZES[-1])
    names, people = wanted(regulation), [person_of(regulation, demo[ROOT], i) for i in range(ALONE)]
    plan = compile_cohort(regulation, ROOT, names)
    cohorts = {size: shipped("icn-pge", size)[1][ROOT] for size in SIZES}
    together = {size: measure.best(lambda c=cohort: plan.run(c), 4.0, 40) for size, cohort in cohorts.items()}  # type: ignore[misc]
    one_by_one = measure.best(lambda: _decided(regulation, people, names), 0.0) / ALONE
    explained = measure.best(lambda: _explained(regulation, people), 0.0) / ALONE
    per_student = together[SIZES[-1]] / SIZES[-1]
    return [
        ("way", *(f"{size:,} students" for size in SIZES), "a student", "ratio"),
        _line("cohort, 1 thread", [together[size] for size in SIZES], per_student, per_student),
        _line("one by one, exact Python", [one_by_one * size for size in SIZES], one_by_one, per_student),
        _line("one by one, the diploma explained", [explained * size for size in SIZES], explained, per_student),
    ]


def _line(way: str, times: Sequence[float], a_student: float, least: float) -> tuple[str, ...]:
    return (way, *(f"{t * 1000:,.0f} ms" for t in times), f"{a_student * 1000:,.3f} ms", f"{a_student / least:,.0f}")


def _decided(regulation: Regulation, people: Sequence[PersonFacts], names: Sequence[str]) -> None:
    for person in people:
        alone = evaluate(regulation, person)
        for name in names:
            alone.outcomes(name)


def _explained(regulation: Regulation, people: Sequence[PersonFacts]) -> None:
    for person in people:
        explain(evaluate(regulation, person), DIPLOMA)


def _proofs() -> Table:
    rows: Table = [("regulation", "articles in force", "worked cases", "check", "verify", "proved", "false", "unknown")]
    for name in SHIPPED:
        regulation, cases = load(REGULATIONS / name), len(review(REGULATIONS / name).results)
        checking = measure.best(lambda n=name: review(REGULATIONS / n), 0.0)  # type: ignore[misc]
        start = perf_counter()
        found = Counter(result.status for result in verify(regulation).results)
        verifying = perf_counter() - start
        force = sum(article.force for article in regulation.articles.values())
        counts = found["proved"], found["counterexample"] + found["refuted"], found["unknown"]
        times = f"{checking:.2f} s", f"{verifying:.2f} s"
        rows.append((name, str(force), str(cases), *times, *map(str, counts)))
    return rows
