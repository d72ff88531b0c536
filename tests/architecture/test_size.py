"""Code is cut to a size that one person reads at a time."""

from __future__ import annotations

from tests.architecture.house import ROOT, facts, python_files, shown

FOLDERS = ("src", "tests", "benchmarks")
LINES_OF_A_FUNCTION = 60
LINES_OF_A_FILE = 500


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = [
        f"{shown(path)}:{line} {name} has {length} lines"
        for path in python_files(*FOLDERS)
        for name, line, length in facts(path).functions
        if length > LINES_OF_A_FUNCTION
    ]

    assert not long


def test_no_file_is_longer_than_five_hundred_lines() -> None:
    long = [
        f"{shown(path)} has {length} lines"
        for path in python_files(*FOLDERS)
        if (length := len(path.read_text(encoding="utf-8").splitlines())) > LINES_OF_A_FILE
    ]

    assert not long


def test_every_file_says_what_it_is_for() -> None:
    silent = [shown(path) for path in python_files("src") if not facts(path).docstring]

    assert not silent


def test_there_is_no_junk_drawer() -> None:
    """`campus/common` is the one exception: the ground of the campus, whose nouns are in decision 11."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}

    found = {
        shown(folder)
        for path in python_files("src/parchemin")
        for folder in (path.with_suffix(""), *path.parents)
        if folder.is_relative_to(ROOT / "src") and folder.name in drawers
    }

    assert found == {"src/parchemin/campus/common"}
