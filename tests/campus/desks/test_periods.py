"""The cards of the road: one for each level that the text marks, validates or credits, nested as it nests them."""

from __future__ import annotations

import pytest

from parchemin.campus.desks.queries.periods import PeriodCard
from parchemin.campus.desks.queries.road import RoadPage
from tests.campus.awards.awarding import JULY, icn, ipag, lille
from tests.campus.conditions import conditions_met
from tests.campus.conftest import Cast

pytestmark = pytest.mark.django_db

type Shown = list[tuple[int, str, str, list[str]]]


def shown(page: RoadPage, *labels: str) -> Shown:
    """Depth, name, state in words and what stands under the name, of these cards or of all."""
    cards: tuple[PeriodCard, ...] = page.cards
    return [(c.period.depth, c.label, c.words, c.said) for c in cards if not labels or c.label in labels]


def test_the_road_of_a_master_shows_the_mark_and_credits_of_each_semester_and_component(cast: Cast) -> None:
    page = RoadPage(lille(cast).students["Hugo"], JULY)

    assert shown(page) == [
        (0, "S3, Unités d'enseignement", "non acquis", ["0 sur 7 acquis", "crédits acquis : 0"]),
        (0, "S4, Projets et stage", "non acquis", ["crédits acquis : 0"]),
        (1, "Projets en équipe", "non acquis", ["4 sur 4 notés", "3 crédits"]),
        (1, "Stage, mémoire et soutenance", "non acquis", ["3 sur 3 notés", "21 crédits"]),
    ]
    assert [step.label for step in page.steps] == ["S3", "S4", "Diplôme"]
    assert [(line.label, line.answer) for line in page.decisions] == [
        ("Diplôme", "jury\u00a0: Étudiant ajourné"),
        ("Mention", "Sans objet : master non acquis"),
    ]
    assert [card.period.average for card in page.cards][:2] == ["9.5", "9.5"]


def test_the_road_of_an_online_degree_details_its_credits_block_by_block(cast: Cast) -> None:
    school = ipag(cast)
    page = RoadPage(school.students["Léa"], JULY)

    [core] = shown(page, "Enseignements de tronc commun")
    assert core == (0, "Enseignements de tronc commun", "à venir", ["0 sur 9 acquis"])
    [memoir] = shown(page, "Note du mémoire")
    assert memoir[2:] == ("acquis", ["1 sur 1 acquis"])
    assert [step.label for step in page.steps] == [
        "Épreuve de certification",
        "Note du mémoire",
        "Droit de composer (§3.3)",
        "Diplôme",
        "Titre",
    ]
    assert [(line.label, line.answer) for line in page.decisions] == [("Diplôme", ""), ("Titre", "")], "marks alone"
    tom = RoadPage(school.students["Tom"], JULY)
    assert shown(tom, "Note du mémoire")[0][2] == "non acquis", "eight does not reach ten"

    conditions_met([school.students["Léa"]], by=cast.ada)

    page = RoadPage(school.students["Léa"], JULY)
    assert [line.answer for line in page.decisions][:2] == ["Diplôme MSc obtenu", "Titre RNCP obtenu"]


def test_the_semesters_of_a_year_stand_in_it(cast: Cast) -> None:
    page = RoadPage(icn(cast, marks={"Nadia": {"S1-QUANTI": "6"}}).students["Nadia"], JULY)

    assert [(c.period.depth, c.period.short, c.state) for c in page.cards if c.period.key in ("A1", "S1", "S2")] == [
        (0, "A1", "no"),
        (1, "S1", "no"),
        (1, "S2", "ok"),
    ]
    assert [step.label for step in page.steps][:2] == ["S1", "S2"], "a year that has no mark is no stop"
