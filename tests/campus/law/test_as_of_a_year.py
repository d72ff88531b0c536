"""What is told of a past year is told as that year was: its registrations, marks and sessions, whatever came since."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.models import Paper
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import change_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.law.cohorts import Ruled, rule
from parchemin.campus.law.persons import evaluation_of, evaluations_of, lines_for, standing
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, intake_of, mark, programme_of, register, students_of

pytestmark = pytest.mark.django_db

YEAR = timedelta(days=365)
GATE = "module.inscrit_en_session_2"

type Facts = dict[str, object]


class Repeating:
    """Nadia: 7 then, in the second session, 9 in 2024; law begun again in 2025, when she gets 15. Paul has 12 once."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.programme = programme_of(cast.school, "icn-pge", by=cast.ada)
        intake = intake_of(self.programme, date(2024, 9, 2), by=cast.ada)
        students = students_of(intake, "Nadia Paul", by=cast.ada)
        self.nadia, self.paul = students["Nadia"], students["Paul"]
        self.registered([self.nadia, self.paul], 2024)
        self.marked(2024, 1, {self.nadia: "7", self.paul: "12"})
        self.opened("oui")
        self.marked(2024, 2, {self.nadia: "9"})

    def registered(self, whom: list[Dossier], year: int, units: list[str] | None = None) -> None:
        at = NOON + YEAR * (year - 2024)
        register(whom, year, stage="A1", nature="enseignement", units=units, by=self.cast.ada, at=at)

    def marked(self, year: int, session: int, marks: dict[Dossier, str]) -> None:
        paper = exam_of(self.programme, year, "S1-DROIT", session, by=self.cast.ada)
        mark(paper, marks, by=self.cast.ada, at=NOON + YEAR * (year - 2024))
        submit(paper, by=self.cast.ada, at=NOON + YEAR * (year - 2024))

    def opened(self, answer: str, year: int = 2024) -> None:
        said = [Statement(self.nadia, GATE, "S1-DROIT", answer)]
        declare(said, reason="demandé", by=self.cast.ada, at=NOON + timedelta(days=30) + YEAR * (year - 2024))

    def begins_again(self) -> None:
        self.registered([self.nadia], 2025, ["module:S1-DROIT"])
        self.marked(2025, 1, {self.nadia: "15"})


def told(dossier: Dossier, year: int | None) -> Facts:
    evaluation = evaluation_of(dossier, at=NOON + YEAR * 3, year=year)
    rows = {row.parent: row.facts["épreuve.note"] for row in evaluation.person.rows["épreuve"]}
    return {
        "papers": {place: str(value) for place, value in rows.items()},
        "second session": evaluation.person.listed.get(GATE, {}).get("S1-DROIT"),
        "mark": standing(evaluation, "module.note", "S1-DROIT").text,
        "years": [row.name for row in evaluation.person.rows["inscription"]],
    }


def test_a_year_is_told_as_it_was_once_its_units_are_begun_again(cast: Cast) -> None:
    year = Repeating(cast)
    before = told(year.nadia, 2024)
    assert before == told(year.nadia, None)
    assert before == {
        "papers": {"S1-DROIT/1": "7", "S1-DROIT/2": "9"},
        "second session": True,
        "mark": before["mark"],
        "years": ["2024"],
    }

    year.begins_again()

    assert told(year.nadia, 2024) == before
    assert told(year.nadia, 2025) == told(year.nadia, None)
    assert told(year.nadia, 2025) == {
        "papers": {"S1-DROIT/1": "15"},
        "second session": None,
        "mark": "15",
        "years": ["2024", "2025"],
    }


def test_what_is_said_of_the_later_attempts_is_not_said_of_the_former_ones(cast: Cast) -> None:
    year = Repeating(cast)
    before = told(year.nadia, 2024)
    year.begins_again()
    year.opened("non", 2025)

    assert told(year.nadia, 2024) == before
    assert told(year.nadia, 2025)["second session"] is False


def test_what_is_said_late_of_the_former_attempts_opens_nothing_of_the_new_ones(cast: Cast) -> None:
    year = Repeating(cast)
    year.begins_again()

    late = [Statement(year.nadia, GATE, "S1-DROIT", "non", since=2024)]
    declare(late, reason="retrouvé", by=cast.ada, at=NOON + YEAR * 2)

    assert [told(year.nadia, of)["second session"] for of in (2024, 2025, None)] == [False, None, None]


