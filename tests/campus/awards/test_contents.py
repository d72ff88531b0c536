"""What a transcript says on paper of each level, worked by hand; and one of the first shape as it was issued."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation

from parchemin.campus.awards.queries import contents
from parchemin.campus.law.portraits import portrait_of
from parchemin.regulation.evaluation.single import Evaluation
from tests.campus.law.levelled import icn_person, ipag_person, law_of_text, lille_person, person
from tests.campus.law.test_periods import AT_A_DISTANCE, ON_SITE

WHO = {
    "language": "fr",
    "school": "École",
    "programme": "Programme",
    "label": "2026-2027",
    "name": "Ada Martin",
    "number": "1",
    "intake": "Rentrée",
    "decisions": [],
}
# As one was issued before a content said its shape.
FIRST = WHO | {
    "periods": [
        {
            "titles": ["S4, Projets et stage", "Projets en équipe"],
            "average": "6.4",
            "credits": "3",
            "validated": "yes",
            "units": [
                {
                    "code": "Dispositif",
                    "name": "Conception d'un dispositif",
                    "credits": "",
                    "mark": "6.4",
                    "session": "",
                    "state": "marked",
                }
            ],
        }
    ],
    "averages": [["note s3", "12"]],
    "credits": "60",
}


def content_of(evaluation: Evaluation, slug: str, units: tuple[str, ...] = ()) -> contents.Content:
    followed = units or tuple(law_of_text(slug).units)
    told = contents.told(portrait_of(evaluation), followed, set())
    return {"shape": contents.SHAPE, **WHO, **told}


def printed(content: contents.Content, language: str = "fr") -> Any:
    with translation.override(language):
        return contents.printed(content, key="K", final=False, version="2026-09-01", on=date(2027, 7, 5))


def said(content: contents.Content, language: str = "fr") -> list[str]:
    """The periods as they are printed, a line each."""
    return [
        "  " * one.depth + " · ".join([one.title, *(f"{said.label} {said.value}".strip() for said in one.said)])
        for one in printed(content, language).periods
    ]


def followed(*left_out: str) -> tuple[str, ...]:
    return tuple(name for name in law_of_text("lille-ipm").units if name.partition(":")[2] not in left_out)


def test_each_level_of_a_master_has_its_own_mark_credits_and_state_on_site() -> None:
    units = followed("Prototype")

    content = content_of(lille_person("présentiel", ON_SITE), "lille-ipm", units)

    assert said(content) == [
        "S3, Unités d'enseignement · Moyenne 10,78… · Crédits acquis 30 · Validé",
        "S4, Projets et stage · Moyenne 10,95 · Crédits acquis 30 · Validé",
        "  Projets en équipe · Note 6,40 · Crédits 3 · Compensé",
        "  Stage, mémoire et soutenance · Note 11,60 · Crédits 21 · Validé",
    ]
    paper = printed(content)
    assert [(one.label, one.value) for one in paper.averages] == [("Moyenne du master", "10,86…")]
    assert paper.credits == "60"
    rows = {line.name: (line.credits, line.mark, line.state) for period in paper.periods for line in period.modules}
    assert rows["Communication dans différents contextes"] == ("3", "9,00", "Compensé")
    assert rows["Soutenance de fin d'étude"] == ("", "12,00", "")
    assert "Projet de fin d'étude de la formation à distance" not in rows


def test_each_level_of_a_master_has_its_own_mark_credits_and_state_at_a_distance() -> None:
    units = followed("Méthodologie", "Objet_innovant", "Dispositif")

    content = content_of(lille_person("distance", AT_A_DISTANCE), "lille-ipm", units)

    assert said(content) == [
        "S3, Unités d'enseignement · Moyenne 12,00 · Crédits acquis 30 · Validé",
        "S4, Projets et stage · Moyenne 9,875 · Crédits acquis 0 · Non validé",
        "  Projets en équipe · Note 9,00 · Crédits 3 · Non validé",
        "  Stage, mémoire et soutenance · Note 10,00 · Crédits 21 · Validé",
    ]
    assert said(content, "en")[1] == "S4, Projets et stage · Moyenne 9.875 · Credits earned 0 · Not validated"


def test_the_credits_of_a_diploma_and_the_marks_of_a_title_are_both_detailed() -> None:
    content = content_of(ipag_person(), "ipag-msc")

    assert said(content) == [
        "Épreuve de certification",
        "Note du mémoire",
        "Enseignements de tronc commun · Crédits acquis 18",
        "Première spécialisation · Crédits acquis 12",
        "Seconde spécialisation · Crédits acquis 12",
        "Enseignements softskills · Crédits acquis 3",
        "Mémoire de fin d'études · Crédits acquis 15",
    ]
    paper = printed(content)
    core = paper.periods[2].modules
    assert (core[0].name, core[0].credits, core[0].mark, core[0].state) == ("Gestion de projet", "2", "", "Acquis")
    assert (core[0].code, paper.periods[0].modules[0].code) == ("", "E1"), "a word that identifies is no code"
    assert [line.mark for line in paper.periods[0].modules] == ["14,00", "9,00", "11,00", "7,50", "12,00"]
    assert [(one.label, one.value) for one in paper.averages] == [("Moyenne des épreuves", "10,70")]
    assert paper.credits == "60"
    lost = printed(content_of(ipag_person(defended=False), "ipag-msc")).periods[-1]
    assert [(line.credits, line.state) for line in lost.modules] == [("15", "Non acquis")]


def test_a_year_stands_above_its_semesters_and_is_not_told_again() -> None:
    law = law_of_text("icn-pge")
    units = tuple(unit.name for unit in law.units_of("A1"))

    assert said(content_of(icn_person({"S1-DROIT": "9", "S1-QUANTI": "6"}), "icn-pge", units)) == [
        "Première année · Crédits acquis 56 · Non validé",
        "  Semestre 1 · Moyenne 10,80 · Crédits acquis 26 · Non validé",
        "  Semestre 2 · Moyenne 12,00 · Crédits acquis 30 · Validé",
    ]


def test_a_text_of_another_shape_is_printed_as_it_nests_its_levels() -> None:
    evaluation = person(
        "other", course_mark={"Cells": "8", "Plants": "14", "Algebra": "9"}, skill_shown={"Speech": True}
    )

    content = content_of(evaluation, "other", ("course:Cells", "course:Plants", "course:Algebra"))

    assert said(content, "en") == [
        "Science · Credits earned 7 · Not validated",
        "  The living world · Mark 10.57… · Credits earned 7 · Validated",
        "  Numbers · Mark 9.00 · Credits earned 0 · Not validated",
        "Skill",
    ]
    skills = printed(content, "en").periods[-1].modules
    assert [(line.name, line.mark, line.state) for line in skills] == [
        ("Working in a team", "", "Awaited"),
        ("Speaking in public", "", "Validated"),
    ]


def test_a_transcript_of_the_first_shape_is_shown_as_it_was_issued() -> None:
    assert said(FIRST) == ["S4, Projets et stage, Projets en équipe · Moyenne 6,40 · Crédits 3 · Validé"]
    with translation.override("fr"):
        [period] = contents.laid_out(FIRST)["periods"]
    assert period["said"] == [("Moyenne", "6,40"), ("Crédits", "3"), ("", "Validé")]
    assert [(line.name, line.mark, line.state) for line in period["units"]] == [
        ("Conception d'un dispositif", "6,40", "")
    ]
    assert period["columns"] == {"credits": False, "mark": True, "session": False, "state": False}
    assert printed(FIRST).averages[0].label == "Note s3", "what was certified is not put otherwise afterwards"
