"""Which decisions say whether studies go on, and under which the next year opens, as the three texts say."""

from __future__ import annotations

import pytest

from parchemin.campus.law.continuing import continuing, decisions_of_progress
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
