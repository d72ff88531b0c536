"""Students in the middle of their studies, one a programme, for the tests of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.test import Client

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.models import Paper
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.publications import law_of
from parchemin.campus.people.models import Person
from tests.campus.conftest import Cast
from tests.campus.school import (
    NOON,
    exam_of,
    intake_of,
    mark,
    open_own_marks,
    programme_of,
    register,
    students_of,
)
from tests.campus.worlds import built_once

DURING = datetime(2026, 11, 20, 9, tzinfo=UTC)
ABSENT_ON = date(2026, 11, 12)
MARKED = datetime(2026, 11, 13, 9, tzinfo=UTC)


@dataclass(frozen=True)
class InSecondYear:
    """Nadia, in her second year at `icn-pge`: marks handed in, one being entered, an absence. Paul beside her."""

    nadia: Dossier
    paul: Dossier
    missed: Paper
    draft: Paper


@built_once
def second_year(cast: Cast) -> InSecondYear:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2026, 9, 1), by=cast.ada)
    students = students_of(intake, "Nadia Paul", by=cast.ada)
    nadia, paul = students["Nadia"], students["Paul"]
    register([nadia, paul], 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    declare([Statement(d, "étudiant.voie", "", "BCE") for d in (nadia, paul)], reason="", by=cast.ada, at=NOON)
    told = {"S1-MANAGEMENT": "13,5", "S1-QUANTI": "8,2", "S1-COMPTA": "6,9"}
    for module, text in told.items():
        paper = exam_of(programme, 2026, module, by=cast.ada)
        mark(paper, {nadia: text, paul: "11"}, by=cast.ada)
        submit(paper, by=cast.ada, at=NOON)
    draft = exam_of(programme, 2026, "S1-DROIT", by=cast.ada, at=MARKED)
    mark(draft, {nadia: "19,25"}, by=cast.ada, at=MARKED)
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1", "épreuve.jour": ABSENT_ON.isoformat()}
    unit, slot = "module:S1-LANGUE", "S1-LANGUE/1"
    missed = set_paper(programme, 2026, unit, slot, "dossier", facts=facts, by=cast.ada, at=NOON)
    mark(missed, {nadia: "ABS", paul: "12"}, by=cast.ada, at=MARKED)
    submit(missed, by=cast.ada, at=MARKED)
    return InSecondYear(nadia, paul, missed, draft)


@built_once
def at_ipag(cast: Cast, names: str = "Léa") -> list[Dossier]:
    """Students of `ipag-msc`, three of five exams marked, the fourth missed by the first of them."""
    programme = programme_of(cast.school, "ipag-msc", by=cast.ada)
    dossiers = list(students_of(intake_of(programme, date(2025, 9, 15), by=cast.ada), names, by=cast.ada).values())
    register(dossiers, 2025, by=cast.ada, at=NOON)
    papers = {paper.unit: paper for paper in open_own_marks(programme, 2025, by=cast.ada, at=NOON)}
    for n, text in ((1, "10,5"), (2, "7,5"), (3, "12")):
        mark(papers[f"épreuve:E{n}"], dict.fromkeys(dossiers, text), by=cast.ada)
        submit(papers[f"épreuve:E{n}"], by=cast.ada, at=NOON)
    mark(papers["épreuve:E4"], {dossiers[0]: "ABS"}, by=cast.ada)
    return dossiers


@built_once
def at_lille(cast: Cast) -> Dossier:
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    dossier = students_of(intake_of(programme, date(2025, 9, 8), by=cast.ada), "Hugo", by=cast.ada)["Hugo"]
    register([dossier], 2025, by=cast.ada, at=NOON)
    papers = {paper.unit: paper for paper in open_own_marks(programme, 2025, by=cast.ada, at=NOON)}
    for unit in law_of(dossier.publication).units_of(""):
        if unit.level == "ue" and unit.key != "Ubiquité":
            mark(papers[unit.name], {dossier: "9,5" if unit.key == "Design" else "12"}, by=cast.ada)
            submit(papers[unit.name], by=cast.ada, at=NOON)
    return dossier


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
