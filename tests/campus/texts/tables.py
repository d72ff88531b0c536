"""What holds of the tables of drafts of texts."""

from __future__ import annotations

from tests.campus.tables import StageTables

TABLES = StageTables(
    told={
        "texts.Draft": "their work: what they write of a text",
    },
)
