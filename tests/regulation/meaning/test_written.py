"""An expression written back: as its author wrote it, negations, conditions and words of the language included."""

from __future__ import annotations

import pytest

from parchemin.regulation.explanation.sentences import side_label
from parchemin.regulation.meaning.written import phrase
from tests.regulation.explanation.law import law

EXACT = "| étudiant.x | 0..20 | exact | aucun |"
RULES = [
    "nombre(non (module.note >= seuil))",
    "nombre(non module.dispensé)",
    "nombre(module.note >= seuil et non module.dispensé)",
    "nombre(module.note >= seuil ou module.dispensé)",
    "somme(module.ects, si=module.note >= seuil)",
    "non (module[Compta].note >= seuil ou étudiant.certificat)",
    "maximum(module.note) - minimum(module.note) <= 10",
    "étudiant.retards * 2",
    "3 si étudiant.certificat sinon étudiant.retards",
    "max(étudiant.retards, 2)",
    "moyenne_pondérée(module.note, module.ects)",
    "moyenne_des_meilleures(module.note, 2)",
    "moyenne_sans_les_plus_basses(module.note, 1)",
    "dernier(stage.mois, par=stage.fin, vide=0)",
    "étudiant.voie == initiale",
]


def written(rule: str, language: str = "fr") -> str:
    marks = EXACT if rule.startswith(("moyenne", "mean")) else ""
    found = law(f"étudiant.x = {rule}" if language == "fr" else f"student.x = {rule}", language=language, marks=marks)
    return phrase(found.definitions["étudiant.x" if language == "fr" else "student.x"].node, found.language)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_written_back_as_it_was_written(rule: str) -> None:
    assert written(rule) == rule


def test_a_rule_in_english_keeps_english_words() -> None:
    rule = "count(not (module.mark >= threshold) and not module.exempted)"
    assert written(rule, "en") == rule


def test_for_people_an_expression_has_the_words_of_its_names() -> None:
    found = law("étudiant.x = étudiant.retards * 2 - seuil")
    assert side_label(found, found.definitions["étudiant.x"].node) == "(retards × 2) − seuil"
