"""Nothing that is published tells of one machine, and no lock says where to download from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, published_files, shown

# Written in pieces, so that this file does not hold what it forbids.
HOMES = "|".join(("root", "work", "home", "Users", "opt/wheels", "tmp"))
MACHINE_PATH = re.compile(rf"(?<![\w.\]/*-])/(?:{HOMES})/\w")
REGISTRIES = re.compile("|".join(("pypi" + r"\.org", "python" + r"hosted\.", "npm" + r"js\.", "deb" + r"ian\.org")))
ADDRESS = re.compile(r"[a-z+]+://|^\s*--(?!hash=)|^-[ef]\b|\.whl\b|\.tar\.gz\b|\.tgz\b|\s@\s", re.MULTILINE)
LOCKS = ("requirements.lock", "requirements*.lock", "package-lock.json", "benchmarks/*.lock")


def words(path: Path) -> str:
    """The text of a file; nothing for one that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("forbidden", [MACHINE_PATH, REGISTRIES], ids=["path of a machine", "host of a registry"])
def test_no_published_file_holds_a(forbidden: re.Pattern[str]) -> None:
    found = [
        f"{shown(path)}:{number} {line.strip()[:100]}"
        for path in published_files()
        for number, line in enumerate(words(path).splitlines(), start=1)
        if forbidden.search(line)
    ]

    assert not found


def test_no_lock_holds_an_address() -> None:
    locks = {path for pattern in LOCKS for path in ROOT.glob(pattern)}

    assert ROOT / "requirements.lock" in locks
    assert not [f"{shown(lock)}: {hit[0]}" for lock in locks for hit in ADDRESS.finditer(words(lock))]


@pytest.mark.parametrize(
    "line",
    [
        "numpy @ " + "https" + "://example.test/numpy-2.5.5-cp313.whl",
        "--index-url somewhere",
        "--find-links /wheels",
        "-f wheels",
        '"resolved": "' + "https" + '://example.test/htmx.tgz"',
    ],
)
def test_an_address_in_a_lock_would_be_seen(line: str) -> None:
    assert ADDRESS.search(f"click==8.1.0 \\\n{line}\n")


@pytest.mark.parametrize("path", ["/" + "root/x", "see /" + "work/main", '"/' + 'home/ada/marks.csv"'])
def test_the_path_of_a_machine_would_be_seen(path: str) -> None:
    assert MACHINE_PATH.search(path)
