"""The command and the records folder in bad hands: nothing half written, nothing overwritten, never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parchemin import records
from parchemin.cli import parchemin
from parchemin.commands.files import write_whole
from parchemin.regulation.meaning.understanding import load
from tests.regulation.texts import RULES, TREE, written


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(parchemin, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def started(*arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "parchemin.cli", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    said = process.communicate(timeout=120)[1]
    return process.returncode, " ".join(said.split())


@pytest.fixture
def law(tmp_path: Path) -> Path:
    return written(tmp_path / "règlement", TREE, RULES)


@pytest.fixture
def cohort(law: Path, tmp_path: Path) -> Path:
    assert run("record", law, tmp_path / "données", "--demo", "5").exit_code == 0
    return tmp_path / "données"


# --- writing --------------------------------------------------------------------------------------------------


def test_a_pipe_or_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        write_whole(pipe, "ligne\n")
        assert reader.communicate(timeout=10)[0] == "ligne\n"
    assert pipe.is_fifo()


def test_a_link_keeps_its_place_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "vrai.csv").write_text("avant", encoding="utf-8")
    (tmp_path / "lien.csv").symlink_to("vrai.csv")
    write_whole(tmp_path / "lien.csv", "après")
    assert (tmp_path / "lien.csv").is_symlink()
    assert (tmp_path / "vrai.csv").read_text(encoding="utf-8") == "après"


@pytest.mark.parametrize("out", [".", "absent/x.csv", "règlement/essai.md/x.csv", "n" * 300])
def test_where_nothing_can_be_written_is_said_in_french(law: Path, cohort: Path, tmp_path: Path, out: str) -> None:
    result = run("decide", law, cohort, "--out", tmp_path / out)
    assert result.exit_code == 2
    assert any(word in result.stderr for word in ("dossier", "trop long"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["données", "règlement"]


def test_two_writers_of_one_file_leave_one_whole_file(law: Path, cohort: Path, tmp_path: Path) -> None:
    out = tmp_path / "résultats.csv"
    both = [started("decide", law, cohort, "--out", out) for _ in range(2)]
    assert [ended(process)[0] for process in both] == [0, 0]
    assert out.read_text(encoding="utf-8") == run("decide", law, cohort, "--csv").stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["données", "règlement", "résultats.csv"]


def test_two_writers_of_one_records_folder_leave_the_first_and_refuse_the_second(law: Path, tmp_path: Path) -> None:
    both = [started("record", law, tmp_path / "d", "--demo", "20", "--seed", str(seed)) for seed in (1, 2)]
    told = sorted(ended(process) for process in both)
    assert [status for status, _ in told] == [0, 2], told
    assert "n'est pas vide" in told[1][1]
    assert records.read(load(law), tmp_path / "d")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["d", "règlement"]


def test_a_records_folder_interrupted_halfway_is_not_there(law: Path, tmp_path: Path) -> None:
    process = started("record", law, tmp_path / "d", "--demo", "1000000")
    deadline = time.monotonic() + 60
    while not any(p.name.startswith(".d.") for p in tmp_path.iterdir()) and time.monotonic() < deadline:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode != 0
    assert "Traceback" not in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["règlement"]


# --- what stands in a records folder --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["folder", "link to itself", "pipe", "broken link"])
def test_what_bears_the_name_of_a_file_and_is_none_is_called_so(law: Path, cohort: Path, kind: str) -> None:
    path = cohort / "étudiants.csv"
    path.unlink()
    match kind:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "broken link":
            path.symlink_to("nulle-part")
        case _:
            path.symlink_to(path.name)
    result = run("decide", law, cohort)
    assert result.exit_code == 2
    assert "n'est pas un fichier qui se lise" in " ".join(result.stderr.split())
    assert "le plus proche" not in result.stderr


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+33", "@SOMME(A1)", "-2", '"a\nb"', "a\x1b[31mb", "a\u2028b"])
def test_a_name_that_a_spreadsheet_or_a_terminal_would_run_is_refused(law: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "d"
    assert run("record", law, folder).exit_code == 0
    header = (folder / "étudiants.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    (folder / "étudiants.csv").write_text(header + "\n" + name + ";" * header.count(";") + "\n", encoding="utf-8")
    result = run("decide", law, folder, "--csv")
    assert result.exit_code == 2
    assert "ne peut pas être un nom" in " ".join(result.stderr.split())
    assert "\x1b[31m" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_file_saved_by_an_old_spreadsheet_is_refused_once(law: Path, cohort: Path, encoding: str) -> None:
    path = cohort / "étudiants.csv"
    path.write_text(path.read_text(encoding="utf-8-sig"), encoding=encoding)
    result = run("decide", law, cohort)
    assert result.exit_code == 2
    assert "Refusé : 1 problème" in result.stderr
    assert "CSV UTF-8" in result.stderr
    assert "étudiant" in result.stderr


@pytest.mark.parametrize(
    "content",
    ["", "\n\n\n", "x" * 10_000_000, ";".join(f"c{i}" for i in range(5000)) + "\n", '"' * 999, "\x00" * 5000, ";" * 9],
    ids=["empty", "blank", "one line of 10 MB", "5000 columns", "quotes", "zeros", "separators"],
)
def test_a_file_of_nonsense_is_refused_with_few_words(law: Path, cohort: Path, content: str) -> None:
    (cohort / "étudiants.csv").write_text(content, encoding="utf-8")
    result = run("decide", law, cohort)
    assert result.exit_code == 2
    assert len(result.stderr) < 20_000
    assert "Refusé" in result.stderr


# --- absurd options -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("record", "LAW", "d", "--demo", "3", "--seed", "-99999999999999999999999"),
        ("record", "LAW", "d", "--demo", "1000001"),
        ("record", "LAW", "LAW", "--demo", "3"),
        ("record", "LAW", "/", "--demo", "3"),
        ("verify", "LAW", "--seconds", "nan"),
        ("verify", "LAW", "--seconds", "inf"),
        ("decide", "LAW", "DATA", "--csv", "--json"),
        ("decide", "LAW", "DATA", "--student", ""),
        ("decide", "DATA", "LAW"),
        ("decide", "", ""),
        ("simulate", "LAW", "DATA", "--set", "=5"),
        ("simulate", "LAW", "DATA", "--set", "seuil=beaucoup"),
        ("simulate", "LAW", "DATA", "--sweep", "seuil=20..0"),
        ("simulate", "LAW", "DATA", "--sweep", "seuil=0..20:0"),
        ("simulate", "LAW", "DATA", "--sweep", "seuil=0..100000:0,0001"),
        ("simulate", "LAW", "DATA"),
        ("render", "LAW", "--out", ""),
        ("render", "LAW", "--out", "LAW"),
    ],
)
def test_an_absurd_request_is_2_with_a_word(law: Path, cohort: Path, arguments: tuple[str, ...]) -> None:
    places = {"LAW": law, "DATA": cohort, "d": law.parent.parent / "d"}
    before = law.read_bytes()
    result = run(*(places.get(a, a) for a in arguments))
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert law.read_bytes() == before
    assert not places["d"].exists()
