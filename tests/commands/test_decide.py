"""What `decide` shows of computed values, of texts without a decision, and of persons it does not know."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from parchemin.cli import parchemin
from tests.regulation.texts import HEADER

MARKS = """
## §1 Ce dont on parle

**Niveaux**

| niveau | dans | membres |
| --- | --- | --- |
| étudiant | | |
| module | étudiant | tableau |

**Cursus : module**

| module | ects |
| --- | --- |
| Droit | 4 |
| Compta | 2 |

**Faits**

| fait | type | absent |
| --- | --- | --- |
| étudiant.quitus | oui/non | non |
| module.note | note | inconnu |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| module.note | 0..20 | 0,5 | refusé |
| étudiant.moyenne | 0..20 | exact | aucun |

## §2 Moyenne

```règles
étudiant.moyenne = moyenne_pondérée(module.note, module.ects)
étudiant.crédits = somme(module.ects, si=module.note >= 10)
```
"""
REQUIRED = (
    "\n**Exigences : étudiant.diplôme**\n\n| exigence | quand |\n| --- | --- |\n| quitus_rendu | étudiant.quitus |\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The records of two students, one with a mark missing."""
    (tmp_path / "données").mkdir()
    (tmp_path / "données/étudiants.csv").write_text("étudiant;quitus\nAda;\nBob;\n", encoding="utf-8")
    lines = "étudiant;module;note\nAda;Droit;12\nAda;Compta;9\nBob;Droit;12\n"
    (tmp_path / "données/modules.csv").write_text(lines, encoding="utf-8")
    return tmp_path


def decide(folder: Path, text: str, *options: str) -> Result:
    path = folder / "essai.md"
    path.write_text(HEADER.replace("entrée : étudiant.entrée\n", "") + text, encoding="utf-8")
    return CliRunner().invoke(parchemin, ["decide", str(path), str(folder / "données"), *options])


def test_computed_values_are_given_for_a_cohort_on_request(folder: Path) -> None:
    table = list(csv.DictReader(decide(folder, MARKS, "--csv", "--valeurs").stdout.splitlines()))
    told = {(row["person"], row["name"]): (row["value"], row["state"]) for row in table}
    assert told == {
        ("Ada", "étudiant.moyenne"): ("11", "settled"),
        ("Ada", "étudiant.crédits"): ("4", "settled"),
        ("Bob", "étudiant.moyenne"): ("en attente (8..44/3)", "pending"),
        ("Bob", "étudiant.crédits"): ("en attente (4..6)", "pending"),
    }
    assert json.loads(decide(folder, MARKS, "--json", "--values").stdout)["outcomes"][0]["value"] == "11"
    assert json.loads(decide(folder, MARKS, "--json").stdout)["outcomes"] == []


def test_computed_values_are_written_as_parquet(folder: Path) -> None:
    out = folder / "valeurs.parquet"
    assert decide(folder, MARKS, "--values", "--out", str(out)).exit_code == 0
    assert pl.read_parquet(out).filter(pl.col("name") == "étudiant.moyenne")["value"].to_list()[0] == "11"


def test_a_text_that_decides_nothing_says_so(folder: Path) -> None:
    assert "Ce texte ne décide rien" in decide(folder, MARKS).stdout
    assert "decides nothing" in decide(folder, MARKS, "--student", "Ada", "--lang", "en").stdout


def test_a_text_without_a_decision_shows_its_requirements(folder: Path) -> None:
    answer = decide(folder, MARKS + REQUIRED)
    assert "quitus" in answer.stdout
    assert "pas encore" in answer.stdout


def test_an_unknown_person_is_never_suggested_to_be_the_same(folder: Path) -> None:
    assert decide(folder, MARKS, "--student", "Ada").exit_code == 0
    refused = decide(folder, MARKS, "--student", "Adda")
    assert (refused.exit_code, "Vouliez-vous dire : Ada" in refused.output) == (2, True)
