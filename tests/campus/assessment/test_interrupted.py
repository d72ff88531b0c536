"""Whoever has interrupted their studies: which papers they still sit, what is awaited of them, and what stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from parchemin.campus.assessment.actions.marks import submit
from parchemin.campus.assessment.actions.papers import set_paper
from parchemin.campus.assessment.models import Paper
from parchemin.campus.assessment.queries.awaited import papers_awaited
from parchemin.campus.assessment.queries.grids import grid_of
from parchemin.campus.assessment.queries.papers import entitlements, missing_of, papers_meant_for, progress, sitting
from parchemin.campus.assessment.refusals import MarksMissing, NotOnTheList, StudiesInterrupted
from parchemin.campus.common.years import first_day
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.enrolment.actions import interrupt_registration, register, resume_registration
from parchemin.campus.enrolment.actions.registering import write_registrations
from parchemin.campus.enrolment.models import Registration
from parchemin.campus.enrolment.queries.registrations import interruption
from parchemin.campus.law.persons import evaluation_of
from parchemin.campus.law.publications import law_for
from tests.campus.assessment.conftest import signed_in
from tests.campus.conftest import NOON, Cast
from tests.campus.school import exam_of, intake_of, mark, programme_of, students_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)
DAY = date(2026, 1, 12)  # of `exam_of(…, 2025, …)`


@pytest.fixture
def law_exam(cast: Cast) -> Paper:
    """An exam of January 2026, for Nadia and Paul."""
    programme = programme_of(cast.school, "icn-pge", by=cast.ada)
    students = students_of(intake_of(programme, date(2025, 9, 1), by=cast.ada), "Nadia Paul", by=cast.ada)
    register(list(students.values()), 2025, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    return exam_of(programme, 2025, "S1-DROIT", by=cast.ada)


def student(name: str) -> Dossier:
    return Dossier.objects.get(person__given_name=name)


def interrupt(name: str, since: date, *, cast: Cast) -> Registration:
    standing = Registration.objects.current().get(dossier=student(name))
    return interrupt_registration(standing, since, reason="santé", by=cast.odile, at=LATER)


@pytest.mark.parametrize(("since", "sits"), [(-1, False), (0, False), (1, True)], ids=["before", "that day", "after"])
def test_who_has_interrupted_sits_the_papers_of_before_that_day_only(
    cast: Cast, law_exam: Paper, since: int, sits: bool
) -> None:
    nadia, paul = student("Nadia"), student("Paul")
    mark(law_exam, {paul: "12"}, by=cast.ada)
    interrupt("Nadia", DAY + timedelta(days=since), cast=cast)

    assert (nadia in sitting(law_exam)) is sits
    assert paul in sitting(law_exam)
    assert missing_of([law_exam])[law_exam.pk] == int(sits)
    assert (nadia.pk in papers_awaited(law_exam.programme, 2025, [nadia.pk])) is sits
    assert (law_exam.pk in papers_meant_for(nadia, [law_exam])) is sits
    assert [one.expected for one in progress(law_exam.programme, 2025)] == [1 + sits]
    grid = grid_of([law_exam], at=LATER)
    assert [cell.dossier for cell in grid.missing] == [nadia] * sits
    assert [(one.dossier, one.since) for one in grid.interrupted] == [(nadia, DAY + timedelta(days=since))] * (not sits)
    if sits:
        with pytest.raises(MarksMissing):
            submit(law_exam, by=cast.ada, at=LATER)
    else:
        submit(law_exam, by=cast.ada, at=LATER)


def test_a_former_registration_as_an_interruption_without_a_day_sits_nothing_of_its_year(
    cast: Cast, law_exam: Paper
) -> None:
    """No registration is made so any more; those of former versions stand."""
    nadia, paul = student("Nadia"), student("Paul")
    mark(law_exam, {paul: "12"}, by=cast.ada)
    standing = Registration.objects.current().get(dossier=nadia)
    made = Registration(
        dossier=nadia,
        year=2025,
        intake=standing.intake,
        stage="A1",
        nature=interruption(law_for(nadia)),
        units=standing.units,
        in_order=True,
    )
    write_registrations("enrolment.change_registration", [made], by=cast.odile, at=LATER, former=[standing])

    assert nadia not in sitting(law_exam)
    assert missing_of([law_exam])[law_exam.pk] == 0
    assert nadia.pk not in papers_awaited(law_exam.programme, 2025, [nadia.pk])
    assert [(one.dossier, one.since) for one in grid_of([law_exam], at=LATER).interrupted] == [(nadia, first_day(2025))]
    assert "module:S1-DROIT" in made.units
    submit(law_exam, by=cast.ada, at=LATER)
    owed = entitlements(law_exam.programme, 2025, at=NOON + timedelta(days=300))
    assert not [one for one in owed if one.dossier == nadia]


def test_who_does_not_sit_it_any_more_cannot_be_marked_until_they_resume(cast: Cast, law_exam: Paper) -> None:
    nadia = student("Nadia")
    stopped = interrupt("Nadia", DAY, cast=cast)
    with pytest.raises(StudiesInterrupted, match="2026"):
        mark(law_exam, {nadia: "12"}, by=cast.ada, at=LATER)
    other = students_of(nadia.intake, "Omar", by=cast.ada)["Omar"]
    with pytest.raises(NotOnTheList) as refusal:
        mark(law_exam, {other: "12"}, by=cast.ada, at=LATER)
    assert not isinstance(refusal.value, StudiesInterrupted)

    resume_registration(stopped, reason="retour", by=cast.odile, at=LATER)
    mark(law_exam, {nadia: "12"}, by=cast.ada, at=LATER)


def test_a_mark_kept_stands_and_an_absence_of_after_they_left_does_not(cast: Cast, law_exam: Paper) -> None:
    nadia, paul = student("Nadia"), student("Paul")
    undated = {"épreuve.type": "écrit_terminal", "épreuve.coefficient": "1"}
    exam = set_paper(
        law_exam.programme, 2025, "module:S1-COMPTA", "S1-COMPTA/1", "examen", facts=undated, by=cast.ada, at=NOON
    )
    mark(law_exam, {nadia: "12", paul: "ABS"}, by=cast.ada)
    mark(exam, {nadia: "ABS"}, by=cast.ada)
    for name in ("Nadia", "Paul"):
        interrupt(name, DAY, cast=cast)

    assert list(sitting(law_exam)) == [nadia]
    assert list(sitting(exam)) == [nadia], "a paper without a day is awaited from nobody, and what is kept stands"
    told = {one: evaluation_of(one, at=LATER, drafts=True).person.rows.get("épreuve", ()) for one in (nadia, paul)}
    assert {row.facts["épreuve.absent"] for row in told[nadia]} == {False, True}
    assert [row.facts["épreuve.note"] for row in told[paul]] == [None, None]
    assert [row.facts["épreuve.absent"] for row in told[paul]] == [False, False], "nobody is absent once they have left"


def test_who_leaves_in_the_middle_acquires_nothing_on_the_papers_sat_before(cast: Cast, law_exam: Paper) -> None:
    nadia, facts = (
        student("Nadia"),
        {"épreuve.type": "projet", "épreuve.coefficient": "1", "épreuve.jour": "2025-11-03"},
    )
    project = set_paper(
        law_exam.programme, 2025, "module:S1-DROIT", "S1-DROIT/1", "projet", facts=facts, by=cast.ada, at=NOON
    )
    mark(project, {nadia: "15"}, by=cast.ada)
    interrupt("Nadia", date(2025, 11, 23), cast=cast)

    told = evaluation_of(nadia, at=LATER, drafts=True)

    assert not told.outcome("module.note", "S1-DROIT").settled
    assert not told.outcome("module.validé", "S1-DROIT").settled


def test_no_second_session_is_offered_to_who_has_left(cast: Cast, law_exam: Paper) -> None:
    nadia, paul = student("Nadia"), student("Paul")
    mark(law_exam, {nadia: "3", paul: "3"}, by=cast.ada)
    submit(law_exam, by=cast.ada, at=NOON)
    at = NOON.replace(year=2026, month=5)
    assert {one.dossier for one in entitlements(law_exam.programme, 2025, at=at)} == {nadia, paul}

    interrupt("Nadia", date(2026, 2, 1), cast=cast)

    assert {one.dossier for one in entitlements(law_exam.programme, 2025, at=at)} == {paul}


def test_the_grid_names_them_apart(cast: Cast, law_exam: Paper) -> None:
    interrupt("Nadia", DAY, cast=cast)

    page = (
        signed_in(cast.odile)
        .get(reverse("assessment:grid", args=[law_exam.pk]), headers={"Accept-Language": "en"})
        .content.decode()
    )

    assert "Paul" in page
    apart = page.partition("Studies interrupted")[2]
    assert "Durand Nadia" in " ".join(apart.split())
    assert "interrupted since" in apart
    assert f"mark.{student('Nadia').ref}" not in page
