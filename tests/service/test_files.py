"""A campus reads its files back when it is asked to, and says which backup holds them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import psycopg
import pytest
from pytest_django import Settings

from parchemin.campus.embedded import server
from parchemin.service.archive import Manifest
from parchemin.service.backup import _demand_a_place_for_files
from parchemin.service.files import bucket
from parchemin.service.refusals import NotDone
from tests.service.campuses import command

IN_A_BUCKET = {"PARCHEMIN_S3_BUCKET": "campus-files", "PARCHEMIN_S3_KEY": "a", "PARCHEMIN_S3_SECRET": "b"}
CONTENT = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a school, a whole file, a missing one, and a content of long ago that belongs to nothing."""
    data = tmp_path_factory.mktemp("school") / "data"
    said = command(data, "campus", "director", "ada@example.org", "Ada", "M", "--school", "icn", "--name", "École É")
    assert said.returncode == 0, said.stderr
    with server(data / "postgres") as socket, psycopg.connect(host=socket, user="postgres", dbname="postgres") as base:
        for key in ("ab/whole", "ab/missing"):
            base.execute(
                "insert into common_keptfile (key, name, media, sha256, kept_at) values (%s, 'a.pdf', 'm', %s, now())",
                [key, hashlib.sha256(CONTENT).hexdigest()],
            )
    for name in ("whole", "stray"):
        (data / "files" / "ab").mkdir(exist_ok=True)
        (data / "files" / "ab" / name).write_bytes(CONTENT)
    os.utime(data / "files" / "ab" / "stray", (0, 0))
    return data


def test_every_file_is_read_back_and_what_belongs_to_nothing_is_removed_when_it_is_asked(school: Path) -> None:
    stray = school / "files" / "ab" / "stray"

    looked = command(school, "campus", "files", "--lang", "en")
    assert looked.returncode == 1
    said = " ".join(looked.stdout.split())
    assert "ab/missing: The file “a.pdf” is no longer where it was kept." in said
    assert "Of nothing: 1 files (--sweep removes them). Files as they were kept: 1 of 2." in said
    assert stray.exists()
    swept = command(school, "campus", "files", "--sweep", "--lang", "fr")

    assert "n’appartiennent à rien : 1 (retirés)" in " ".join(swept.stdout.split())
    assert not stray.exists()
    assert (school / "files" / "ab" / "whole").exists()


def test_a_backup_says_that_it_does_not_hold_the_files_of_a_bucket(school: Path, tmp_path: Path) -> None:
    done = command(school, "backup", tmp_path / "school.tar", "--lang", "en", **IN_A_BUCKET)

    assert done.returncode == 0, done.stderr
    assert "bucket campus-files, and are NOT in this backup" in done.stdout


def test_files_are_not_restored_where_a_campus_would_not_look_for_them(settings: Settings) -> None:
    manifest = Manifest("2026-11-29", "0.1.0", {"files/ab/whole": "0" * 64}, {})
    _demand_a_place_for_files(manifest)

    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "", "OPTIONS": {"bucket_name": "campus-files"}}}

    assert bucket() == "campus-files"
    with pytest.raises(NotDone, match="S3"):
        _demand_a_place_for_files(manifest)
    _demand_a_place_for_files(Manifest("2026-11-29", "0.1.0", {"database.dump": "0" * 64}, {}, "campus-files"))
