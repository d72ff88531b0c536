"""A campus that can no longer write says so, says where, and is ready again by itself once it can."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import connection, transaction
from django.test import Client

from parchemin.campus.common import health
from parchemin.campus.common.health import HEALTH, Health

SMALL = "size=1m"  # a disk of the test's own, when it may have one


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Every question is tried anew, in folders of the test's own."""
    monkeypatch.setattr(health, "GOOD_SECONDS", 0.0)
    monkeypatch.setattr(health, "BAD_SECONDS", 0.0)
    settings.MEDIA_ROOT, settings.SEALS = tmp_path / "files", tmp_path / "seals"
    settings.MAILERS = {"default": settings.MAILERS["default"] | {"OPTIONS": {"file_path": tmp_path / "mail"}}}
    HEALTH.forget()
    yield
    HEALTH.forget()


def ready() -> tuple[int, list[str]]:
    answer = Client().get("/health/ready")
    return answer.status_code, answer.json().get("failing", [])


@pytest.mark.django_db
def test_a_campus_that_writes_everywhere_is_ready_and_leaves_nothing_behind(tmp_path: Path) -> None:
    assert ready() == (200, [])
    assert ready() == (200, [])

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from cache where cache_key = 'health'")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_a_database_that_only_reads_is_not_ready() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction read only")
        assert ready() == (503, ["database"])
        transaction.set_rollback(True)

    assert ready() == (200, [])


@pytest.mark.django_db
def test_a_database_that_takes_too_long_to_write_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "WAIT_MILLISECONDS", 50)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("begin")
            cursor.execute("lock table cache in access exclusive mode")
            assert ready() == (503, ["database"])
            cursor.execute("rollback")
    finally:
        other.close()

    monkeypatch.setattr(health, "WAIT_MILLISECONDS", 3000)
    assert ready() == (200, [])


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["files", "seals", "mail"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, part: str) -> None:
    assert ready() == (200, [])
    (tmp_path / part).rmdir()
    (tmp_path / part).write_text("not a folder", encoding="ascii")

    assert ready() == (503, [part])

    (tmp_path / part).unlink()
    assert ready() == (200, [])


@pytest.mark.django_db
def test_seals_made_elsewhere_are_only_read(tmp_path: Path, settings: LazySettings) -> None:
    settings.SEALS_ARE_MADE_HERE = False
    (tmp_path / "seals").write_text("not a folder", encoding="ascii")

    assert ready() == (200, [])


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """Tried by an account that has no right here, whoever runs the tests."""
    (tmp_path / "files").mkdir(mode=0o700)
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom parchemin.campus.common.health import write_file\n"
        "os.chdir(sys.argv[1])\nos.geteuid() or os.setuid(65534)\nwrite_file(Path('files'))"
    )
    if os.geteuid():
        (tmp_path / "files").chmod(0o500)

    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "PermissionError" in done.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", str(folder)], check=False, capture_output=True)
    if done.returncode:
        pytest.skip("only who owns the machine may give it a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.django_db
def test_a_full_disk_is_not_ready_until_there_is_room(small_disk: Path, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = small_disk / "files"
    assert ready() == (200, [])
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "heavy").write_bytes(bytes(2 * 1024**2))

    assert ready() == (503, ["files"])

    (small_disk / "heavy").unlink()
    assert ready() == (200, [])


def test_a_server_of_files_that_refuses_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(Storage):
        def _save(self, name: str, content: File[bytes]) -> str:
            raise ConnectionError("access denied")

        def exists(self, name: str) -> bool:
            return False

    monkeypatch.setattr(health, "default_storage", Refusing())

    with pytest.raises(ConnectionError):
        health.write_kept()


def test_what_was_answered_is_given_again_for_a_while(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tried: list[str] = []
    asked = Health(lambda: iter([("files", lambda: tried.append("files"))]))
    monkeypatch.setattr(health, "GOOD_SECONDS", 3600.0)

    assert (asked.failing(), asked.failing(), tried) == ((), (), ["files"])

    asked.forget()
    assert (asked.failing(), tried) == ((), ["files", "files"])
