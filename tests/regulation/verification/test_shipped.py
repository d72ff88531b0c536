"""What verification finds by itself in the regulations that are shipped."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from parchemin.regulation.evaluation.cases import run_case
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import NO, YES
from parchemin.regulation.meaning.articles import Assignment, WorkedCase
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load
from parchemin.regulation.verification.lints import lint
from parchemin.regulation.verification.mutation import survey
from parchemin.regulation.verification.proofs import verify
from parchemin.regulation.verification.results import VerificationResults

NAMES = ("icn-pge", "ipag-msc", "lille-ipm")


@cache
def shipped(name: str) -> Regulation:
    return load(Path(__file__).resolve().parents[3] / "regulations" / name)


@cache
def verified(name: str) -> VerificationResults:
    """As `parchemin verify` does."""
    return verify(shipped(name), budget_seconds=10)


@pytest.mark.parametrize("name", NAMES)
def test_every_claim_is_settled(name: str) -> None:
    assert [r.in_words() for r in verified(name).results if r.status == "unknown"] == []


def test_a_first_session_mark_that_closes_the_second_can_cost_the_diploma() -> None:
    text = shipped("icn-pge")
    shown = {(r.subject, r.values["fact"]): r for r in verified("icn-pge").results if r.status == "counterexample"}

    assert {fact for _, fact in shown} == {"épreuve.note", "épreuve.note_du_contrôle", "session.note_fixée"}
    for (subject, fact), result in shown.items():
        found = result.counterexample
        assert found is not None
        assert found.better is not None
        before, after = (evaluate(closed(text), p).outcome(subject, found.member) for p in (found.person, found.better))
        assert (before, after) == (YES, NO), (subject, fact)


def test_each_counterexample_holds_when_it_is_written_as_a_worked_case() -> None:
    text = shipped("icn-pge")
    for result in verified("icn-pge").results:
        for line in result.counterexample.case_lines()[4:] if result.counterexample else ():
            name, given, expected = (cell.strip() for cell in line.strip("|").split(" | "))
            case = WorkedCase(name, assigned(given), assigned(expected))
            assert run_case(text, case).holds, line


def assigned(cell: str) -> tuple[Assignment, ...]:
    pairs = (part.split(" = ") for part in cell.split(" ; "))
    return tuple(Assignment(target.strip(), value.strip()) for target, value in pairs)


def test_a_better_recognised_average_never_hurts() -> None:
    recognised = [r for r in verified("icn-pge").results if r.values.get("fact") == "semestre.moyenne_reconnue"]

    assert {r.subject for r in recognised} >= {"module.validé", "semestre.validé", "étudiant.diplôme_acquis"}
    assert {r.status for r in recognised} == {"proved"}


def test_a_counterexample_is_said_in_a_sentence_that_can_be_read() -> None:
    said = [f.what() for f in verified("icn-pge").findings if f.code == "better-mark-hurts"]

    assert said
    assert all("la réponse est « oui »" in text and "elle devient « non »" in text for text in said)
    assert all("19" not in re.findall(r"\b(\d\d)\d\d-\d\d-\d\d", text) for text in said)
    assert all(len(text) < 1200 for text in said), max(said, key=len)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_covers_everybody_and_decides_once(name: str) -> None:
    verification = verified(name)

    tables = [r for r in verification.results if r.check in ("completeness", "exclusivity")]
    assert tables
    assert [r.in_words() for r in tables if r.status != "proved"] == []


def test_lille_s_credits_are_found_not_to_be_thirty() -> None:
    totals = [f for f in lint(shipped("lille-ipm")) if f.code == "credits-total"]

    assert {(f.values["member"], f.values["total"]) for f in totals} == {("S3", "42"), ("S4", "24")}


def test_icn_s_nine_months_are_not_quite_1365_hours() -> None:
    gaps = {f.values["gap"] for f in lint(shipped("icn-pge")) if f.code == "control-false"}

    assert "0,03" in gaps


def closed(text: Regulation) -> Regulation:
    """A counterexample supposes that no more rows may come."""
    return replace(text, levels={name: replace(level, open=None) for name, level in text.levels.items()})


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_cases_catch_every_change_of_the_law_that_can_be_noticed(name: str) -> None:
    found = survey(shipped(name))

    assert not found.cut_short
    assert found.share == 1, [(str(m.place), m.before, m.after) for m in found.survivors]
