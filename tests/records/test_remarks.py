"""What records say against themselves is told, and stays."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from parchemin import records
from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts, cohort_of
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.understanding import load
from tests.regulation.texts import RULES, TREE, written

WORK = """
**Faits**

| fait | type | absent | nature |
| --- | --- | --- | --- |
| expérience.absent | oui/non | non | absence |
"""


@pytest.fixture
def law(tmp_path: Path) -> Regulation:
    return load(written(tmp_path / "règlement", TREE, RULES, WORK))


def told(law: Regulation, *persons: PersonFacts) -> list[str]:
    return [finding.what("fr") for finding in records.remarks(law, cohort_of(law, "étudiant", persons))]


def of(name: str, absence: str, mark: int | None) -> PersonFacts:
    given = {} if mark is None else {"Droit/1": Fraction(mark)}
    return PersonFacts("étudiant", name, {"session.absence": {"Droit/1": absence}, "session.note": given})


def row(name: str, **facts: bool | Fraction) -> PersonFacts:
    listed = RowFacts("étudiant", "r1", {f"expérience.{key}": value for key, value in facts.items()})
    return PersonFacts("étudiant", name, {}, {"expérience": [listed]})


def test_an_absence_of_what_has_a_mark_is_told_once_with_the_first_and_how_many(law: Regulation) -> None:
    people = [
        of("Ada", "présent", 12),
        of("Bo", "justifiée", None),
        of("Cy", "injustifiée", 12),
        of("Di", "justifiée", 0),
    ]

    assert told(law, *people) == [
        "« session.absence » et « session.note » sont dits ensemble 2 fois, d'abord pour Cy Droit/1."
    ]


def test_rows_are_told_by_their_name(law: Regulation) -> None:
    people = [row("Ada", absent=True), row("Bo", note=Fraction(10)), row("Cy", absent=True, note=Fraction(10))]

    assert told(law, *people) == [
        "« expérience.absent » et « expérience.note » sont dits ensemble 1 fois, d'abord pour Cy r1."
    ]


def test_nothing_is_told_where_nothing_is_said(law: Regulation) -> None:
    assert told(law, PersonFacts("étudiant", "Ada")) == []
    assert told(law) == []
