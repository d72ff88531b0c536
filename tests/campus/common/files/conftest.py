"""The two places where files are kept: a folder, and the bucket of a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from tests.browser import committed, guards_asleep
from tests.campus.common.files.s3_server import BUCKET, READER, S3Server, s3_server

__all__ = ["committed", "guards_asleep", "place", "s3"]

FOLDER = "parchemin.campus.common.files.places.Folder"
IN_A_BUCKET = "parchemin.campus.common.files.bucket.Bucket"


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


@dataclass
class Place:
    """Where files go for the time of a test, and how it fails. address: who asks there without a key, or None."""

    settings: Settings
    working: dict[str, Any]
    closed: dict[str, Any]
    silent: dict[str, Any]
    address: str | None = None

    def use(self, storage: dict[str, Any]) -> None:
        self._leave()
        self.settings.STORAGES = self.settings.STORAGES | {"default": storage}

    def _leave(self) -> None:
        """The connections of a storage that is put aside."""
        storage = storages["default"]
        if hasattr(storage, "connection"):
            storage.connection.meta.client.close()


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Place]:
    if request.param == "folder":
        place = _folder(settings, tmp_path)
    else:
        place = _bucket(settings, request.getfixturevalue("s3"))
    place.use(place.working)
    yield place
    place._leave()


def _folder(settings: Settings, tmp_path: Path) -> Place:
    (tmp_path / "no-folder").touch()

    def at(path: Path) -> dict[str, Any]:
        return {"BACKEND": FOLDER, "OPTIONS": {"location": path}}

    no_folder = at(tmp_path / "no-folder")  # the tests may be run by root, whom no right stops
    return Place(settings, at(tmp_path / "files"), closed=no_folder, silent=no_folder)


def _bucket(settings: Settings, s3: S3Server) -> Place:
    prefix = uuid4().hex

    def told(**options: str) -> dict[str, Any]:
        return {"BACKEND": IN_A_BUCKET, "OPTIONS": {"location": prefix, **options}}

    return Place(
        settings,
        told(**s3.options()),
        closed=told(**s3.options(READER)),
        silent=told(**s3.options(endpoint_url="http://127.0.0.1:9")),
        address=f"{s3.endpoint}/{BUCKET}/{prefix}",
    )
