"""Who is registered in what they have acquired: refused, or seen by the office once it is known, and left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.models import Mark, Paper
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import Registrant, change_registration, leave_acquired, register, register_all
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.acquired import registered_again
from parchemin.campus.enrolment.refusals import MarksDropped, MarksLeft, NothingSinceAcquired, UnitsAcquired
from parchemin.campus.people.access import Forbidden
from tests.campus.conftest import NOON, Cast
from tests.campus.jury.test_pages import client_of
from tests.campus.school import exam_of, intake_of, mark, programme_of, students_of

pytestmark = pytest.mark.django_db
YEAR, DAY = timedelta(days=365), timedelta(days=1)
NEXT = NOON + YEAR
DROIT, COMPTA = "module:S1-DROIT", "module:S1-COMPTA"
PLACE: dict[str, Any] = {"stage": "A1", "nature": "enseignement"}


class Marked:
    """Nadia and Paul, first years of 2026: 12 in law for her, 7 for him, handed in or not."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.programme = programme_of(cast.school, "icn-pge", by=cast.ada)
        students = students_of(intake_of(self.programme, date(2026, 9, 1), by=cast.ada), "Nadia Paul", by=cast.ada)
        self.nadia, self.paul = students["Nadia"], students["Paul"]
        register([self.nadia, self.paul], 2026, units=[DROIT, COMPTA], **PLACE, by=cast.ada, at=NOON)
        self.paper: Paper = exam_of(self.programme, 2026, "S1-DROIT", by=cast.ada)
        mark(self.paper, {self.nadia: "12", self.paul: "7"}, by=cast.ada)

    def hand_in(self) -> None:
        submit(self.paper, by=self.cast.ada, at=NEXT + DAY)

    def again(self, one: Dossier, units: list[str]) -> Registration:
        return register([one], 2027, units=units, **PLACE, by=self.cast.odile, at=NEXT)[0]


@pytest.fixture
def marked(cast: Cast) -> Marked:
    return Marked(cast)


def test_a_unit_acquired_is_refused_whichever_way_it_is_registered_and_nothing_is_written(marked: Marked) -> None:
    marked.hand_in()
    changed = marked.again(marked.nadia, [COMPTA])
    told = {"by": marked.cast.odile, "at": NEXT + DAY}
    units = [COMPTA, DROIT]
    ways: tuple[Callable[[], object], ...] = (
        lambda: register([marked.paul, marked.nadia], 2028, units=units, **PLACE, **told),  # type: ignore[arg-type]
        lambda: register([marked.nadia], 2028, units=units, reason="forcé", **PLACE, **told),  # type: ignore[arg-type]
        lambda: register_all([Registrant(marked.nadia, units, "forcé")], 2028, **PLACE, in_order=True, **told),  # type: ignore[arg-type]
        lambda: change_registration(changed, units=units, reason="forcé", **told),  # type: ignore[arg-type]
    )
    before = Registration.objects.count()

    for way in ways:
        with pytest.raises(UnitsAcquired) as refusal:
            way()
        assert refusal.value.units == (DROIT,)
        assert "2026-2027" in str(refusal.value)
        assert marked.nadia.number in str(refusal.value)

    assert Registration.objects.count() == before
    assert marked.again(marked.paul, units).units == units, "7 acquires nothing"


def test_without_units_what_is_left_to_acquire_is_followed(marked: Marked) -> None:
    marked.hand_in()

    rows = register([marked.nadia, marked.paul], 2027, **PLACE, by=marked.cast.odile, at=NEXT)

    made = {one.dossier: one.units for one in rows}
    assert DROIT not in made[marked.nadia]
    assert set(made[marked.paul]) - set(made[marked.nadia]) == {DROIT}


def test_what_is_acquired_before_a_year_is_asked_of_the_years_before_it(marked: Marked) -> None:
    """A registration written late for the very year in which the unit was acquired is that of the attempt itself."""
    marked.hand_in()
    one = Registration.objects.current().get(dossier=marked.nadia)
    without = change_registration(one, units=[COMPTA], dropped=[DROIT], reason="erreur", by=marked.cast.odile, at=NEXT)

    with pytest.raises(MarksLeft) as asked:  # its mark counts again: it is said
        change_registration(without, units=[DROIT, COMPTA], reason="erreur", by=marked.cast.odile, at=NEXT)
    assert (asked.value.units, set(asked.value.revived)) == ((DROIT,), {DROIT})
    put_back = change_registration(
        without, units=[DROIT, COMPTA], dropped=[DROIT], reason="erreur", by=marked.cast.odile, at=NEXT
    )

    assert put_back.units == [COMPTA, DROIT]


def test_the_office_is_told_of_what_was_acquired_since_and_leaves_it_out_marks_seen(marked: Marked) -> None:
    nadia = marked.again(marked.nadia, [DROIT, COMPTA])
    marked.again(marked.paul, [DROIT])
    second = exam_of(marked.programme, 2027, "S1-DROIT", by=marked.cast.ada, at=NEXT)
    mark(second, {marked.nadia: "4"}, by=marked.cast.ada, at=NEXT)
    assert registered_again([marked.programme], 2027, at=NEXT) == []
    marked.hand_in()

    [one] = registered_again([marked.programme], 2027, at=NEXT + DAY * 2)
    assert (one.registration, list(one.units), list(one.marks)) == (nadia, [DROIT], [DROIT])
    asked = {"reason": "acquise", "by": marked.cast.odile, "at": NEXT + DAY * 2}
    with pytest.raises(MarksDropped):
        leave_acquired([nadia], dropped={}, **asked)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        leave_acquired([nadia], dropped={}, reason="acquise", by=marked.cast.ysolde, at=NEXT)
    [left] = leave_acquired([nadia], dropped={nadia.pk: [DROIT]}, **asked)  # type: ignore[arg-type]

    assert (left.units, left.reason) == ([COMPTA], "acquise")
    assert Mark.objects.current().filter(paper=second, dossier=marked.nadia).exists(), "it stays in the record"
    assert registered_again([marked.programme], 2027, at=NEXT + DAY * 2) == []
    with pytest.raises(NothingSinceAcquired):
        leave_acquired([left], dropped={}, **asked)  # type: ignore[arg-type]


def test_the_page_of_registrations_and_the_desk_lead_to_the_act(marked: Marked) -> None:
    nadia = marked.again(marked.nadia, [DROIT, COMPTA])
    marked.hand_in()
    office = client_of(marked.cast.odile)
    there = reverse("enrolment:since-acquired") + "?programme=icn-pge&year=2027"
    listed = office.get(reverse("enrolment:registrations") + "?programme=icn-pge&year=2027").content.decode()
    assert there.replace("&", "&amp;") in listed

    page = office.get(there)
    assert marked.nadia.number in page.content.decode()
    assert marked.paul.number not in page.content.decode()
    answered = office.post(there, {"registration": [nadia.pk], "reason": page.context["reason"]})

    assert answered.status_code == 302
    standing = Registration.objects.current().get(dossier=marked.nadia, year=2027)
    assert (standing.units, standing.reason) == ([COMPTA], page.context["reason"])
    assert there.replace("&", "&amp;") not in office.get(answered["Location"]).content.decode()
