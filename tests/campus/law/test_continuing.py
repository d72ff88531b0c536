"""Which decisions say whether studies go on, and under which the next year opens, as the three texts say."""

from __future__ import annotations

import pytest

from parchemin.campus.law.continuing import continuing, deciding, decisions_of_progress
from parchemin.campus.law.law import Law
from parchemin.regulation.meaning import load
from tests.campus.school import REGULATIONS

PASSAGE = {("année.progression", "passage"), ("année.progression", "scolarité_achevée")}
PROGRESS = {
    "icn-pge": {"année.progression", "étudiant.diplôme"},
    "ipag-msc": {"étudiant.diplôme", "étudiant.titre", "étudiant.suite"},
    "lille-ipm": {"étudiant.diplôme"},
}


@pytest.mark.parametrize("slug", PROGRESS)
def test_what_says_whether_studies_go_on_is_read_in_the_text(slug: str) -> None:
    law = Law(load(REGULATIONS / slug))
    assert decisions_of_progress(law) == PROGRESS[slug], "neither mentions, nor who is advised on what"
    assert continuing(law) == (PASSAGE if slug == "icn-pge" else set()), "no refusal, nor a file not looked at"


ON_MARKS = {
    "icn-pge": {
        *PASSAGE,
        ("année.progression", "redoublement_annuel"),
        ("année.progression", "redoublement_semestriel"),
        ("année.progression", "non_autorisation"),
        *(("étudiant.diplôme", option) for option in ("admis", "ajournement", "non_autorisation")),
    },
    "ipag-msc": {
        *(("étudiant.diplôme", option) for option in ("obtenu", "non_obtenu")),
        *(("étudiant.titre", option) for option in ("obtenu", "non_obtenu")),
        *(("étudiant.suite", option) for option in ("double_certification", "ajournement", "exclusion")),
    },
    "lille-ipm": {("étudiant.diplôme", "attribution"), ("étudiant.diplôme", "ajournement")},
}


@pytest.mark.parametrize("slug", ON_MARKS)
def test_what_decides_of_a_year_is_taken_on_its_marks(slug: str) -> None:
    """Not the jury of a semester, nor a year away; and a file not looked at is decided by no option that says so."""
    assert deciding(Law(load(REGULATIONS / slug))) == ON_MARKS[slug]
