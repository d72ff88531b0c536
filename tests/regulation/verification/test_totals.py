"""Totals that ought to agree are found by the tool itself, with the figures."""

from __future__ import annotations

from fractions import Fraction

from parchemin.regulation.verification.controls import controls
from parchemin.regulation.verification.totals import credit_totals, odd_totals
from tests.regulation.verification.law import HEADER, law, read

CONTROL = """
    ## §2 Volumes

    **Paramètres**

    | paramètre | valeur |
    | --- | --- |
    | mois | 151,67 |
    | publié | {published} |

    **Contrôles**

    | contrôle | niveau | doit être vrai | publié |
    | --- | --- | --- | --- |
    | {name} | {level} | {condition} | {said} |
"""


def control(condition: str, *, level: str = "étudiant", said: str = "", published: str = "1 365") -> list[str]:
    text = CONTROL.format(name="essai", level=level, condition=condition, said=said, published=published)
    return [finding.what("fr") for finding in controls(law(text))]


def test_a_semester_of_forty_two_credits_is_told_with_its_sum_and_its_line() -> None:
    heavy = law("", modules=("| Compta | S1 | 9 | 30 |", "| Droit | S1 | 33 | 30 |", "| Mémoire | S2 | 30 | 60 |"))

    found = list(credit_totals(heavy))

    assert len(found) == 1
    assert "« S1 »" in found[0].what("fr")
    assert "9 + 33 = 42, au lieu de 30" in found[0].what("fr")
    assert "= 42, instead of 30" in found[0].what("en")
    assert found[0].severity == "warning"
    assert found[0].place.article == "§1"
    assert found[0].place.line == 17


def test_semesters_of_thirty_credits_are_left_alone() -> None:
    assert list(credit_totals(law(""))) == []


def test_credits_of_two_levels_under_one_semester_are_added_up() -> None:
    text = HEADER.format(modules="| Compta | S1 | 14 | 30 |\n| Mémoire | S2 | 30 | 60 |", marks="", most="")
    text = text.replace("| stage |", "| projet | semestre | tableau | | |\n| stage |") + """
## §2 Projets

**Cursus : projet**

| projet | semestre | ects (crédits) |
| --- | --- | --- |
| Atelier | S1 | 16 |
"""  # fmt: skip

    assert list(credit_totals(read(text))) == []


def test_a_column_that_a_control_sums_in_part_is_left_to_the_control() -> None:
    """Where students choose among modules, their sum says nothing."""
    modules = ("| Compta | S1 | 30 | 30 |", "| Droit | S1 | 30 | 30 |", "| Mémoire | S2 | 30 | 60 |")
    said = CONTROL.format(
        name="essai",
        level="semestre",
        condition="somme(module.ects, si=module.heures == 60) <= 30",
        said="",
        published="1",
    )

    assert list(credit_totals(law(said, modules=modules))) == []


def test_one_total_of_weights_or_hours_that_differs_from_all_others_is_told() -> None:
    levels = HEADER.replace("S1, S2", "S1, S2, S3, S4")
    rows = [f"| M{i} | S{i} | 30 | {hours} |" for i, hours in enumerate((60, 60, 50, 60), 1)]
    odd = read(levels.format(modules="\n".join(rows), marks="", most=""))
    level = read(levels.format(modules="\n".join(r.replace("50", "60") for r in rows), marks="", most=""))

    found = list(odd_totals(odd))

    assert [f.values["member"] for f in found] == ["S3"]
    assert "les 3 autres font 60" in found[0].what("fr")
    assert list(odd_totals(level)) == []


def test_a_false_control_gives_both_sides_and_the_gap() -> None:
    found = control("somme(module.ects) == 66", said="66 crédits en tout")

    assert len(found) == 1
    assert "somme(module.ects) [60] == 66 est faux (écart 6)" in found[0]
    assert "« 66 crédits en tout »" in found[0]


def test_a_figure_that_is_nearly_right_is_not_right() -> None:
    assert "écart 0,03" in control("9 * mois == publié")[0]
    assert control("9 * mois == publié", published="1 365,03") == []
    assert Fraction("1365.03") == 9 * Fraction("151.67")


def test_a_control_at_a_level_names_the_member_where_it_is_false() -> None:
    found = control("somme(module.heures) == 60 et nombre(module.heures > 0) == 1", level="semestre")

    assert len(found) == 1
    assert "(S1)" in found[0]
    assert "nombre(module.heures > 0) [2] == 1" in found[0]


def test_a_control_that_depends_on_a_student_is_refused() -> None:
    assert "module.note" in control("moyenne(module.note) >= 10")[0]
