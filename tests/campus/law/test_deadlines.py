"""Which deadlines of a text concern somebody, and from which day they are counted."""

from __future__ import annotations

from datetime import date

import pytest

from parchemin.campus.law.deadlines import deadlines_of
from parchemin.campus.law.law import Law
from parchemin.regulation.evaluation.facts import PersonFacts
from parchemin.regulation.evaluation.single import evaluate
from tests.campus.law.small_laws import french

ENTRY = date(2025, 9, 8)
DEFENCE = date(2026, 6, 1)
COUNTED = ("étudiant.dans_les_temps = étudiant.dépôt <= échéance(correction, étudiant.soutenance)\n",)
STATED = "| correction | soutenance | 30 jours | Correction du mémoire |\n"
MORE = """| en_un_an | rentrée | 12 mois | Un an |
| en_deux_ans | rentrée | 24 mois | Deux ans |
| une_fois_l_an_passé | rentrée | 1 mois | Un mois encore |
"""
BY_CASE = (STATED, STATED + MORE)
ON_VOIE = (
    COUNTED[0],
    COUNTED[0] + "étudiant.fin = selon(étudiant.voie, initiale=échéance(en_deux_ans, étudiant.entrée),"
    " en_alternance=échéance(une_fois_l_an_passé, échéance(en_un_an, étudiant.entrée)))\n",
)
ON_A_CONDITION = (
    COUNTED[0],
    COUNTED[0] + "étudiant.fin = échéance(en_un_an, étudiant.entrée) si étudiant.charte"
    " sinon échéance(en_deux_ans, étudiant.entrée)\n",
)
VOIE_UNKNOWN = ("initiale, en_alternance | initiale |", "initiale, en_alternance | inconnu |")


def said(
    law: Law, *, events: dict[str, tuple[date, ...]] | None = None, **facts: str | bool | date | None
) -> dict[str, date]:
    """By label, the deadlines of somebody of whom this is known."""
    known = {"étudiant_entrée": ENTRY, **facts}
    listed = {
        name.replace("_", ".", 1): {law.root: value.toordinal() if isinstance(value, date) else value}
        for name, value in known.items()
    }
    evaluation = evaluate(law.regulation, PersonFacts(law.root, "ada", listed, {}))
    return {due.label: due.day for due in deadlines_of(law, evaluation, events or {})}


def test_a_deadline_is_counted_from_the_date_known_of_the_person() -> None:
    assert said(french(), étudiant_soutenance=DEFENCE) == {"Correction du mémoire": date(2026, 7, 1)}
    assert said(french()) == {}, "nothing says when it starts"


def test_an_event_that_happened_to_them_counts_before_what_is_declared() -> None:
    events = {"soutenance": (date(2026, 6, 10), date(2026, 6, 10)), "communication des résultats": (DEFENCE,)}

    counted = said(french(), events=events, étudiant_soutenance=DEFENCE)
    assert counted["Correction du mémoire"] == date(2026, 7, 10)
    assert len(counted) == 2, "what no rule about the person names concerns everybody"


@pytest.mark.parametrize(
    ("voie", "labels"),
    [
        ("initiale", {"Deux ans": date(2027, 9, 8)}),
        ("en_alternance", {"Un an": date(2026, 9, 8), "Un mois encore": date(2026, 10, 8)}),
    ],
)
def test_the_case_of_another_concerns_nobody_else(voie: str, labels: dict[str, date]) -> None:
    """And what starts when another deadline ends starts then, whatever its event is called."""
    law = french(BY_CASE, ON_VOIE)

    assert said(law, étudiant_voie=voie, events={"rentrée": (ENTRY,)}) == labels


def test_while_their_case_is_not_known_every_one_that_it_can_be_is_said() -> None:
    law = french(BY_CASE, ON_VOIE, VOIE_UNKNOWN)

    assert set(said(law)) == {"Un an", "Deux ans", "Un mois encore"}


@pytest.mark.parametrize(
    ("signed", "labels"), [(True, {"Un an"}), (False, {"Deux ans"}), (None, {"Un an", "Deux ans"})]
)
def test_a_condition_chooses_as_a_case_does(signed: bool | None, labels: set[str]) -> None:
    assert set(said(french(BY_CASE, ON_A_CONDITION), étudiant_charte=signed)) == labels


def test_a_deadline_asked_of_each_paper_too_concerns_everybody() -> None:
    asked = (
        COUNTED[0],
        ON_VOIE[1] + "séjour.tard = séjour.mois > 3 et étudiant.dépôt > échéance(en_un_an, étudiant.entrée)\n",
    )
    law = french(BY_CASE, asked)

    assert set(said(law, étudiant_voie="initiale", events={"rentrée": (ENTRY,)})) == {"Un an", "Deux ans"}
