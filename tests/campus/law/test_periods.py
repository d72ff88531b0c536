"""What is said of each level, at that level: worked by hand before the three texts, and one of another shape."""

from __future__ import annotations

from parchemin.campus.law.portraits import portrait_of
from parchemin.regulation.evaluation.single import Evaluation
from tests.campus.law.levelled import icn_person, ipag_person, laid, law_of_text, lille_person, person, told
from tests.campus.law.small_laws import before, french

# 8×9 + 12×9 + 9×3 + 11×6 + 13×6 + 10×6 + 14×3 = 453 over 42 credits; projects (6 + 7 + 6,2) / 3 = 6,4;
# internship 12×0,4 + 11×0,4 + 12×0,2 = 11,6; semester 4 (3×6,4 + 21×11,6) / 24 = 10,95.
ON_SITE = {
    "Pratiques": "8",
    "Politiques": "12",
    "Communication": "9",
    "Design": "11",
    "Contenu": "13",
    "Langage": "10",
    "Ubiquité": "14",
    "Méthodologie": "6",
    "Objet_innovant": "7",
    "Dispositif": "6.2",
    "Travail": "12",
    "Mémoire": "11",
    "Soutenance": "12",
}
# Twelve at every unit; prototype 9; internship 9×0,4 + 12×0,4 + 8×0,2 = 10; semester 4 (3×9 + 21×10) / 24 = 9,875.
UNITS = ("Pratiques", "Politiques", "Communication", "Design", "Contenu", "Langage", "Ubiquité")
AT_A_DISTANCE = dict.fromkeys(UNITS, "12") | {"Prototype": "9", "Travail": "9", "Mémoire": "12", "Soutenance": "8"}


def grades(evaluation: Evaluation) -> dict[str, str]:
    return {row.unit.key: row.grade for period in portrait_of(evaluation).every for row in period.rows}


def test_on_site_each_semester_and_component_has_its_own_mark_credits_and_grade() -> None:
    evaluation = lille_person("présentiel", ON_SITE)

    assert told(evaluation) == [
        (0, "Unités d'enseignement", "151/14", "30", "validated"),
        (0, "Projets et stage", "10.95", "30", "validated"),
        (1, "Projets en équipe", "6.4", "", "compensated"),
        (1, "Stage, mémoire et soutenance", "11.6", "", "validated"),
    ]
    portrait = portrait_of(evaluation)
    assert [(one.key, one.worth) for one in portrait.every] == [
        ("S3", ""),
        ("S4", ""),
        ("Projets", "3"),
        ("Stage", "21"),
    ]
    assert portrait.averages == (("moyenne du master", "3043/280"),), "those of the semesters are told there"
    assert portrait.credits is not None
    assert portrait.credits.text == "60"
    assert [(d.name, d.value) for d in portrait.decisions] == [
        ("étudiant.diplôme", "attribution"),
        ("étudiant.mention", "passable"),
    ]


def test_a_unit_is_compensated_where_the_text_validates_it_below_its_own_figure() -> None:
    found = grades(lille_person("présentiel", ON_SITE))

    assert {key: grade for key, grade in found.items() if grade == "compensated"} == dict.fromkeys(
        ("Pratiques", "Communication"), "compensated"
    )
    assert (found["Politiques"], found["Langage"], found["Travail"]) == ("validated", "validated", "marked")


def test_at_a_distance_a_component_is_validated_in_a_semester_that_is_not() -> None:
    evaluation = lille_person("distance", AT_A_DISTANCE)

    assert told(evaluation) == [
        (0, "Unités d'enseignement", "12", "30", "validated"),
        (0, "Projets et stage", "9.875", "0", "not_validated"),
        (1, "Projets en équipe", "9", "", "not_validated"),
        (1, "Stage, mémoire et soutenance", "10", "", "validated"),
    ]
    portrait = portrait_of(evaluation)
    assert portrait.averages == (("moyenne du master", "10.9375"),)
    assert portrait.credits is not None
    assert portrait.credits.text == "30"
    assert portrait.decisions[0].options == ("ajournement",)


def test_without_leave_to_defend_the_semester_says_so_beside_its_own_mark() -> None:
    evaluation = lille_person("présentiel", ON_SITE, authorised=False)

    assert laid(portrait_of(evaluation), "S4", "Stage") == [
        (0, "Projets et stage", "10.95", "0", "not_validated"),
        (1, "Stage, mémoire et soutenance", "11.6", "", "not_validated"),
    ]


def test_the_credits_of_each_block_and_module_are_told_where_no_mark_stands() -> None:
    evaluation = ipag_person()

    assert told(evaluation) == [
        (0, "Épreuve de certification", "", "", ""),
        (0, "Note du mémoire", "", "", ""),
        (0, "Enseignements de tronc commun", "", "18", ""),
        (0, "Première spécialisation", "", "12", ""),
        (0, "Seconde spécialisation", "", "12", ""),
        (0, "Enseignements softskills", "", "3", ""),
        (0, "Mémoire de fin d'études", "", "15", ""),
    ]
    core = next(one for one in portrait_of(evaluation).every if one.key == "Tronc_commun")
    assert [(row.unit.label, row.unit.credits, row.grade) for row in core.rows][:2] == [
        ("Gestion de projet", "2", "credited"),
        ("Business & CSR", "2", "credited"),
    ]
    assert len(core.rows) == 9
    assert portrait_of(evaluation).averages == (("moyenne des épreuves", "10.7"),)


