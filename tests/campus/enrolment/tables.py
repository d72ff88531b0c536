"""What holds of the tables of registrations."""

from __future__ import annotations

from parchemin.campus.enrolment.models import IntakeFact, Registration
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"enrolment_intakefact", "enrolment_registration"},
    changes={
        Registration: (("stage", "A9"), ("superseded_at", "2030-01-01")),
        IntakeFact: (("value", "other"), ("superseded_at", "2030-01-01")),
    },
    told={
        "enrolment.Registration": "registrations",
    },
)
