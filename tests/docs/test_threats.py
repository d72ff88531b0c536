"""The page on threats is true: every test it names is there and is collected, and every threat names one."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/threats.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+/test_\w+\.py|tests/[\w/]*test_\w+\.py)::(test_\w+)`")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| who"))]


def collected_in(path: Path) -> set[str]:
    """The names pytest collects there: functions of the module that begin as a test does."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(PAGE))), ids=lambda part: part.rpartition("/")[2])
def test_a_test_that_is_named_is_collected(file: str, name: str) -> None:
    path = ROOT / file

    assert path.is_file(), f"{file} is gone"
    assert name in collected_in(path), f"{file} has no {name}"


def test_every_threat_names_the_test_that_answers_it() -> None:
    assert len(ROWS) > 30
    for row in ROWS:
        assert NAMED.search(row), row


def test_no_name_is_written_in_a_way_that_is_not_checked() -> None:
    assert len(NAMED.findall(PAGE)) == PAGE.count("::test_")
