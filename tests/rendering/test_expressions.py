"""Rules as people read them."""

from __future__ import annotations

import pytest

from parchemin.rendering.expressions import Target, plain, references, typeset


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("module.note >= 7.5 et non module.éliminé", "module.note ≥ 7,5 et non module.éliminé"),
        ("a<=b", "a ≤ b"),
        ("x != y", "x ≠ y"),
        ("étudiant.statut == FI", "étudiant.statut = FI"),
        ("somme(module.ects, si=module.validé) * 2", "somme(module.ects\u00a0; si\u00a0: module.validé) × 2"),
        (
            "selon(lecture.poids, égal=1, autrement=0)",
            "selon(lecture.poids\u00a0; égal\u00a0: 1\u00a0; autrement\u00a0: 0)",
        ),
    ],
)
def test_signs_are_those_of_print(written: str, read: str) -> None:
    assert plain(written, "fr") == read


def test_english_keeps_its_comma_and_its_point() -> None:
    assert plain("min(module.mark, 7.5)", "en") == "min(module.mark, 7.5)"


def test_a_member_a_reading_and_a_deadline_refer_to_what_is_defined() -> None:
    found = list(references("session[2].note >= lecture.x et jour <= échéance(remise, étudiant.début)", "fr"))

    assert found == ["session.note", "lecture.x", "jour", "@remise", "étudiant.début"]


def test_an_english_reading_leads_to_the_same_name() -> None:
    assert list(references("reading.weights", "en")) == ["lecture.weights"]


def test_only_a_known_name_is_a_link() -> None:
    html = typeset("seuil et autre", "fr", {"seuil": Target("#n-seuil", 'dix "ou" plus')})

    assert html.count("<a ") == 1
    assert "&#34;ou&#34;" in html
    assert "<i>autre</i>" in html


def test_a_line_that_continues_another_may_begin_with_a_choice() -> None:
    assert plain("distance=mois_de_cours)", "fr") == "distance\u00a0: mois_de_cours)"
    assert "<i" in typeset("distance=1", "fr", {})
    assert '<b class="w">' in typeset("somme(x, si=y)", "fr", {})


def test_a_long_definition_is_cut_in_its_tooltip() -> None:
    assert plain("a + " * 200 + "b", "fr", most=40).endswith("…")
    assert len(plain("a + " * 200 + "b", "fr", most=40)) == 40
