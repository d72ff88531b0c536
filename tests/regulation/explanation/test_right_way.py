"""Explanations the right way round: what holds is told as the text has it, values under a cap shown with it."""

from __future__ import annotations

from string import Formatter

import pytest

from parchemin.regulation.explanation.wordings import TEXTS
from tests.regulation.explanation.law import sentences, someone, why

EXACT = "| étudiant.x | 0..20 | exact | aucun |"


def told(rule: str, mark: int) -> list[str]:
    """What is said of `étudiant.x`, after its own line, of somebody with this mark."""
    person, marks = someone(module_note={"Compta": mark}), EXACT if rule.startswith(("min", "max")) else ""
    return sentences(why(f"étudiant.x = {rule}", person, "étudiant.x", marks=marks))[1:]


@pytest.mark.parametrize(
    ("rule", "mark", "said"),
    [
        ("non (module[Compta].note >= seuil)", 12, "Compta, note 12 : au moins 10 (seuil), 2 de plus. §3"),
        ("non (module[Compta].note >= seuil)", 9, "Compta, note 9 : strictement moins de 10 (seuil), 1 de moins. §3"),
        ("module[Compta].note >= seuil", 9, "Compta, note 9 : il faut au moins 10 (seuil), il manque 1. §3"),
        ("module[Compta].note < seuil", 9, "Compta, note 9 : strictement moins de 10 (seuil), 1 de moins. §3"),
        (
            "module[Compta].note < seuil",
            13,
            "Compta, note 13 : il faut strictement moins de 10 (seuil), donc au plus 9,99 (pas de 0,01). §3",
        ),
        ("module[Compta].note <= plancher", 6, "Compta, note 6 : au plus 7 (plancher), 1 de moins. §3"),
        (
            "non (module[Compta].note <= plancher)",
            12,
            "Compta, note 12 : strictement plus de 7 (plancher), 5 de plus. §3",
        ),
    ],
)  # fmt: skip
def test_what_holds_is_told_as_it_is_and_what_does_not_by_what_the_conclusion_asks(
    rule: str, mark: int, said: str
) -> None:
    assert told(rule, mark) == [said]


@pytest.mark.parametrize(
    ("rule", "mark", "said"),
    [
        ("min(module[Compta].note, seuil)", 14, ["Compta, note 14 : le plafond de 10 (seuil) s'applique. §3"]),
        ("max(module[Compta].note, plancher)", 3, ["Compta, note 3 : le minimum de 7 (plancher) s'applique. §3"]),
        ("min(module[Compta].note, seuil)", 8, ["Compta, note : 8. §1"]),
    ],
)
def test_a_value_under_a_cap_is_shown_with_the_cap(rule: str, mark: int, said: list[str]) -> None:
    assert told(rule, mark) == said


@pytest.mark.parametrize(
    "rule",
    [
        "étudiant.retards < 1 si étudiant.certificat sinon module[Compta].note >= seuil",
        "module[Langue].note >= seuil ou module[Compta].note >= seuil",
        "un(module.note >= seuil)",
        "nombre(module.note >= seuil) >= 1",
        "somme(module.ects, si=module.note >= seuil) >= 4",
        "non tous(module.note >= seuil)",
        "(module[Langue].note >= seuil et étudiant.retards < 1) ou module[Compta].note >= plancher",
        "(20 si module[Langue].note >= seuil sinon module[Compta].note) >= seuil",
    ],
)
def test_who_has_what_is_asked_is_never_told_what_is_lacking(rule: str) -> None:
    person = someone(
        module_note={"Compta": 12, "Droit_civil": 9, "Langue": 8}, étudiant_retards=3, étudiant_certificat=False
    )
    told = sentences(why(f"étudiant.x = {rule}", person, "étudiant.x"))
    assert told[0] == "X : oui. §3"
    assert not [line for line in told if "il faut" in line]


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    def blanks(text: str) -> set[str | None]:
        return {field for _, field, _, _ in Formatter().parse(text)} - {None}

    assert TEXTS["fr"].keys() == TEXTS["en"].keys()
    assert {key: blanks(text) for key, text in TEXTS["fr"].items()} == {
        key: blanks(text) for key, text in TEXTS["en"].items()
    }
