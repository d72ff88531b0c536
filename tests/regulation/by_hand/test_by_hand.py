"""The shipped regulations decide as a reader of the published texts would, with pen, paper and a calendar.

Each Markdown file beside this module holds articles of worked cases in the regulation language, French like the texts.
It is appended to a copy of the regulation whose name its own name begins with.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from parchemin.regulation.evaluation.cases import case_facts, run_case
from parchemin.regulation.evaluation.cohort import evaluate_cohort
from parchemin.regulation.evaluation.facts import cohort_of
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.findings import errors
from parchemin.regulation.meaning import understand
from parchemin.regulation.meaning.articles import WorkedCase
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.reading import versions

HERE = Path(__file__).parent
SHIPPED = Path(__file__).parents[3] / "regulations"
FEWEST = {"icn-pge": 60, "ipag-msc": 25, "lille-ipm": 30}


def appended(programme: str, folder: Path) -> Regulation:
    """The shipped regulation with the hand-worked articles behind it, read without an error."""
    copy = folder / programme
    shutil.copytree(SHIPPED / programme, copy)
    for table in HERE.glob(f"{programme}*.md"):
        shutil.copy(table, copy / f"zz-{table.name}")
    found = understand(versions.read(copy))
    assert not errors(found.findings), [f"{f.place} {f.what()}" for f in errors(found.findings)]
    assert found.regulation is not None
    return found.regulation


def by_hand(regulation: Regulation) -> list[WorkedCase]:
    return [case for case in regulation.cases if Path(case.place.file).name.startswith("zz-")]


@pytest.mark.parametrize("programme", sorted(FEWEST))
def test_the_regulation_decides_every_case_worked_by_hand(programme: str, tmp_path: Path) -> None:
    regulation = appended(programme, tmp_path)
    cases = by_hand(regulation)

    assert len(cases) >= FEWEST[programme]
    assert [f"{f.place} {f.what()}" for case in cases for f in run_case(regulation, case).findings] == []


@pytest.mark.parametrize("programme", sorted(FEWEST))
def test_a_cohort_of_these_persons_is_decided_as_each_of_them_is(programme: str, tmp_path: Path) -> None:
    regulation = appended(programme, tmp_path)
    given = [case_facts(regulation, case) for case in by_hand(regulation) if not case.deadline]
    known = [facts for facts in given if not facts.supposed and not facts.figures]
    compared = 0
    for root in (level.name for level in regulation.levels.values() if not level.parent):
        persons = [facts.person(regulation, root) for facts in known]
        together = evaluate_cohort(regulation, cohort_of(regulation, root, persons))
        for index, person in enumerate(persons):
            alone = evaluate(regulation, person)
            for name, outcomes in together.person(index).items():
                assert outcomes == list(alone.outcomes(name).values()), (name, person)
                compared += len(outcomes)

    assert compared > 1000
