"""The road puts together what the stages say of somebody, without knowing which of them says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from parchemin.campus.common.contributions import Contributions
from parchemin.campus.dossiers.contributions.road import DossierPart
from parchemin.campus.dossiers.queries import road
from parchemin.campus.dossiers.queries.road import Road, RoadMark, RoadPart, StartDays, ToDo
from tests.campus.conftest import Cast
from tests.campus.students import DURING, second_year

pytestmark = pytest.mark.django_db
SOON, LATER = date(2026, 12, 1), date(2027, 1, 5)


class Loans(RoadPart):
    """A stage that knows units, days and events of its own."""

    def years(self) -> list[int]:
        return [2026]

    def followed(self) -> Mapping[str, int]:
        return {"module:S1-DROIT": 2026}

    def marks(self) -> Mapping[str, list[RoadMark]]:
        return {"module:S1-DROIT": [RoadMark("prêt", None, False, 2026 not in self.road.settled)]}

    def expected(self) -> Mapping[str, date]:
        return {"module:S1-DROIT": LATER}

    def starts(self) -> Iterator[StartDays]:
        yield StartDays(("Publication des résultats", "loan"), (SOON,))

    def todo(self) -> Iterator[ToDo]:
        yield ToDo(SOON, "rendre")


class Returns(RoadPart):
    """A later stage that answers what the earlier one asks."""

    def marks(self) -> Mapping[str, list[RoadMark]]:
        return {"module:S1-DROIT": [RoadMark("retour", None, False, False)]}

    def expected(self) -> Mapping[str, date]:
        return {"module:S1-DROIT": SOON}

    def settled(self) -> list[int]:
        return [2026]

    def starts(self) -> Iterator[StartDays]:
        yield StartDays(("loan",), (LATER,))

    def todo(self) -> Iterator[ToDo]:
        yield ToDo(SOON, "rendre")


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Contributions[type[RoadPart]]:
    """No stage but those that a test registers."""
    registry = Contributions[type[RoadPart]]()
    monkeypatch.setattr(road, "PARTS", registry)
    return registry


def test_without_any_stage_the_road_is_what_the_text_says(cast: Cast, parts: Contributions[type[RoadPart]]) -> None:
    own = Road(second_year(cast).nadia, DURING)

    assert own.portrait.periods
    assert not any((own.years, own.followed, own.marks, own.expected, own.starts, own.todo.items))


def test_what_stages_say_is_put_together_in_the_order_of_their_ranks(
    cast: Cast, parts: Contributions[type[RoadPart]]
) -> None:
    parts.at(20)(Returns)
    parts.at(10)(Loans)
    own = Road(second_year(cast).nadia, DURING)

    assert sorted(own.years) == [2026]
    assert own.followed == {"module:S1-DROIT": 2026}
    assert [mark.name for mark in own.marks["module:S1-DROIT"]] == ["prêt", "retour"]
    assert own.expected == {"module:S1-DROIT": SOON}, "the nearest day"
    assert own.starts["loan"] == (SOON, LATER)
    assert [line.what for line in own.todo.items] == ["rendre"], "what two stages say alike is said once"


def test_a_stage_is_answered_by_a_later_one_it_does_not_know(cast: Cast, parts: Contributions[type[RoadPart]]) -> None:
    nadia = second_year(cast).nadia
    parts.at(10)(Loans)
    assert Road(nadia, DURING).marks["module:S1-DROIT"][0].provisional
    parts.at(20)(Returns)
    assert not Road(nadia, DURING).marks["module:S1-DROIT"][0].provisional


def test_a_deadline_of_the_text_runs_from_the_day_that_a_stage_knows(
    cast: Cast, parts: Contributions[type[RoadPart]]
) -> None:
    nadia = second_year(cast).nadia
    parts.at(10)(DossierPart)
    events = {event.casefold() for event in Road(nadia, DURING).law.deadline_events.values()}
    assert "publication des résultats" in events
    before = len(Road(nadia, DURING).todo.items)
    parts.at(20)(Loans)

    after = [line for line in Road(nadia, DURING).todo.items if line.article]

    assert len(after) == before + 1
    assert all(line.counting for line in after)


def test_a_fact_that_cannot_be_had_is_no_fact(cast: Cast, parts: Contributions[type[RoadPart]]) -> None:
    """The page fails rather than say to a student that they are registered for nothing."""

    @parts.at(10)
    class Lost(RoadPart):
        def followed(self) -> Mapping[str, int]:
            raise OSError("the register")

    own = Road(second_year(cast).nadia, DURING)
    with pytest.raises(OSError, match="the register"):
        _ = own.followed
