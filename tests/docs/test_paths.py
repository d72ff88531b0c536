"""What a page names is there: its files, and in `docs/where.md` what to begin with in each."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, shown, tree

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
INDEX = ROOT / "docs/where.md"
FOLDERS = "src|tests|docs|bin|benchmarks|regulations"
NAMED = re.compile(rf"`((?:{FOLDERS})/[^`\s:<…]+)(?:::([\w.]+))?`")
SHORT = re.compile(r"`(?:parchemin/)?campus/[^`\s]*`")  # from no folder that a reader stands in
TO_COME = {"src/parchemin/campus/lending/"}  # where a reader is told to copy the example
ROWS = [line for line in INDEX.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][2:]


def names_of(path: Path) -> set[str]:
    """What a module defines at its top, and what its classes do."""
    found: set[str] = set()
    for node in tree(path).body:
        match node:
            case ast.FunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name, body=body):
                found |= {name, *(f"{name}.{one.name}" for one in body if isinstance(one, ast.FunctionDef))}
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return found


def is_there(path: str, name: str) -> bool:
    return any(ROOT.glob(path.rstrip("/"))) and (not name or name in names_of(ROOT / path))


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_file_and_name_of_a_page_is_there(page: Path) -> None:
    lost = [
        f"{path}::{name}" if name else path
        for path, name in NAMED.findall(page.read_text(encoding="utf-8"))
        if path not in TO_COME and not is_there(path, name)
    ]

    assert lost == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.is_relative_to(ROOT / "docs")], ids=shown)
def test_a_page_names_a_file_from_the_root(page: Path) -> None:
    assert SHORT.findall(page.read_text(encoding="utf-8")) == []


def test_every_question_leads_to_a_name_in_a_file() -> None:
    assert len(ROWS) > 12
    assert [row for row in ROWS if not any(name for _, name in NAMED.findall(row))] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_index_is_one_step_from_the_first_pages(page: str) -> None:
    assert "](docs/where.md)" in (ROOT / page).read_text(encoding="utf-8")
