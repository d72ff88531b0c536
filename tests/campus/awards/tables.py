"""What holds of the tables of transcripts."""

from __future__ import annotations

from parchemin.campus.awards.models import Transcript, TranscriptEvent
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"awards_event", "awards_issuance", "awards_line", "awards_transcript"},
    without_a_row={"awards_line"},
    changes={
        Transcript: (("label", "other"), ("ended_at", "2030-01-01")),
        TranscriptEvent: (("kind", "withdrawn"),),
    },
    told={
        "awards.Transcript": "transcripts",
        "awards.IssuanceLine": "transcripts asked for",
    },
)