def test_credits_that_are_not_acquired_are_told_as_such() -> None:
    evaluation = ipag_person(defended=False)

    dissertation = next(one for one in portrait_of(evaluation).every if one.key == "Mémoire")
    assert (dissertation.credits, [row.grade for row in dissertation.rows]) == ("0", ["not_credited"])
    assert portrait_of(evaluation).credits is not None
    assert grades(evaluation)["Gestion_de_projet"] == "credited"
    nothing = person("ipag-msc")
    assert grades(nothing)["Gestion_de_projet"] == "open"


def test_a_year_is_told_above_its_semesters() -> None:
    # S1: all at twelve but 9 and 6; the first is compensated by the semester, the second eliminated.
    evaluation = icn_person({"S1-DROIT": "9", "S1-QUANTI": "6"})
    law = law_of_text("icn-pge")
    s1 = [unit for unit in law.units_of("S1") if unit.key]
    lost = next(unit for unit in s1 if unit.key == "S1-QUANTI")

    year, first, second = laid(portrait_of(evaluation), "A1", "S1", "S2")

    assert year == (0, "première année", "", str(60 - int(lost.credits or 0)), "not_validated")
    assert (first[0], first[1], first[4]) == (1, "semestre 1", "not_validated")
    assert first[3] == str(30 - int(lost.credits or 0))
    assert second == (1, "semestre 2", "12", "30", "validated")
    assert (grades(evaluation)["S1-DROIT"], grades(evaluation)["S1-QUANTI"]) == ("compensated", "eliminated")


def test_blocks_in_fields_skills_and_marks_of_the_person_stand_where_another_text_puts_them() -> None:
    # Living world (4×8 + 3×14) / 7 = 74/7; numbers 9; words 16. General mark (74/7 + 9 + 16) / 3 = 83/7.
    evaluation = person(
        "other",
        course_mark={"Cells": "8", "Plants": "14", "Algebra": "9", "Letters": "16"},
        skill_shown={"Team_work": True, "Speech": False},
        student_defence="11",
    )

    assert told(evaluation) == [
        (0, "Science", "", "7", "not_validated"),
        (1, "The living world", "74/7", "7", "validated"),
        (1, "Numbers", "9", "0", "not_validated"),
        (0, "Human studies", "", "4", "validated"),
        (1, "Words", "16", "4", "validated"),
        (0, "Defence", "", "", ""),
        (0, "Skill", "", "", ""),
    ]
    assert grades(evaluation) == {
        "Cells": "compensated",
        "Plants": "validated",
        "Algebra": "not_validated",
        "Letters": "validated",
        "": "validated",
        "Team_work": "validated",
        "Speech": "not_validated",
    }
    portrait = portrait_of(evaluation)
    assert portrait.averages == (("general mark", "83/7"), ("mark of stays", "0"))
    assert [(d.name, d.options) for d in portrait.decisions] == [
        ("student.diploma", ("refusal",)),
        ("student.distinction", ("plain",)),
    ]
    assert [one.short for one in portrait.every if one.depth] == ["The living world", "Numbers", "Words"]


def test_what_has_no_unit_goes_with_what_it_stands_in() -> None:
    evaluation = person("other")
    followed = portrait_of(evaluation).of({"course:Algebra"})

    assert [(one.label, [row.unit.key for row in one.rows]) for one in followed] == [
        ("Science", []),
        ("Numbers", ["Algebra"]),
        ("Skill", ["Team_work", "Speech"]),
    ]


def test_the_credits_of_units_are_not_added_up_where_the_text_counts_otherwise() -> None:
    counted = (
        "étudiant.crédits = somme(module.ects, si=module.acquis)",
        "étudiant.crédits = 30 si semestre[S1].validé sinon 0",
    )
    own = ("semestre.crédits = somme(module.ects, si=module.acquis)\n", "")
    evaluation = before(french(own, counted), {"Compta/1": "12", "Droit/1": "12"})

    first = next(one for one in portrait_of(evaluation).every if one.key == "S1")
    assert (first.grade, first.credits) == ("validated", ""), "six would not be what the text counts"


def test_the_averages_of_a_jury_are_those_of_the_levels_and_the_one_the_distinction_is_given_on() -> None:
    assert law_of_text("lille-ipm").averages == (
        ("semestre.moyenne", "S3", "S3"),
        ("semestre.moyenne", "S4", "S4"),
        ("étudiant.moyenne_du_master", "", "moyenne du master"),
    )
    assert [label for _, _, label in law_of_text("other").averages] == [
        "The living world",
        "Numbers",
        "Words",
        "general mark",
        "mark of stays",
    ]