def test_a_year_put_in_afterwards_opens_nothing_of_the_one_that_follows_it(cast: Cast) -> None:
    year, unit = Repeating(cast), ["module:S3-SI"]
    for of in (2026, 2025):
        at = NOON + YEAR * 2
        register([year.paul], of, stage="A2", nature="enseignement", units=unit, reason="vu", by=cast.ada, at=at)

    said = [Statement(year.paul, GATE, "S3-SI", "oui", since=2025)]
    declare(said, reason="demandé", by=cast.ada, at=NOON + YEAR * 2)

    def opened(of: int | None) -> object:
        return evaluation_of(year.paul, at=NOON + YEAR * 3, year=of).person.listed.get(GATE, {}).get("S3-SI")

    assert [opened(of) for of in (2024, 2025, 2026, None)] == [None, True, None, None]


def test_a_unit_begun_again_by_mistake_leaves_the_former_year_as_it_was_once_it_is_left_out(cast: Cast) -> None:
    year = Repeating(cast)
    before = told(year.nadia, 2024)
    year.registered([year.nadia], 2025, ["module:S1-DROIT", "module:S1-COMPTA"])
    year.opened("non", 2025)  # said of the attempts of 2025
    standing = Registration.objects.current().get(dossier=year.nadia, year=2025)

    at = NOON + YEAR + timedelta(days=40)
    change_registration(standing, units=["module:S1-COMPTA"], reason="par erreur", by=cast.ada, at=at)

    assert told(year.nadia, 2024) == before
    now = told(year.nadia, None)
    assert {name: now[name] for name in ("papers", "second session", "mark")} == {
        name: before[name] for name in ("papers", "second session", "mark")
    }


def test_a_year_corrected_afterwards_is_told_corrected(cast: Cast) -> None:
    year = Repeating(cast)
    year.begins_again()
    paper = Paper.objects.get(year=2024, slot="S1-DROIT/2")

    mark(paper, {year.nadia: "8"}, by=cast.ada, at=NOON + YEAR * 2, why="copie recomptée")

    assert told(year.nadia, 2024)["papers"] == {"S1-DROIT/1": "7", "S1-DROIT/2": "8"}
    assert told(year.nadia, 2025)["papers"] == {"S1-DROIT/1": "15"}


def test_a_year_in_which_somebody_was_not_there_yet_knows_nothing_of_them(cast: Cast) -> None:
    year = Repeating(cast)

    assert told(year.nadia, 2023) == {"papers": {}, "second session": None, "mark": "", "years": []}


@pytest.mark.parametrize("as_of", [2023, 2024, 2025, None])
def test_as_of_any_year_a_person_alone_a_cohort_in_any_order_and_a_list_say_the_same(
    cast: Cast, as_of: int | None
) -> None:
    year = Repeating(cast)
    year.begins_again()
    at = NOON + YEAR * 3

    def ruled(*whom: Dossier) -> dict[int, Ruled]:
        return {one.dossier: one for one in rule(whom, ["année.progression"], at=at, year=as_of)}

    both = ruled(year.nadia, year.paul)
    assert ruled(year.paul, year.nadia) == both
    assert {**ruled(year.nadia), **ruled(year.paul)} == both
    for dossier, evaluation in evaluations_of([year.nadia, year.paul], at=at, year=as_of):
        assert lines_for(evaluation) == lines_for(evaluation_of(dossier, at=at, year=as_of))


def test_what_is_not_handed_in_is_unknown_to_everyone_but_who_enters_it(cast: Cast) -> None:
    year = Repeating(cast)
    paper = exam_of(year.programme, 2024, "S1-COMPTA", by=cast.ada)
    mark(paper, {year.nadia: "12", year.paul: "13"}, by=cast.ada)

    def compta(*, drafts: bool = False) -> str:
        return standing(evaluation_of(year.nadia, at=NOON, drafts=drafts), "module.note", "S1-COMPTA").text

    assert (compta(), compta(drafts=True)) == ("", "12")
    (ruled,) = rule([year.nadia], ["année.progression"], at=NOON)
    submit(paper, by=cast.ada, at=NOON)
    (since,) = rule([year.nadia], ["année.progression"], at=NOON)
    assert compta() == "12"
    assert ruled.inputs != since.inputs
