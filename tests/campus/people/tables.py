"""What holds of the tables of roles and titles."""

from __future__ import annotations

from parchemin.campus.people.models import Grant, School, Title
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"people_grant", "people_school", "people_title"},
    without_a_row={"people_title"},
    changes={
        School: (("slug", "other"), ("name", "other")),
        Grant: (("role", "director"), ("ended", "2030-01-01")),
        Title: (("words", "other"),),
    },
    told={
        "people.Grant": "roles",
        "people.Title": "titles",
    },
)
