"""What holds of the tables of the journal and kept files."""

from __future__ import annotations

from parchemin.campus.common.models import ActReason
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"common_commitment", "common_entry", "common_keptfile", "common_actreason"},
    without_a_row={"common_actreason"},
    changes={ActReason: (("words", "other"), ("key", "other"))},
)
