"""The shipped regulations decide as a reader of the published texts would, with pen, paper and a calendar.

Each Markdown file beside this module holds articles of worked cases in the regulation language, French like the texts.
It is appended to a copy of the regulation whose name its own name begins with.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from parchemin.regulation.evaluation.cases import run_case
from parchemin.regulation.findings import errors
from parchemin.regulation.meaning import understand
from parchemin.regulation.meaning.graph import Case, Regulation
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


def by_hand(regulation: Regulation) -> list[Case]:
    return [case for case in regulation.cases if Path(case.place.file).name.startswith("zz-")]


@pytest.mark.parametrize("programme", sorted(FEWEST))
def test_the_regulation_decides_every_case_worked_by_hand(programme: str, tmp_path: Path) -> None:
    regulation = appended(programme, tmp_path)
    cases = by_hand(regulation)

    assert len(cases) >= FEWEST[programme]
    assert [f"{f.place} {f.what()}" for case in cases for f in run_case(regulation, case).findings] == []
