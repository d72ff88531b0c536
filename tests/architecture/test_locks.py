"""Rows are held in one place, in one manner: a lock taken elsewhere is in no order."""

from __future__ import annotations

import re

from tests.architecture.house import ROOT, python_files, shown

LOCKS = "src/parchemin/campus/common/locks.py"
# Django's `update_or_create` holds the whole row, and says so nowhere.
TAKES_A_LOCK = re.compile(
    r"select_for_update|update_or_create|pg_(try_)?advisory|\block table\b|\bfor (no key )?update\b", re.IGNORECASE
)


def test_no_row_of_the_campus_is_held_but_by_the_one_module_that_knows_the_order() -> None:
    elsewhere = [
        f"{shown(path)}:{number}"
        for path in python_files("src/parchemin/campus")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if TAKES_A_LOCK.search(line) and shown(path) != LOCKS
    ]

    assert (ROOT / LOCKS).is_file()
    assert elsewhere == [], "use parchemin.campus.common.locks"


def test_no_task_is_asked_for_once_what_asks_for_it_is_committed() -> None:
    """A task is a row: written after the commit, it is lost when the process stops in between."""
    late = [
        shown(path)
        for path in python_files("src/parchemin")
        if re.search(r"on_commit\([^)]*enqueue", path.read_text(encoding="utf-8"))
    ]

    assert late == []
