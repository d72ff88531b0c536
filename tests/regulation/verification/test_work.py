"""Work is counted, and no clock is read: the same text gets the same answer."""

from __future__ import annotations

import itertools

import pytest
import z3

from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.verification import proofs, showing
from parchemin.regulation.verification.proofs import verify
from parchemin.regulation.verification.work import Work
from tests.regulation.verification.test_shipped import shipped


def told(text: Regulation) -> list[tuple[str, str, str, str]]:
    """What is said of each claim, with less work than all take, so that the order of turns shows."""
    results = verify(text, budget_seconds=1.5).results
    return [(r.in_words(), r.status, r.by, str(r.values.get("why"))) for r in results]


def test_a_text_gets_the_same_answer_on_a_machine_whose_clock_races(monkeypatch: pytest.MonkeyPatch) -> None:
    calm = told(shipped("icn-pge"))
    assert {"proved", "counterexample", "unknown"} == {status for _, status, *_ in calm}
    ticks = itertools.count(step=3600)
    for module in (proofs, showing):
        monkeypatch.setattr(module, "perf_counter", lambda: next(ticks))

    assert told(shipped("icn-pge")) == calm


def test_a_question_that_is_too_long_is_left_and_what_it_took_is_counted() -> None:
    work, solver = Work(), z3.Solver()
    a, b, c = z3.Ints("a b c")
    solver.add(a > 2, b > 2, c > 2, a * a * a + b * b * b == c * c * c)

    assert work.check(solver, 0.05) == z3.unknown
    assert 0.04 < work.now < 0.1
    spent = work.now
    assert work.check(solver, spent) == z3.unknown, "nothing is left"
    assert work.now == spent


def test_what_is_asked_within_what_is_left_is_answered() -> None:
    work, solver = Work(), z3.Solver()
    literal = z3.Bool("asked")

    assert work.check(solver, 1.0, literal) == z3.sat
    assert work.check(solver, 1.0, literal, z3.Not(literal)) == z3.unsat
    work.translated()
    work.replayed()
    assert 0 < work.now < 0.1
