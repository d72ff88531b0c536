"""The names that stages share with texts: said once, in both languages, where the fact is filled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parchemin.campus.law.names import bears, every_shared_name, shared
from parchemin.regulation.reading.vocabulary import SHARED_NAMES, canonical
from tests.campus.law.small_laws import french

ROOT = Path(__file__).parents[3]
BORROWED_SKATES = shared("student.borrowed_skates", "étudiant.patins_empruntés")


def test_a_name_is_declared_once_and_stays_what_it_was_said_to_be() -> None:
    assert shared("student.borrowed_skates", "étudiant.patins_empruntés") == BORROWED_SKATES
    with pytest.raises(ValueError, match=r"already étudiant\.patins_empruntés"):
        shared("student.borrowed_skates", "étudiant.skis")


def test_a_fact_bears_a_shared_name_in_either_language_and_under_a_level_of_another_name() -> None:
    assert bears("étudiant.patins_empruntés", "student.patins_empruntés", BORROWED_SKATES)
    assert bears("student.borrowed_skates", "student.borrowed_skates", BORROWED_SKATES)
    assert not bears("étudiant.patins", "student.patins", BORROWED_SKATES)
    assert not bears("étudiant.chant", "student.chant", "student.singing"), "nobody declared it"


def test_a_text_finds_a_fact_whose_french_word_the_engine_does_not_know() -> None:
    row = "| candidat.note_du_concours | note | inconnu | | |\n"
    law = french((row, row + "| étudiant.patins_empruntés | entier 0..99 | 0 | | Patins empruntés |\n"))

    assert "patins_empruntés" not in SHARED_NAMES
    assert law.canonical(BORROWED_SKATES) == "étudiant.patins_empruntés"
    assert french().canonical(BORROWED_SKATES) == ""


def test_what_stages_call_a_fact_is_what_the_engine_does() -> None:
    for english, name in every_shared_name().items():
        if all(part in SHARED_NAMES for part in name.split(".")):
            assert canonical(name) == english


def test_the_page_for_schools_has_every_name_that_a_stage_declares() -> None:
    """Names that tests declare stand in no installed stage; `<niveau>` is any level of a text."""
    page = (ROOT / "docs" / "noms-partages.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([^`<]+)` \| `([^`]+)` \|", page, re.MULTILINE))

    declared = {name: french for name, french in every_shared_name().items() if name != BORROWED_SKATES}
    assert {english: name for name, english in rows.items()} == declared
