"""Refusals: everything that is wrong, readable even when it is a great deal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from parchemin.cli import parchemin
from parchemin.commands.output import MOST_ALIKE


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    for i in range(MOST_ALIKE + 3):
        (tmp_path / f"inconnu-{i}.csv").write_text("a\n", encoding="utf-8")
    return tmp_path


def test_many_problems_of_one_kind_are_counted_after_the_first(house: Path, crowded: Path) -> None:
    done = CliRunner().invoke(parchemin, ["decide", str(house / "regulations/ipag-msc"), str(crowded)])

    assert done.exit_code == 2
    assert done.stderr.count("ne connaît pas le fichier") == MOST_ALIKE
    assert "… et 3 autres de la même sorte" in done.stderr
    assert f"{MOST_ALIKE + 3} problèmes" in done.stderr


def test_json_gives_every_problem(house: Path, crowded: Path) -> None:
    done = CliRunner().invoke(parchemin, ["decide", str(house / "regulations/ipag-msc"), str(crowded), "--json"])

    refused = json.loads(done.stdout)["refused"]
    assert done.exit_code == 2
    assert len(refused) == MOST_ALIKE + 3
    assert {"code", "file", "line", "what", "remedy"} <= refused[0].keys()
