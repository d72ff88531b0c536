"""The journal: appended, chained, and proof against rewriting."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from parchemin.campus.common import blocks
from parchemin.campus.common.blocks import Known
from parchemin.campus.common.journal import broken, digest_of, record
from parchemin.campus.common.models import Entry
from tests.campus.behind import behind

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def write(subject: str, chain: str = "icn") -> Entry:
    with transaction.atomic():
        return record("test.done", subject, chain=chain, actor=uuid4(), at=NOON, payload={"n": 1})


def test_lines_follow_one_another_in_their_own_chain() -> None:
    lines = [write("a"), write("b"), write("c", "lille"), write("d")]

    assert [(line.chain, line.number) for line in lines] == [("icn", 1), ("icn", 2), ("lille", 1), ("icn", 3)]
    assert lines[3].previous == lines[1].digest
    assert list(broken("icn")) == list(broken("lille")) == []


@pytest.mark.parametrize(
    "statement",
    [
        "update common_entry set subject = 'autre'",
        "delete from common_entry",
        "truncate common_entry cascade",
    ],
)
def test_a_line_cannot_be_changed_or_removed_even_in_sql(statement: str) -> None:
    write("a")

    with pytest.raises(IntegrityError, match="for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert [entry.subject for entry in Entry.objects.all()] == ["a"]


@pytest.mark.parametrize("size", [1, 2, 100])
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("update common_entry set subject = 'autre' where number = 2", [(2, "was changed")]),
        ("update common_entry set at = at + interval '1 day' where number = 1", [(1, "was changed")]),
        ("delete from common_entry where number = 2", [(2, "missing")]),
        ("update common_entry set payload = '{\"n\": 2}' where number = 3", [(3, "was changed")]),
    ],
)
def test_a_rewriting_by_the_owner_of_the_database_is_seen_after_a_checkpoint_too(
    statement: str, found: list[tuple[int, str]], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "SIZE", size)
    for subject in "abc":
        write(subject)
    known = Known()
    assert list(broken("icn", known)) == []

    behind(statement)

    assert list(broken("icn")) == list(broken("icn", Known(known.verified))) == found


def test_a_chain_written_anew_before_a_block_that_was_verified_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every block holds alone: it is that one no longer follows the other that shows."""
    monkeypatch.setattr(blocks, "SIZE", 2)
    lines = [write(subject) for subject in "abcd"]
    known = Known()
    assert list(broken("icn", known)) == []

    lines[1].subject = "other"
    behind(f"update common_entry set subject = 'other', digest = '{digest_of(lines[1])}' where number = 2")

    again = Known(known.verified)
    assert list(broken("icn", again)) == [(3, "does not follow the line before it")]
    assert list(broken("icn", Known(again.verified))) == [(3, "does not follow the line before it")]


def test_a_proof_that_found_something_wrong_in_a_block_keeps_nothing_of_it() -> None:
    write("a")
    behind("update common_entry set subject = 'other'")
    known = Known()

    assert list(broken("icn", known)) == list(broken("icn", Known(known.verified))) == [(1, "was changed")]


def test_a_line_is_lost_with_the_action_it_tells() -> None:
    def fails_after_telling() -> None:
        with transaction.atomic():
            record("test.done", "a", chain="icn", actor=None, at=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_after_telling()

    assert not Entry.objects.exists()
    assert write("b").number == 1


def test_the_payload_holds_no_float() -> None:
    with pytest.raises(TypeError, match="float"), transaction.atomic():
        record("test.done", "a", actor=None, at=NOON, payload={"mark": 10.5})  # type: ignore[dict-item]
