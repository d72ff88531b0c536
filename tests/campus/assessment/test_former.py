"""Marks of years that the campus did not keep: taken over with their reason, and no further than the campus's own."""

from __future__ import annotations

from datetime import date

import pytest

from parchemin.campus.assessment.actions.former import take_over
from parchemin.campus.assessment.refusals import NotOfAPaper
from parchemin.campus.dossiers.actions import Statement
from parchemin.campus.dossiers.models import Declaration, Dossier
from parchemin.campus.law.persons import evaluation_of, standing
from parchemin.campus.people.access import Forbidden
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, hand_in, intake_of, programme_of, register, students_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(cast: Cast) -> Dossier:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    return students_of(intake_of(programme, date(2023, 9, 1), by=cast.ada), "Nadia", by=cast.ada)["Nadia"]


def former(nadia: Dossier, module: str, mark: str) -> list[Statement]:
    place = f"{module}/1/reprise"
    said = {"épreuve.type": "écrit_continu", "épreuve.coefficient": "1", "épreuve.note": mark}
    return [Statement(nadia, fact, place, text) for fact, text in said.items()]


def mark_of(nadia: Dossier, module: str) -> str:
    return standing(evaluation_of(nadia, at=NOON), "module.note", module).text


def test_a_former_mark_counts_where_the_campus_has_none(cast: Cast, nadia: Dossier) -> None:
    take_over(former(nadia, "S1-DROIT", "13,25"), reason="registre de 2023", by=cast.odile, at=NOON)

    assert mark_of(nadia, "S1-DROIT") == "13.25"
    assert {row.reason for row in Declaration.objects.current()} == {"registre de 2023"}


def test_a_paper_of_the_campus_stands_beside_it_under_its_own_name(cast: Cast, nadia: Dossier) -> None:
    take_over(former(nadia, "S1-DROIT", "8"), reason="registre de 2023", by=cast.odile, at=NOON)
    register([nadia], 2025, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    hand_in(exam_of(nadia.programme, 2025, "S1-DROIT", by=cast.ada), {nadia: "12"}, by=cast.ada)

    assert mark_of(nadia, "S1-DROIT") == "10"


def test_what_is_not_of_a_paper_refuses_all(cast: Cast, nadia: Dossier) -> None:
    said = [*former(nadia, "S1-DROIT", "13"), Statement(nadia, "étudiant.voie", "", "BCE")]

    with pytest.raises(NotOfAPaper):
        take_over(said, reason="registre", by=cast.odile, at=NOON)

    assert not Declaration.objects.exists()


def test_only_the_office_takes_over(cast: Cast, nadia: Dossier) -> None:
    with pytest.raises(Forbidden):
        take_over(former(nadia, "S1-DROIT", "13"), reason="registre", by=nadia.student, at=NOON)
