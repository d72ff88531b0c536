"""What is said of an intake as a whole, shown to whoever looks at one of its students."""

from __future__ import annotations

from collections.abc import Mapping

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.everybody import SAID_OF_ALL, SharedLine
from parchemin.campus.enrolment.queries.intakes import said_with


@SAID_OF_ALL.at(20)
def of_their_intake(dossier: Dossier, year: int | None) -> Mapping[str, SharedLine]:
    intake, said = said_with(dossier, year)
    return {fact: SharedLine(line, intake.name) for fact, line in said.items()}
