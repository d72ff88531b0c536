"""`parchemin render`: the page is written whole, once, and never over another file unasked."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parchemin.cli import parchemin
from parchemin.commands.files import write_whole
from tests.rendering.pages import AMENDMENT, SAMPLE

SOUND = SAMPLE.replace("| attente fausse | 7 | oui | |\n", "")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(parchemin, ["render", *map(str, arguments)])


@pytest.fixture
def regulation(tmp_path: Path) -> Path:
    folder = tmp_path / "essai"
    (folder / "amendements").mkdir(parents=True)
    (folder / "texte.md").write_text(SOUND, encoding="utf-8")
    (folder / "amendements/printemps.md").write_text(AMENDMENT, encoding="utf-8")
    return folder


def test_a_sound_text_gives_a_page_and_says_so(regulation: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"

    result = run(regulation, "--out", out)

    assert result.exit_code == 0, result.output
    assert out.read_text(encoding="utf-8").lstrip().startswith("<!doctype html>")
    assert "3 articles, 3 cas vérifiés sur 3" in result.output


def test_an_existing_file_is_kept_unless_asked(regulation: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_text("précieux", encoding="utf-8")

    refused = run(regulation, "--out", out)

    assert refused.exit_code == 2
    assert "--force" in refused.output
    assert out.read_text(encoding="utf-8") == "précieux"
    assert run(regulation, "--out", out, "--force").exit_code == 0
    assert "précieux" not in out.read_text(encoding="utf-8")


def test_a_text_with_errors_is_still_written_and_the_status_is_one(regulation: Path, tmp_path: Path) -> None:
    (regulation / "texte.md").write_text(SAMPLE.replace(">= seuil ou", ">= seuill ou"), encoding="utf-8")
    out = tmp_path / "page.html"

    result = run(regulation, "--out", out)

    assert result.exit_code == 1
    assert "seuill" in out.read_text(encoding="utf-8")
    assert "erreur" in result.output


def test_the_text_of_a_day_is_the_one_in_force_then(regulation: Path, tmp_path: Path) -> None:
    run(regulation, "--out", tmp_path / "before.html", "--at", "2025-02-28")
    run(regulation, "--out", tmp_path / "after.html", "--at", "2025-03-01")

    assert "Rien de plus." in (tmp_path / "before.html").read_text(encoding="utf-8")
    assert "Un rattrapage a lieu" in (tmp_path / "after.html").read_text(encoding="utf-8")


def test_json_says_what_was_written(regulation: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"

    told = json.loads(run(regulation, "--out", out, "--json", "--lang", "en").output)

    assert told["bytes"] == out.stat().st_size
    assert told["cases"] == {"run": 3, "hold": 3}
    assert told["version"] == "2025-03-01"
    assert any(f["article"] == "§1.2" for f in told["findings"])
    assert '<html lang="en">' in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [(), ("--out",), ("--at", "demain"), ("--variant", "inconnue"), ("--lang", "de")])
def test_bad_usage_is_refused_and_nothing_is_written(
    arguments: tuple[str, ...], regulation: Path, tmp_path: Path
) -> None:
    out = tmp_path / "page.html"
    options = arguments if not arguments or arguments == ("--out",) else ("--out", str(out), *arguments)

    assert run(regulation, *options).exit_code == 2
    assert not out.exists()


def test_a_folder_that_is_not_there_is_refused_without_a_traceback(regulation: Path, tmp_path: Path) -> None:
    result = run(regulation, "--out", tmp_path / "nowhere" / "page.html")

    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_write_that_fails_leaves_no_half_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "page.html", "une page")

    assert not list(tmp_path.iterdir())
