"""A migration that has landed is never edited: a school that has applied it would keep its former shape."""

from __future__ import annotations

import ast
from pathlib import Path

from django.db.migrations import RunSQL, SeparateDatabaseAndState

from tests.architecture.house import shown, tree
from tests.architecture.migrations import digest, digests, edited, migrations, record_new, recorded

GIVE_SQL = {"parchemin.campus.common.guards", "parchemin.campus.jury.seals"}  # what they give is in the digests


def test_no_migration_that_has_landed_was_edited() -> None:
    assert edited(recorded(), digests()) == []


def test_every_migration_is_recorded() -> None:
    assert [name for name in digests() if name not in recorded()] == [], "make migrations records the new ones"


def test_a_migration_runs_nothing_of_the_campus_that_may_change_after_it() -> None:
    borrowing = [
        f"{shown(path)}:{node.lineno} imports {node.module}: write what it needs in the migration itself"
        for path in migrations().values()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("parchemin")
        if node.module not in GIVE_SQL
    ]

    assert borrowing == []


def test_a_digest_sees_the_file_and_the_sql_that_it_borrows() -> None:
    whole = digest(b"file", [RunSQL("create trigger one")])

    assert whole == digest(b"file", [RunSQL("create trigger one")])
    assert whole != digest(b"file.", [RunSQL("create trigger one")])
    assert whole != digest(b"file", [RunSQL("create trigger two")])
    assert whole != digest(b"file", [SeparateDatabaseAndState(database_operations=[RunSQL("create trigger two")])])


def test_recording_adds_lines_and_changes_none(tmp_path: Path) -> None:
    record = tmp_path / "migrations.sha256"
    record_new(record, {"jury.0001_initial": "aa", "people.0001_initial": "bb"})

    assert record_new(record, {"jury.0001_initial": "other", "jury.0002_guards": "cc"}) == ["jury.0002_guards"]

    assert record.read_text(encoding="ascii") == (
        "aa  jury.0001_initial\ncc  jury.0002_guards\nbb  people.0001_initial\n"
    )


def test_a_migration_that_was_edited_or_taken_away_is_named_with_the_remedy() -> None:
    wrong = edited({"jury.0001_initial": "aa", "jury.0002_guards": "bb"}, {"jury.0001_initial": "cc"})

    assert [line.partition(":")[0] for line in wrong] == ["jury.0001_initial was edited", "jury.0002_guards is gone"]
    assert all(line.endswith("write a new migration") for line in wrong)
