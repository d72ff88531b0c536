"""What holds of the tables of files and what is declared."""

from __future__ import annotations

from parchemin.campus.dossiers.models import Declaration, Dossier
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"dossiers_declaration"},
    written_over={"dossiers_dossier"},
    changes={
        Dossier: (("entry", "1999-09-01"), ("number", "other")),
        Declaration: (("value", "other"), ("superseded_at", "2030-01-01")),
    },
    told={
        "dossiers.Dossier": "files",
        "dossiers.Declaration": "declared facts",
    },
)
