"""A figure moved on a real cohort: who changes, from what to what, and nothing is written."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from parchemin.campus.assessment.models import Paper
from parchemin.campus.catalogue.models import Programme
from parchemin.campus.common.models import Entry
from parchemin.campus.common.years import university_year
from parchemin.campus.dossiers.actions import Statement, declare
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.subjects import subjects_of
from parchemin.campus.law.publications import files_of, law_of, reviewed
from parchemin.campus.law.refusals import FigureRefused, NoSuchFigure
from parchemin.campus.law.simulating import Gathered, effect, effect_of_text, figures_of, gathered, swept
from tests.campus.conftest import NOON, Cast
from tests.campus.school import (
    REGULATIONS,
    exam_of,
    hand_in,
    intake_of,
    mark,
    open_own_marks,
    programme_of,
    register,
    students_of,
)

pytestmark = pytest.mark.django_db
FIGURE = "note_éliminatoire"


@pytest.fixture
def programme(cast: Cast) -> Programme:
    """Two students of a first year: Nadia has a 7,5 that a stricter eliminatory mark would not forgive."""
    made = programme_of(cast.school, "icn-pge", by=cast.ada)
    students = students_of(intake_of(made, date(2024, 9, 2), by=cast.ada), "Nadia Paul", by=cast.ada)
    register(list(students.values()), 2024, stage="A1", nature="enseignement", by=cast.ada, at=NOON)
    for unit in law_of(made.publications.get()).units_of("A1"):
        low = {"S1-DROIT": "7,5"}.get(unit.key, "12")
        hand_in(
            exam_of(made, 2024, unit.key, by=cast.ada), {students["Nadia"]: low, students["Paul"]: "12"}, by=cast.ada
        )
    gate = "module.inscrit_en_session_2"
    declare([Statement(d, gate, "S1-DROIT", "non") for d in students.values()], reason="", by=cast.ada, at=NOON)
    return made


@pytest.fixture
def cohort(programme: Programme) -> Gathered:
    return gathered(subjects_of(Dossier.objects.filter(programme=programme)), "icn", at=NOON)


def test_a_stricter_mark_changes_the_one_it_touches_and_cites_the_article(cohort: Gathered) -> None:
    found = effect(cohort, {FIGURE: "8"})

    assert (found.persons, found.changed) == (2, 1)
    assert {who for move in found.moves for who in move.who} == {"icn-pge-nadia"}
    assert all(move.articles for move in found.moves)
    assert effect(cohort, {FIGURE: "7"}).changed == 0


def test_before_and_after_count_everyone(cohort: Gathered) -> None:
    found = effect(cohort, {"seuil": "13"})

    assert found.tallies
    for tally in found.tallies:
        assert sum(before for _, before, _ in tally.rows) == sum(after for _, _, after in tally.rows) == 2


def test_the_sweep_says_at_each_value_what_the_effect_says(cohort: Gathered) -> None:
    assert cohort.law is not None
    figure = figures_of(cohort.law)[FIGURE]
    assert (figure.kind, figure.low, figure.high, figure.value, figure.unit) == ("number", "0", "20", "7", "mark")

    for stop in swept(cohort, figure):
        assert stop.changed == effect(cohort, {FIGURE: stop.value}).changed
        assert stop.in_force == (stop.value == "7")


def test_a_reading_is_compared_with_the_one_taken(cohort: Gathered) -> None:
    assert cohort.law is not None
    readings = [f for f in figures_of(cohort.law).values() if f.name.startswith("lecture.")]

    assert readings
    for figure in readings:
        assert figure.value in dict(figure.choices)
        assert effect(cohort, {figure.name: figure.value}).changed == 0


@pytest.mark.parametrize("text", ["abc", "", "8 ou 9"])
def test_a_value_that_is_none_is_refused_with_what_to_write(cohort: Gathered, text: str) -> None:
    with pytest.raises(FigureRefused) as refusal:
        effect(cohort, {FIGURE: text})

    assert refusal.value.remedy


def test_a_figure_that_is_not_of_the_text_is_refused(cohort: Gathered) -> None:
    with pytest.raises(NoSuchFigure):
        effect(cohort, {"inconnu": "8"})


def test_another_text_says_whom_it_would_change(cohort: Gathered) -> None:
    files = files_of(REGULATIONS / "icn-pge")
    stricter = files["30-controle.md"].replace(f"| {FIGURE} | 7 ", f"| {FIGURE} | 8 ")
    text = reviewed(files | {"30-controle.md": stricter}).understood.regulation
    assert text is not None

    assert effect_of_text(cohort, text).changed == effect(cohort, {FIGURE: "8"}).changed == 1


def test_moving_a_slider_asks_no_more_of_the_database_and_writes_nothing(
    cast: Cast, programme: Programme, client: Client
) -> None:
    client.force_login(cast.ada)
    address = f"/programmes/icn-pge/simulation/?cohort=2024.A1&figure={FIGURE}&value="
    headers = {"HX-Request": "true", "HX-Target": "effect"}
    client.get(f"{address}7", headers=headers)
    lines = Entry.objects.count()

    with CaptureQueriesContext(connection) as queries:
        shown = client.get(f"{address}8", headers=headers).content.decode()

    assert len(queries) <= 10
    assert "Nadia Durand" in shown
    assert "Paul Durand" not in shown
    assert "<html" not in shown
    assert Entry.objects.count() == lines


def test_the_page_opens_on_the_last_year_that_is_over(cast: Cast, programme: Programme, client: Client) -> None:
    client.force_login(cast.ada)
    dossiers = list(Dossier.objects.filter(programme=programme))
    now = university_year(localdate())
    for year in (now - 1, now):
        register(dossiers, year, stage="A1", nature="enseignement", by=cast.ada, at=NOON)

    asked = client.get("/programmes/icn-pge/simulation/").context["asked"]

    assert asked.chosen == f"{now - 1}."


def test_a_mark_entered_meanwhile_is_seen_at_once(cast: Cast, programme: Programme) -> None:
    dossiers = Dossier.objects.filter(programme=programme)
    first = gathered(subjects_of(dossiers), "icn", at=NOON)
    assert gathered(subjects_of(dossiers), "icn", at=NOON) is first, "nothing was written: the columns are kept"

    paul = dossiers.get(number="icn-pge-paul")
    mark(Paper.objects.get(slot="S1-DROIT/1"), {paul: "7,9"}, by=cast.ada, why="erreur de saisie")

    assert effect(gathered(subjects_of(dossiers), "icn", at=NOON), {FIGURE: "8"}).changed == 2


def test_two_other_programmes_simulate_as_well(cast: Cast) -> None:
    for slug, starts in (("ipag-msc", date(2025, 9, 15)), ("lille-ipm", date(2025, 9, 8))):
        programme = programme_of(cast.school, slug, by=cast.ada)
        student = students_of(intake_of(programme, starts, by=cast.ada), "Léa", by=cast.ada)["Léa"]
        register([student], 2025, by=cast.ada, at=NOON)
        for paper in open_own_marks(programme, 2025, by=cast.ada, at=NOON):
            hand_in(paper, {student: "10,5"}, by=cast.ada)
        cohort = gathered(subjects_of(Dossier.objects.filter(programme=programme)), "icn", at=NOON)
        assert cohort.law is not None
        marks = [f for f in figures_of(cohort.law).values() if f.unit == "mark"]
        assert any(effect(cohort, {figure.name: "11"}).changed == 1 for figure in marks), slug
