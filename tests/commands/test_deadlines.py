"""Deadlines in hours are counted in hours that pass, whatever the clocks do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parchemin.cli import parchemin
from tests.regulation.texts import HEADER

TEXT = """
## §1 Délais

**Niveaux**

| niveau | dans | membres |
| --- | --- | --- |
| étudiant | | |

**Échéances**

| échéance | départ | délai |
| --- | --- | --- |
| justification | l'absence | 48 heures |
"""


def counted(folder: Path, *arguments: str) -> Result:
    path = folder / "essai.md"
    path.write_text(HEADER.replace("entrée : étudiant.entrée\n", "") + TEXT, encoding="utf-8")
    return CliRunner().invoke(parchemin, ["deadlines", str(path), "justification", "--json", *arguments])


@pytest.mark.parametrize(
    ("start", "zone", "last"),
    [
        ("2026-03-28T14:30", "Europe/Paris", "2026-03-30T15:30:00+02:00"),
        ("2026-10-24T14:30", "Europe/Paris", "2026-10-26T13:30:00+01:00"),
        ("2026-03-28T14:30", "Indian/Reunion", "2026-03-30T14:30:00+04:00"),
    ],
    ids=["an hour is skipped", "an hour comes twice", "clocks that never change"],
)
def test_forty_eight_hours_are_forty_eight_hours(tmp_path: Path, start: str, zone: str, last: str) -> None:
    answer = counted(tmp_path, "--from", start, "--zone", zone)
    assert json.loads(answer.stdout)["deadlines"][0]["last_day"] == last


def test_a_zone_that_is_none_is_refused_with_examples(tmp_path: Path) -> None:
    refused = counted(tmp_path, "--from", "2026-03-28T14:30", "--zone", "Paris/Europe")
    assert (refused.exit_code, "Europe/Paris" in refused.output) == (2, True)
