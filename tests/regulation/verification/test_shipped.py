"""What verification finds by itself in the regulations that are shipped."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load
from parchemin.regulation.verification.lints import lint
from parchemin.regulation.verification.mutation import survey
from parchemin.regulation.verification.proofs import verify

NAMES = ("icn-pge", "ipag-msc", "lille-ipm")


@cache
def shipped(name: str) -> Regulation:
    return load(Path(__file__).resolve().parents[3] / "regulations" / name)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_covers_everybody_and_decides_once(name: str) -> None:
    verification = verify(shipped(name))

    tables = [r for r in verification.results if r.check in ("completeness", "exclusivity")]
    assert tables
    assert [r.in_words() for r in tables if r.status != "proved"] == []


def test_lille_s_credits_are_found_not_to_be_thirty() -> None:
    totals = [f for f in lint(shipped("lille-ipm")) if f.code == "credits-total"]

    assert {(f.values["member"], f.values["total"]) for f in totals} == {("S3", "42"), ("S4", "24")}


def test_icn_s_nine_months_are_not_quite_1365_hours() -> None:
    gaps = {f.values["gap"] for f in lint(shipped("icn-pge")) if f.code == "control-false"}

    assert "0,03" in gaps


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_cases_catch_nearly_every_change_of_the_law(name: str) -> None:
    found = survey(shipped(name))

    assert not found.cut_short
    assert found.share >= Fraction(95, 100), [(str(m.place), m.before, m.after) for m in found.survivors]
