"""What holds of the tables of marks, papers and absences."""

from __future__ import annotations

from decimal import Decimal

from parchemin.campus.assessment.models import AbsenceRequest, AbsenceRuling, Mark, Paper, Submission, Teaching
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={
        "assessment_absencerequest",
        "assessment_absenceruling",
        "assessment_mark",
        "assessment_submission",
        "assessment_teaching",
    },
    written_over={"assessment_paper"},
    without_a_row={"assessment_submission"},
    changes={
        Mark: (("value", Decimal("19.5")), ("superseded_at", "2030-01-01")),
        AbsenceRequest: (("ground", "other"), ("due", "2099-01-01")),
        AbsenceRuling: (("verdict", "refused"), ("superseded_at", "2030-01-01")),
        Paper: (("label", "other"), ("slot", "other"), ("year", 1999)),
        Submission: (("at", "2030-01-01"),),
        Teaching: (("unit", "other"), ("ended", "2030-01-01")),
    },
    told={
        "assessment.Mark": "marks",
        "assessment.AbsenceRequest": "absences",
        "assessment.Teaching": "units marked",
    },
)
