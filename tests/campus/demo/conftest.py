"""The seeded school, for the tests that look at it: a copy of a worker's own, where nothing that is written is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from parchemin.service.database import connected_to
from tests.databases import copied, quick_server
from tests.seeded import TEMPLATE, seeded_folder

__all__ = ["seeded_folder"]


@pytest.fixture(scope="module")
def seeded(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    seeded_folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    folder = copied(seeded_folder / "postgres", tmp_path_factory.mktemp("seeded") / "postgres")
    with django_db_blocker.unblock(), quick_server(folder) as socket, connected_to(socket):
        connection.settings_dict["NAME"] = TEMPLATE
        yield


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
