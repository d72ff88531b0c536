"""What holds of the tables of files and what is declared."""

from __future__ import annotations

from parchemin.campus.dossiers.models import Declaration, Dossier, FormerEntry
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"dossiers_declaration", "dossiers_formerentry"},
    written_over={"dossiers_dossier"},
    without_a_row={"dossiers_formerentry"},
    changes={
        Dossier: (("entry", "1999-09-01"), ("number", "other")),
        FormerEntry: (("day", "1999-09-01"), ("intake_id", None)),
        Declaration: (("value", "other"), ("superseded_at", "2030-01-01")),
    },
    told={
        "dossiers.Dossier": "files",
        "dossiers.Declaration": "declared facts",
        "dossiers.FormerEntry": "entries before a move",
    },
)
