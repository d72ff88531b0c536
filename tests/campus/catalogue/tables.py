"""What holds of the tables of programmes, texts and intakes."""

from __future__ import annotations

from parchemin.campus.catalogue.models import Intake, Programme, Publication
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"catalogue_contact", "catalogue_intake", "catalogue_publication", "catalogue_question"},
    written_over={"catalogue_programme"},
    moves={"catalogue_intake": {"name", "starts", "publication", "cancelled_at"}},
    without_a_row={"catalogue_question"},
    changes={
        Programme: (("slug", "other"),),
        Publication: (("digest", "other"), ("files", "{}")),
        Intake: (("starts", "2030-01-01"), ("name", "other")),
    },
    told={
        "catalogue.GuideQuestion": "questions",
        "catalogue.Contact": "their work: what they answer for",
    },
)
