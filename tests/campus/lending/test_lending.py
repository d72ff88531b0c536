"""The lending library of CONTRIBUTING works: with it among the stages the campus runs, and the laws of imports hold."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.translations import compiled, faults

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
OWED = {  # what every stage owes, of the tests of all: the rest of them go through what it brings
    "tests/campus/test_rights.py": ("says_who_may_open_it", "has_its_row", "hidden"),
    "tests/campus/test_tampering.py": ("three_guards", "is_not_emptied", "every_kind_of_evidence"),
    "tests/campus/retention/test_own.py": ("every_table_that_points_at_somebody",),
}
STAGE = ("__init__", "apps", "models", "refusals", "access", "facts", "queries", "actions", "forms", "views", "urls")

BROUGHT = ("__init__", "api", "demo", "desk", "own", "road")


def test_what_contributing_shows_of_it_stands_there() -> None:
    shown = re.findall(r"^```python\n(.*?)^```$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M | re.S)
    files = [dedented(path.read_text("utf-8")) for path in HERE.rglob("*.py")]

    assert len(shown) > 5
    assert [excerpt for excerpt in shown if not any(dedented(excerpt) in text for text in files)] == []


def dedented(text: str) -> str:
    """An excerpt stands by itself, further to the left than where it comes from."""
    return "\n".join(line.strip() for line in text.splitlines())


def test_every_sentence_of_it_has_its_french() -> None:
    assert faults(HERE) == []


def test_a_campus_that_has_it_works() -> None:
    """In a process of its own: Django starts once, with the stages of its settings."""
    compiled(HERE)
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "--ds=tests.campus.lending.settings"]
    tests = [str(HERE / "as_installed.py"), *OWED, "-k"]
    tests.append(" or ".join(["as_installed", *(name for names in OWED.values() for name in names)]))

    run = subprocess.run([*command, *tests], cwd=ROOT, env=ours, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr


def test_in_its_place_it_imports_downwards_only(tmp_path: Path) -> None:
    """Adding a stage edits two files: the settings, as tried above, and the contract of imports, edited here."""
    campus = tmp_path / "src" / "parchemin" / "campus"
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("locale", "static", "templates"))
    for room in (*STAGE, *(f"contributions/{name}" for name in BROUGHT)):
        text = (HERE / f"{room}.py").read_text(encoding="utf-8")
        (campus / "lending" / room).parent.mkdir(parents=True, exist_ok=True)
        (campus / "lending" / f"{room}.py").write_text(text.replace("tests.campus.", "parchemin.campus."), "utf-8")
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for line, with_it in (
        ('    "enrolment",\n', '    "lending",\n    "enrolment",\n'),
        (
            'name = "Inside a stage, rooms import downwards only"\ntype = "layers"\ncontainers = [\n',
            '    "parchemin.campus.lending",\n',
        ),
    ):
        assert line in contract
        contract = contract.replace(line, with_it if line in with_it else line + with_it, 1)
    (tmp_path / "pyproject.toml").write_text(contract, encoding="utf-8")

    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
