"""What is committed stays whole, whatever fails afterwards: a real transaction, on a database that is emptied then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from parchemin.campus.common.files import PDF, FileContent, KeptFile, keeping, read
from tests.campus.conftest import NOON

CONTENT = FileContent("relevé.pdf", PDF, b"%PDF-1.7\n%%EOF\n")


@pytest.fixture
def committed(guards_asleep: None, transactional_db: None) -> Iterator[None]:
    """A test that really commits: its tables are emptied afterwards."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")


def test_a_content_whose_row_was_committed_is_never_taken_away(
    committed: None, settings: Settings, tmp_path: Path
) -> None:
    """Something fails after the commit: the block has raised, and yet its row stands."""
    settings.MEDIA_ROOT = tmp_path

    def fails() -> None:
        raise ValueError("after the commit")

    with pytest.raises(ValueError, match="after"), keeping(CONTENT, at=NOON) as file:
        transaction.on_commit(fails)

    assert read(KeptFile.objects.get(pk=file.pk)) == CONTENT.content
