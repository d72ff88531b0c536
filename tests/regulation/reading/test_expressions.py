"""Expressions: one grammar under French and English words; what is not in it is refused at its column."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parchemin.regulation.findings import Finding, Language, Refused, SourcePlace
from parchemin.regulation.reading import syntax
from parchemin.regulation.reading.document import SourceExpression
from parchemin.regulation.reading.expressions import parse


def parsed(text: str, language: Language = "fr") -> syntax.Syntax:
    return parse(SourceExpression(text, ((0, 12, 5),), SourcePlace("r.md", 12, 5, "§1")), language)


def fault(text: str, language: Language = "fr") -> Finding:
    with pytest.raises(Refused) as refused:
        parsed(text, language)
    return refused.value.findings[0]


def test_both_languages_give_one_shape() -> None:
    french = parsed("tous(module.note >= 10 et non module.absent, si=module.suivi)")
    english = parsed("all(module.note >= 10 and not module.absent, where=module.suivi)", "en")
    assert french == english


def test_a_decimal_number_stays_exact() -> None:
    shape = parsed("module.note > 7.01")
    assert isinstance(shape, syntax.ComparisonChain)
    assert shape.operands[1] == syntax.Literal_(Fraction(701, 100))


def test_a_member_may_be_any_text() -> None:
    assert parsed("module[S3 - Atelier Artem].note") == syntax.Name("module", "note", "S3 - Atelier Artem")


def test_a_word_that_python_keeps_for_itself_is_a_name_here() -> None:
    assert parsed("étudiant.suite == continue") == syntax.ComparisonChain(
        ("==",), (syntax.Name("étudiant", "suite"), syntax.Name("continue"))
    )
    assert parsed("selon(étudiant.suite, continue=1, class=2)") == syntax.Call(
        "switch",
        (syntax.Name("étudiant", "suite"),),
        (("continue", syntax.Literal_(Fraction(1))), ("class", syntax.Literal_(Fraction(2)))),
    )


def test_strictness_is_kept_as_written() -> None:
    for sign in ("<", "<=", "==", "!=", ">=", ">"):
        shape = parsed(f"a.b {sign} 7")
        assert isinstance(shape, syntax.ComparisonChain)
        assert shape.operators == (sign,)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("module.note >= 7,5", "decimal-comma"),
        ("module.note = 7", "single-equals"),
        ("module.note >= 7 and vrai", "foreign-keyword"),
        ("module.note >= 7 $", "strange-character"),
        ("module.note >= ", "not-an-expression"),
        ("(module.note", "not-an-expression"),
        ("module.note.valeur", "not-allowed"),
        ("lambda: 1", "strange-character"),
        ("module.note ** 2", "not-allowed"),
        ("__import__", None),
        ("moyene(module.note)", "unknown-function"),
        ("module.note is vrai", "not-an-expression"),
        ("", "empty-expression"),
        ("(" * 200 + "1" + ")" * 200, "expression-too-long"),
        ("a.b + " * 2000 + "1", "expression-too-long"),
    ],
)
def test_what_the_language_does_not_have_is_refused(text: str, code: str | None) -> None:
    if code is None:
        assert isinstance(parsed(text), syntax.Name)  # a name like another: it will be found unknown
        return
    found = fault(text)
    assert found.code == code
    assert found.what("fr") != found.what("en")
    assert found.remedy("fr")


def test_a_fault_is_placed_at_its_column_after_accents() -> None:
    found = fault("évalué.notée >= 7 et éé.x = 3")
    assert found.code == "single-equals"
    assert (found.place.line, found.place.column) == (12, 5 + "évalué.notée >= 7 et éé.x ".index("x ") + 2)


def test_a_fault_on_a_continued_line_is_placed_on_that_line() -> None:
    text = "module.note >= 10 ou inconnue(3)"
    written = SourceExpression(text, ((0, 12, 5), (18, 13, 9)), SourcePlace("r.md", 12, 5, "§1"))
    with pytest.raises(Refused) as refused:
        parse(written, "fr")
    place = refused.value.findings[0].place
    assert (place.line, place.column) == (13, 12)


def test_the_remedy_of_a_decimal_comma_is_the_number_with_a_point() -> None:
    assert "7.5" in fault("max(module.note, 7,5)").remedy("fr")


@given(st.text(max_size=80), st.sampled_from(["fr", "en"]))
def test_no_text_makes_the_parser_fail(text: str, language: Language) -> None:
    with suppress(Refused):
        parsed(text, language)


@pytest.mark.parametrize(
    ("text", "code", "column", "right"),
    [
        ("module.note >= 3 ET module.validé", "foreign-keyword", 18, "« et »"),
        ("1 si module.validé", "no-otherwise", 1, "sinon"),
        ('année.issue == "passage"', "quoted-word", 16, "passage_annuel"),
        ("année.issue == « passage »", "quoted-word", 16, "passage_annuel"),
        ("étudiant.entrée >= 2026-09-01", "date-in-rule", 20, "rentrée : 2026-09-01"),
        ("étudiant.entrée >= 1er septembre 2026", "date-in-rule", 20, "**Paramètres**"),
        ("étudiant.entrée >= 1/9/2026", "date-in-rule", 20, "**Paramètres**"),
    ],
)
def test_a_common_slip_is_told_what_to_write(text: str, code: str, column: int, right: str) -> None:
    place = SourcePlace("essai.md", 1, 1)
    with pytest.raises(Refused) as refusal:
        parse(SourceExpression(text, ((0, 1, 1),), place), "fr")
    (found,) = refusal.value.findings
    assert (found.code, found.place.column, right in found.remedy("fr")) == (code, column, True)
