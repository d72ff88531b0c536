"""Who opens what: the rows of every stage, found beside its tests, and those of the addresses that are of no stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps

from tests.campus.rights import PEOPLE, StageRights

HERE = Path(__file__).parent
WATCH = StageRights(
    rank=0,
    public={"health/alive", "health/ready", "health/figures"},
    pages="""
# nobody
# |   the student
# |   |   another student
# |   |   |   the teacher of the unit
# |   |   |   |   another teacher
# |   |   |   |   |   the office
# |   |   |   |   |   |   the office of another programme
# |   |   |   |   |   |   |   a member of the jury
# |   |   |   |   |   |   |   |   who presides it
# |   |   |   |   |   |   |   |   |   a director
# |   |   |   |   |   |   |   |   |   |   a director of another school
200 200 200 200 200 200 200 200 200 200 200 GET health/alive
200 200 200 200 200 200 200 200 200 200 200 GET health/ready
200 200 200 200 200 200 200 200 200 200 200 GET health/figures
""",
)


def _stages() -> Iterator[StageRights]:
    """What each application that is installed says in the `rights.py` of its tests."""
    yield WATCH
    for stage in apps.get_app_configs():
        if (HERE / stage.label / "rights.py").is_file():
            yield import_module(f"tests.campus.{stage.label}.rights").RIGHTS


def _rows(tables: Iterable[str]) -> dict[str, str]:
    """By page or operation, the statuses in order."""
    width = 4 * len(PEOPLE)
    lines = [line for table in tables for line in table.splitlines() if line and not line.startswith("#")]
    rows = {line[width:]: line[:width].rstrip() for line in lines}
    assert len(rows) == len(lines), "a page has two rows"
    return rows


STAGES = sorted(_stages(), key=lambda stage: stage.rank)
PAGES = _rows(stage.pages for stage in STAGES)
OPERATIONS = _rows(
    stage.operations for stage in STAGES
)  # of who shows a key: only an office or a director can have one
PUBLIC = {page for stage in STAGES for page in stage.public}
UNREACHED = {row for stage in STAGES for row in stage.unreached}
