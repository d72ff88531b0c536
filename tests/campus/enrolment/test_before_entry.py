"""Nobody is registered for a year before that in which they enter, nor studies with an intake that begins after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from parchemin.campus.catalogue.actions import open_intake
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.years import spoken_years
from parchemin.campus.enrolment.actions import (
    Registrant,
    change_registration,
    move_entrant,
    register,
    register_all,
)
from parchemin.campus.enrolment.forms import ChangeForm
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.refusals import IntakeNotBegun, NotEnteredYet
from parchemin.campus.law.publications import law_for
from tests.campus.conftest import NOON, Cast
from tests.campus.school import intake_of, programme_of, students_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(cast: Cast) -> Dossier:
    """She enters `lille-ipm` in September 2026."""
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    return students_of(intake_of(programme, date(2026, 9, 7), by=cast.ada), "Nadia", by=cast.ada)["Nadia"]


def by_list(nadia: Dossier, year: int, cast: Cast) -> None:
    register_all([Registrant(nadia)], year, stage="", nature="", in_order=True, by=cast.ada, at=NOON)


def by_name(nadia: Dossier, year: int, cast: Cast) -> None:
    register([nadia], year, by=cast.ada, at=NOON)


@pytest.mark.parametrize("registered", [by_list, by_name])
def test_a_year_before_the_entry_is_refused_with_the_day_of_the_entry(
    nadia: Dossier, cast: Cast, registered: Callable[[Dossier, int, Cast], None]
) -> None:
    for year in (2021, 2025):
        with pytest.raises(NotEnteredYet) as refusal:
            registered(nadia, year, cast)
        assert "7 septembre 2026" in str(refusal.value)
    assert not Registration.objects.exists()

    registered(nadia, spoken_years([nadia], NOON)[nadia.pk].first, cast)

    assert Registration.objects.get().year == 2026, "the first of which anything is said of them"


def test_whose_entry_is_moved_earlier_may_be_registered_for_that_year(nadia: Dossier, cast: Cast) -> None:
    before = open_intake(nadia.programme, "Rentrée 2025", date(2025, 9, 8), by=cast.ada, at=NOON)
    moved = move_entrant(nadia, before, reason="erreur", by=cast.ada, at=NOON)

    register([moved], 2025, by=cast.ada, at=NOON)

    assert Registration.objects.get().year == 2025


def test_no_year_before_the_first_intake_is_offered(nadia: Dossier, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ada)
    page = client.get(reverse("enrolment:register"), {"programme": nadia.programme.slug, "year": "2026"})
    assert {year for year, _ in page.context["years"]} == {2026, 2027}


def test_nobody_studies_in_a_year_with_an_intake_that_begins_after_it(nadia: Dossier, cast: Cast) -> None:
    [found] = register([nadia], 2026, by=cast.ada, at=NOON)
    later = open_intake(nadia.programme, "Rentrée 2027", date(2027, 9, 6), by=cast.ada, at=NOON)
    spring = open_intake(nadia.programme, "Rentrée de printemps", date(2027, 2, 1), by=cast.ada, at=NOON)

    with pytest.raises(IntakeNotBegun) as refusal:
        change_registration(found, intake=later, reason="x", by=cast.ada, at=NOON)
    assert "6 septembre 2027" in str(refusal.value)
    offered = [name for _, name in ChangeForm(law_for(nadia), found).fields["intake"].choices]  # type: ignore[attr-defined]
    assert offered == [spring.name, nadia.intake.name]

    change_registration(found, intake=spring, reason="x", by=cast.ada, at=NOON)

    assert Registration.objects.current().get().intake == spring
