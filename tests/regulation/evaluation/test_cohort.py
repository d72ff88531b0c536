"""The cohort evaluator: exact on every threshold, honest about what is unknown, and only as slow as it must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import duckdb
import numpy as np
import pytest

from benchmarks.answers import WANTED, expected
from benchmarks.oracle import SEMESTERS
from benchmarks.students import on_the_thresholds, students
from parchemin.regulation.evaluation.cohort import compile_cohort, evaluate_cohort
from parchemin.regulation.evaluation.cohort_outcome import CohortOutcome
from parchemin.regulation.evaluation.facts import Cohort, PersonFacts, RowFacts, cohort_of
from parchemin.regulation.evaluation.spans import NO, OPEN, YES, Span, Truth, Verdict
from parchemin.regulation.findings import Refused
from parchemin.regulation.meaning.graph import Regulation, Value
from parchemin.regulation.meaning.understanding import load

ROOT = Path(__file__).parents[3]
WEIGHTS = (5, 5, 5, 4, 4, 4, 3)

HEAD = """---
regulation: small
title: Small
language: en
in force: 2026-09-01
---

## §1 Everything

**Levels**

| level | in | members | still possible | at most |
| --- | --- | --- | --- | --- |
| student | | | | |
| module | student | table | | |
| job | student | recorded | not student.closed | {most} |

**Curriculum : module**

| module | ects |
| --- | --- |
{modules}

**Facts**

| fact | type | missing |
| --- | --- | --- |
| module.mark | mark | unknown |
| module.dropped | yes/no | no |
| student.closed | yes/no | no |
| student.height | days 0..400 | unknown |
| job.weeks | weeks 0..52 | unknown |
| job.abroad | yes/no | unknown |

**Marks**

| mark | scale | step | rounding |
| --- | --- | --- | --- |
| module.mark | 0..20 | 0.01 | refused |
| student.average | 0..20 | exact | none |
| student.kept | 0..20 | exact | none |

**Parameters**

| parameter | value |
| --- | --- |
| threshold | 10 |

```rules
student.average = weighted_mean(module.mark, module.ects)
student.kept = mean(module.mark, where=not module.dropped, empty=0)
student.passed = student.average >= threshold
student.some_abroad = any(job.abroad)
student.all_abroad = all(job.abroad)
student.jobs = count(job.weeks >= 4)
student.weeks = sum(job.weeks)
student.tall = student.height > 3
```

**Decision : student.outcome** — first row that applies

