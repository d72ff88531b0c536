"""What is acquired stays acquired: a registration for it is an attempt no more, whenever either was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.actions.papers import open_own_marks
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.papers import sitting
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import change_registration, interrupt_registration, resume_registration
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.refusals import MarksLeft, NothingToKeep
from parchemin.campus.law.gathering import cohort_of, digests_of
from parchemin.campus.law.persons import evaluation_of, standing
from parchemin.campus.law.publications import law_for
from parchemin.regulation.evaluation.single import Evaluation
from tests.campus.assessment.conftest import signed_in
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


def moved_within_the_year(cast: Cast) -> tuple[Dossier, Registration]:
    """Hugo, on site in 2026 with 14 for one of his three projects, handed in, on a paper of that modality."""
    programme = programme_of(cast.school, "lille-ipm", by=cast.ada)
    hugo = students_of(intake_of(programme, date(2026, 9, 7), by=cast.ada), "Hugo", by=cast.ada)["Hugo"]
    on_site = [f"projet:{one}" for one in ("Méthodologie", "Objet_innovant", "Dispositif")]
    [here] = register([hugo], 2026, modality="présentiel", units=["ue:Communication", *on_site], by=cast.ada, at=NOON)
    for modality in ("présentiel", "distance"):
        open_own_marks(
            programme, 2026, units=[*on_site, "projet:Prototype"], modalities=[modality], by=cast.ada, at=NOON
        )
    marked = next(one for one in Paper.objects.filter(unit=on_site[0]) if one.audience == "présentiel")
    hand_in(marked, {hugo: "14"}, by=cast.ada)
    return hugo, here


NOW_AT_A_DISTANCE = ["ue:Communication", "projet:Méthodologie", "projet:Prototype"]


def test_a_project_done_on_site_is_kept_by_who_changes_modality_within_the_year(cast: Cast) -> None:
    hugo, here = moved_within_the_year(cast)
    to: dict[str, Any] = {"modality": "distance", "units": NOW_AT_A_DISTANCE, "reason": "demandé"}

    with pytest.raises(MarksLeft):
        change_registration(here, **to, by=cast.ada, at=NOON + DAY)
    made = change_registration(here, **to, kept=["projet:Méthodologie"], by=cast.ada, at=NOON + DAY)

    found = evaluation_of(hugo, at=NOON + DAY)
    assert concerned(found) == {"Méthodologie", "Prototype"}
    assert standing(found, "projet.note", "Méthodologie").text == "14"
    sat = {paper.title for paper in Paper.objects.all() if sitting(paper).contains(hugo)}
    assert {title.partition(" · ")[2] for title in sat if title.startswith("Méthodologie")} == {"présentiel"}
    assert {title.partition(" · ")[2] for title in sat if title.startswith("Projet de fin")} == {"distance"}
    # it lasts whatever is changed next, until it is said to be marked anew, or they are moved back
    interrupted = interrupt_registration(made, date(2027, 1, 4), reason="santé", by=cast.ada, at=NOON + DAY)
    resumed = resume_registration(interrupted, reason="revient", by=cast.ada, at=NOON + DAY)
    assert resumed.sat_elsewhere == made.sat_elsewhere != {}
    back = change_registration(resumed, modality="présentiel", reason="revient", by=cast.ada, at=NOON + DAY)
    assert back.sat_elsewhere == {}
    assert standing(evaluation_of(hugo, at=NOON + DAY), "projet.note", "Méthodologie").text == "14"


def test_whoever_did_their_projects_on_site_has_none_to_do_at_a_distance(cast: Cast) -> None:
    """What they do not follow is of the modality of what they follow beside it."""
    hugo, here = moved_within_the_year(cast)
    units = [unit for unit in here.units if unit.startswith("projet:")]
    change_registration(
        here, modality="distance", units=units, kept=units, reason="demandé", by=cast.ada, at=NOON + DAY
    )

    assert concerned(evaluation_of(hugo, at=NOON + DAY)) == {"Méthodologie", "Objet_innovant", "Dispositif"}


def test_who_repeats_at_a_distance_after_their_projects_on_site_has_no_prototype_to_make(cast: Cast) -> None:
    hugo, here = moved_within_the_year(cast)
    for unit in here.units[2:]:
        paper = next(one for one in Paper.objects.filter(unit=unit) if one.audience == "présentiel")
        hand_in(paper, {hugo: "12"}, by=cast.ada)
    conditions_met([hugo], by=cast.ada)
    register([hugo], 2027, modality="distance", units=["ue:Communication"], by=cast.ada, at=NOON + YEAR)

    assert concerned(evaluation_of(hugo, at=NOON + YEAR)) == {"Méthodologie", "Objet_innovant", "Dispositif"}


def test_who_goes_back_is_asked_which_mark_counts_and_none_comes_back_unseen(cast: Cast) -> None:
    hugo, here = moved_within_the_year(cast)
    there: dict[str, Any] = {"modality": "distance", "units": NOW_AT_A_DISTANCE, "reason": "demandé"}
    away = change_registration(here, **there, dropped=["projet:Méthodologie"], by=cast.ada, at=NOON + DAY)
    [paper] = [one for one in Paper.objects.filter(unit="projet:Méthodologie") if one.audience == "distance"]
    hand_in(paper, {hugo: "9"}, by=cast.ada, at=NOON + DAY)
    back: dict[str, Any] = {"modality": "présentiel", "reason": "revient", "by": cast.ada, "at": NOON + DAY}

    with pytest.raises(MarksLeft) as asked:
        change_registration(away, **back)
    assert asked.value.revived == {"projet:Méthodologie"}
    kept = change_registration(away, **back, kept=["projet:Méthodologie"])
    assert standing(evaluation_of(hugo, at=NOON + DAY), "projet.note", "Méthodologie").text == "9"
    again = change_registration(kept, dropped=["projet:Méthodologie"], reason="la première", by=cast.ada, at=NOON + DAY)
    assert again.sat_elsewhere == {}
    assert standing(evaluation_of(hugo, at=NOON + DAY), "projet.note", "Méthodologie").text == "14"


def test_a_mark_set_aside_comes_back_only_when_it_is_said(cast: Cast) -> None:
    """With nothing marked since: nothing is lost by going back, and yet a mark would count again."""
    hugo, here = moved_within_the_year(cast)
    there: dict[str, Any] = {"modality": "distance", "units": NOW_AT_A_DISTANCE, "reason": "demandé"}
    away = change_registration(here, **there, dropped=["projet:Méthodologie"], by=cast.ada, at=NOON + DAY)
    back: dict[str, Any] = {"modality": "présentiel", "reason": "revient", "by": cast.ada, "at": NOON + DAY}

    with pytest.raises(MarksLeft):
        change_registration(away, **back)
    change_registration(away, **back, dropped=["projet:Méthodologie"])
    assert standing(evaluation_of(hugo, at=NOON + DAY), "projet.note", "Méthodologie").text == "14"


def test_what_is_marked_anew_after_a_move_is_awaited_on_the_papers_of_the_new_modality(cast: Cast) -> None:
    hugo, here = moved_within_the_year(cast)
    to: dict[str, Any] = {"modality": "distance", "units": NOW_AT_A_DISTANCE, "reason": "demandé"}

    made = change_registration(here, **to, dropped=["projet:Méthodologie"], by=cast.ada, at=NOON + DAY)

    assert made.sat_elsewhere == {}
    assert standing(evaluation_of(hugo, at=NOON + DAY), "projet.note", "Méthodologie").state == "open"


def test_nothing_is_kept_of_a_unit_that_was_not_followed_before_or_is_not_after(cast: Cast) -> None:
    hugo, here = moved_within_the_year(cast)
    to: dict[str, Any] = {"modality": "distance", "units": NOW_AT_A_DISTANCE, "reason": "demandé"}

    for unit in ("projet:Prototype", "projet:Dispositif", "projet:aucun"):
        with pytest.raises(NothingToKeep):
            change_registration(here, **to, kept=["projet:Méthodologie", unit], by=cast.ada, at=NOON + DAY)

    assert Registration.objects.current().get(dossier=hugo) == here


def test_the_office_keeps_the_marks_of_who_changes_modality_on_the_page(cast: Cast) -> None:
    hugo, here = moved_within_the_year(cast)
    office = signed_in(cast.ada)
    address = reverse("enrolment:change", args=[here.pk])
    sent = {"modality": "distance", "units": NOW_AT_A_DISTANCE, "in_order": "on", "reason": "demandé"}

    asked = office.post(address, sent)
    assert asked.status_code == 409
    assert 'name="marks-projet:Méthodologie" value="kept"' in asked.content.decode()
    assert office.post(address, sent | {"marks-projet:Méthodologie": "kept"}).status_code == 302

    kept = Registration.objects.current().get(dossier=hugo)
    assert kept.sat_elsewhere == {"projet:Méthodologie": [str(here.intake_id), "présentiel"]}
    page = office.get(reverse("enrolment:of-dossier", args=[hugo.ref])).content.decode()
    assert "Notes gardées" in page
    assert "présentiel" in page


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
