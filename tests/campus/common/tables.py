"""What holds of the tables of the journal and kept files."""

from __future__ import annotations

from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"common_commitment", "common_entry", "common_keptfile"},
)
