"""In which order a file and its row are written, and what an interruption leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, transaction
from pytest_django import Settings

from parchemin.campus.common.files import PDF, FileContent, KeptFile, keeping, read
from parchemin.campus.common.files.refusals import TooManyStrays
from parchemin.campus.common.files.sweeping import sweep
from parchemin.campus.common.refusals import Refusal
from tests.campus.awards.awarding import stray_files
from tests.campus.common.files.test_places import LATER
from tests.campus.conftest import NOON

pytestmark = pytest.mark.django_db

CONTENT = FileContent("relevé.pdf", PDF, b"%PDF-1.7\n%%EOF\n")


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


class Killed(BaseException):
    """What a process meets in the middle."""


def test_the_content_is_there_before_the_row_that_points_to_it() -> None:
    with keeping(CONTENT, at=NOON) as file:
        assert default_storage.exists(file.key)
        assert connection.in_atomic_block
        assert read(file) == CONTENT.content


@pytest.mark.parametrize("reason", [Refusal("no"), IntegrityError("no"), ValueError("no"), Killed()])
def test_what_is_not_written_whole_leaves_neither_row_nor_content(reason: BaseException) -> None:
    with pytest.raises(type(reason)), keeping(CONTENT, at=NOON):
        raise reason

    assert not KeptFile.objects.exists()
    assert stray_files() == []


def test_where_the_database_cannot_say_the_content_is_left_to_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(**_named: object) -> None:
        raise DatabaseError("gone")

    def killed() -> None:
        with keeping(CONTENT, at=NOON):
            monkeypatch.setattr(KeptFile.objects, "filter", silent)
            raise Killed

    with pytest.raises(Killed):
        killed()
    monkeypatch.undo()

    assert len(stray_files()) == 1


def test_a_file_kept_in_a_larger_transaction_that_fails_is_swept() -> None:
    with keeping(CONTENT, at=NOON):
        pass

    @transaction.atomic
    def larger() -> None:
        with keeping(CONTENT, at=NOON):
            pass
        raise Killed

    with pytest.raises(Killed):
        larger()

    assert sweep(before=LATER) != []
    assert stray_files() == []
    assert read(KeptFile.objects.get()) == CONTENT.content


def test_a_sweep_with_the_database_of_another_day_removes_nothing() -> None:
    with keeping(CONTENT, at=NOON):
        pass
    for number in range(2):
        default_storage.save(f"ab/{number}", ContentFile(b"of rows that this database does not know"))

    with pytest.raises(TooManyStrays):
        sweep(before=LATER)
    assert len(stray_files()) == 2


def test_a_row_points_to_a_file_and_tells_its_digest_and_no_other() -> None:
    """The database itself: `told` of a transcript vouches for a digest, which is then that of its file."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conrelid::regclass::text from pg_constraint where contype = 'f' and array_length(conkey, 1) = 2"
            " and confrelid = 'common_keptfile'::regclass"
        )
        assert {table for (table,) in cursor.fetchall()} == {"awards_transcript", "jury_minutes"}


def test_what_is_kept_is_on_the_disk_before_its_row_is(monkeypatch: pytest.MonkeyPatch) -> None:
    settled: list[str] = []
    monkeypatch.setattr("parchemin.campus.common.files.places.os.fsync", lambda handle: settled.append(_path(handle)))

    with keeping(CONTENT, at=NOON) as file:
        path = default_storage.path(file.key)
        assert settled[:2] == [path, str(Path(path).parent)]


def _path(handle: int) -> str:
    return str(Path(f"/proc/self/fd/{handle}").resolve())
