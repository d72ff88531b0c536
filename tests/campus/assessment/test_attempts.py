"""What is acquired stays acquired: a registration for it is an attempt no more, whenever either was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.actions.papers import open_own_marks
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import change_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.law.gathering import cohort_of, digests_of
from parchemin.campus.law.persons import evaluation_of, standing
from parchemin.campus.law.publications import law_for
from parchemin.regulation.evaluation.single import Evaluation
from tests.campus.conditions import conditions_met
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, hand_in, intake_of, mark, programme_of, register, students_of

pytestmark = pytest.mark.django_db

YEAR, DAY = timedelta(days=365), timedelta(days=1)
GATE = "module.inscrit_en_session_2"
DROIT, COMPTA = "module:S1-DROIT", "module:S1-COMPTA"


class Again:
    """Nadia and Paul follow law in 2024 and again in 2025. What each got, and when it was handed in, is a test's."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.programme = programme_of(cast.school, "icn-pge", by=cast.ada)
        students = students_of(intake_of(self.programme, date(2024, 9, 2), by=cast.ada), "Nadia Paul", by=cast.ada)
        self.nadia, self.paul = students["Nadia"], students["Paul"]
        self.registered([self.nadia, self.paul], 2024)

    def registered(self, whom: list[Dossier], year: int, units: Sequence[str] = (DROIT, COMPTA)) -> None:
        at = NOON + YEAR * (year - 2024)
        register(whom, year, stage="A1", nature="enseignement", units=list(units), by=self.cast.ada, at=at)

    def marked(self, year: int, marks: dict[Dossier, str], session: int = 1, code: str = "S1-DROIT") -> None:
        at = NOON + YEAR * (year - 2024) + DAY
        paper = exam_of(self.programme, year, code, session, by=self.cast.ada, at=at)
        mark(paper, marks, by=self.cast.ada, at=at)

    def handed_in(self, year: int, *, late: int = 0, session: int = 1) -> None:
        paper = self.programme.papers.get(year=year, unit=DROIT, slot=f"S1-DROIT/{session}")
        submit(paper, by=self.cast.ada, at=NOON + YEAR * (year - 2024) + DAY * (2 + late))


@pytest.fixture
def again(cast: Cast) -> Again:
    return Again(cast)


def law_mark(one: Dossier, **when: object) -> str:
    """The last mark of law that the text is told."""
    found = evaluation_of(one, at=NOON + YEAR * 2, **when)  # type: ignore[arg-type]
    rows = [row for row in found.person.rows["épreuve"] if row.parent.startswith("S1-DROIT")]
    return str(rows[-1].facts.get("épreuve.note")) if rows else ""


def digests(whom: Sequence[Dossier], year: int | None) -> dict[str, str]:
    law = law_for(whom[0])
    cohort = cohort_of(law, [(one.pk, one.number) for one in whom], at=NOON + YEAR * 2, year=year)
    return dict(zip((one.number for one in whom), digests_of(law, cohort), strict=True))


def test_a_unit_acquired_by_a_mark_handed_in_late_is_not_begun_again(again: Again) -> None:
    again.marked(2024, {again.nadia: "12", again.paul: "7"})
    again.registered([again.nadia, again.paul], 2025)
    again.marked(2025, {again.nadia: "5", again.paul: "15"})
    again.handed_in(2025)
    assert (law_mark(again.nadia), law_mark(again.paul)) == ("5", "15"), "nothing of 2024 is known yet"

    again.handed_in(2024, late=400)

    assert (law_mark(again.nadia), law_mark(again.paul)) == ("12", "15"), "what is acquired stays; what failed is begun"
    assert (law_mark(again.nadia, year=2024), law_mark(again.paul, year=2024)) == ("12", "7")
    assert law_mark(again.nadia, known=NOON + YEAR + DAY * 3) == "5", "as it was known then"
    for year in (2024, 2025, None):
        both = digests([again.nadia, again.paul], year)
        assert digests([again.paul, again.nadia], year) == both
        assert digests([again.nadia], year) | digests([again.paul], year) == both


def test_a_mark_corrected_takes_back_what_it_acquired(again: Again) -> None:
    again.marked(2024, {again.nadia: "12", again.paul: "7"})
    again.registered([again.nadia, again.paul], 2025)
    again.marked(2025, {again.nadia: "5", again.paul: "15"})
    again.handed_in(2025)
    again.handed_in(2024)
    paper = again.programme.papers.get(year=2024, unit=DROIT)

    mark(paper, {again.nadia: "8"}, by=again.cast.ada, at=NOON + YEAR + DAY * 9, why="erreur de report")

    assert law_mark(again.nadia) == "5", "it was not acquired: it is followed again"


