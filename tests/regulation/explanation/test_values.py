"""Values, days, labels and outcomes as people read them, in French and in English."""

from __future__ import annotations

from fractions import Fraction

import pytest

from parchemin.regulation.evaluation.spans import ChoiceSpan, Outcome, Span, Truth, Verdict
from parchemin.regulation.explanation.sentences import day, label_of, outcome_words, plain, shown
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning.graph import Kind, Type
from tests.regulation.explanation import law as small

NUMBER, DATE = Type(Kind.NUMBER), Type(Kind.DATE)


@pytest.mark.parametrize(
    ("value", "type_", "language", "said"),
    [
        (Truth(True, True), None, "fr", "oui"),
        (Truth(False, False), None, "en", "no"),
        (Truth(False, True), None, "fr", "en attente"),
        (ChoiceSpan(frozenset({"b_c", "a"})), None, "en", "a or b c"),
        (Verdict(frozenset(), frozenset({1})), None, "fr", "en attente"),
        (Span(Fraction(1, 3), Fraction(1, 3)), NUMBER, "fr", "1/3 (0,3333…)"),
        (Span(Fraction(-1, 3), Fraction(-1, 3)), NUMBER, "en", "-1/3 (-0.3333…)"),
        (Span(Fraction(29999, 3000), Fraction(29999, 3000)), NUMBER, "en", "29999/3000 (9.9996…)"),
        (Span(None, Fraction(3)), NUMBER, "fr", "quelle que soit sa valeur"),
        (Span(Fraction(2), Fraction(7, 2)), NUMBER, "en", "between 2 and 3.5"),
        (Span(Fraction(3), Fraction(3)), Type(Kind.NUMBER, "percent"), "fr", "3 %"),
        (Span(Fraction(3), Fraction(3)), Type(Kind.NUMBER, "weeks"), "en", "3 weeks"),
        (Span(Fraction(5, 2), Fraction(5, 2)), Type(Kind.NUMBER, step=Fraction(1, 100)), "fr", "2,50"),
        (Span(Fraction(3), Fraction(3)), Type(Kind.NUMBER, step=Fraction(1, 100)), "fr", "3"),
    ],
)
def test_a_value_is_shown_as_people_read_it(value: Outcome, type_: Type | None, language: Language, said: str) -> None:
    assert shown(value, type_, language).replace("\u00a0", " ") == said


def test_a_day_is_written_in_words() -> None:
    assert day(small.day(2027, 3, 1), "fr") == "1er mars 2027"
    assert day(small.day(2027, 3, 1), "en") == "1 March 2027"
    assert day(small.day(2027, 12, 31), "fr") == "31 décembre 2027"


def test_what_has_no_label_is_called_by_its_own_words() -> None:
    text = small.law("étudiant.si_tout_va = vrai", small.DECISION)

    assert label_of(text, "étudiant.si_tout_va") == "si tout va"
    assert label_of(text, "module.note") == "Note"
    assert label_of(text, "rendu") == "Date de rendu"
    assert label_of(text, "inconnu.de_tous") == "de tous"
    assert plain("Droit_civil") == "Droit civil"


def test_an_outcome_in_words_names_the_options_of_a_decision() -> None:
    text, verdict = small.law("", small.DECISION), Verdict(frozenset({1}), frozenset({1}))

    assert outcome_words(text, verdict, "fr", "étudiant.d") == "puni, à prononcer (jury)"
    assert outcome_words(text, Truth(True, True), "en") == "yes"
