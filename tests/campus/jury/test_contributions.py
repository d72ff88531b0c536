"""What juries bring to the student's road: once published, what they decided, and marks that are settled."""

from __future__ import annotations

import pytest
from django.utils import timezone

from parchemin.campus.desks.queries.requirements import anchor_of
from parchemin.campus.dossiers.queries.road import Road
from parchemin.campus.jury import actions
from tests.campus.conftest import Cast
from tests.campus.jury.juries import HELD, Session, closed_icn_jury
from tests.campus.students import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cast: Cast) -> Session:
    return closed_icn_jury(cast)


def test_a_jury_is_on_the_road_once_it_is_published(session: Session) -> None:
    ines = session.students["Inès"]
    before = signed_in(ines.student).get(f"/path/{ines.ref}/").content.decode()
    assert not Road(ines, HELD).settled

    actions.publish_jury(session.jury, by=session.cast.odile, at=HELD)

    road = Road(ines, HELD)
    assert road.settled == {2026}
    assert road.starts["publication of results"] == (timezone.localdate(HELD),)
    after = signed_in(ines.student).get(f"/path/{ines.ref}/").content.decode()
    assert 'id="juries"' not in before
    table = anchor_of(road.portrait.final[-1].name)
    asked, decided, decision = (after.index(f'id="{name}"') for name in (table, "juries", "decision"))
    assert asked < decided < decision
    assert "edoublement annuel" in after[decided:decision]
    assert "Jury de première année" in after[decided:decision]
