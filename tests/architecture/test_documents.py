"""README and CONTRIBUTING are true: commands run, excerpts are what is printed, links lead somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, shown
from tests.service.campuses import Running

DOCUMENTS = tuple(path for name in ("README.md", "CONTRIBUTING.md") if (path := ROOT / name).is_file())
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)(?P<target>[^)#]+)")
ANY_LINES = "…"  # alone on a line of an excerpt: some lines left out


@dataclass(frozen=True)
class Command:
    """A command line of a document, and what the document says it prints (None: nothing is said)."""

    line: str
    printed: str | None = None


def commands(document: Path) -> list[Command]:
    found = []
    for block in BLOCK.finditer(document.read_text(encoding="utf-8")):
        if block["kind"] == "sh":
            found += [Command(line) for line in block["body"].splitlines()]
        elif block["kind"] == "console":
            for part in re.split(r"^\$ ", block["body"], flags=re.MULTILINE)[1:]:
                line, _, printed = part.partition("\n")
                found.append(Command(line, printed))
    return found


def run(line: str, build: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a reader would at the root, but writing to another `build/`. What `make` does is only read."""
    line = re.sub(r"\bbuild/", f"{build}/", line)
    line = re.sub(r"^make\b", "make --dry-run", line)
    line = line.replace(".venv/bin/", f"{Path(sys.executable).parent}/")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MAKE", "MFLAGS"))
    }
    environment |= {"COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(
        line,
        shell=True,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_make_run_starts_is_a_school_that_answers_and_ends_with_an_interruption(tmp_path: Path) -> None:
    """`make run` does not end by itself: the line it runs is started, visited, and interrupted."""
    (line,) = run("make run", tmp_path).stdout.strip().splitlines()[-1:]
    assert line.split()[1:] == ["campus", "run", "--port", "8000"]

    school = Running(tmp_path / "data", demo=True)

    assert school.ask("/account/login/") == 200
    assert (school.stop(), school.process.returncode) == ([], 0)


def agrees(printed: str, excerpt: str) -> bool:
    """Whether the excerpt is what was printed, but for the lines it leaves out and spaces at the end of lines."""
    parts = [
        re.escape("\n".join(line.rstrip() for line in part.splitlines()))
        for part in re.split(f"^{ANY_LINES}$", excerpt, flags=re.M)
    ]
    tidy = "\n".join(line.rstrip() for line in printed.splitlines())
    return re.fullmatch(r"\s*" + r".*".join(parts) + r"\s*", tidy, flags=re.DOTALL) is not None


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_command_of_a_document_runs_and_prints_what_it_says(document: Path, tmp_path: Path) -> None:
    asked = commands(document)
    assert asked

    for command in asked:
        answer = run(command.line, tmp_path)

        assert answer.returncode == 0, f"{command.line}\n{answer.stdout}{answer.stderr}"
        if command.printed is not None:
            assert agrees(answer.stdout, command.printed), f"{command.line} printed:\n{answer.stdout}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=shown)
def test_every_link_of_a_document_leads_to_a_file(document: Path) -> None:
    lost = [
        hit["target"]
        for hit in LINK.finditer(document.read_text(encoding="utf-8"))
        if not (ROOT / hit["target"]).exists()
    ]

    assert not lost


def test_make_without_a_target_changes_nothing_and_says_what_can_be_asked() -> None:
    answer = subprocess.run(["make"], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    assert answer.returncode == 0
    for target in ("run", "decide", "test", "check", "bench"):
        assert re.search(rf"^  make {target} +\w", answer.stdout, re.MULTILINE)


def test_ci_goes_through_the_same_door_as_everyone() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")

    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "set -euo pipefail" in script
    assert script.rstrip().endswith("make check")


@pytest.mark.parametrize(
    ("printed", "excerpt", "same"),
    [
        ("a  \nb\n", "a\nb\n", True),
        ("a\nx\ny\nb\n", "a\n…\nb\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\nb\n", "a\n", False),
    ],
)
def test_an_excerpt_that_is_no_longer_printed_would_be_seen(printed: str, excerpt: str, same: bool) -> None:
    assert agrees(printed, excerpt) is same