def test_a_later_session_marked_late_acquires_too_although_registering_again_had_ended_it(again: Again) -> None:
    again.marked(2024, {again.nadia: "7", again.paul: "7"})
    again.handed_in(2024)
    said = [Statement(one, GATE, "S1-DROIT", "oui") for one in (again.nadia, again.paul)]
    declare(said, reason="demandé", by=again.cast.ada, at=NOON + DAY * 30)
    again.marked(2024, {again.nadia: "14", again.paul: "8"}, session=2)
    again.registered([again.nadia, again.paul], 2025)
    again.marked(2025, {again.nadia: "3", again.paul: "11"})
    again.handed_in(2025)

    again.handed_in(2024, late=500, session=2)

    assert (law_mark(again.nadia), law_mark(again.paul)) == ("14", "11")
    found = evaluation_of(again.nadia, at=NOON + YEAR * 2)
    assert standing(found, "module.inscrit_en_session_2", "S1-DROIT").state == "yes"


def test_what_is_acquired_is_asked_of_each_year_before_it_is_followed_again(again: Again) -> None:
    again.marked(2024, {again.nadia: "7", again.paul: "12"})
    for year, text in ((2025, "13"), (2026, "2")):
        again.registered([again.nadia, again.paul], year, (DROIT,))
        again.marked(year, {again.nadia: text, again.paul: "4"})
    for year in (2024, 2025, 2026):
        again.handed_in(year, late=1000)

    assert (law_mark(again.nadia), law_mark(again.paul)) == ("13", "12")
    assert Registration.objects.current().count() == 6


# --- another modality ------------------------------------------------------------------------------------------------


def changed_modality(cast: Cast, projects: str) -> tuple[Dossier, Registration]:
    """Hugo, at Lille on site in 2026, with this mark of each project; at a distance the year after."""
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    hugo = students_of(intake_of(programme, date(2026, 9, 7), by=cast.ada), "Hugo", by=cast.ada)["Hugo"]
    register([hugo], 2026, modality="présentiel", by=cast.ada, at=NOON)
    for paper in open_own_marks(programme, 2026, by=cast.ada, at=NOON):
        if paper.unit.startswith(("ue:", "projet:")):
            hand_in(paper, {hugo: "12" if paper.unit.startswith("ue:") else projects}, by=cast.ada)
    conditions_met([hugo], by=cast.ada)
    [again] = register([hugo], 2027, modality="distance", by=cast.ada, at=NOON + YEAR)
    return hugo, again


def concerned(evaluation: Evaluation) -> set[str]:
    keys = evaluation.outcomes("projet.concerné")
    return {key for key in keys if standing(evaluation, "projet.concerné", key).state == "yes"}


def test_projects_acquired_on_site_still_count_for_who_is_at_a_distance_since(cast: Cast) -> None:
    hugo, again = changed_modality(cast, "14")
    assert {unit.partition(":")[0] for unit in again.units} == {"critère"}, "the projects are acquired"

    found = evaluation_of(hugo, at=NOON + YEAR)

    assert standing(found, "étudiant.note_des_projets").text == "14"
    assert concerned(found) == {"Méthodologie", "Objet_innovant", "Dispositif"}
    assert standing(found, "étudiant.a_des_projets").state == "yes"


def test_projects_begun_again_at_a_distance_are_those_of_that_modality(cast: Cast) -> None:
    hugo, again = changed_modality(cast, "8")
    assert "projet:Prototype" in again.units

    found = evaluation_of(hugo, at=NOON + YEAR)

    assert concerned(found) == {"Prototype"}
    assert standing(found, "étudiant.note_des_projets").state == "open"
    before = evaluation_of(hugo, at=NOON + YEAR, year=2026)
    assert standing(before, "étudiant.note_des_projets").text == "8"


def test_a_semester_of_which_no_unit_is_theirs_is_not_validated(cast: Cast) -> None:
    hugo, again = changed_modality(cast, "8")
    units = [unit for unit in again.units if unit != "projet:Prototype"]
    change_registration(again, units=units, reason="erreur", by=cast.ada, at=NOON + YEAR)
    said = [Statement(hugo, "étudiant.soutenance_autorisée", "", "oui")]
    declare(said, reason="", by=cast.ada, at=NOON + YEAR)
    for paper in open_own_marks(hugo.programme, 2027, by=cast.ada, at=NOON + YEAR):
        if paper.unit.startswith("critère:"):
            hand_in(paper, {hugo: "20"}, by=cast.ada, at=NOON + YEAR)

    found = evaluation_of(hugo, at=NOON + YEAR)

    assert concerned(found) == set(), "the prototype was on a list on site, the others are at a distance"
    assert standing(found, "étudiant.note_s4").text == "17.5", "which the internship alone would make"
    assert standing(found, "semestre.validé", "S4").state == "no"
