"""The page for schools about their records is true: its commands run, and what it shows is what is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from parchemin.cli import parchemin
from tests.architecture.house import ROOT
from tests.architecture.test_documents import commands, run

PAGE = ROOT / "docs/donnees.md"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    for command in commands(PAGE):
        answer = run(command.line, folder)
        assert answer.returncode == 0, f"{command.line}\n{answer.stdout}{answer.stderr}"
    return folder


def test_the_commands_of_the_page_write_what_it_says(build: Path) -> None:
    assert (build / "vide/LISEZMOI.md").is_file()
    assert len((build / "exemple/étudiants.csv").read_text(encoding="utf-8-sig").splitlines()) == 6
    assert (build / "resultats.csv").read_text(encoding="utf-8").startswith("person,")


def test_the_refusal_shown_is_the_one_printed(build: Path) -> None:
    shown = re.search(r"^```text\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    sheet = build / "exemple/ues.csv"
    lines = sheet.read_text(encoding="utf-8-sig").splitlines()
    wrong = lines[1].rsplit(";", 1)[0] + ";25"
    sheet.write_text("\n".join([lines[0], wrong, *lines[2:]]) + "\n", encoding="utf-8")
    answer = run(".venv/bin/parchemin decide regulations/lille-ipm build/exemple", build)

    assert shown is not None
    printed = answer.stderr.replace(str(build), "build")
    assert [line.rstrip() for line in printed.splitlines()] == shown[1].splitlines()


@pytest.mark.parametrize("cell", ["12", "12,5", "12.5", "", "?"])
def test_what_the_page_lets_one_write_is_read(tmp_path: Path, cell: str) -> None:
    assert _with_mark(tmp_path, cell) == 0


@pytest.mark.parametrize("cell", ["1e3", "12/20", "ABS", "12,345", "25"])
def test_what_the_page_says_is_refused_is(tmp_path: Path, cell: str) -> None:
    assert _with_mark(tmp_path, cell) == 2


def _with_mark(folder: Path, cell: str) -> int:
    (folder / "étudiants.csv").write_text(_header("étudiants.csv", "a"), encoding="utf-8")
    (folder / "ues.csv").write_text(f"étudiant;ue;note\na;Design;{cell}\n", encoding="utf-8")
    return CliRunner().invoke(parchemin, ["decide", str(ROOT / "regulations/lille-ipm"), str(folder)]).exit_code


def _header(file: str, person: str) -> str:
    from parchemin.records.layout import layout
    from parchemin.regulation.meaning.understanding import load

    table = next(t for t in layout(load(ROOT / "regulations/lille-ipm")) if str(t.file()) == file)
    return ";".join(table.columns) + "\n" + person + ";" * (len(table.columns) - 1) + "\n"
