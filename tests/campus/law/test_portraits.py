"""A person laid out before each of the three texts, found in the text alone; and what would be if."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.law.answers import decided_of_row, decisions_at
from parchemin.campus.law.law import Law
from parchemin.campus.law.persons import evaluation_of
from parchemin.campus.law.portraits import portrait_of
from parchemin.campus.law.publications import law_for, law_of
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.supposing import changes, imagined, least, open_places, read_given
from tests.campus.conftest import Cast
from tests.campus.school import programme_of
from tests.campus.students import DURING, at_ipag, at_lille, second_year

pytestmark = pytest.mark.django_db


def test_thresholds_and_floors_are_found_in_each_text(cast: Cast) -> None:
    found = {}
    for dossier in (second_year(cast).nadia, at_ipag(cast)[0], at_lille(cast)):
        portrait = portrait_of(evaluation_of(dossier, at=DURING))
        found[dossier.programme.slug] = {
            (one.threshold, one.floor, one.floor_lost) for period in portrait.periods for one in period.units
        }

    assert found["icn-pge"] == {("10", "7", True)}, "7 itself is lost"
    assert found["ipag-msc"] == {("", "8", False), ("10", "", False)}, "8 itself is not"
    assert found["lille-ipm"] == {("10", "", False), ("", "", False)}


def test_the_final_decisions_are_the_diploma_and_the_title(cast: Cast) -> None:
    slugs = ("icn-pge", "ipag-msc", "lille-ipm")
    laws = [law_of(programme_of(cast.school, slug, by=cast.ada).publications.get()) for slug in slugs]

    assert [law.final_decisions for law in laws] == [
        ("étudiant.diplôme",),
        ("étudiant.diplôme", "étudiant.titre"),
        ("étudiant.diplôme",),
    ]


def test_an_absence_is_treated_as_the_form_of_its_paper_says(cast: Cast) -> None:
    law = law_for(second_year(cast).nadia)
    decision = decisions_at(law, "épreuve")[0]
    excused = {
        "épreuve.absent": "true",
        "épreuve.demande_déposée": "true",
        "épreuve.jour": "2026-11-12",
        "épreuve.demande_le": "2026-11-20",
        "épreuve.motif": "maladie",
        "épreuve.pièce": "certificat_médical",
        "épreuve.pièce_authentique": "true",
    }

    def treated(law: Law, kind: str) -> tuple[str, tuple[str, ...]]:
        line = decided_of_row(law, decision, "S1-DROIT/1/e", excused | {"épreuve.type": kind})
        assert line is not None
        return line.by, line.options

    assert treated(law, "dossier") == ("jury", ("neutralisation", "contrôle_particulier"))
    assert treated(law, "écrit_terminal") == ("rule", ("défaillance_justifiée",))


def test_the_least_mark_works_and_the_step_below_does_not(cast: Cast) -> None:
    evaluation = evaluation_of(second_year(cast).nadia, at=DURING, drafts=False)
    portrait = portrait_of(evaluation)
    place = next(p for p in open_places(evaluation, portrait) if p.unit.key == "S2-RH")

    lowest = least(evaluation, place, "module.acquis", "S2-RH", {})

    assert lowest == "10"
    below = imagined(evaluation, {(place.name, place.place): "9.99"})
    assert not below.outcome("module.acquis", "S2-RH").settled


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(0, 2000), min_size=3, max_size=3))
def test_what_is_imagined_is_what_evaluating_anew_says(cast: Cast, steps: list[int]) -> None:
    lea = _once(cast)
    evaluation = evaluation_of(lea, at=DURING)
    portrait = portrait_of(evaluation)
    places = open_places(evaluation, portrait)
    supposing = {(p.name, p.place): format(Decimal(s) / 100, "f") for p, s in zip(places, steps, strict=True)}

    after = portrait_of(imagined(evaluation, supposing))

    anew = portrait_of(evaluation_of(lea, at=DURING, supposing=supposing))
    assert after == anew
    assert changes(portrait, portrait) == []


def _once(cast: Cast) -> Dossier:
    return Dossier.objects.filter(programme__slug="ipag-msc").first() or at_ipag(cast)[0]


@pytest.mark.parametrize("text", ["20,01", "-0,01", "10,005", "1e1", "dix", "٣", "10,0,0", "1_0"])
def test_what_is_no_mark_is_refused_with_what_is(cast: Cast, text: str) -> None:
    nadia = second_year(cast).nadia
    evaluation = evaluation_of(nadia, at=DURING, drafts=False)
    place = next(p for p in open_places(evaluation, portrait_of(evaluation)) if p.unit.key == "S2-RH")

    with pytest.raises(ValueRefused) as refusal:
        read_given(law_for(nadia), place, text)

    assert "0 à 20" in refusal.value.accepted
