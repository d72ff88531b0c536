"""What holds of the table of loans."""

from __future__ import annotations

from tests.campus.lending.models import Loan
from tests.campus.tables import StageTables

TABLES = StageTables(
    guarded={"lending_loan"},
    changes={Loan: (("due", "2099-01-01"), ("superseded_at", "2030-01-01"))},
    told={"lending.Loan": "loans"},
)
