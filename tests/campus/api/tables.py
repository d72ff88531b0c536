"""What holds of the tables of keys of the API."""

from __future__ import annotations

from parchemin.campus.api.models import Key
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"api_key", "api_use"},
    without_a_row={"api_use"},
    changes={
        Key: (("expires", "2099-01-01"), ("revoked_at", None)),
    },
    told={
        "api.Key": "keys",
    },
)
