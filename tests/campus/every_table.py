"""What every stage says of its tables, put together."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps

from tests.campus.tables import StageTables

HERE = Path(__file__).parent


def _stages() -> Iterator[StageTables]:
    """What each application that is installed says in the `tables.py` of its tests."""
    for stage in apps.get_app_configs():
        if (HERE / stage.label / "tables.py").is_file():
            yield import_module(f"tests.campus.{stage.label}.tables").TABLES


STAGES = list(_stages())
GUARDED = {table for stage in STAGES for table in stage.guarded}
WRITTEN_OVER = {table for stage in STAGES for table in stage.written_over}
WITHOUT_A_ROW = {table for stage in STAGES for table in stage.without_a_row}
MOVES = {table: fields for stage in STAGES for table, fields in stage.moves.items()}
CHANGES = {model: changes for stage in STAGES for model, changes in stage.changes.items()}
TOLD = {table: head for stage in STAGES for table, head in stage.told.items()}
