"""The command as a person meets it: exit statuses, refusals, JSON keys as documented, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parchemin.cli import VERBS, parchemin
from tests.regulation.texts import HEADER, RULES, TREE, written

ROOT = Path(__file__).resolve().parents[2]
CASE = """
**Cas** — avec session[*].note = 12

| cas | session[Droit/1].note | ⇒ module[Droit].validé |
| --- | --- | --- |
| sur le seuil | 10 | oui |
"""


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(parchemin, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


def answered(*arguments: str | Path) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code in (0, 1), result.output
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def law(tmp_path: Path) -> Path:
    return written(tmp_path / "règlement", TREE, RULES, CASE)


@pytest.fixture
def cohort(law: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "données"
    assert run("record", law, folder, "--demo", "12", "--seed", "7").exit_code == 0
    return folder


# --- statuses and refusals --------------------------------------------------------------------------------------


def test_each_verb_has_a_help_in_french_and_english() -> None:
    assert all(verb in run("--help").stdout for verb in VERBS)
    for verb in VERBS:
        assert "--lang" in run(verb, "--help").stdout


def test_a_sound_text_is_0_a_faulty_one_1_and_an_unreadable_one_2(law: Path, tmp_path: Path) -> None:
    assert run("check", law).exit_code == 0
    faulty = written(tmp_path / "faux", TREE, RULES.replace(">= seuil ou", ">= seuille ou"))
    result = run("check", faulty)
    assert result.exit_code == 1
    line = faulty.read_text(encoding="utf-8").split("seuille")[0].count("\n") + 1
    assert f"essai.md:{line}:" in result.output.replace("\n", "")
    assert "Vouliez-vous dire : seuil ?" in result.output
    assert run("check", tmp_path / "absent").exit_code == 2


def test_a_case_that_does_not_hold_is_an_error_with_what_came_out(tmp_path: Path) -> None:
    path = written(tmp_path, TREE, RULES, CASE.replace("10 | oui", "10 | non"))
    result = run("check", path)
    assert result.exit_code == 1
    assert "le règlement donne oui" in " ".join(result.output.split())
    assert "0 cas sur 1 se vérifient" in result.output


@pytest.mark.parametrize("verb", ["check", "decide", "deadlines", "verify", "record"])
@pytest.mark.parametrize("kind", ["directory", "binary", "dangling", "missing", "empty folder", "latin"])
def test_a_file_that_cannot_be_read_is_refused_with_one_clear_message(tmp_path: Path, verb: str, kind: str) -> None:
    path = tmp_path / "folder" / "x.md"
    path.parent.mkdir()
    match kind:
        case "directory":
            path.mkdir()
        case "binary":
            path.write_bytes(bytes(range(256)) * 10)
        case "dangling":
            path.symlink_to(tmp_path / "nowhere")
        case "latin":
            path.write_bytes(HEADER.encode("latin-1"))
    more: Mapping[str, tuple[str, ...]] = {
        "decide": (str(tmp_path / "d"),),
        "record": (str(tmp_path / "d"),),
        "deadlines": ("--from", "2026-01-01"),
    }
    result = run(verb, path if kind == "missing" else path.parent, *more.get(verb, ()))
    assert result.exit_code == 2
    assert "Refusé : 1 problème." in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("chek",),
        ("check",),
        ("check", "LAW", "--lang", "de"),
        ("check", "LAW", "--at", "hier"),
        ("check", "LAW", "--variant"),
        ("record", "LAW", "d", "--demo", "0"),
        ("record", "LAW", "d", "--demo", "beaucoup"),
        ("deadlines", "LAW"),
        ("deadlines", "LAW", "--from", "2026-02-30"),
        ("deadlines", "LAW", "réclamations", "--from", "2026-02-03"),
        ("decide", "LAW"),
        ("decide", "LAW", "d", "--engine", "spark"),
        ("verify", "LAW", "--seconds", "0"),
        ("check", "LAW", "--variant", "crise"),
        ("check", "LAW", "--at", "2020-01-01"),
        ("decide", "LAW", "nowhere"),
    ],
)
def test_bad_usage_is_2_with_a_message_and_writes_nothing(
    law: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    result = run(*(law if a == "LAW" else tmp_path / a if a in ("d", "nowhere") else a for a in arguments))
    assert result.exit_code == 2
    assert result.stderr.strip()
    assert not (tmp_path / "d").exists()


def test_an_unknown_deadline_proposes_the_nearest(law: Path) -> None:
    assert "réclamation" in run("deadlines", law, "reclamation", "--from", "2026-07-03").stderr


def test_refused_records_list_every_problem_and_write_nothing(law: Path, cohort: Path, tmp_path: Path) -> None:
    sheet = cohort / "sessions.csv"
    lines = sheet.read_text(encoding="utf-8").splitlines()
    at = next(i for i, cell in enumerate(lines[0].split(";" if ";" in lines[0] else ",")) if cell.startswith("note"))
    sign = ";" if ";" in lines[0] else ","
    for i, wrong in ((1, "21"), (2, "abc"), (3, "12.345")):
        cells = lines[i].split(sign)
        cells[at] = wrong
        lines[i] = sign.join(cells)
    sheet.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run("decide", law, cohort, "--out", tmp_path / "out.csv")
    assert result.exit_code == 2
    assert [f"sessions.csv:{i}" in result.stderr for i in (2, 3, 4)] == [True] * 3
    assert "Refusé : 3 problèmes. Rien n'a été écrit." in result.stderr
    assert not (tmp_path / "out.csv").exists()


def test_an_unknown_student_is_answered_with_the_nearest(law: Path, cohort: Path) -> None:
    known = answered("decide", law, cohort)["outcomes"][0]["person"]  # type: ignore[index]
    result = run("decide", law, cohort, "--student", f"{known}x")
    assert result.exit_code == 2
    assert str(known) in result.stderr


def test_a_folder_that_holds_anything_is_never_written_over(law: Path, cohort: Path) -> None:
    before = {p.name: p.read_bytes() for p in cohort.iterdir()}
    assert run("record", law, cohort, "--demo", "3").exit_code == 2
    assert {p.name: p.read_bytes() for p in cohort.iterdir()} == before


def test_words_that_look_like_markup_are_printed_as_written(tmp_path: Path) -> None:
    header = HEADER.replace("Règlement d'essai", "Règlement [/b] [x]")
    rules = RULES.replace(
        "| réclamation | communication des résultats | 10 jours |", "| réclamation | [/b] | 10 jours |"
    )
    path = written(tmp_path / "r", TREE, rules, header=header)
    assert "Règlement [/b] [x]" in run("check", path).stdout
    assert run("verify", path, "--seconds", "1").exit_code in (0, 1)
    assert run("record", path, tmp_path / "d[/b]").exit_code == 0
    assert run("decide", path, tmp_path / "d[/b]").exit_code == 0
    assert run("deadlines", path, "--from", "2026-01-01").exit_code == 0


# --- what is answered ---------------------------------------------------------------------------------------------


def keys_in(section: str, table: int = 0) -> set[str]:
    """The keys of the JSON of a verb, as its section of docs/cli.md tells: `| `key`, `key` | … |` and "Keys: …"."""
    text = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    body = re.split(r"^## ", text, flags=re.M)
    part = next(p for p in body if p.startswith(section))
    tables = re.findall(r"((?:^\|.*\n)+)", part, flags=re.M)
    first = [row.split("|")[1] for row in tables[table].splitlines()[2:]]
    return {key for cell in first for key in re.findall(r"`([^`]+)`", cell)}


def sentence_keys(section: str) -> set[str]:
    text = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    part = next(p for p in re.split(r"^## ", text, flags=re.M) if p.startswith(section))
    said = re.search(r"Keys: (.*?)(?:\.|, each with|\n\n)", part, flags=re.S)
    assert said is not None
    return set(re.findall(r"`([^`]+)`", said[1]))


def finding_keys() -> set[str]:
    text = (ROOT / "docs/cli.md").read_text(encoding="utf-8").split("A *finding*")[1].split("## ")[0]
    return {
        k for row in text.splitlines() if row.startswith("| `") for k in re.findall(r"`([^`]+)`", row.split("|")[1])
    }


def test_check_answers_with_the_documented_keys(law: Path) -> None:
    found = answered("check", law)
    assert set(found) == keys_in("check")
    assert found["cases"] == {"run": 1, "hold": 1}
    assert isinstance(found["findings"], list)
    assert all(set(f) == finding_keys() for f in found["findings"])
    assert found["findings"]


def test_record_answers_with_the_documented_keys(law: Path, tmp_path: Path) -> None:
    found = answered("record", law, tmp_path / "vide")
    assert set(found) == sentence_keys("record")
    assert found["persons"] == 0
    assert sorted(str(f) for f in found["files"]) == sorted(p.name for p in (tmp_path / "vide").iterdir())  # type: ignore[attr-defined]


def test_decide_answers_with_the_documented_keys_and_the_same_columns(law: Path, cohort: Path, tmp_path: Path) -> None:
    found = answered("decide", law, cohort)
    assert set(found) == keys_in("decide")
    outcomes = found["outcomes"]
    assert isinstance(outcomes, list)
    assert {tuple(sorted(o)) for o in outcomes} == {tuple(sorted(keys_in("decide", 1)))}
    assert {o["state"] for o in outcomes} <= {"settled", "pending", "not_yet", "impossible", "contradiction"}
    assert len({o["person"] for o in outcomes}) == 12
    table = run("decide", law, cohort, "--csv").stdout.splitlines()
    assert set(table[0].split(",")) == keys_in("decide", 1)
    assert len(table) == 1 + len(outcomes)


def test_deadlines_answer_with_the_documented_keys(law: Path) -> None:
    found = answered("deadlines", law, "justification", "--from", "2026-07-03")
    assert set(found) == sentence_keys("deadlines")
    counted = found["deadlines"]
    assert isinstance(counted, list)
    one = counted[0]
    text = (ROOT / "docs/cli.md").read_text(encoding="utf-8").split("## deadlines")[1]
    told = re.sub(r"\([^)]*\)", "", text.split("each with ")[1].split("\n\n")[0])
    assert set(one) == set(re.findall(r"`([^`]+)`", told))
    assert one["last_day"] == "2026-07-22"
    assert one["article"] == "§2"


def test_verify_answers_with_the_documented_keys(law: Path) -> None:
    found = answered("verify", law, "--seconds", "2")
    assert set(found) == sentence_keys("verify") | {"results"}
    assert isinstance(found["results"], list)
    assert all(set(r) == keys_in("verify") for r in found["results"])


def test_everything_is_said_in_english_when_asked(law: Path, cohort: Path) -> None:
    assert "hold" in run("check", law, "--lang", "en").stdout
    assert (
        "10 days after Friday 3 July 2026"
        in run("deadlines", law, "réclamation", "--from", "2026-07-03", "--lang", "en").stdout
    )
    assert "person" in run("decide", law, cohort, "--lang", "en").stdout
    refused = run("check", law.parent / "absent", "--lang", "en").stderr
    assert "Refused: 1 problem. Nothing was written." in refused
    assert "does not exist" in refused


def test_one_student_alone_has_the_same_outcomes_as_among_all(law: Path, cohort: Path) -> None:
    every = answered("decide", law, cohort)["outcomes"]
    assert isinstance(every, list)
    who = every[-1]["person"]
    alone = answered("decide", law, cohort, "--student", who)["outcomes"]
    assert alone == [o for o in every if o["person"] == who]


def test_a_written_file_appears_whole_or_not_at_all(law: Path, cohort: Path, tmp_path: Path) -> None:
    out = tmp_path / "résultats.csv"
    assert run("decide", law, cohort, "--out", out).exit_code == 0
    assert out.read_text(encoding="utf-8") == run("decide", law, cohort, "--csv").stdout
    result = run("decide", law, cohort, "--out", tmp_path / "absent" / "résultats.csv")
    assert result.exit_code == 2
    assert "résultats.csv" in result.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["données", "règlement", "résultats.csv"]


def test_the_same_seed_gives_the_same_bytes(law: Path, cohort: Path, tmp_path: Path) -> None:
    assert run("record", law, tmp_path / "encore", "--demo", "12", "--seed", "7").exit_code == 0
    assert run("record", law, tmp_path / "autre", "--demo", "12", "--seed", "8").exit_code == 0
    for sheet in cohort.iterdir():
        assert sheet.read_bytes() == (tmp_path / "encore" / sheet.name).read_bytes()
    assert any(s.read_bytes() != (tmp_path / "autre" / s.name).read_bytes() for s in cohort.iterdir())


def test_confirmed_articles_whose_words_change_are_reported(law: Path) -> None:
    assert run("check", law, "--confirm").exit_code == 0
    assert "stale" not in json.dumps(answered("check", law))
    law.write_text(
        law.read_text(encoding="utf-8").replace("Ce qui en est déduit", "Ce qui s'en déduit"), encoding="utf-8"
    )
    found = answered("check", law)["findings"]
    assert isinstance(found, list)
    assert any(f["article"] == "§2" and "stale" in f["code"] for f in found), [f["code"] for f in found]


# --- as a real process --------------------------------------------------------------------------------------------


def shell(line: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = f"{sys.executable} -m parchemin.cli"
    return subprocess.run(
        ["bash", "-c", line.replace("parchemin ", f"{command} ")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | variables,
    )


def test_a_pipe_closed_early_ends_quietly(law: Path) -> None:
    text = law.read_text(encoding="utf-8")
    silences = "".join(f"| point {i} {'x' * 200} | silence | rien |\n" for i in range(2000))
    law.write_text(
        f"{text}\n**Silences**\n\n| point | nature | traitement |\n| --- | --- | --- |\n{silences}", encoding="utf-8"
    )
    for verb in ("check --json", "check"):
        done = shell(f"parchemin {verb} '{law}' | head -1; test ${{PIPESTATUS[0]}} -ne 2")
        assert done.returncode == 0
        assert done.stderr == ""


def test_a_process_says_what_is_wrong_and_ends_with_2(law: Path) -> None:
    done = shell(f"parchemin deadlines '{law}' --from demain")
    assert done.returncode == 2
    assert "demain" in done.stderr
    assert "Traceback" not in done.stderr
    assert shell(f"parchemin deadlines '{law}' --from 2026-07-03", PYTHONWARNINGS="error").returncode == 0


def test_the_hundredth_line_is_a_number_and_no_picture(tmp_path: Path) -> None:
    text = tmp_path / "essai.md"
    before = HEADER + TREE
    padding = "\n" * (97 - before.count("\n"))
    text.write_text(
        before + padding + "## §9 Suite\n```règles\nétudiant.x = étudiant.statut == ZZ\n```\n", encoding="utf-8"
    )

    told = run("check", text).output

    assert "essai.md:100:" in told
    assert "\N{HUNDRED POINTS SYMBOL}" not in told
