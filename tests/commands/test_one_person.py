"""`explain`, `outlook` and `simulate` from the command line: what they print, their keys, and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from parchemin import records
from parchemin.cli import parchemin
from parchemin.regulation.meaning import load
from tests.regulation.simulation.school import TEXT, cohort, student

REASON_KEYS = {
    "kind",
    "name",
    "canonical",
    "label",
    "member",
    "value",
    "sentence",
    "article",
    "file",
    "line",
    "source",
    "repeated",
    "because",
}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The text, and a folder of two students: Ada is complete, Bob waits for a mark."""
    folder = tmp_path_factory.mktemp("école")
    text = folder / "école.md"
    text.write_text(TEXT, encoding="utf-8")
    regulation = load(text)
    ada = student({"Compta": "10", "Droit": "6.90", "Langue": "12"})
    bob = student({"Compta": "12", "Droit": "9.5"}, name="bob")
    records.write(regulation, cohort(regulation, ada, bob), folder / "données")
    return text, folder / "données"


def run(verb: str, school: tuple[Path, Path], *arguments: str) -> Result:
    return CliRunner().invoke(parchemin, [verb, *map(str, school), *arguments])


def answer(verb: str, school: tuple[Path, Path], *arguments: str) -> Any:
    result = run(verb, school, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_explain_tells_in_a_sentence_what_decides(school: tuple[Path, Path]) -> None:
    result = run("explain", school, "ada", "module[Droit].validé")

    assert result.exit_code == 0, result.output
    assert "Droit, note 6,90 : au plus 7 (note éliminatoire), 0,10 de moins" in result.output


def test_explain_takes_the_english_name_and_speaks_english(school: tuple[Path, Path]) -> None:
    result = run("explain", school, "ada", "module[Droit].validated", "--lang", "en")

    assert result.exit_code == 0, result.output
    assert "Droit, validé: no. §3" in result.output
    assert "at most 7 (note éliminatoire), 0.10 below" in result.output


def test_explain_without_a_name_goes_through_every_decision_and_requirement(school: tuple[Path, Path]) -> None:
    found = answer("explain", school, "ada")

    assert {r["name"] for r in found["reasons"]} >= {"étudiant.issue", "étudiant.diplômable", "étudiant.modules"}
    assert set(found) == {"regulation", "version", "digest", "person", "reasons"}
    assert set(found["reasons"][0]) >= REASON_KEYS | {"root", "sentences", "articles", "readings", "typed_facts"}


def test_outlook_gives_the_least_mark_with_and_without_the_others(school: tuple[Path, Path]) -> None:
    found = answer("outlook", school, "bob")

    view = found["roots"][0]
    need = next(n for n in view["needs"] if (n["member"], n["goal"]) == ("Langue", "étudiant.issue"))
    assert (need["least"], need["alone"], need["option"], need["step"]) == ("7.01", "7.01", "diplôme", "0.01")
    issue = next(p for p in view["prospects"] if p["name"] == "étudiant.issue")
    assert issue["possible"] == ["diplôme", "rattrapage", "ajournement"]


def test_outlook_reads_as_tables(school: tuple[Path, Path]) -> None:
    result = run("outlook", school, "bob")

    assert result.exit_code == 0, result.output
    assert "il faut au moins" in result.output
    assert "7,01" in result.output


def test_an_id_in_brackets_is_shown_as_it_is(school: tuple[Path, Path], tmp_path: Path) -> None:
    regulation = load(school[0])
    zoé = student({"Compta": "12"}, name="zoé [red]")
    records.write(regulation, cohort(regulation, zoé), tmp_path / "données")

    for verb in ("outlook", "explain"):
        assert "zoé [red]" in run(verb, (school[0], tmp_path / "données"), "zoé [red]").output


def test_simulate_says_who_changes_and_why(school: tuple[Path, Path]) -> None:
    found = answer("simulate", school, "--set", "seuil=9,5")

    assert found["differences"] == [
        {"what": "parameter", "name": "seuil", "member": "", "before": "10", "after": "9,5", "article": "§2"}
    ]
    moved = next(t for t in found["transitions"] if t["before"] == "pending" and t["name"] == "module.validé")
    assert moved["moved"] == [{"person": "bob", "member": "Droit"}]
    assert moved["articles"] == ["§2", "§3"]
    assert found["sweep"] is None


def test_simulate_against_another_text_and_sweeps(school: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "autre.md"
    other.write_text(TEXT.replace("| seuil | 10 |", "| seuil | 9 |"), encoding="utf-8")

    found = answer("simulate", school, "--against", str(other), "--sweep", "seuil=9..10:0,5")

    assert [a["article"] for a in found["articles"]] == ["§2"]
    assert [(p["value"], p["changed"]) for p in found["sweep"]["points"]] == [("9", 1), ("9.5", 1), ("10", 0)]
    assert "1 sur 2 changent (étudiant)" in run("simulate", school, "--against", str(other)).output


@pytest.mark.parametrize(
    ("verb", "arguments", "said"),
    [
        ("explain", ["adaa"], "ada"),
        ("explain", ["ada", "module[Comta].validé"], "Compta"),
        ("explain", ["ada", "étudiant.isue"], "étudiant.issue"),
        ("outlook", ["bobb"], "bob"),
        ("simulate", [], "--set"),
        ("simulate", ["--set", "seuil"], "seuil=11"),
        ("simulate", ["--set", "seuill=3"], "seuil"),
        ("simulate", ["--set", "seuil=douze"], "un nombre"),
        ("simulate", ["--set", "lecture.compensation=bof"], "semestre"),
        ("simulate", ["--sweep", "seuil=12..8"], "2001"),
        ("simulate", ["--sweep", "seuil"], "seuil=8..12:0,5"),
        ("simulate", ["--sweep", "seuill=1..2"], "seuil"),
    ],
)
def test_bad_usage_ends_with_2_and_one_message_that_says_what_would_do(
    school: tuple[Path, Path], verb: str, arguments: list[str], said: str
) -> None:
    result = run(verb, school, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)
