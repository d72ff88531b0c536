"""The files and columns that a regulation asks for."""

from __future__ import annotations

import pytest

from parchemin.records.layout import layout, plural
from parchemin.regulation.meaning.graph import Level
from tests.records.programmes import MARK, fact, members, regulation, school


def test_one_file_per_level_with_something_to_record() -> None:
    assert {t.stem: t.columns for t in layout(school())} == {
        "étudiants": ("étudiant", "entrée", "parcours", "remarque"),
        "modules": ("étudiant", "module", "dispensé"),
        "sessions": ("étudiant", "module", "session", "inscrit", "absence"),
        "épreuves": ("étudiant", "module", "session", "épreuve", "note", "coefficient"),
        "expériences": ("étudiant", "expérience", "heures", "validée"),
        "candidats": ("candidat", "rang"),
        "épreuves-pour-tous": ("module", "session", "épreuve", "note", "coefficient"),
    }


def test_a_level_without_facts_asks_for_no_file() -> None:
    levels = [Level("étudiant", "", "listed", members("")), Level("module", "étudiant", "listed", members("A"))]
    assert [t.stem for t in layout(regulation(levels, []))] == ["étudiants"]


def test_a_fact_named_as_a_key_keeps_its_whole_name() -> None:
    levels = [Level("étudiant", "", "listed", members("")), Level("module", "étudiant", "listed", members("A"))]
    table = layout(regulation(levels, [fact("module.étudiant", MARK)]))[1]
    assert table.columns == ("étudiant", "module", "module.étudiant")


@pytest.mark.parametrize(
    ("level", "language", "file"),
    [
        ("épreuve", "fr", "épreuves"),
        ("année", "fr", "années"),
        ("cours", "fr", "cours"),
        ("travail", "fr", "travaux"),
        ("oral", "fr", "oraux"),
        ("niveau", "fr", "niveaux"),
        ("assessment", "en", "assessments"),
        ("study", "en", "studies"),
        ("day", "en", "days"),
        ("class", "en", "classes"),
    ],
)
def test_a_file_is_named_after_its_level_in_the_plural(level: str, language: str, file: str) -> None:
    assert plural(level, language) == file  # type: ignore[arg-type]
