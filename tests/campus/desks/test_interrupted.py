"""“Mon parcours” of somebody who has interrupted their studies: it says so, and awaits no mark that will not come."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from parchemin.campus.desks.queries.outlooks import outlook
from parchemin.campus.desks.queries.road import RoadPage
from parchemin.campus.desks.queries.supposing import Supposition
from parchemin.campus.desks.queries.units import UnitRow
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.enrolment.actions import interrupt_registration, register, resume_registration
from parchemin.campus.enrolment.models import Registration
from tests.campus.conftest import Cast
from tests.campus.students import DURING, InSecondYear, second_year, signed_in

pytestmark = pytest.mark.django_db

SINCE = date(2026, 10, 1)
WRITTEN = DURING - timedelta(days=30)


def interrupt(dossier: Dossier, cast: Cast, since: date = SINCE) -> Registration:
    standing = Registration.objects.current().filter(dossier=dossier).latest("year")
    return interrupt_registration(standing, since, reason="santé", by=cast.ada, at=WRITTEN)


def row_of(page: RoadPage, unit: str) -> UnitRow:
    return next(row for card in page.cards for row in card.rows if row.portrait.unit.key == unit)


def page_of(dossier: Dossier, language: str = "fr") -> str:
    client = signed_in(dossier.student)
    page = client.get(f"/path/{dossier.ref}/", headers={"accept-language": language}).content.decode()
    return re.sub(r"<[^>]+>", "", " ".join(page.split()))


@pytest.fixture
def here(cast: Cast) -> InSecondYear:
    """The paper being marked is of 13 November 2026."""
    return second_year(cast)


def test_the_page_says_since_when_by_what_and_why_they_are_interrupted(cast: Cast, here: InSecondYear) -> None:
    assert "interrompues" not in page_of(here.nadia)

    interrupt(here.nadia, cast)
    page = page_of(here.nadia)

    assert "Vos études sont interrompues à partir du 1er octobre 2026." in page
    assert "Par votre inscription 2026-2027" in page
    assert str(cast.ada) in page
    assert "santé" in page
    assert "Your studies are interrupted from 1 October 2026." in page_of(here.nadia, "en")


def test_what_is_not_marked_is_interrupted_and_no_more_awaited(cast: Cast, here: InSecondYear) -> None:
    before = RoadPage(here.paul, DURING)
    assert row_of(before, "S1-DROIT").words.startswith("attendu")
    assert next(card for card in before.cards if card.period.key == "S1").words == "en cours"
    interrupt(here.paul, cast)

    page = RoadPage(here.paul, DURING)

    assert (row_of(page, "S1-DROIT").tone, row_of(page, "S1-DROIT").words) == ("mute", "études interrompues")
    assert row_of(page, "S1-MANAGEMENT").tone == "ok", "what was obtained stands"
    assert "attendu" not in {row.words for card in page.cards for row in card.rows}
    assert next(card for card in page.cards if card.period.key == "S1").words == "études interrompues"
    assert not page.road.expected
    assert not Supposition(page).now
    assert all(not goal.marks for goal in outlook(Road(here.paul, DURING)))


def test_a_mark_being_entered_is_awaited_since_it_stands(cast: Cast, here: InSecondYear) -> None:
    interrupt(here.nadia, cast)
    assert row_of(RoadPage(here.nadia, DURING), "S1-DROIT").words.startswith("attendu")


def test_a_paper_sat_before_the_day_is_still_awaited(cast: Cast, here: InSecondYear) -> None:
    interrupt(here.nadia, cast, date(2027, 2, 1))
    page = RoadPage(here.nadia, DURING)

    assert row_of(page, "S1-DROIT").words.startswith("attendu")
    assert row_of(page, "S1-CREATIVE").words == "études interrompues", "no paper of it is set"
    assert page.road.interruption is not None


def test_who_resumes_or_follows_a_unit_again_is_awaited_again(cast: Cast, here: InSecondYear) -> None:
    stopped = interrupt(here.nadia, cast)
    resume_registration(stopped, reason="revient", by=cast.odile, at=WRITTEN)
    assert RoadPage(here.nadia, DURING).road.interruption is None
    assert row_of(RoadPage(here.nadia, DURING), "S1-DROIT").words.startswith("attendu")

    interrupt(here.nadia, cast)
    register([here.nadia], 2027, stage="A1", nature="enseignement", units=["module:S1-DROIT"], by=cast.ada, at=WRITTEN)
    page = RoadPage(here.nadia, DURING)
    assert page.road.interruption is None, "they study in the last year they are registered for"
    assert row_of(page, "S1-DROIT").words.startswith("attendu")
    assert row_of(page, "S1-CREATIVE").words == "études interrompues"
