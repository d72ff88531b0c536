"""What is committed stays whole, whatever fails afterwards: a real transaction, on a database that is emptied then."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from parchemin.campus.common.files import PDF, FileContent, KeptFile, keeping, read
from tests.campus.conftest import NOON

CONTENT = FileContent("relevé.pdf", PDF, b"%PDF-1.7\n%%EOF\n")


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
