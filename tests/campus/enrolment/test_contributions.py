"""What enrolment brings: the cohorts that something may be asked of, and the years and units of somebody's road."""

from __future__ import annotations

from datetime import date

import pytest

from parchemin.campus.dossiers.queries.cohorts import cohorts_of
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.enrolment.actions import change_registration, register
from parchemin.campus.enrolment.models import Registration
from tests.campus.conftest import NOON, Cast
from tests.campus.school import intake_of, programme_of, students_of
from tests.campus.students import DURING

pytestmark = pytest.mark.django_db


def test_a_cohort_is_a_year_whole_and_by_year_of_study_the_latest_first(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    students = students_of(intake_of(programme, date(2025, 9, 1), by=cast.ada), "Nadia Paul Inès", by=cast.ada)
    nadia, paul, inès = students.values()
    register([nadia, paul], 2025, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    register([inès], 2026, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    register([nadia], 2026, stage="A2", nature="enseignement", by=cast.ada, at=NOON)

    cohorts = cohorts_of(programme)

    assert [(one.key, one.count) for one in cohorts] == [
        *(("2026.", 2), ("2026.A1", 1), ("2026.A2", 1)),
        *(("2025.", 2), ("2025.A1", 2)),
    ]
    assert [set(one.dossiers) for one in cohorts] == [{nadia, inès}, {inès}, {nadia}, {nadia, paul}, {nadia, paul}]


def test_a_unit_that_is_followed_again_is_of_its_last_year_and_a_registration_changed_counts_once(cast: Cast) -> None:
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    intake = intake_of(programme, date(2025, 9, 1), by=cast.ada)
    nadia = students_of(intake, "Nadia", by=cast.ada)["Nadia"]
    assert not Road(nadia, DURING).years
    register([nadia], 2025, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    register([nadia], 2026, stage="A1", nature="redoublement_annuel", units=["module:S1-DROIT"], by=cast.ada, at=NOON)
    before = Registration.objects.current().get(dossier=nadia, year=2025)
    change_registration(before, reason="frais", in_order=False, by=cast.ada, at=NOON)

    road = Road(nadia, DURING)

    assert road.years == {2025, 2026}
    assert (road.followed["module:S1-DROIT"], road.followed["module:S1-COMPTA"]) == (2026, 2025)