| decision | when | by |
| --- | --- | --- |
| graduates | student.passed | rule |
| resits | student.average >= 8 | jury |
| repeats | student.average < 9 | jury |
| leaves | otherwise | rule |
"""


def regulation_of(tmp_path: Path, most: str = "3", extra: str = "") -> Regulation:
    modules = "\n".join(f"| m{i} | {weight} |" for i, weight in enumerate(WEIGHTS))
    file = tmp_path / "small.md"
    file.write_text(HEAD.format(most=most, modules=modules) + extra, encoding="utf-8")
    return load(file)


@pytest.fixture
def small(tmp_path: Path) -> Regulation:
    return regulation_of(tmp_path)


def marks(*values: str | None) -> dict[str, Value | None]:
    return {f"m{i}": None if value is None else Fraction(value) for i, value in enumerate(values)}


EXACTLY_TEN = marks("8.89", "12.60", "7.50", "10.41", "13.00", "6.99", "11.15")


def ada(
    own: Mapping[str, Value | None] = EXACTLY_TEN,
    jobs: list[Mapping[str, Value | None]] | None = None,
    closed: bool = True,
) -> PersonFacts:
    rows = [RowFacts("student", f"job {i}", facts) for i, facts in enumerate(jobs or [])]
    return PersonFacts("student", "ada", {"module.mark": own, "student.closed": {"student": closed}}, {"job": rows})


def outcome(regulation: Regulation, *people: PersonFacts, wanted: Sequence[str] | None = None) -> CohortOutcome:
    return evaluate_cohort(regulation, cohort_of(regulation, "student", people), wanted=wanted)


# --- thresholds --------------------------------------------------------------------------------------------------


def test_an_average_of_exactly_ten_passes_and_a_hundredth_less_does_not(small: Regulation) -> None:
    below = EXACTLY_TEN | {"m6": Fraction("11.14")}

    found = outcome(small, ada(), ada(below), wanted=["student.average", "student.passed"])

    assert found["student.average"].of(0) == [Span(Fraction(10), Fraction(10))]
    assert found["student.passed"].of(0) == [YES]
    assert found["student.passed"].of(1) == [NO]
    assert found.exceptional == 0


@pytest.fixture(scope="module")
def measured() -> Regulation:
    return load(ROOT / "benchmarks" / "regulation.md")


def differences(found: CohortOutcome, right: Mapping[str, np.ndarray]) -> dict[str, int]:
    return {name: int((found[name].whole().low != right[name]).sum()) for name in right}


def test_no_student_differs_from_the_hand_written_oracle(measured: Regulation) -> None:
    cohort = students(8_000, 5)
    assert differences(evaluate_cohort(measured, cohort), expected(cohort)) == dict.fromkeys(WANTED, 0)


def test_marks_solved_to_fall_on_the_thresholds_come_out_as_the_oracle_says(measured: Regulation) -> None:
    cohort = on_the_thresholds(8_000, [list(ects) for ects in SEMESTERS])
    found = evaluate_cohort(measured, cohort)

    assert differences(found, expected(cohort)) == dict.fromkeys(WANTED, 0)
    averages = found["semestre.moyenne"].whole()
    assert (averages.low == 10 * averages.den).mean() > 0.2
    assert (cohort.listed["session.note"] == 700).any()


def test_a_database_counts_the_same_credits(measured: Regulation) -> None:
    cohort = on_the_thresholds(3_000, [list(ects) for ects in SEMESTERS], seed=9)
    found = evaluate_cohort(measured, cohort, wanted=["étudiant.crédits"])["étudiant.crédits"].whole().low[0]
    ects = [weight for semester in SEMESTERS for weight in semester]
    semester = [s for s, weights in enumerate(SEMESTERS) for _ in weights]
    module, person = np.meshgrid(np.arange(40), np.arange(3_000), indexing="ij")
    rows = {  # noqa: F841 - read by name in the query
        "person": person.ravel(),
        "semester": np.array(semester)[module.ravel()],
        "weight": np.array(ects)[module.ravel()],
        "mark": cohort.listed["session.note"][::2].ravel().astype(np.int64),
    }

    counted = duckdb.sql("""
        with sums as (select *, sum(mark * weight) over half >= 1000 * sum(weight) over half as compensates
                      from rows window half as (partition by person, semester))
        select sum(case when mark >= 1000 or (compensates and mark > 700) then weight else 0 end)::integer as credits
        from sums group by person order by person
    """)

    assert counted is not None
    credits = counted.fetchnumpy()["credits"]
    assert np.array_equal(found, credits)


# --- unknown values ----------------------------------------------------------------------------------------------


def test_a_missing_mark_does_not_hide_a_pass_that_is_already_certain(small: Regulation) -> None:
    found = outcome(small, ada(marks("20", "20", "20", "20", None, None, None)), ada(EXACTLY_TEN | {"m0": None}))

    assert found["student.passed"].of(0) == [YES]
    assert found["student.passed"].of(1) == [OPEN]
    low, high = Fraction(5 * 889, 3000), Fraction(5 * 1111, 3000)
    assert found["student.average"].of(1) == [Span(10 - low, 10 + high)]


def test_a_second_session_mark_that_nobody_needed_harms_no_one(measured: Regulation) -> None:
    cohort = students(3_000, 4)
    assert (cohort.listed["session.note"] == np.iinfo(np.int16).min).any()

    assert evaluate_cohort(measured, cohort).exceptional == 0


def test_only_those_whose_registered_mark_is_missing_are_evaluated_apart(measured: Regulation) -> None:
    cohort = students(3_000, 4)
    cohort.listed["session.note"][0, [5, 2_999]] = np.iinfo(np.int16).min
    cohort.listed["session.inscrit"][1, [5, 2_999]] = 0

    found = evaluate_cohort(measured, cohort)

    assert found.exceptional == 2
    assert found["module.note"].of(5)[0] == Span(Fraction(0), Fraction(20))
    assert found["module.note"].of(6)[0] != Span(Fraction(0), Fraction(20))
    assert (
        found["module.note"].whole().high[0, [5, 2_999]] == 20 * found["module.note"].whole().den[0, [5, 2_999]]
    ).all()


def test_leaving_one_mark_out_of_a_mean_stays_exact(small: Regulation) -> None:
    people = [
        PersonFacts("student", "", {"module.mark": EXACTLY_TEN, "module.dropped": {"m0": drop}})
        for drop in (True, False)
    ]

    found = outcome(small, *people, wanted=["student.kept"])

    assert found["student.kept"].of(0) == [Span(Fraction(6165, 600), Fraction(6165, 600))]
    assert found["student.kept"].of(1) == [Span(Fraction(7054, 700), Fraction(7054, 700))]
    assert found.exceptional == 1


def test_rows_that_may_still_come_leave_sums_and_all_open_but_not_any(small: Regulation) -> None:
    jobs: list[Mapping[str, Value | None]] = [{"job.weeks": Fraction(6), "job.abroad": True}]

    found = outcome(small, ada(jobs=jobs, closed=False), ada(jobs=jobs, closed=True))

    assert [found[f"student.{name}"].of(0)[0] for name in ("some_abroad", "all_abroad")] == [YES, OPEN]
    assert [found[f"student.{name}"].of(1)[0] for name in ("some_abroad", "all_abroad")] == [YES, YES]
    assert found["student.jobs"].of(0) == [Span(Fraction(1), Fraction(3))]
    assert found["student.weeks"].of(0) == [Span(Fraction(6), Fraction(6 + 2 * 52))]
    assert found["student.weeks"].of(1) == [Span(Fraction(6), Fraction(6))]


def test_when_any_number_of_rows_may_come_a_sum_has_no_upper_bound(tmp_path: Path) -> None:
    found = outcome(regulation_of(tmp_path, most=""), ada(jobs=[{"job.weeks": Fraction(6)}], closed=False))

    assert found["student.weeks"].of(0) == [Span(Fraction(6), None)]
    assert bool(found["student.weeks"].whole().high_open[0, 0])


# --- decisions ---------------------------------------------------------------------------------------------------


def test_the_first_row_decides_and_a_jury_is_offered_the_rows_up_to_the_next_rule(small: Regulation) -> None:
    passed, both, low = ada(), ada(marks(*["8.5"] * 7)), ada(marks(*["9.5"] * 7))

    found = outcome(small, passed, both, low, ada(EXACTLY_TEN | {"m0": None}))["student.outcome"]

    assert [found.of(i)[0] for i in range(3)] == [
        Verdict(frozenset({0}), frozenset({0})),
        Verdict(frozenset({1, 2}), frozenset({1, 2})),
        Verdict(frozenset({1}), frozenset({1})),
    ]
    assert found.of(3) == [Verdict(frozenset(), frozenset({0, 1, 2}))]


# --- plans -------------------------------------------------------------------------------------------------------


def test_only_what_is_wanted_is_computed(small: Regulation) -> None:
    plan = compile_cohort(small, "student", ["student.passed"])
    found = plan.run(cohort_of(small, "student", [ada()]))
    assert list(found) == ["student.passed"]


def test_figures_are_bound_when_a_plan_runs(small: Regulation) -> None:
    plan, cohort = compile_cohort(small, "student"), cohort_of(small, "student", [ada()])

    assert plan.run(cohort, {"threshold": Fraction(1001, 100)})["student.passed"].of(0) == [NO]
    assert plan.run(cohort)["student.passed"].of(0) == [YES]


def test_two_threads_say_what_one_says(measured: Regulation) -> None:
    cohort = students(20_000, 6)
    one, two = (evaluate_cohort(measured, cohort, threads=threads) for threads in (1, 2))
    assert all(np.array_equal(one[name].whole().low, two[name].whole().low) for name in one)


def unscaled(regulation: Regulation) -> Regulation:
    """The same with a fact whose type has no bounds, which other front ends of the graph may have."""
    fact = regulation.facts["student.height"]
    wide = replace(fact, type=replace(fact.type, low=None, high=None))
    return replace(regulation, facts={**regulation.facts, fact.name: wide})


def test_a_number_without_a_scale_may_be_enormous_and_stays_exact(small: Regulation) -> None:
    people = [PersonFacts("student", "", {"student.height": {"student": Fraction(height)}}) for height in (2**60, 3, 4)]
    found = outcome(unscaled(small), *people)["student.tall"]
    assert [found.of(i) for i in range(3)] == [[Truth(True, True)], [NO], [YES]]


def test_numbers_too_wide_for_any_integer_are_refused_with_their_article(tmp_path: Path) -> None:
    extra = "\n## §2 Wide\n\n```rules\nstudent.wide = student.height * student.height > 3\n```\n"

    with pytest.raises(Refused) as refusal:
        compile_cohort(unscaled(regulation_of(tmp_path, extra=extra)), "student")

    assert refusal.value.findings[0].what("en").startswith("Article §2 can give numbers too large")
    assert "scale" in refusal.value.findings[0].remedy("en")


def test_a_choice_may_have_more_names_than_a_machine_word_has_bits(tmp_path: Path) -> None:
    names = [f"k{i}" for i in range(80)]
    extra = (
        f"\n## §2 Kinds\n\n**Facts**\n\n| fact | type | missing |\n| --- | --- | --- |\n"
        f"| student.kind | choice : {', '.join(names)} | unknown |\n\n```rules\n"
        "student.last = student.kind == k79\n"
        "student.rank = switch(student.kind, k0=1, k79=2, otherwise=3)\n```\n"
    )
    kinds = ["k79", "k0", "k40", None]
    people = [PersonFacts("student", "", {"student.kind": {"student": kind}}) for kind in kinds]

    found = outcome(regulation_of(tmp_path, extra=extra), *people, wanted=["student.last", "student.rank"])

    assert [found["student.last"].of(i)[0] for i in range(4)] == [YES, NO, NO, OPEN]
    assert [found["student.rank"].of(i)[0] for i in range(3)] == [Span(Fraction(n), Fraction(n)) for n in (2, 1, 3)]
    assert found["student.rank"].of(3) == [Span(Fraction(1), Fraction(3))]


@pytest.mark.parametrize("rows", [8, 40, 62, 63, 64, 70])
def test_a_decision_may_have_more_rows_than_a_machine_word_has_bits(tmp_path: Path, rows: int) -> None:
    lines = "\n".join(f"| step{i} | student.tall and student.height == {i + 4} | rule |" for i in range(rows))
    extra = "\n## §2 Steps\n\n**Decision : student.step** — first row that applies\n\n| decision | when | by |\n"
    extra += f"| --- | --- | --- |\n{lines}\n| ground | otherwise | rule |\n"
    people = [
        PersonFacts("student", "", {"student.height": {"student": None if height is None else Fraction(height)}})
        for height in (4, rows + 3, 0, None)
    ]

    found = outcome(regulation_of(tmp_path, extra=extra), *people, wanted=["student.step"])["student.step"]

    for person, row in enumerate((0, rows - 1, rows)):
        assert found.of(person) == [Verdict(frozenset({row}), frozenset({row}))]
    assert found.of(3) == [Verdict(frozenset(), frozenset(range(rows + 1)))]
    everyone = found.whole()
    assert everyone.low[0].tolist() == [1, 1 << (rows - 1), 1 << rows, 0]
    assert everyone.high[0].tolist() == [1, 1 << (rows - 1), 1 << rows, (1 << (rows + 1)) - 1]


def test_an_empty_cohort_has_no_outcomes(small: Regulation) -> None:
    found = evaluate_cohort(small, Cohort("student", [], {}, {}))
    assert all(column.whole().low.shape[-1] == 0 for column in (found[name] for name in found))
